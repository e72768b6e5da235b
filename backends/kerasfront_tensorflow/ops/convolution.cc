/* Gradients of convolutions. KerasfrontConvolutionByImages: results, kernel, sizes -> images, and
   KerasfrontConvolutionByKernel: images, results, sizes -> kernel. The sizes are those of what is made. Channels last;
   kernels are (height, width, channels, filters). */
#include "call.h"
#include "convolution.h"

using namespace kerasfront;

namespace {

struct Attributes {
    int32_t steps[2] = {1, 1}, gaps[2] = {1, 1}, threads = 0;
    unsigned char same = 0;
};

void* create(TF_OpKernelConstruction* construction) {
    Status status;
    Attributes* made = new Attributes;
    TF_OpKernelConstruction_GetAttrInt32List(construction, "steps", made->steps, 2, status.raw);
    TF_OpKernelConstruction_GetAttrInt32List(construction, "gaps", made->gaps, 2, status.raw);
    TF_OpKernelConstruction_GetAttrInt32(construction, "threads", &made->threads, status.raw);
    TF_OpKernelConstruction_GetAttrBool(construction, "same", &made->same, status.raw);
    if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
    return made;
}

void destroy(void* attributes) { delete (Attributes*)attributes; }

std::vector<int64_t> shape_of(const TF_Tensor* tensor) {
    std::vector<int64_t> shape;
    for (int axis = 0; axis < TF_NumDims(tensor); ++axis) shape.push_back(TF_Dim(tensor, axis));
    return shape;
}

std::vector<int64_t> shape_in(const TF_Tensor* sizes) {
    const int32_t* each = (const int32_t*)TF_TensorData(sizes);
    return {each, each + TF_TensorElementCount(sizes)};
}

/* How many zeros are thought to lie before the first pixel of a line, so that there are so many places. */
Index before(Index places, Index step, Index taps, Index gap, Index pixels) {
    return std::max<Index>(0, (places - 1) * step + (taps - 1) * gap + 1 - pixels) / 2;
}

Convolution described(const Attributes& attributes, const std::vector<int64_t>& images,
                      const std::vector<int64_t>& kernel, const std::vector<int64_t>& results) {
    Convolution made = {};
    made.images = images[0], made.height = images[1], made.width = images[2], made.channels = images[3];
    made.rows = results[1], made.columns = results[2], made.filters = results[3];
    made.kernel_rows = kernel[0], made.kernel_columns = kernel[1], made.threads = attributes.threads;
    made.step_down = attributes.steps[0], made.step_right = attributes.steps[1];
    made.gap_down = attributes.gaps[0], made.gap_right = attributes.gaps[1];
    if (attributes.same) {
        made.top = before(made.rows, made.step_down, made.kernel_rows, made.gap_down, made.height);
        made.left = before(made.columns, made.step_right, made.kernel_columns, made.gap_right, made.width);
    }
    return made.laid();
}

void by_images(void* attributes, TF_OpKernelContext* context) {
    Call call(context);
    TF_Tensor *results = call.input(0), *kernel = call.input(1), *sizes = call.input(2);
    if (!call.ok()) return;
    const std::vector<int64_t> shape = shape_in(sizes);
    float* images = call.output(0, shape);
    if (call.ok())
        described(*(Attributes*)attributes, shape, shape_of(kernel), shape_of(results))
            .by_images(numbers(results), numbers(kernel), images);
}

void by_kernel(void* attributes, TF_OpKernelContext* context) {
    Call call(context);
    TF_Tensor *images = call.input(0), *results = call.input(1), *sizes = call.input(2);
    if (!call.ok()) return;
    const std::vector<int64_t> shape = shape_in(sizes);
    float* kernel = call.output(0, shape);
    if (call.ok())
        described(*(Attributes*)attributes, shape_of(images), shape, shape_of(results))
            .by_kernel(numbers(images), numbers(results), kernel);
}

__attribute__((constructor)) void define_all() {
    const Names attributes = {"steps: list(int)", "gaps: list(int)", "same: bool", "threads: int"};
    define("KerasfrontConvolutionByImages", {"results: float", "kernel: float", "sizes: int32"}, {"images: float"},
           attributes, {create, by_images, destroy});
    define("KerasfrontConvolutionByKernel", {"images: float", "results: float", "sizes: int32"}, {"kernel: float"},
           attributes, {create, by_kernel, destroy});
}

}  // namespace
