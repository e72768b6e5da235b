/* Kernels for Python's ctypes. */
#include "cells.h"

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
