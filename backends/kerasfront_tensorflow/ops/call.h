/* What operations need of TensorFlow's interface for C, which stays the same for all versions. */
#pragma once

#include <initializer_list>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"

namespace kerasfront {

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

    void refuse(const char* message) { TF_SetStatus(status.raw, TF_INVALID_ARGUMENT, message); }

    TF_Tensor* input(int number) {
        TF_Tensor* found = nullptr;
        if (ok()) TF_GetInput(context, number, &found, status.raw);
        return keep(found);
    }

    /* Takes over the memory of the input, if nobody else needs it. */
    float* output(int number, const std::vector<int64_t>& shape, int input = -1) {
        if (!ok()) return nullptr;
        int taken;
        const int candidates = input >= 0 ? 1 : 0;
        TF_Tensor* made = TF_ForwardInputOrAllocateOutput(context, &input, candidates, number, shape.data(),
                                                          (int)shape.size(), &taken, status.raw);
        return keep(made) ? (float*)TF_TensorData(made) : nullptr;
    }

    /* Of the shape of another tensor. */
    float* output(int number, const TF_Tensor* like, int input) {
        if (!ok()) return nullptr;
        std::vector<int64_t> shape(TF_NumDims(like));
        for (size_t axis = 0; axis < shape.size(); ++axis) shape[axis] = TF_Dim(like, (int)axis);
        return output(number, shape, input);
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

inline const float* numbers(const TF_Tensor* tensor) { return (const float*)TF_TensorData(tensor); }

inline void no_shapes(TF_ShapeInferenceContext* context, TF_Status* status) {
    TF_ShapeInferenceContextSetUnknownShape(context, status);
}

/* How a kernel is made of the attributes of a node, runs, and goes. */
struct Kernel {
    void* (*create)(TF_OpKernelConstruction*);
    void (*compute)(void*, TF_OpKernelContext*);
    void (*destroy)(void*);
};

typedef std::initializer_list<const char*> Names;

inline void define(const char* name, Names inputs, Names outputs, Names attributes, const Kernel& kernel) {
    TF_OpDefinitionBuilder* builder = TF_NewOpDefinitionBuilder(name);
    for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(builder, input);
    for (const char* output : outputs) TF_OpDefinitionBuilderAddOutput(builder, output);
    for (const char* attribute : attributes) TF_OpDefinitionBuilderAddAttr(builder, attribute);
    TF_OpDefinitionBuilderSetShapeInferenceFunction(builder, no_shapes);
    Status status;
    TF_RegisterOpDefinition(builder, status.raw);
    if (!status.ok()) return;
    TF_RegisterKernelBuilder(
        name, TF_NewKernelBuilder(name, "CPU", kernel.create, kernel.compute, kernel.destroy), status.raw);
}

}  // namespace kerasfront
