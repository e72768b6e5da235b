/* Gated recurrent unit: gates z, r and candidate g side by side; g sees r * h_before, h = z * h_before + (1 - z) * g. */
#pragma once

#include "recurrence.h"

namespace kerasfront {

struct Gru {
    static const int GATES = 3;

    template <bool hard> static void run(const Network& net) {
        const Index n = net.units, step = GATES * net.times * n;
        const Packed of_gates(net.kernel, n, 2 * n, GATES * n, 1), of_candidate(net.kernel + 2 * n, n, n, GATES * n, 1);
        in_parts(net.samples, net.threads, [&](Index first, Index last) {
            for (Index time = 0; time < net.times; ++time) {
                float *gates = net.gates + GATES * net.at(first, time), *h = net.h + net.at(first, time);
                const float* before = net.before(net.h, net.first_h, first, time);
                add_product(last - first, before, net.before_step(time), of_gates, gates, step);
                for (Index sample = first; sample < last; ++sample) reset<hard>(net, sample, time);
                add_product(last - first, h, net.times * n, of_candidate, gates + 2 * n, step);
                for (Index sample = first; sample < last; ++sample) mix(net, sample, time);
            }
        });
    }

    template <bool hard> static void differentiate(const Network& net, const Slopes& slopes) {
        const Index n = net.units, step = GATES * net.times * n;
        const Packed of_gates(net.kernel, 2 * n, n, 1, GATES * n), of_candidate(net.kernel + 2 * n, n, n, 1, GATES * n);
        in_parts(net.samples, net.threads, [&](Index first, Index last) {
            const Index states = first * n, size = (last - first) * n;
            std::vector<float> by_seen(size);
            std::fill_n(slopes.first_h + states, size, 0.0f);
            for (Index time = net.times - 1; time >= 0; --time) {
                float* inputs = slopes.inputs + GATES * net.at(first, time);
                for (Index sample = first; sample < last; ++sample)
                    net.skips(sample, time) ? skip_back(net, slopes, GATES, sample, time)
                                            : mix_back<hard>(net, slopes, sample, time);
                std::fill(by_seen.begin(), by_seen.end(), 0.0f);
                add_product(last - first, inputs + 2 * n, step, of_candidate, by_seen.data(), n);
                for (Index sample = first; sample < last; ++sample)
                    reset_back<hard>(net, slopes, &by_seen[(sample - first) * n], sample, time);
                add_product(last - first, inputs, step, of_gates, slopes.first_h + states, n);
            }
        });
    }

private:
    /* The gates, and in h what the candidate sees of the state before. */
    template <bool hard> static void reset(const Network& net, Index sample, Index time) {
        const Index n = net.units;
        float *z = net.gates + GATES * net.at(sample, time), *r = z + n;
        const float* before = net.before(net.h, net.first_h, sample, time);
        float* seen = net.h + net.at(sample, time);
#pragma GCC ivdep
        for (Index j = 0; j < n; ++j) {
            z[j] = gate<hard>(z[j]), r[j] = gate<hard>(r[j]);
            seen[j] = r[j] * before[j];
        }
    }

    static void mix(const Network& net, Index sample, Index time) {
        const Index n = net.units;
        float *z = net.gates + GATES * net.at(sample, time), *g = z + 2 * n;
        const float* before = net.before(net.h, net.first_h, sample, time);
        float* h = net.h + net.at(sample, time);
        if (net.skips(sample, time)) {
            std::copy_n(before, n, h);
            return;
        }
#pragma GCC ivdep
        for (Index j = 0; j < n; ++j) {
            g[j] = tanh(g[j]);
            h[j] = z[j] * before[j] + (1.0f - z[j]) * g[j];
        }
    }

    /* `slopes.first_h` holds the derivatives by the state after this time, then those by the state before, but for what
       goes through the candidate and the gates. */
    template <bool hard> static void mix_back(const Network& net, const Slopes& slopes, Index sample, Index time) {
        const Index n = net.units, gates = GATES * net.at(sample, time);
        const float *z = net.gates + gates, *g = z + 2 * n;
        float *by_z = slopes.inputs + gates, *by_g = by_z + 2 * n;
        const float* before = net.before(net.h, net.first_h, sample, time);
        const float* output = slopes.h + net.at(sample, time);
        float* by_h = slopes.first_h + sample * n;
#pragma GCC ivdep
        for (Index j = 0; j < n; ++j) {
            const float to_h = output[j] + by_h[j];
            by_z[j] = to_h * (before[j] - g[j]) * gate_slope<hard>(z[j]);
            by_g[j] = to_h * (1.0f - z[j]) * (1.0f - g[j] * g[j]);
            by_h[j] = to_h * z[j];
        }
    }

    template <bool hard>
    static void reset_back(const Network& net, const Slopes& slopes, const float* by_seen, Index sample,
                           Index time) {
        const Index n = net.units, gates = GATES * net.at(sample, time);
        const float* r = net.gates + gates + n;
        float* by_r = slopes.inputs + gates + n;
        const float* before = net.before(net.h, net.first_h, sample, time);
        float* by_h = slopes.first_h + sample * n;
#pragma GCC ivdep
        for (Index j = 0; j < n; ++j) {
            by_r[j] = by_seen[j] * before[j] * gate_slope<hard>(r[j]);
            by_h[j] += by_seen[j] * r[j];
        }
    }
};

}  // namespace kerasfront
