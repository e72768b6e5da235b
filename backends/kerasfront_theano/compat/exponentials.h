/* Functions of single-precision numbers that compilers can make vectors of: no calls, and comparisons of integers only, as
   those of numbers may raise flags and are not made in advance. The polynomials are those of Moshier's Cephes library;
   results are off by less than two units in the last place. */
#ifndef KERASFRONT_EXPONENTIALS_H
#define KERASFRONT_EXPONENTIALS_H

typedef union {
    float number;
    int bits;
} KerasfrontFloat;

enum { KERASFRONT_SIGN = (int)0x80000000u, KERASFRONT_INFINITY = 0x7f800000 };

/* The nearest number from -104 to 104, whose exponentials are 0 and infinity; what is no number stays it. */
static inline float kerasfront_bounded(float x) {
    const int bound = 0x42d00000; /* 104 */
    KerasfrontFloat made = {x};
    const int sign = made.bits & KERASFRONT_SIGN, size = made.bits & ~KERASFRONT_SIGN;
    made.bits = sign | ((size > bound) & (size <= KERASFRONT_INFINITY) ? bound : size);
    return made.number;
}

static inline float kerasfront_power_of_two(int exponent) {
    KerasfrontFloat made;
    made.bits = (exponent + 127) * (1 << 23);
    return made.number;
}

static inline float kerasfront_exp(float x) {
    x = kerasfront_bounded(x);
    const float large = 12582912.0f, rounded = (x * 1.44269504088896341f + large) - large; /* has no room for fractions */
    const int whole = (int)rounded, half = whole / 2;
    const float r = x - rounded * 0.693359375f + rounded * 2.12194440e-4f; /* log(2) in two parts */
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    return p * kerasfront_power_of_two(half) * kerasfront_power_of_two(whole - half); /* each is in range */
}

static inline float kerasfront_tanh(float x) {
    const int bound = 0x3f200000; /* 0.625 */
    const float y = x * x;
    KerasfrontFloat given = {x}, large, small, made;
    const int sign = given.bits & KERASFRONT_SIGN, size = given.bits & ~KERASFRONT_SIGN;
    given.bits = size;
    large.number = 1.0f - 2.0f / (kerasfront_exp(2.0f * given.number) + 1.0f);
    float p = -5.70498872745e-3f;
    p = p * y + 2.06390887954e-2f;
    p = p * y - 5.37397155531e-2f;
    p = p * y + 1.33314422036e-1f;
    p = p * y - 3.33332819422e-1f;
    small.number = p * y * x + x;
    const int chosen = -(size < bound); /* all bits or none: a choice would be made before the numbers are computed */
    made.bits = (small.bits & chosen) | ((large.bits | sign) & ~chosen);
    return made.number;
}

static inline float kerasfront_sigmoid(float x) { return 1.0f / (1.0f + kerasfront_exp(-x)); }

#endif
