/* The loops of recurrent networks as custom calls.

   KerasfrontRecurrence:         x, mask, scales, kernel, first_h, first_c -> h, last_c, c, gates
   KerasfrontRecurrenceGradient: h, mask, scales, kernel, first_h, first_c, c, gates, and gradients of h and last_c
                                 -> gradients of x, first_h, first_c

   A mask or scales of size 0 change nothing. `last_c` of a cell without c is `first_c`. `c` and `gates` are empty where
   the cell keeps none, or nobody wants gradients. */
#include "cells.h"
#include "xla/ffi/api/ffi.h"

namespace ffi = xla::ffi;
using namespace kerasfront;

namespace {

typedef ffi::Buffer<ffi::F32> Floats;
typedef ffi::Buffer<ffi::PRED> Bools;
typedef ffi::Result<Floats> Result;

/* From the inputs that both calls have. */
Network network(const ffi::ThreadPool& pool, int64_t activation, Floats h, Bools mask, Floats scales, Floats kernel,
                Floats first_h, Floats first_c) {
    Network net = {};
    net.samples = h.dimensions()[0], net.times = h.dimensions()[1], net.units = h.dimensions()[2];
    net.activation = (Activation)activation, net.threads = (int)std::max<int64_t>(1, pool.num_threads());
    net.kernel = kernel.typed_data(), net.first_h = first_h.typed_data(), net.first_c = first_c.typed_data();
    net.mask = mask.element_count() ? mask.typed_data() : nullptr;
    net.scales = scales.element_count() ? scales.typed_data() : nullptr;
    net.h = h.typed_data();
    return net;
}

/* Null if it is empty. */
float* kept(Floats array) { return array.element_count() ? array.typed_data() : nullptr; }

ffi::Error compute(ffi::ThreadPool pool, Floats x, Bools mask, Floats scales, Floats kernel, Floats first_h,
                   Floats first_c, Result h, Result last_c, Result c, Result gates, int64_t cell, int64_t activation) {
    Network net = network(pool, activation, *h, mask, scales, kernel, first_h, first_c);
    net.x = x.typed_data(), net.c = kept(*c), net.gates = kept(*gates), net.last_c = last_c->typed_data();
    run(net, (Cell)cell);
    return ffi::Error::Success();
}

ffi::Error compute_gradient(ffi::ThreadPool pool, Floats h, Bools mask, Floats scales, Floats kernel, Floats first_h,
                            Floats first_c, Floats c, Floats gates, Floats by_h, Floats by_last_c, Result by_x,
                            Result by_first_h, Result by_first_c, int64_t cell, int64_t activation) {
    Network net = network(pool, activation, h, mask, scales, kernel, first_h, first_c);
    net.c = c.typed_data(), net.gates = gates.typed_data();
    const Gradients gradients = {by_h.typed_data(), by_last_c.typed_data(), by_x->typed_data(),
                                 by_first_h->typed_data(), by_first_c->typed_data()};
    differentiate(net, (Cell)cell, gradients);
    return ffi::Error::Success();
}

}  // namespace

XLA_FFI_DEFINE_HANDLER_SYMBOL(KerasfrontRecurrence, compute,
                              ffi::Ffi::Bind()
                                  .Ctx<ffi::ThreadPool>()
                                  .Arg<Floats>().Arg<Bools>().Arg<Floats>().Arg<Floats>().Arg<Floats>().Arg<Floats>()
                                  .Ret<Floats>().Ret<Floats>().Ret<Floats>().Ret<Floats>()
                                  .Attr<int64_t>("cell").Attr<int64_t>("activation"));

XLA_FFI_DEFINE_HANDLER_SYMBOL(KerasfrontRecurrenceGradient, compute_gradient,
                              ffi::Ffi::Bind()
                                  .Ctx<ffi::ThreadPool>()
                                  .Arg<Floats>().Arg<Bools>().Arg<Floats>().Arg<Floats>().Arg<Floats>().Arg<Floats>()
                                  .Arg<Floats>().Arg<Floats>().Arg<Floats>().Arg<Floats>()
                                  .Ret<Floats>().Ret<Floats>().Ret<Floats>()
                                  .Attr<int64_t>("cell").Attr<int64_t>("activation"));
