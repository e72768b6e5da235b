/* The loops of recurrent networks as operations, by TensorFlow's interface for C, which stays the same for all versions.

   KerasfrontRecurrence:       x, mask, kernel, first_h, first_c -> h, last_c, c, gates
   KerasfrontRecurrenceSlopes: gates, mask, kernel, first_h, first_c, h, c, and slopes of h and last_c
                               -> slopes of x, first_h, first_c

   A mask of shape (0, 0) skips nothing. A cell without c leaves `c` empty, and `last_c` is `first_c`. */
#include <initializer_list>

#include "cells.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"

using namespace kerasfront;

namespace {

struct Status {
    TF_Status* raw = TF_NewStatus();
    ~Status() { TF_DeleteStatus(raw); }
    bool ok() const { return TF_GetCode(raw) == TF_OK; }
};

/* Tensors of one call. After the first that cannot be had all are null. */
class Call {
public:
    explicit Call(TF_OpKernelContext* context) : context(context) {}
    ~Call() {
        for (TF_Tensor* tensor : tensors) TF_DeleteTensor(tensor);
        if (!status.ok()) TF_OpKernelContext_Failure(context, status.raw);
    }

    bool ok() const { return status.ok(); }

    TF_Tensor* input(int number) {
        TF_Tensor* found = nullptr;
        if (ok()) TF_GetInput(context, number, &found, status.raw);
        return keep(found);
    }

    /* Takes over the memory of the input, if nobody else needs it. */
    float* output(int number, std::initializer_list<int64_t> shape, int input = -1) {
        if (!ok()) return nullptr;
        int taken;
        const int candidates = input >= 0 ? 1 : 0;
        TF_Tensor* made = TF_ForwardInputOrAllocateOutput(context, &input, candidates, number, shape.begin(),
                                                          (int)shape.size(), &taken, status.raw);
        return keep(made) ? (float*)TF_TensorData(made) : nullptr;
    }

private:
    TF_Tensor* keep(TF_Tensor* tensor) {
        if (tensor) tensors.push_back(tensor);
        return tensor;
    }

    TF_OpKernelContext* context;
    Status status;
    std::vector<TF_Tensor*> tensors;
};

const float* numbers(const TF_Tensor* tensor) { return (const float*)TF_TensorData(tensor); }

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
    TF_Tensor *gates = call.input(0), *mask = call.input(1), *kernel = call.input(2);
    TF_Tensor *first_h = call.input(3), *first_c = call.input(4);
    Network net = {};
    if (!call.ok()) return net;
    net.samples = TF_Dim(gates, 0), net.times = TF_Dim(gates, 1), net.units = TF_Dim(kernel, 0);
    net.hard = attributes.hard, net.threads = attributes.threads;
    net.kernel = numbers(kernel), net.first_h = numbers(first_h), net.first_c = numbers(first_c);
    net.mask = TF_TensorByteSize(mask) ? (const bool*)TF_TensorData(mask) : nullptr;
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

void compute_slopes(void* kernel, TF_OpKernelContext* context) {
    const Attributes& attributes = *(Attributes*)kernel;
    Call call(context);
    Network net = network(attributes, call);
    TF_Tensor *h = call.input(5), *c = call.input(6), *by_h = call.input(7), *by_last_c = call.input(8);
    const int64_t samples = net.samples, units = net.units, gates = attributes.gru ? 3 : 4;
    float *by_x = call.output(0, {samples, net.times, gates * units}), *by_first_h = call.output(1, {samples, units});
    float* by_first_c = call.output(2, {samples, units});
    if (!call.ok()) return;
    net.h = (float*)TF_TensorData(h), net.c = (float*)TF_TensorData(c);
    const Slopes slopes = {numbers(by_h), numbers(by_last_c), by_x, by_first_h, by_first_c};
    differentiate(net, attributes.gru, slopes);
}

void no_shapes(TF_ShapeInferenceContext* context, TF_Status* status) {
    TF_ShapeInferenceContextSetUnknownShape(context, status);
}

void define(const char* name, std::initializer_list<const char*> inputs, std::initializer_list<const char*> outputs,
            void (*compute)(void*, TF_OpKernelContext*)) {
    TF_OpDefinitionBuilder* builder = TF_NewOpDefinitionBuilder(name);
    for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(builder, input);
    for (const char* output : outputs) TF_OpDefinitionBuilderAddOutput(builder, output);
    for (const char* attribute : {"gru: bool", "hard: bool", "threads: int"})
        TF_OpDefinitionBuilderAddAttr(builder, attribute);
    TF_OpDefinitionBuilderSetShapeInferenceFunction(builder, no_shapes);
    Status status;
    TF_RegisterOpDefinition(builder, status.raw);
    if (status.ok())
        TF_RegisterKernelBuilder(name, TF_NewKernelBuilder(name, "CPU", create, compute, destroy), status.raw);
}

__attribute__((constructor)) void define_all() {
    define("KerasfrontRecurrence", {"x: float", "mask: bool", "kernel: float", "first_h: float", "first_c: float"},
           {"h: float", "last_c: float", "c: float", "gates: float"}, compute);
    define("KerasfrontRecurrenceSlopes",
           {"gates: float", "mask: bool", "kernel: float", "first_h: float", "first_c: float", "h: float", "c: float",
            "slopes_of_h: float", "slopes_of_last_c: float"},
           {"slopes_of_x: float", "slopes_of_first_h: float", "slopes_of_first_c: float"}, compute_slopes);
}

}  // namespace
