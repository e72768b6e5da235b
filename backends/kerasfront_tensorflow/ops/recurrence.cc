/* The loops of recurrent networks as operations.

   KerasfrontRecurrence:         x, mask, scales, kernel, first_h, first_c -> h, last_c, c, gates
   KerasfrontRecurrenceGradient: h, mask, scales, kernel, first_h, first_c, c, gates, and gradients of h and last_c
                                 -> gradients of x, first_h, first_c

   A mask or scales of size 0 change nothing. `last_c` of a cell without c is `first_c`. `c` and `gates` are empty where
   the cell keeps none, or `keep` says that nobody wants gradients. Where the kernel has rank 4, inputs and states are
   images. */
#include "call.h"
#include "cells.h"

using namespace kerasfront;

namespace {

struct Attributes {
    int32_t cell = 0, activation = 0, threads = 0;
    bool keep = true;
};

void* create(TF_OpKernelConstruction* construction) {
    Status status;
    Attributes* made = new Attributes;
    unsigned char keep = 1;
    TF_OpKernelConstruction_GetAttrInt32(construction, "cell", &made->cell, status.raw);
    TF_OpKernelConstruction_GetAttrInt32(construction, "activation", &made->activation, status.raw);
    TF_OpKernelConstruction_GetAttrInt32(construction, "threads", &made->threads, status.raw);
    TF_OpKernelConstruction_GetAttrBool(construction, "keep", &keep, status.raw);
    if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
    made->keep = keep;
    return made;
}

void destroy(void* attributes) { delete (Attributes*)attributes; }

/* From the first inputs of both operations, all but the one that differs. */
Network network(const Attributes& attributes, Call& call) {
    TF_Tensor *by_time = call.input(0), *mask = call.input(1), *scales = call.input(2), *kernel = call.input(3);
    TF_Tensor *first_h = call.input(4), *first_c = call.input(5);
    Network net = {};
    if (!call.ok()) return net;
    const int rank = TF_NumDims(kernel);
    net.samples = TF_Dim(by_time, 0), net.times = TF_Dim(by_time, 1), net.units = TF_Dim(kernel, rank - 2);
    if (rank == 4)
        net.image = {TF_Dim(by_time, 2), TF_Dim(by_time, 3), TF_Dim(kernel, 0), TF_Dim(kernel, 1)};
    net.activation = (Activation)attributes.activation, net.threads = attributes.threads;
    net.kernel = numbers(kernel), net.first_h = numbers(first_h), net.first_c = numbers(first_c);
    net.mask = TF_TensorByteSize(mask) ? (const bool*)TF_TensorData(mask) : nullptr;
    net.scales = TF_TensorByteSize(scales) ? numbers(scales) : nullptr;
    return net;
}

/* The given sizes, then rows and columns of images, then a width. */
std::vector<int64_t> shape(const Network& net, std::vector<int64_t> sizes, int64_t width) {
    if (net.image.there()) sizes.insert(sizes.end(), {net.image.rows, net.image.columns});
    sizes.push_back(width);
    return sizes;
}

void compute(void* kernel, TF_OpKernelContext* context) {
    const Attributes& attributes = *(Attributes*)kernel;
    const Cell cell = (Cell)attributes.cell;
    Call call(context);
    Network net = network(attributes, call);
    TF_Tensor* x = call.input(0);
    const int64_t samples = net.samples, times = net.times, units = net.units;
    const int64_t kept = attributes.keep ? samples : 0, width = kept_gates(cell) * units;
    net.h = call.output(0, shape(net, {samples, times}, units));
    net.last_c = call.output(1, shape(net, {samples}, units));
    net.c = call.output(2, shape(net, {cell == LSTM ? kept : 0, times}, units));
    net.gates = kept && width ? call.output(3, shape(net, {samples, times}, width), 0)
                              : call.output(3, shape(net, {0, times}, width));
    if (!call.ok()) return;
    net.x = numbers(x);
    if (!kept || cell != LSTM) net.c = nullptr;
    if (!kept || !width) net.gates = nullptr;
    run(net, cell);
}

void compute_gradient(void* kernel, TF_OpKernelContext* context) {
    const Attributes& attributes = *(Attributes*)kernel;
    Call call(context);
    Network net = network(attributes, call);
    TF_Tensor *h = call.input(0), *c = call.input(6), *gates = call.input(7);
    TF_Tensor *by_h = call.input(8), *by_last_c = call.input(9);
    const int64_t samples = net.samples, units = net.units, width = all_gates((Cell)attributes.cell) * units;
    float* by_x = call.output(0, shape(net, {samples, net.times}, width));
    float* by_first_h = call.output(1, shape(net, {samples}, units));
    float* by_first_c = call.output(2, shape(net, {samples}, units));
    if (!call.ok()) return;
    net.h = (float*)TF_TensorData(h), net.c = (float*)TF_TensorData(c), net.gates = (float*)TF_TensorData(gates);
    differentiate(net, (Cell)attributes.cell, {numbers(by_h), numbers(by_last_c), by_x, by_first_h, by_first_c});
}

__attribute__((constructor)) void define_all() {
    const Names attributes = {"cell: int", "activation: int", "threads: int", "keep: bool = true"};
    define("KerasfrontRecurrence",
           {"x: float", "mask: bool", "scales: float", "kernel: float", "first_h: float", "first_c: float"},
           {"h: float", "last_c: float", "c: float", "gates: float"}, attributes, {create, compute, destroy});
    define("KerasfrontRecurrenceGradient",
           {"h: float", "mask: bool", "scales: float", "kernel: float", "first_h: float", "first_c: float", "c: float",
            "gates: float", "gradient_of_h: float", "gradient_of_last_c: float"},
           {"gradient_of_x: float", "gradient_of_first_h: float", "gradient_of_first_c: float"}, attributes,
           {create, compute_gradient, destroy});
}

}  // namespace
