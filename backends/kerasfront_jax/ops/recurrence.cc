/* The loops of recurrent networks as custom calls.

   KerasfrontRecurrence:         x, mask, scales, kernel, first_h, first_c -> h, last_c, c, gates
   KerasfrontRecurrenceGradient: gates, mask, scales, kernel, first_h, first_c, h, c, and gradients of h and last_c
                                 -> gradients of x, first_h, first_c

   A mask or scales of size 0 change nothing. A cell without c leaves `c` empty, and `last_c` is `first_c`. */
#include "cells.h"
#include "xla/ffi/api/ffi.h"

namespace ffi = xla::ffi;
using namespace kerasfront;

namespace {

typedef ffi::Buffer<ffi::F32> Floats;
typedef ffi::Buffer<ffi::PRED> Bools;
typedef ffi::Result<Floats> Result;

/* From the inputs that both calls begin with. */
Network network(const ffi::ThreadPool& pool, bool hard, Floats gates, Bools mask, Floats scales, Floats kernel,
                Floats first_h, Floats first_c) {
    Network net = {};
    net.samples = gates.dimensions()[0], net.times = gates.dimensions()[1], net.units = kernel.dimensions()[0];
    net.hard = hard, net.threads = (int)std::max<int64_t>(1, pool.num_threads());
    net.kernel = kernel.typed_data(), net.first_h = first_h.typed_data(), net.first_c = first_c.typed_data();
    net.mask = mask.element_count() ? mask.typed_data() : nullptr;
    net.scales = scales.element_count() ? scales.typed_data() : nullptr;
    net.gates = gates.typed_data();
    return net;
}

ffi::Error compute(ffi::ThreadPool pool, Floats x, Bools mask, Floats scales, Floats kernel, Floats first_h,
                   Floats first_c, Result h, Result last_c, Result c, Result gates, bool gru, bool hard) {
    Network net = network(pool, hard, x, mask, scales, kernel, first_h, first_c);
    net.gates = gates->typed_data(), net.h = h->typed_data(), net.c = c->typed_data();
    if (net.gates != x.typed_data()) std::copy_n(x.typed_data(), x.element_count(), net.gates);
    run(net, gru, last_c->typed_data());
    return ffi::Error::Success();
}

ffi::Error compute_gradient(ffi::ThreadPool pool, Floats gates, Bools mask, Floats scales, Floats kernel, Floats first_h,
                            Floats first_c, Floats h, Floats c, Floats by_h, Floats by_last_c, Result by_x,
                            Result by_first_h, Result by_first_c, bool gru, bool hard) {
    Network net = network(pool, hard, gates, mask, scales, kernel, first_h, first_c);
    net.h = h.typed_data(), net.c = c.typed_data();
    const Gradients gradients = {by_h.typed_data(), by_last_c.typed_data(), by_x->typed_data(),
                                 by_first_h->typed_data(), by_first_c->typed_data()};
    differentiate(net, gru, gradients);
    return ffi::Error::Success();
}

}  // namespace

XLA_FFI_DEFINE_HANDLER_SYMBOL(KerasfrontRecurrence, compute,
                              ffi::Ffi::Bind()
                                  .Ctx<ffi::ThreadPool>()
                                  .Arg<Floats>().Arg<Bools>().Arg<Floats>().Arg<Floats>().Arg<Floats>().Arg<Floats>()
                                  .Ret<Floats>().Ret<Floats>().Ret<Floats>().Ret<Floats>()
                                  .Attr<bool>("gru").Attr<bool>("hard"));

XLA_FFI_DEFINE_HANDLER_SYMBOL(KerasfrontRecurrenceGradient, compute_gradient,
                              ffi::Ffi::Bind()
                                  .Ctx<ffi::ThreadPool>()
                                  .Arg<Floats>().Arg<Bools>().Arg<Floats>().Arg<Floats>().Arg<Floats>().Arg<Floats>()
                                  .Arg<Floats>().Arg<Floats>().Arg<Floats>().Arg<Floats>()
                                  .Ret<Floats>().Ret<Floats>().Ret<Floats>()
                                  .Attr<bool>("gru").Attr<bool>("hard"));
