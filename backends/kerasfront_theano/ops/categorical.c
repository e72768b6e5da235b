#section support_code_apply

typedef DTYPE_INPUT_0 APPLY_SPECIFIC(real);

/* Of one sample, with n classes; the loss is returned. Sums are kept in double precision, as Theano keeps its own. */
APPLY_SPECIFIC(real) APPLY_SPECIFIC(row)(const APPLY_SPECIFIC(real) * x, const APPLY_SPECIFIC(real) * t,
                                         APPLY_SPECIFIC(real) * gradient, npy_intp n, APPLY_SPECIFIC(real) low,
                                         APPLY_SPECIFIC(real) high) {
    typedef APPLY_SPECIFIC(real) real;
    double sum = 0, loss = 0, counted = 0;
    for (npy_intp i = 0; i < n; ++i) sum += x[i];
    const real total = sum;
    for (npy_intp i = 0; i < n; ++i) {
        const real p = x[i] / total;
        const bool inside = !(p < low || p > high);
        loss -= t[i] * std::log(p < low ? low : p > high ? high : p);
        gradient[i] = inside ? -t[i] / p : 0;
        counted += inside ? t[i] : 0;
    }
    for (npy_intp i = 0; i < n; ++i) gradient[i] = (gradient[i] + (real)counted) / total;
    return loss;
}

int APPLY_SPECIFIC(categorical)(PyArrayObject* x, PyArrayObject* t, PyArrayObject** losses, PyArrayObject** gradients,
                                PARAMS_TYPE* params) {
    typedef APPLY_SPECIFIC(real) real;
    if (!PyArray_SAMESHAPE(x, t)) {
        PyErr_SetString(PyExc_ValueError, "categorical_crossentropy: output and target do not have one shape");
        return 1;
    }
    Py_XDECREF(*losses);
    Py_XDECREF(*gradients);
    int axes = PyArray_NDIM(x);
    *losses = (PyArrayObject*)PyArray_EMPTY(axes - 1, PyArray_DIMS(x), TYPENUM_INPUT_0, 0);
    *gradients = (PyArrayObject*)PyArray_EMPTY(axes, PyArray_DIMS(x), TYPENUM_INPUT_0, 0);
    PyArrayObject *outputs = PyArray_GETCONTIGUOUS(x), *targets = PyArray_GETCONTIGUOUS(t);
    int failed = !*losses || !*gradients || !outputs || !targets;
    if (!failed) {
        npy_intp n = PyArray_DIM(x, axes - 1), rows = PyArray_SIZE(*losses);
        for (npy_intp i = 0; i < rows; ++i)
            ((real*)PyArray_DATA(*losses))[i] = APPLY_SPECIFIC(row)(
                (real*)PyArray_DATA(outputs) + i * n, (real*)PyArray_DATA(targets) + i * n,
                (real*)PyArray_DATA(*gradients) + i * n, n, params->low, params->high);
    }
    Py_XDECREF(outputs);
    Py_XDECREF(targets);
    return failed;
}
