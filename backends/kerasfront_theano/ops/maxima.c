#section support_code_apply

typedef DTYPE_INPUT_0 APPLY_SPECIFIC(real);

/* The larger of each two of `width` numbers takes the second's place; what is no number is the largest. */
void APPLY_SPECIFIC(larger)(const APPLY_SPECIFIC(real) * __restrict x, APPLY_SPECIFIC(real) * __restrict largest,
                            npy_intp width) {
    for (npy_intp i = 0; i < width; ++i) largest[i] = (x[i] > largest[i]) | (x[i] != x[i]) ? x[i] : largest[i];
}

/* Of a matrix, the largest of each column. Short rows are compared several at a time, with room for `width` numbers. */
void APPLY_SPECIFIC(of_columns)(const APPLY_SPECIFIC(real) * x, npy_intp rows, npy_intp columns,
                                APPLY_SPECIFIC(real) * several, npy_intp width, APPLY_SPECIFIC(real) * largest) {
    const APPLY_SPECIFIC(real)* end = x + rows * columns;
    for (npy_intp i = 0; i < width; ++i) several[i] = x[i % columns];
    for (; end - x >= width; x += width) APPLY_SPECIFIC(larger)(x, several, width);
    APPLY_SPECIFIC(larger)(x, several, end - x);
    std::copy(several, several + columns, largest);
    for (npy_intp i = columns; i < width; i += columns) APPLY_SPECIFIC(larger)(several + i, largest, columns);
}

int APPLY_SPECIFIC(maxima)(PyArrayObject* x, PyArrayObject** made, PARAMS_TYPE* params) {
    typedef APPLY_SPECIFIC(real) real;
    const npy_intp *shape = PyArray_DIMS(x), *end = shape + PyArray_NDIM(x);
    const npy_intp *first = shape + params->first, *behind = shape + params->behind;
    const npy_intp rows = PyArray_MultiplyList(first, behind - first), columns = PyArray_MultiplyList(behind, end - behind);
    std::vector<npy_intp> kept(shape, first);
    kept.insert(kept.end(), behind, end);
    Py_XDECREF(*made);
    *made = (PyArrayObject*)PyArray_EMPTY(kept.size(), kept.data(), TYPENUM_INPUT_0, 0);
    if (!*made) return 1;
    if (PyArray_SIZE(*made) == 0) return 0;
    if (rows == 0) {
        PyErr_SetString(PyExc_ValueError, "max: of no elements there is no largest");
        return 1;
    }
    PyArrayObject* numbers = PyArray_GETCONTIGUOUS(x);
    if (!numbers) return 1;
    const npy_intp width = columns * std::max<npy_intp>(1, 64 / columns);
    std::vector<real> several(width);
    const real* at = (real*)PyArray_DATA(numbers);
    real *largest = (real*)PyArray_DATA(*made), *last = largest + PyArray_SIZE(*made);
    for (; largest < last; at += rows * columns, largest += columns)
        APPLY_SPECIFIC(of_columns)(at, rows, columns, several.data(), width, largest);
    Py_DECREF(numbers);
    return 0;
}
