#section support_code_apply

typedef DTYPE_INPUT_0 APPLY_SPECIFIC(real);

/* Sums are kept in double precision, as Theano keeps those of its own. */
int APPLY_SPECIFIC(weighted_mean)(PyArrayObject* x, PyArrayObject* weights, PyArrayObject** mean,
                                  PyArrayObject** gradients) {
    typedef APPLY_SPECIFIC(real) real;
    if (!PyArray_SAMESHAPE(x, weights)) {
        PyErr_SetString(PyExc_ValueError, "weighted_mean: losses and weights do not have one shape");
        return 1;
    }
    Py_XDECREF(*mean);
    Py_XDECREF(*gradients);
    *mean = (PyArrayObject*)PyArray_ZEROS(0, NULL, TYPENUM_INPUT_0, 0);
    *gradients = (PyArrayObject*)PyArray_NewCopy(weights, NPY_CORDER);
    PyArrayObject* losses = PyArray_GETCONTIGUOUS(x);
    if (!*mean || !*gradients || !losses) {
        Py_XDECREF(losses);
        return 1;
    }
    const real* loss = (real*)PyArray_DATA(losses);
    real* gradient = (real*)PyArray_DATA(*gradients);
    npy_intp count = PyArray_SIZE(x), counted = 0;
    double total = 0;
    for (npy_intp i = 0; i < count; ++i) {
        if (gradient[i] == 0) continue;
        total += (double)loss[i] * gradient[i];
        ++counted;
    }
    if (counted == 0) counted = 1;
    *(real*)PyArray_DATA(*mean) = total / counted;
    for (npy_intp i = 0; i < count; ++i) gradient[i] /= counted;
    Py_DECREF(losses);
    return 0;
}
