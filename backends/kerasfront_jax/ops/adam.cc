/* KerasfrontAdam: p, m, v, g, rate, beta_1, beta_2, epsilon -> new p, m and v, which may be the same arrays. */
#include <cmath>

#include "threads.h"
#include "xla/ffi/api/ffi.h"

namespace ffi = xla::ffi;
using namespace kerasfront;

namespace {

constexpr Index WORTH_A_THREAD = 1 << 17; /* elements */

typedef ffi::Buffer<ffi::F32> Floats;
typedef ffi::Result<Floats> Result;

struct Numbers {
    float rate, beta_1, beta_2, epsilon;
};

void step(Index count, const float* p, const float* m, const float* v, const float* g, Numbers by, float* new_p,
          float* new_m, float* new_v) {
#pragma GCC ivdep
    for (Index i = 0; i < count; ++i) {
        const float mean = by.beta_1 * m[i] + (1 - by.beta_1) * g[i];
        const float of_squares = by.beta_2 * v[i] + (1 - by.beta_2) * g[i] * g[i];
        new_p[i] = p[i] - by.rate * mean / (std::sqrt(of_squares) + by.epsilon);
        new_m[i] = mean, new_v[i] = of_squares;
    }
}

float number(Floats scalar) { return *scalar.typed_data(); }

ffi::Error compute(ffi::ThreadPool pool, Floats p, Floats m, Floats v, Floats g, Floats rate, Floats beta_1,
                   Floats beta_2, Floats epsilon, Result new_p, Result new_m, Result new_v) {
    const Numbers by = {number(rate), number(beta_1), number(beta_2), number(epsilon)};
    const auto part = [&](Index first, Index last) {
        step(last - first, p.typed_data() + first, m.typed_data() + first, v.typed_data() + first,
             g.typed_data() + first, by, new_p->typed_data() + first, new_m->typed_data() + first,
             new_v->typed_data() + first);
    };
    in_parts(p.element_count(), (int)std::max<int64_t>(1, pool.num_threads()), part, WORTH_A_THREAD);
    return ffi::Error::Success();
}

}  // namespace

XLA_FFI_DEFINE_HANDLER_SYMBOL(KerasfrontAdam, compute,
                              ffi::Ffi::Bind()
                                  .Ctx<ffi::ThreadPool>()
                                  .Arg<Floats>().Arg<Floats>().Arg<Floats>().Arg<Floats>()
                                  .Arg<Floats>().Arg<Floats>().Arg<Floats>().Arg<Floats>()
                                  .Ret<Floats>().Ret<Floats>().Ret<Floats>());
