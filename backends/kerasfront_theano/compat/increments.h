/* Rows that are added to those of another array, which an index vector names. */
#ifndef KERASFRONT_INCREMENTS_H
#define KERASFRONT_INCREMENTS_H

namespace kerasfront {

/* Whether y has one row for each index, and rows as long as those of x, all in one piece. */
inline bool fit(PyArrayObject* x, PyArrayObject* y, npy_intp count) {
    return PyArray_ISCARRAY(x) && PyArray_ISCARRAY_RO(y) && PyArray_DIM(y, 0) == count &&
           PyArray_CompareLists(PyArray_DIMS(x) + 1, PyArray_DIMS(y) + 1, PyArray_NDIM(x) - 1);
}

inline bool are_within(const npy_int64* indices, npy_intp count, npy_intp rows) {
    return std::all_of(indices, indices + count, [rows](npy_int64 i) { return i >= -rows && i < rows; });
}

template <class Real>
void add_rows(Real* x, const Real* y, const npy_int64* indices, npy_intp count, npy_intp rows, npy_intp width) {
    for (npy_intp i = 0; i < count; ++i, y += width) {
        Real* __restrict to = x + (indices[i] < 0 ? indices[i] + rows : indices[i]) * width;
        for (npy_intp j = 0; j < width; ++j) to[j] += y[j];
    }
}

/* What NumPy does: it broadcasts, and says which index is wrong. */
inline bool add_by_numpy(PyArrayObject* x, PyObject* indices, PyArrayObject* y) {
    PyObject* numpy = PyImport_ImportModule("numpy");
    PyObject* add = numpy ? PyObject_GetAttrString(numpy, "add") : NULL;
    PyObject* done = add ? PyObject_CallMethod(add, "at", "OOO", x, indices, y) : NULL;
    Py_XDECREF(numpy);
    Py_XDECREF(add);
    Py_XDECREF(done);
    return done != NULL;
}

/* Whether it could be done; otherwise there is an exception. */
template <class Real>
bool increment(PyArrayObject* x, PyArrayObject* y, PyArrayObject* indices) {
    PyArrayObject* whole = (PyArrayObject*)PyArray_FromArray(indices, PyArray_DescrFromType(NPY_INT64), NPY_ARRAY_CARRAY_RO);
    if (!whole) return false;
    const npy_int64* index = (npy_int64*)PyArray_DATA(whole);
    const npy_intp count = PyArray_SIZE(whole), rows = PyArray_DIM(x, 0);
    bool done = fit(x, y, count) && are_within(index, count, rows);
    if (done)
        add_rows((Real*)PyArray_DATA(x), (Real*)PyArray_DATA(y), index, count, rows, rows ? PyArray_SIZE(x) / rows : 0);
    else
        done = add_by_numpy(x, (PyObject*)whole, y);
    Py_DECREF(whole);
    return done;
}

}  // namespace kerasfront

#endif
