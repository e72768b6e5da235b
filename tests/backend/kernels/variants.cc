/* Kernels for Python's ctypes. */
#include "cells.h"
#include "convolution.h"

using namespace kerasfront;

extern "C" void product(Index count, Index inner, Index columns, const float* a, const float* b, float* result) {
    add_product(count, a, inner, Packed(b, inner, columns, columns, 1), result, columns);
}

extern "C" void network(int cell, int activation, bool kept, const Index* sizes, const float* x, const float* kernel,
                        const bool* mask, const float* states, float* h, const float* by_h, float* by_x,
                        float* by_states) {
    const Index size = sizes[0] * sizes[2]; /* of samples, times, units */
    std::vector<float> last_c(size), none(size, 0.0f), c(size * sizes[1]), gates(4 * size * sizes[1]);
    Network net = {};
    net.samples = sizes[0], net.times = sizes[1], net.units = sizes[2], net.threads = 2;
    net.activation = (Activation)activation, net.kernel = kernel, net.mask = mask;
    net.first_h = states, net.first_c = states + size, net.x = x, net.h = h, net.last_c = last_c.data();
    if (kept) net.gates = gates.data(), net.c = c.data();
    run(net, (Cell)cell);
    if (kept) differentiate(net, (Cell)cell, {by_h, none.data(), by_x, by_states, by_states + size});
}

extern "C" void convolution(const Index* sizes, const float* images, const float* kernel, const float* by_results,
                            float* results, float* by_images, float* by_kernel) {
    Convolution shape = {};
    shape.images = sizes[0], shape.height = sizes[1], shape.width = sizes[2], shape.channels = sizes[3];
    shape.rows = sizes[4], shape.columns = sizes[5], shape.filters = sizes[6];
    shape.kernel_rows = sizes[7], shape.kernel_columns = sizes[8], shape.step_down = shape.step_right = sizes[9];
    shape.gap_down = shape.gap_right = sizes[10], shape.top = shape.left = sizes[11], shape.threads = 2;
    shape = shape.laid();
    shape.forward(images, kernel, results);
    shape.by_images(by_results, kernel, by_images);
    shape.by_kernel(images, by_results, by_kernel);
}
