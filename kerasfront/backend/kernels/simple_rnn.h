/* Fully recurrent network: h = activation(x + h_before * kernel). Its only gate is its output. */
#pragma once

#include "inner.h"

namespace kerasfront {

template <Activation gate> struct SimpleRnn {
    static constexpr int GATES = 1;

    static void run(const Network& all) {
        const Inner inner(Inner::FORTH, all, GATES, 0, GATES);
        in_networks(all, {}, GATES, [&](const auto& net, const auto&, Index first, Index last) {
            const Index step = net.sample_step * net.units;
            for (Index time = 0; time < net.times; ++time) {
                float* rows = net.h + net.at(first, time);
                net.take_inputs(net.units, first, last, time, rows, step);
                const float* before = net.before(net.h, net.first_h, first, time);
                inner.add(net, first, last - first, before, net.before_step(time), rows, step);
                for (Index sample = first; sample < last; ++sample) activate(net, sample, time);
            }
        });
    }

    static void differentiate(const Network& all, const Gradients& all_gradients) {
        const Inner inner(Inner::BACK, all, GATES, 0, GATES);
        in_networks(all, all_gradients, GATES, [&](const auto& net, const auto& gradients, Index first, Index last) {
            const Index states = first * net.units, step = net.sample_step * net.units;
            std::fill_n(gradients.first_h + states, (last - first) * net.units, 0.0f);
            for (Index time = net.times - 1; time >= 0; --time) {
                for (Index sample = first; sample < last; ++sample)
                    net.skips(sample, time) ? skip_back(net, gradients, GATES, sample, time)
                                            : activate_back(net, gradients, sample, time);
                inner.add_back(net, first, last - first, gradients.inputs + net.at(first, time), step,
                               gradients.first_h + states);
            }
        });
    }

private:
    static void activate(const Network& net, Index sample, Index time) {
        float* h = net.h + net.at(sample, time);
        if (net.skips(sample, time)) {
            std::copy_n(net.before(net.h, net.first_h, sample, time), net.units, h);
            return;
        }
        for (Index j = 0; j < net.units; ++j) h[j] = activated<gate>(h[j]);
    }

    /* `gradients.first_h` holds the gradients by the state after this time, then zeros: all that goes to the state before
       goes through the kernel. */
    static void activate_back(const Network& net, const Gradients& gradients, Index sample, Index time) {
        const float *h = net.h + net.at(sample, time), *output = gradients.h + net.at(sample, time);
        float *by_x = gradients.inputs + net.at(sample, time), *by_h = gradients.first_h + sample * net.units;
#pragma GCC ivdep
        for (Index j = 0; j < net.units; ++j) {
            by_x[j] = (output[j] + by_h[j]) * activation_gradient<gate>(h[j]);
            by_h[j] = 0.0f;
        }
    }
};

}  // namespace kerasfront
