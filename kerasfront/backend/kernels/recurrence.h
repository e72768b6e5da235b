/* What a recurrent network reads and writes, and the activations of its cells. */
#pragma once

#include "product.h"
#include "threads.h"

namespace kerasfront {

/* All arrays lie row by row. */
struct Network {
    Index samples, times, units;
    bool hard;                      /* whether the gates are hard sigmoids */
    int threads;                    /* 0: one for each processor */
    const float* kernel;            /* (units, gates * units): what the output before is multiplied with */
    const float *first_h, *first_c; /* (samples, units): the states before the first time */
    const bool* mask;               /* (samples, times): where it is false, the states stay as they are; or null */
    float* gates;                   /* (samples, times, gates * units): first what the inputs add, then the gates */
    float *h, *c;                   /* (samples, times, units): the states after each time */

    Index at(Index sample, Index time) const { return (sample * times + time) * units; }

    /* The state before a time, and how far apart those of two samples are. */
    const float* before(const float* states, const float* first, Index sample, Index time) const {
        return time ? states + at(sample, time - 1) : first + sample * units;
    }
    Index before_step(Index time) const { return time ? times * units : units; }

    bool skips(Index sample, Index time) const { return mask && !mask[sample * times + time]; }
};

/* The derivatives of a number by the arrays of a network: those by the outputs are given. */
struct Slopes {
    const float *h, *last_c;  /* (samples, times, units) and, of the last time only, (samples, units) */
    float* inputs;            /* (samples, times, gates * units) */
    float *first_h, *first_c; /* (samples, units) */
};

/* The derivatives at a time that is skipped: the output is the state before. */
inline void skip_back(const Network& net, const Slopes& slopes, Index gates, Index sample, Index time) {
    std::fill_n(slopes.inputs + gates * net.at(sample, time), gates * net.units, 0.0f);
    const float* output = slopes.h + net.at(sample, time);
    for (Index j = 0; j < net.units; ++j) slopes.first_h[sample * net.units + j] += output[j];
}

/* A rational approximation, off by 3e-7 at most; beyond the bounds it is 1. */
inline float tanh(float x) {
    const float bound = 7.90531110763549805f;
    x = x < -bound ? -bound : x > bound ? bound : x;
    const float y = x * x;
    float p = -2.76076847742355e-16f;
    p = p * y + 2.00018790482477e-13f;
    p = p * y - 8.60467152213735e-11f;
    p = p * y + 5.12229709037114e-08f;
    p = p * y + 1.48572235717979e-05f;
    p = p * y + 6.37261928875436e-04f;
    p = p * y + 4.89352455891786e-03f;
    float q = 1.19825839466702e-06f;
    q = q * y + 1.18534705686654e-04f;
    q = q * y + 2.26843463243900e-03f;
    q = q * y + 4.89352518554385e-03f;
    return x * p / q;
}

template <bool hard> inline float gate(float x) {
    if (!hard) return 0.5f * tanh(0.5f * x) + 0.5f;
    x = 0.2f * x + 0.5f;
    return x < 0.0f ? 0.0f : x > 1.0f ? 1.0f : x;
}

/* The derivative of a gate, by its value. */
template <bool hard> inline float gate_slope(float value) {
    return hard ? (value > 0.0f && value < 1.0f ? 0.2f : 0.0f) : value * (1.0f - value);
}

}  // namespace kerasfront
