/* The loops of recurrent networks as operations.

   KerasfrontRecurrence:         x, mask, scales, kernel, first_h, first_c -> h, last_c, c, gates
   KerasfrontRecurrenceGradient: gates, mask, scales, kernel, first_h, first_c, h, c, and gradients of h and last_c
                                 -> gradients of x, first_h, first_c

   A mask or scales of size 0 change nothing. A cell without c leaves `c` empty, and `last_c` is `first_c`. */
#include "call.h"
#include "cells.h"

using namespace kerasfront;

namespace {

struct Attributes {
    bool gru = false, hard = false;
    int32_t threads = 0;
};

void* create(TF_OpKernelConstruction* construction) {
    Status status;
    Attributes* made = new Attributes;
    unsigned char gru = 0, hard = 0;
    TF_OpKernelConstruction_GetAttrBool(construction, "gru", &gru, status.raw);
    TF_OpKernelConstruction_GetAttrBool(construction, "hard", &hard, status.raw);
    TF_OpKernelConstruction_GetAttrInt32(construction, "threads", &made->threads, status.raw);
    if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
    made->gru = gru, made->hard = hard;
    return made;
}

void destroy(void* attributes) { delete (Attributes*)attributes; }

/* From the first inputs of both operations, all but the arrays that differ. */
Network network(const Attributes& attributes, Call& call) {
    TF_Tensor *gates = call.input(0), *mask = call.input(1), *scales = call.input(2), *kernel = call.input(3);
    TF_Tensor *first_h = call.input(4), *first_c = call.input(5);
    Network net = {};
    if (!call.ok()) return net;
    net.samples = TF_Dim(gates, 0), net.times = TF_Dim(gates, 1), net.units = TF_Dim(kernel, 0);
    net.hard = attributes.hard, net.threads = attributes.threads;
    net.kernel = numbers(kernel), net.first_h = numbers(first_h), net.first_c = numbers(first_c);
    net.mask = TF_TensorByteSize(mask) ? (const bool*)TF_TensorData(mask) : nullptr;
    net.scales = TF_TensorByteSize(scales) ? numbers(scales) : nullptr;
    net.gates = (float*)TF_TensorData(gates);
    return net;
}

void compute(void* kernel, TF_OpKernelContext* context) {
    const Attributes& attributes = *(Attributes*)kernel;
    Call call(context);
    Network net = network(attributes, call);
    const float* x = net.gates;
    const int64_t samples = net.samples, times = net.times, units = net.units, gates = attributes.gru ? 3 : 4;
    net.h = call.output(0, {samples, times, units});
    float* last_c = call.output(1, {samples, units});
    net.c = attributes.gru ? call.output(2, {0, 0, 0}) : call.output(2, {samples, times, units});
    net.gates = call.output(3, {samples, times, gates * units}, 0);
    if (!call.ok()) return;
    if (net.gates != x) std::copy_n(x, gates * net.at(samples, 0), net.gates);
    run(net, attributes.gru, last_c);
}

void compute_gradient(void* kernel, TF_OpKernelContext* context) {
    const Attributes& attributes = *(Attributes*)kernel;
    Call call(context);
    Network net = network(attributes, call);
    TF_Tensor *h = call.input(6), *c = call.input(7), *by_h = call.input(8), *by_last_c = call.input(9);
    const int64_t samples = net.samples, units = net.units, gates = attributes.gru ? 3 : 4;
    float *by_x = call.output(0, {samples, net.times, gates * units}), *by_first_h = call.output(1, {samples, units});
    float* by_first_c = call.output(2, {samples, units});
    if (!call.ok()) return;
    net.h = (float*)TF_TensorData(h), net.c = (float*)TF_TensorData(c);
    const Gradients gradients = {numbers(by_h), numbers(by_last_c), by_x, by_first_h, by_first_c};
    differentiate(net, attributes.gru, gradients);
}

__attribute__((constructor)) void define_all() {
    const Names attributes = {"gru: bool", "hard: bool", "threads: int"};
    define("KerasfrontRecurrence",
           {"x: float", "mask: bool", "scales: float", "kernel: float", "first_h: float", "first_c: float"},
           {"h: float", "last_c: float", "c: float", "gates: float"}, attributes, {create, compute, destroy});
    define("KerasfrontRecurrenceGradient",
           {"gates: float", "mask: bool", "scales: float", "kernel: float", "first_h: float", "first_c: float",
            "h: float", "c: float", "gradient_of_h: float", "gradient_of_last_c: float"},
           {"gradient_of_x: float", "gradient_of_first_h: float", "gradient_of_first_c: float"}, attributes,
           {create, compute_gradient, destroy});
}

}  // namespace
