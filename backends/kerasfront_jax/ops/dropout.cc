/* KerasfrontDropout: x, key (two numbers) -> y. The gradient is the same call, of the gradient. */
#include "dropout.h"
#include "xla/ffi/api/ffi.h"

namespace ffi = xla::ffi;
using namespace kerasfront;

namespace {

typedef ffi::Buffer<ffi::F32> Floats;

ffi::Error compute(ffi::ThreadPool pool, Floats x, ffi::Buffer<ffi::U32> key, ffi::Result<Floats> y, int64_t level,
                   float scale) {
    const uint32_t* numbers = key.typed_data();
    const Dropout dropout = {{numbers[0] | (uint64_t)numbers[1] << 32, {0, 0}}, (uint16_t)level, scale};
    dropout.run(x.element_count(), (int)std::max<int64_t>(1, pool.num_threads()), x.typed_data(), y->typed_data());
    return ffi::Error::Success();
}

}  // namespace

XLA_FFI_DEFINE_HANDLER_SYMBOL(KerasfrontDropout, compute,
                              ffi::Ffi::Bind()
                                  .Ctx<ffi::ThreadPool>()
                                  .Arg<Floats>().Arg<ffi::Buffer<ffi::U32>>()
                                  .Ret<Floats>()
                                  .Attr<int64_t>("level").Attr<float>("scale"));
