#section support_code_apply

typedef DTYPE_INPUT_0 APPLY_SPECIFIC(real);

/* sums += the numbers, `width` of them after the other. */
void APPLY_SPECIFIC(add)(const APPLY_SPECIFIC(real) * __restrict numbers, double* __restrict sums, npy_intp width) {
    for (npy_intp i = 0; i < width; ++i) sums[i] += numbers[i];
}

/* Sums are kept in double precision, as Theano keeps those of its own. Short rows are added several at a time. */
int APPLY_SPECIFIC(column_sums)(PyArrayObject* x, PyArrayObject** made) {
    typedef APPLY_SPECIFIC(real) real;
    npy_intp columns = PyArray_DIM(x, PyArray_NDIM(x) - 1);
    Py_XDECREF(*made);
    *made = (PyArrayObject*)PyArray_ZEROS(1, &columns, TYPENUM_INPUT_0, 0);
    PyArrayObject* numbers = PyArray_GETCONTIGUOUS(x);
    if (!*made || !numbers) {
        Py_XDECREF(numbers);
        return 1;
    }
    const real* at = (real*)PyArray_DATA(numbers);
    const real* end = at + PyArray_SIZE(numbers);
    const npy_intp width = columns * std::max<npy_intp>(1, 64 / std::max<npy_intp>(1, columns));
    std::vector<double> sums(width);
    if (columns > 0) {
        for (; end - at >= width; at += width) APPLY_SPECIFIC(add)(at, sums.data(), width);
        APPLY_SPECIFIC(add)(at, sums.data(), end - at);
        for (npy_intp i = columns; i < width; ++i) sums[i % columns] += sums[i];
    }
    real* sum = (real*)PyArray_DATA(*made);
    for (npy_intp i = 0; i < columns; ++i) sum[i] = sums[i];
    Py_DECREF(numbers);
    return 0;
}
