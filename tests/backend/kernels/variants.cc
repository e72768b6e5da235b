/* Kernels for Python's ctypes. */
#include "cells.h"

using namespace kerasfront;

extern "C" void product(Index count, Index inner, Index columns, const float* a, const float* b, float* result) {
    add_product(count, a, inner, Packed(b, inner, columns, columns, 1), result, columns);
}

extern "C" void network(bool gru, bool hard, const Index* sizes, const float* kernel, const bool* mask, float* gates,
                        float* states, float* h, float* c, const float* by_h, float* by_gates, float* by_states) {
    const Index size = sizes[0] * sizes[2]; /* of samples, times, units */
    Network net = {};
    net.samples = sizes[0], net.times = sizes[1], net.units = sizes[2], net.hard = hard, net.threads = 2;
    net.kernel = kernel, net.mask = mask, net.first_h = states, net.first_c = states + size;
    net.gates = gates, net.h = h, net.c = c;
    std::vector<float> last_c(size), none(size, 0.0f);
    run(net, gru, last_c.data());
    differentiate(net, gru, {by_h, none.data(), by_gates, by_states, by_states + size});
}
