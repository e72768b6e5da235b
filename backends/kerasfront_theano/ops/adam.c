#section support_code_apply

typedef DTYPE_INPUT_0 APPLY_SPECIFIC(real);

/* What is to be changed: the array itself, or a copy. */
PyArrayObject* APPLY_SPECIFIC(own)(PyArrayObject* array, PARAMS_TYPE* params) {
    if (!params->in_place || !PyArray_ISCARRAY(array)) return (PyArrayObject*)PyArray_NewCopy(array, NPY_CORDER);
    Py_INCREF(array);
    return array;
}

void APPLY_SPECIFIC(step)(APPLY_SPECIFIC(real) * __restrict p, APPLY_SPECIFIC(real) * __restrict m,
                          APPLY_SPECIFIC(real) * __restrict v, const APPLY_SPECIFIC(real) * __restrict g, npy_intp count,
                          APPLY_SPECIFIC(real) rate, APPLY_SPECIFIC(real) beta_1, APPLY_SPECIFIC(real) beta_2,
                          APPLY_SPECIFIC(real) epsilon) {
#pragma omp parallel for schedule(static) if (count > 50000)
    for (npy_intp i = 0; i < count; ++i) {
        m[i] = beta_1 * m[i] + (1 - beta_1) * g[i];
        v[i] = beta_2 * v[i] + (1 - beta_2) * g[i] * g[i];
        p[i] -= rate * m[i] / (std::sqrt(v[i]) + epsilon);
    }
}

int APPLY_SPECIFIC(adam)(PyArrayObject* p, PyArrayObject* m, PyArrayObject* v, PyArrayObject* g, PyArrayObject* rate,
                         PyArrayObject* beta_1, PyArrayObject* beta_2, PyArrayObject* epsilon, PyArrayObject** new_p,
                         PyArrayObject** new_m, PyArrayObject** new_v, PARAMS_TYPE* params) {
    typedef APPLY_SPECIFIC(real) real;
    if (!PyArray_SAMESHAPE(p, g) || !PyArray_SAMESHAPE(p, m) || !PyArray_SAMESHAPE(p, v)) {
        PyErr_SetString(PyExc_ValueError, "adam: weights, means and gradient do not have one shape");
        return 1;
    }
    PyArrayObject *from[3] = {p, m, v}, **to[3] = {new_p, new_m, new_v};
    for (int i = 0; i < 3; ++i) {
        Py_XDECREF(*to[i]);
        *to[i] = APPLY_SPECIFIC(own)(from[i], params);
        if (!*to[i]) return 1;
    }
    PyArrayObject* gradient = PyArray_GETCONTIGUOUS(g);
    if (!gradient) return 1;
    APPLY_SPECIFIC(step)((real*)PyArray_DATA(*new_p), (real*)PyArray_DATA(*new_m), (real*)PyArray_DATA(*new_v),
                         (real*)PyArray_DATA(gradient), PyArray_SIZE(p), *(real*)PyArray_DATA(rate),
                         *(real*)PyArray_DATA(beta_1), *(real*)PyArray_DATA(beta_2), *(real*)PyArray_DATA(epsilon));
    Py_DECREF(gradient);
    return 0;
}
