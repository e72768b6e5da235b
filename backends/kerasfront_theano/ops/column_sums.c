#section support_code_apply

typedef DTYPE_INPUT_0 APPLY_SPECIFIC(real);

/* sums += the numbers, `width` of them after the other. */
void APPLY_SPECIFIC(add)(const APPLY_SPECIFIC(real) * __restrict numbers, double* __restrict sums, npy_intp width) {
    for (npy_intp i = 0; i < width; ++i) sums[i] += numbers[i];
}

/* Of a matrix. Sums are kept in double precision, as Theano keeps those of its own. Short rows are added several at a time,
   in `sums`. */
void APPLY_SPECIFIC(of_columns)(const APPLY_SPECIFIC(real) * at, npy_intp rows, npy_intp columns, std::vector<double>& sums,
                                APPLY_SPECIFIC(real) * sum) {
    const APPLY_SPECIFIC(real)* end = at + rows * columns;
    const npy_intp width = sums.size();
    std::fill(sums.begin(), sums.end(), 0);
    for (; end - at >= width; at += width) APPLY_SPECIFIC(add)(at, sums.data(), width);
    APPLY_SPECIFIC(add)(at, sums.data(), end - at);
    for (npy_intp i = columns; i < width; ++i) sums[i % columns] += sums[i];
    for (npy_intp i = 0; i < columns; ++i) sum[i] = sums[i];
}

int APPLY_SPECIFIC(column_sums)(PyArrayObject* x, PyArrayObject** made, PARAMS_TYPE* params) {
    typedef APPLY_SPECIFIC(real) real;
    const npy_intp *shape = PyArray_DIMS(x), *last = shape + PyArray_NDIM(x) - 1, *first = shape + params->first;
    const npy_intp rows = PyArray_MultiplyList(first, last - first), columns = *last;
    std::vector<npy_intp> kept(shape, first);
    kept.push_back(columns);
    Py_XDECREF(*made);
    *made = (PyArrayObject*)PyArray_EMPTY(kept.size(), kept.data(), TYPENUM_INPUT_0, 0);
    PyArrayObject* numbers = PyArray_GETCONTIGUOUS(x);
    if (!*made || !numbers) {
        Py_XDECREF(numbers);
        return 1;
    }
    std::vector<double> sums(columns * std::max<npy_intp>(1, 64 / std::max<npy_intp>(1, columns)));
    const real* at = (real*)PyArray_DATA(numbers);
    real *sum = (real*)PyArray_DATA(*made), *end = sum + PyArray_SIZE(*made);
    for (; sum < end; at += rows * columns, sum += columns) APPLY_SPECIFIC(of_columns)(at, rows, columns, sums, sum);
    Py_DECREF(numbers);
    return 0;
}
