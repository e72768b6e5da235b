/* Calls of all kernels with sizes that leave something over, for builds that watch memory and arithmetic. */
#include <cstdio>

#include "cells.h"
#include "convolution.h"
#include "dropout.h"
#include "elementwise.h"

using namespace kerasfront;

namespace {

/* Numbers that are all used: what is read beyond them is seen. */
std::vector<float> numbers(Index size) {
    std::vector<float> made(size);
    for (Index i = 0; i < size; ++i) made[i] = (float)(i * 7 % 11 - 5) / 8;
    return made;
}

float sum(const std::vector<float>& some) {
    float total = 0;
    for (float number : some) total += number;
    return total;
}

float networks(Index samples, Index times, Index units, Cell cell, Activation activation, bool scaled, bool kept,
               Image image = {}) {
    const Index width = all_gates(cell) * units, steps = samples * times, all = steps * image.places();
    const Index taps = image.there() ? image.kernel_rows * image.kernel_columns : 1;
    std::vector<float> kernel = numbers(taps * units * width), x = numbers(all * width);
    std::vector<float> states = numbers(samples * image.places() * units), scales = numbers(all / times * width);
    std::vector<float> h(all * units), c(cell == LSTM ? all * units : 0);
    std::vector<float> gates(kept_gates(cell) * all * units), last(states.size()), by_h = numbers(all * units);
    std::vector<float> by_x(all * width), by_first_h(states.size()), by_first_c(states.size());
    std::vector<char> mask(steps, 1);
    mask[steps / 2] = 0;
    Network net = {};
    net.samples = samples, net.times = times, net.units = units, net.image = image;
    net.activation = activation, net.threads = 2;
    net.kernel = kernel.data(), net.scales = scaled ? scales.data() : nullptr, net.mask = (const bool*)mask.data();
    net.first_h = net.first_c = states.data(), net.x = x.data(), net.h = h.data(), net.last_c = last.data();
    if (kept) net.gates = gates.data(), net.c = c.data();
    run(net, cell);
    if (kept) differentiate(net, cell, {by_h.data(), last.data(), by_x.data(), by_first_h.data(), by_first_c.data()});
    return sum(h) + sum(by_x) + sum(by_first_h) + sum(by_first_c);
}

float all_networks(Index units) {
    float total = 0;
    for (int kind = 0; kind < 4; ++kind) {
        for (Cell cell : {LSTM, GRU})
            for (Activation activation : {SIGMOID, HARD_SIGMOID})
                total += networks(9, 3, units, cell, activation, kind & 1, kind & 2);
        for (Cell cell : {LSTM, GRU, SIMPLE_RNN})
            total += networks(3, 2, units, cell, SIGMOID, kind & 1, kind & 2, {3, 4, 3, 5});
        for (int activation = TANH; activation <= LINEAR; ++activation)
            total += networks(9, 3, units, SIMPLE_RNN, (Activation)activation, kind & 1, kind & 2);
    }
    return total;
}

float convolutions(Index channels, Index filters, Index size, Index step, Index gap, Index pad) {
    Convolution shape = {};
    shape.images = 3, shape.height = 11, shape.width = 9, shape.channels = channels, shape.filters = filters;
    shape.kernel_rows = shape.kernel_columns = size, shape.step_down = shape.step_right = step;
    shape.gap_down = shape.gap_right = gap, shape.top = shape.left = pad, shape.threads = 2;
    shape.rows = (11 + 2 * pad - (size - 1) * gap - 1) / step + 1;
    shape.columns = (9 + 2 * pad - (size - 1) * gap - 1) / step + 1;
    std::vector<float> images = numbers(3 * 11 * 9 * channels), kernel = numbers(size * size * channels * filters);
    std::vector<float> out(3 * shape.rows * shape.columns * filters);
    shape.forward(images.data(), kernel.data(), out.data());
    shape.by_images(out.data(), kernel.data(), images.data());
    shape.by_kernel(images.data(), out.data(), kernel.data());
    std::fill(out.begin() + 1, out.end() - 1, 0.0f);
    shape.by_images(out.data(), kernel.data(), images.data());
    shape.by_kernel(images.data(), out.data(), kernel.data());
    return sum(out) + sum(images) + sum(kernel);
}

float dropout(Index size) {
    std::vector<float> x = numbers(size), y(size);
    const Dropout drops = {{42, {~(uint64_t)0, 1}}, 1 << 15, 2.0f};
    drops.run(size, 2, x.data(), y.data());
    return sum(y);
}

float programs(Index rows, Index width) {
    std::vector<float> p = numbers(rows * width), values = numbers(2 * width);
    const int64_t indices[] = {rows - 1, rows - 1};
    const int64_t wrong[] = {0, rows};
    const float rate = 0.5f;
    Rows<float> gradient = {width, {}, {}}, refused = {width, {}, {}};
    if (!gradient.add(rows, 2, indices, values.data()) || refused.add(rows, 2, wrong, values.data())) return NAN;
    std::vector<Step> steps;
    for (int operation = ADD; operation <= SELECT; ++operation) steps.push_back({(Operation)operation, {0, 2, 1}});
    const int last = 2 + (int)steps.size();
    const Elementwise<float> program(steps, {last, last});
    std::vector<float> other(rows * width);
    program.run(0, rows * width, {{p.data(), false, nullptr}, {&rate, true, nullptr}, {nullptr, false, &gradient}},
                {p.data(), other.data()});
    return sum(p);
}

}  // namespace

int main() {
    float total = 0;
    for (Index units : {1, 5, 16, 37}) total += all_networks(units);
    for (Index channels : {1, 3, 17})
        for (Index filters : {1, 33})
            for (Index step : {1, 2})
                for (Index gap : {1, 2}) total += convolutions(channels, filters, 3, step, gap, step - 1);
    for (Index size : {1, 511, 513, 300000}) total += dropout(size);
    for (Index width : {1, 7, 600}) total += programs(5, width);
    std::printf("%g\n", total);
    return total == total ? 0 : 1;
}
