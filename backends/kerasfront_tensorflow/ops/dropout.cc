/* KerasfrontDropout: x, key, counter -> y. The gradient is the same operation, of the gradient. */
#include "call.h"
#include "dropout.h"

using namespace kerasfront;

namespace {

struct Attributes {
    int32_t level = 0, threads = 0;
    float scale = 1.0f;
};

void* create(TF_OpKernelConstruction* construction) {
    Status status;
    Attributes* made = new Attributes;
    TF_OpKernelConstruction_GetAttrInt32(construction, "level", &made->level, status.raw);
    TF_OpKernelConstruction_GetAttrInt32(construction, "threads", &made->threads, status.raw);
    TF_OpKernelConstruction_GetAttrFloat(construction, "scale", &made->scale, status.raw);
    if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
    return made;
}

void destroy(void* attributes) { delete (Attributes*)attributes; }

void compute(void* kernel, TF_OpKernelContext* context) {
    const Attributes& attributes = *(Attributes*)kernel;
    Call call(context);
    TF_Tensor *x = call.input(0), *key = call.input(1), *counter = call.input(2);
    float* y = call.output(0, x, 0);
    if (!call.ok()) return;
    const uint64_t *keys = (const uint64_t*)TF_TensorData(key), *counters = (const uint64_t*)TF_TensorData(counter);
    const Dropout dropout = {{keys[0], {counters[0], counters[1]}}, (uint16_t)attributes.level, attributes.scale};
    dropout.run(TF_TensorElementCount(x), attributes.threads, numbers(x), y);
}

__attribute__((constructor)) void define_all() {
    define("KerasfrontDropout", {"x: float", "key: uint64", "counter: uint64"}, {"y: float"},
           {"level: int", "scale: float", "threads: int"}, {create, compute, destroy});
}

}  // namespace
