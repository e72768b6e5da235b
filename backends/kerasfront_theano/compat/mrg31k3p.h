/* The generator MRG31k3p for many streams at a time, in loops that compilers make vectors of. Numbers and states are those
   that `mrg31k3p.py` computes without a compiler. */
#ifndef KERASFRONT_MRG31K3P_H
#define KERASFRONT_MRG31K3P_H

namespace kerasfront {

typedef npy_uint32 Word;

const Word M1 = 2147483647, M2 = 2147462579; /* 2^31 - 1, 2^31 - 21069 */
const int STREAMS = 64;                      /* at a time */

inline Word reduced(Word x, Word modulus) { return x >= modulus ? x - modulus : x; }

/* By 2^15, modulo M2. */
inline Word multiplied(Word x) { return reduced(((x & 65535) << 15) + 21069 * (x >> 16), M2); }

/* One number from each of `count` streams; x has their states, one row for each element of a state. */
template <class Real>
void advance(Word (*x)[STREAMS], Real* __restrict drawn, int count, Real scale) {
    for (int i = 0; i < count; ++i) {
        Word first = reduced(((x[1][i] & 511) << 22) + (x[1][i] >> 9) + ((x[2][i] & 16777215) << 7) + (x[2][i] >> 24), M1);
        first = reduced(first + x[2][i], M1);
        const Word second = reduced(reduced(multiplied(x[5][i]) + x[5][i], M2) + multiplied(x[3][i]), M2);
        x[2][i] = x[1][i], x[1][i] = x[0][i], x[0][i] = first;
        x[5][i] = x[4][i], x[4][i] = x[3][i], x[3][i] = second;
        drawn[i] = (npy_int32)(first - second + (first <= second ? M1 : 0)) * scale;
    }
}

/* `total` numbers, taken from the streams in turn; `states` has one row of six for each stream. */
template <class Real>
void draw(Real* drawn, Word* states, npy_int64 total, int streams, Real scale) {
    Word x[6][STREAMS];
    for (npy_int64 first = 0; first < streams && first < total; first += STREAMS) {
        const int width = std::min<npy_int64>(STREAMS, streams - first);
        Word* state = states + first * 6;
        for (int i = 0; i < width; ++i)
            for (int j = 0; j < 6; ++j) x[j][i] = state[i * 6 + j];
        for (npy_int64 at = first; at < total; at += streams)
            advance(x, drawn + at, std::min<npy_int64>(width, total - at), scale);
        for (int i = 0; i < width; ++i)
            for (int j = 0; j < 6; ++j) state[i * 6 + j] = x[j][i];
    }
}

}  // namespace kerasfront

/* What Theano's code calls. */
static void cpu_rng_mrg_uniform_npy_float32(PyArrayObject* drawn, PyArrayObject* states, npy_int64 total, int streams) {
    kerasfront::draw((npy_float32*)PyArray_DATA(drawn), (npy_uint32*)PyArray_DATA(states), total, streams, 4.6566126e-10f);
}

static void cpu_rng_mrg_uniform_npy_float64(PyArrayObject* drawn, PyArrayObject* states, npy_int64 total, int streams) {
    kerasfront::draw((npy_float64*)PyArray_DATA(drawn), (npy_uint32*)PyArray_DATA(states), total, streams,
                     4.656612873077392578125e-10);
}

#endif
