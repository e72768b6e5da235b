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

/* The given sizes, then rows and columns of images, then a width. */
std::vector<npy_intp> APPLY_SPECIFIC(shape)(const Network& net, std::vector<npy_intp> sizes, npy_intp width) {
    if (net.image.there()) sizes.insert(sizes.end(), {net.image.rows, net.image.columns});
    sizes.push_back(width);
    return sizes;
}

/* From the inputs of both operations that do not depend on time. */
Network APPLY_SPECIFIC(network)(PyArrayObject* by_time, const APPLY_SPECIFIC(Array)& mask,
                                const APPLY_SPECIFIC(Array)& scales, const APPLY_SPECIFIC(Array)& kernel,
                                PARAMS_TYPE* params) {
    Network net = {};
    const int rank = PyArray_NDIM(kernel.array);
    const npy_intp *sizes = PyArray_DIMS(by_time), *of_kernel = PyArray_DIMS(kernel.array);
    net.samples = sizes[0], net.times = sizes[1], net.units = of_kernel[rank - 2];
    if (rank == 4) net.image = {sizes[2], sizes[3], of_kernel[0], of_kernel[1]};
    net.activation = (Activation)params->activation, net.kernel = kernel.data<float>();
    net.mask = PyArray_SIZE(mask.array) ? mask.data<bool>() : NULL;
    net.scales = PyArray_SIZE(scales.array) ? scales.data<float>() : NULL;
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
    Network net = APPLY_SPECIFIC(network)(x, kept, factors, inner, params);
    if (!net.times) {
        PyErr_SetString(PyExc_ValueError, "A loop has no time steps.");
        return 1;
    }
    const Cell cell = (Cell)params->cell;
    const npy_intp samples = net.samples, units = net.units, count = params->keep ? samples : 0;
    const npy_intp width = kept_gates(cell) * units;
    net.first_h = from_h.data<float>(), net.first_c = from_c.data<float>(), net.x = inputs.data<float>();
    net.h = APPLY_SPECIFIC(make)(h, APPLY_SPECIFIC(shape)(net, {samples, net.times}, units));
    net.last_c = APPLY_SPECIFIC(make)(last_c, APPLY_SPECIFIC(shape)(net, {samples}, units));
    net.c = APPLY_SPECIFIC(make)(c, APPLY_SPECIFIC(shape)(net, {cell == LSTM ? count : 0, net.times}, units));
    if (params->in_place && inputs.array == x && count && width) { /* the gates take the memory of x */
        Py_XDECREF(*gates);
        Py_INCREF(x);
        *gates = x;
        net.gates = (float*)PyArray_DATA(x);
    } else {
        net.gates = APPLY_SPECIFIC(make)(gates, APPLY_SPECIFIC(shape)(net, {width ? count : 0, net.times}, width));
    }
    if (PyErr_Occurred()) return 1;
    if (!count || cell != LSTM) net.c = NULL;
    if (!count || !width) net.gates = NULL;
    Py_BEGIN_ALLOW_THREADS;
    run(net, cell);
    Py_END_ALLOW_THREADS;
    return 0;
}

int APPLY_SPECIFIC(differentiate)(PyArrayObject* h, PyArrayObject* mask, PyArrayObject* scales, PyArrayObject* kernel,
                                  PyArrayObject* first_h, PyArrayObject* first_c, PyArrayObject* c,
                                  PyArrayObject* gates, PyArrayObject* by_h, PyArrayObject* by_last_c,
                                  PyArrayObject** by_x, PyArrayObject** by_first_h, PyArrayObject** by_first_c,
                                  PARAMS_TYPE* params) {
    APPLY_SPECIFIC(Array) hs(h), kept(mask), factors(scales), inner(kernel), from_h(first_h), from_c(first_c);
    APPLY_SPECIFIC(Array) cs(c), all(gates), gradient_of_h(by_h), gradient_of_c(by_last_c);
    if (PyErr_Occurred()) return 1;
    Network net = APPLY_SPECIFIC(network)(h, kept, factors, inner, params);
    const Cell cell = (Cell)params->cell;
    net.first_h = from_h.data<float>(), net.first_c = from_c.data<float>();
    net.gates = all.data<float>(), net.h = hs.data<float>(), net.c = cs.data<float>();
    Gradients gradients = {gradient_of_h.data<float>(), gradient_of_c.data<float>()};
    const std::vector<npy_intp> states = APPLY_SPECIFIC(shape)(net, {net.samples}, net.units);
    const npy_intp width = all_gates(cell) * net.units;
    gradients.inputs = APPLY_SPECIFIC(make)(by_x, APPLY_SPECIFIC(shape)(net, {net.samples, net.times}, width));
    gradients.first_h = APPLY_SPECIFIC(make)(by_first_h, states);
    gradients.first_c = APPLY_SPECIFIC(make)(by_first_c, states);
    if (PyErr_Occurred()) return 1;
    Py_BEGIN_ALLOW_THREADS;
    differentiate(net, cell, gradients);
    Py_END_ALLOW_THREADS;
    return 0;
}
