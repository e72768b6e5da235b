#section support_code_apply

/* What operations on images share. */
namespace APPLY_SPECIFIC(images) {

typedef DTYPE_INPUT_0 real;
typedef npy_intp size;

/* The value of an input that is a single whole number. */
size number(PyArrayObject* input) { return *(npy_int64*)PyArray_DATA(input); }

/* Which of `count` elements of a line, from position `first` on in steps, lie inside of it: [begin, end). */
struct Inside {
    size first, count, step, begin, end;

    Inside(size first, size count, size step, size length) : first(first), count(count), step(step) {
        begin = std::min(std::max(step - 1 - first, (size)0) / step, count);
        end = std::max(std::min(std::max(length - first + step - 1, (size)0) / step, count), begin);
    }
};

/* What is to be made, with room for its numbers; what was made before is used again if it fits. */
bool prepare(PyArrayObject** made, npy_intp* shape) {
    if (*made && PyArray_CompareLists(PyArray_DIMS(*made), shape, 4) && PyArray_ISCARRAY(*made)) return true;
    Py_XDECREF(*made);
    *made = (PyArrayObject*)PyArray_EMPTY(4, shape, TYPENUM_INPUT_0, 0);
    return *made != NULL;
}

}  // namespace
