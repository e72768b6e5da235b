/* KerasfrontConvolution: images, kernel -> results. The gradients: KerasfrontConvolutionByImages: results, kernel ->
   images, and KerasfrontConvolutionByKernel: images, results -> kernel. Channels last; kernels are (height, width,
   channels, filters). Further results of the first are room for what is computed after it, which gets large pages. */
#include "convolution.h"
#include "pages.h"
#include "xla/ffi/api/ffi.h"

namespace ffi = xla::ffi;
using namespace kerasfront;

namespace {

typedef ffi::Buffer<ffi::F32> Floats;
typedef ffi::Result<Floats> Result;
typedef ffi::Span<const int64_t> Sizes;

Convolution described(const ffi::ThreadPool& pool, Floats images, Floats kernel, Floats results, Sizes steps, Sizes gaps,
                      Sizes before) {
    const auto of = images.dimensions(), by = kernel.dimensions(), to = results.dimensions();
    Convolution made = {};
    made.images = of[0], made.height = of[1], made.width = of[2], made.channels = of[3];
    made.rows = to[1], made.columns = to[2], made.filters = to[3], made.kernel_rows = by[0], made.kernel_columns = by[1];
    made.step_down = steps[0], made.step_right = steps[1], made.gap_down = gaps[0], made.gap_right = gaps[1];
    made.top = before[0], made.left = before[1];
    made.threads = (int)std::max<int64_t>(1, pool.num_threads());
    return made.laid();
}

ffi::Error forward(ffi::ThreadPool pool, Floats images, Floats kernel, Result results, ffi::RemainingRets rooms,
                   Sizes steps, Sizes gaps, Sizes before) {
    in_large_pages(results->untyped_data(), results->size_bytes());
    for (size_t i = 0; i < rooms.size(); ++i)
        if (auto room = rooms.get<ffi::AnyBuffer>(i)) in_large_pages((*room)->untyped_data(), (*room)->size_bytes());
    described(pool, images, kernel, *results, steps, gaps, before)
        .forward(images.typed_data(), kernel.typed_data(), results->typed_data());
    return ffi::Error::Success();
}

ffi::Error by_images(ffi::ThreadPool pool, Floats results, Floats kernel, Result images, Sizes steps, Sizes gaps,
                     Sizes before) {
    in_large_pages(images->untyped_data(), images->size_bytes());
    described(pool, *images, kernel, results, steps, gaps, before)
        .by_images(results.typed_data(), kernel.typed_data(), images->typed_data());
    return ffi::Error::Success();
}

ffi::Error by_kernel(ffi::ThreadPool pool, Floats images, Floats results, Result kernel, Sizes steps, Sizes gaps,
                     Sizes before) {
    described(pool, images, *kernel, results, steps, gaps, before)
        .by_kernel(images.typed_data(), results.typed_data(), kernel->typed_data());
    return ffi::Error::Success();
}

auto given() { return ffi::Ffi::Bind().Ctx<ffi::ThreadPool>().Arg<Floats>().Arg<Floats>().Ret<Floats>(); }

template <class Binding> auto spaced(Binding binding) {
    return std::move(binding).template Attr<Sizes>("steps").template Attr<Sizes>("gaps").template Attr<Sizes>("before");
}

}  // namespace

XLA_FFI_DEFINE_HANDLER_SYMBOL(KerasfrontConvolution, forward, spaced(given().RemainingRets()));
XLA_FFI_DEFINE_HANDLER_SYMBOL(KerasfrontConvolutionByImages, by_images, spaced(given()));
XLA_FFI_DEFINE_HANDLER_SYMBOL(KerasfrontConvolutionByKernel, by_kernel, spaced(given()));
