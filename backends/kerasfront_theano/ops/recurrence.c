#section support_code_apply

using namespace kerasfront;

/* An array of floats that lies row by row: the one given, or a copy. */
class APPLY_SPECIFIC(Array) {
public:
    explicit APPLY_SPECIFIC(Array)(PyArrayObject* given) : array(PyArray_GETCONTIGUOUS(given)) {}
    ~APPLY_SPECIFIC(Array)() { Py_XDECREF(array); }
    template <class T> T* data() const { return (T*)PyArray_DATA(array); }

    PyArrayObject* const array;
};

/* A new array in the place of an old result. */
float* APPLY_SPECIFIC(make)(PyArrayObject** result, std::vector<npy_intp> shape) {
    Py_XDECREF(*result);
    *result = (PyArrayObject*)PyArray_EMPTY((int)shape.size(), shape.data(), NPY_FLOAT32, 0);
    return *result ? (float*)PyArray_DATA(*result) : NULL;
}

Network APPLY_SPECIFIC(network)(PyArrayObject* x, PyArrayObject* kernel, PARAMS_TYPE* params) {
    Network net = {};
    net.samples = PyArray_DIM(x, 0), net.times = PyArray_DIM(x, 1), net.units = PyArray_DIM(kernel, 0);
    net.hard = params->hard;
#ifdef _OPENMP
    net.threads = omp_get_max_threads();
#else
    net.threads = 1;
#endif
    return net;
}

int APPLY_SPECIFIC(run)(PyArrayObject* x, PyArrayObject* mask, PyArrayObject* scales, PyArrayObject* kernel,
                        PyArrayObject* first_h, PyArrayObject* first_c, PyArrayObject** h, PyArrayObject** last_c,
                        PyArrayObject** c, PyArrayObject** gates, PARAMS_TYPE* params) {
    APPLY_SPECIFIC(Array) inputs(x), kept(mask), factors(scales), inner(kernel), from_h(first_h), from_c(first_c);
    if (PyErr_Occurred()) return 1;
    Network net = APPLY_SPECIFIC(network)(x, kernel, params);
    const Index units = net.units, width = PyArray_DIM(x, 2), count = params->gru ? 0 : net.samples;
    net.kernel = inner.data<float>(), net.first_h = from_h.data<float>(), net.first_c = from_c.data<float>();
    net.mask = PyArray_SIZE(mask) ? kept.data<bool>() : NULL;
    net.scales = PyArray_SIZE(scales) ? factors.data<float>() : NULL;
    net.h = APPLY_SPECIFIC(make)(h, {net.samples, net.times, units});
    net.c = APPLY_SPECIFIC(make)(c, {count, net.times, units});
    net.gates = APPLY_SPECIFIC(make)(gates, {net.samples, net.times, width});
    float* last = APPLY_SPECIFIC(make)(last_c, {net.samples, units});
    if (PyErr_Occurred()) return 1;
    std::copy_n(inputs.data<float>(), PyArray_SIZE(x), net.gates);
    Py_BEGIN_ALLOW_THREADS;
    run(net, params->gru, last);
    Py_END_ALLOW_THREADS;
    return 0;
}

int APPLY_SPECIFIC(differentiate)(PyArrayObject* gates, PyArrayObject* mask, PyArrayObject* scales,
                                  PyArrayObject* kernel, PyArrayObject* first_h, PyArrayObject* first_c,
                                  PyArrayObject* h, PyArrayObject* c, PyArrayObject* by_h, PyArrayObject* by_last_c,
                                  PyArrayObject** by_x, PyArrayObject** by_first_h, PyArrayObject** by_first_c,
                                  PARAMS_TYPE* params) {
    APPLY_SPECIFIC(Array) all(gates), kept(mask), factors(scales), inner(kernel), from_h(first_h), from_c(first_c);
    APPLY_SPECIFIC(Array) hs(h), cs(c), gradient_of_h(by_h), gradient_of_c(by_last_c);
    if (PyErr_Occurred()) return 1;
    Network net = APPLY_SPECIFIC(network)(gates, kernel, params);
    net.kernel = inner.data<float>(), net.first_h = from_h.data<float>(), net.first_c = from_c.data<float>();
    net.mask = PyArray_SIZE(mask) ? kept.data<bool>() : NULL;
    net.scales = PyArray_SIZE(scales) ? factors.data<float>() : NULL;
    net.gates = all.data<float>(), net.h = hs.data<float>(), net.c = cs.data<float>();
    Gradients gradients = {gradient_of_h.data<float>(), gradient_of_c.data<float>()};
    gradients.inputs = APPLY_SPECIFIC(make)(by_x, {net.samples, net.times, PyArray_DIM(gates, 2)});
    gradients.first_h = APPLY_SPECIFIC(make)(by_first_h, {net.samples, net.units});
    gradients.first_c = APPLY_SPECIFIC(make)(by_first_c, {net.samples, net.units});
    if (PyErr_Occurred()) return 1;
    Py_BEGIN_ALLOW_THREADS;
    differentiate(net, params->gru, gradients);
    Py_END_ALLOW_THREADS;
    return 0;
}
