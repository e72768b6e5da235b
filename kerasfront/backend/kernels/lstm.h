/* Long short-term memory: gates i, f, candidate g and o side by side; c = f * c_before + i * g, h = o * tanh(c). */
#pragma once

#include "recurrence.h"

namespace kerasfront {

struct Lstm {
    static const int GATES = 4;

    template <bool hard> static void run(const Network& net) {
        const Packed kernel(net.kernel, net.units, GATES * net.units, GATES * net.units, 1);
        in_parts(net.samples, net.threads, [&](Index first, Index last) {
            for (Index time = 0; time < net.times; ++time) {
                float* gates = net.gates + GATES * net.at(first, time);
                add_product(last - first, net.before(net.h, net.first_h, first, time), net.before_step(time), kernel,
                            gates, GATES * net.times * net.units);
                for (Index sample = first; sample < last; ++sample) step<hard>(net, sample, time);
            }
        });
    }

    template <bool hard> static void differentiate(const Network& net, const Slopes& slopes) {
        const Packed kernel(net.kernel, GATES * net.units, net.units, 1, GATES * net.units);
        in_parts(net.samples, net.threads, [&](Index first, Index last) {
            const Index states = first * net.units, size = (last - first) * net.units;
            std::fill_n(slopes.first_h + states, size, 0.0f);
            std::copy_n(slopes.last_c + states, size, slopes.first_c + states);
            for (Index time = net.times - 1; time >= 0; --time) {
                for (Index sample = first; sample < last; ++sample)
                    net.skips(sample, time) ? skip_back(net, slopes, GATES, sample, time)
                                            : step_back<hard>(net, slopes, sample, time);
                add_product(last - first, slopes.inputs + GATES * net.at(first, time), GATES * net.times * net.units,
                            kernel, slopes.first_h + states, net.units);
            }
        });
    }

private:
    template <bool hard> static void step(const Network& net, Index sample, Index time) {
        const Index n = net.units;
        float *i = net.gates + GATES * net.at(sample, time), *f = i + n;
        float *g = f + n, *o = g + n;
        const float* before = net.before(net.c, net.first_c, sample, time);
        float *c = net.c + net.at(sample, time), *h = net.h + net.at(sample, time);
        if (net.skips(sample, time)) {
            std::copy_n(before, n, c);
            std::copy_n(net.before(net.h, net.first_h, sample, time), n, h);
            return;
        }
#pragma GCC ivdep
        for (Index j = 0; j < n; ++j) {
            i[j] = gate<hard>(i[j]), f[j] = gate<hard>(f[j]), g[j] = tanh(g[j]), o[j] = gate<hard>(o[j]);
            c[j] = f[j] * before[j] + i[j] * g[j];
            h[j] = o[j] * tanh(c[j]);
        }
    }

    /* `slopes.first_h` and `first_c` hold the derivatives by the states after this time, then those by the states before,
       but for what the kernel makes of `slopes.inputs`. */
    template <bool hard> static void step_back(const Network& net, const Slopes& slopes, Index sample, Index time) {
        const Index n = net.units, gates = GATES * net.at(sample, time);
        const float *i = net.gates + gates, *f = i + n, *g = f + n, *o = g + n;
        float *by_i = slopes.inputs + gates, *by_f = by_i + n;
        float *by_g = by_f + n, *by_o = by_g + n;
        const float *c = net.c + net.at(sample, time), *output = slopes.h + net.at(sample, time);
        const float* before = net.before(net.c, net.first_c, sample, time);
        float *by_h = slopes.first_h + sample * n, *by_c = slopes.first_c + sample * n;
#pragma GCC ivdep
        for (Index j = 0; j < n; ++j) {
            const float to_h = output[j] + by_h[j], out = tanh(c[j]);
            const float to_c = by_c[j] + to_h * o[j] * (1.0f - out * out);
            by_i[j] = to_c * g[j] * gate_slope<hard>(i[j]);
            by_f[j] = to_c * before[j] * gate_slope<hard>(f[j]);
            by_g[j] = to_c * i[j] * (1.0f - g[j] * g[j]);
            by_o[j] = to_h * out * gate_slope<hard>(o[j]);
            by_c[j] = to_c * f[j];
            by_h[j] = 0.0f;
        }
    }
};

}  // namespace kerasfront
