/* Batch normalization. KerasfrontNormalization: x, gamma, beta, mean, variance, training -> y, mean, variance, in training
   those of x, else the given ones. KerasfrontNormalizationGradient: by_y, x, gamma, mean, variance, training, by_mean,
   by_variance -> by_x, by_gamma, by_beta, by_given_mean, by_given_variance. Features are last. Sums are in double
   precision, and add up in an order that does not depend on threads. */
#include <cmath>

#include "call.h"
#include "threads.h"

using namespace kerasfront;

namespace {

constexpr Index TOGETHER = 1 << 14; /* elements that are added up one after the other */
constexpr Index WORTH_A_THREAD = 1 << 17;

struct Attributes {
    float epsilon = 0;
    int32_t threads = 0;
};

void* create(TF_OpKernelConstruction* construction) {
    Status status;
    Attributes* made = new Attributes;
    TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", &made->epsilon, status.raw);
    TF_OpKernelConstruction_GetAttrInt32(construction, "threads", &made->threads, status.raw);
    if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
    return made;
}

void destroy(void* attributes) { delete (Attributes*)attributes; }

/* An array of so many rows, one number in each for every feature. */
struct Samples {
    Index rows, features;
    int threads;

    Samples(const TF_Tensor* x, const TF_Tensor* gamma, int threads)
        : rows(0), features(TF_TensorElementCount(gamma)), threads(threads) {
        if (features) rows = TF_TensorElementCount(x) / features;
    }

    Index rows_of(Index elements) const { return std::max<Index>(1, elements / std::max<Index>(1, features)); }

    /* run(first, last) for all rows. */
    template <class Run> void each(Run run) const { in_parts(rows, threads, run, rows_of(WORTH_A_THREAD)); }

    /* So many sums for every feature; add(first, last, sums) adds those of some rows. */
    template <class Add> std::vector<double> sums(int count, Add add) const {
        const Index together = rows_of(TOGETHER), size = features * count;
        const Index blocks = std::max<Index>(1, (rows + together - 1) / together);
        std::vector<double> all(blocks * size);
        const auto run = [&](Index first, Index last) {
            for (Index block = first; block < last; ++block)
                add(block * together, std::min(rows, (block + 1) * together), &all[block * size]);
        };
        in_parts(blocks, threads, run, WORTH_A_THREAD / TOGETHER);
        for (Index block = 1; block < blocks; ++block)
            for (Index i = 0; i < size; ++i) all[i] += all[block * size + i];
        all.resize(size);
        return all;
    }
};

void means(const std::vector<double>& sums, Index count, float* to) {
    for (size_t i = 0; i < sums.size(); ++i) to[i] = (float)(sums[i] / count);
}

void normalize(void* kernel, TF_OpKernelContext* context) {
    const Attributes& attributes = *(Attributes*)kernel;
    Call call(context);
    TF_Tensor* given[6];
    for (int i = 0; i < 6; ++i) given[i] = call.input(i);
    if (!call.ok()) return;
    const bool training = *(const bool*)TF_TensorData(given[5]);
    const Samples samples(given[0], given[1], attributes.threads);
    const Index features = samples.features;
    bool fits = TF_NumDims(given[0]) && TF_Dim(given[0], TF_NumDims(given[0]) - 1) == features;
    for (int i = 2; i < 5; ++i) fits = fits && TF_TensorElementCount(given[i]) == features;
    if (!fits) return call.refuse("gamma, beta, mean and variance need a number for each feature of x");
    const float *x = numbers(given[0]), *gamma = numbers(given[1]), *beta = numbers(given[2]);
    float *y = call.output(0, given[0], 0), *mean = call.output(1, {features}), *variance = call.output(2, {features});
    if (!call.ok()) return;
    if (training) {
        means(samples.sums(1, [&](Index first, Index last, double* __restrict sums) {
            for (const float* row = x + first * features; first < last; ++first, row += features)
                for (Index i = 0; i < features; ++i) sums[i] += row[i];
        }), samples.rows, mean);
        means(samples.sums(1, [&](Index first, Index last, double* __restrict sums) {
            for (const float* row = x + first * features; first < last; ++first, row += features)
                for (Index i = 0; i < features; ++i) {
                    const double deviation = row[i] - mean[i];
                    sums[i] += deviation * deviation;
                }
        }), samples.rows, variance);
    } else {
        std::copy_n(numbers(given[3]), features, mean);
        std::copy_n(numbers(given[4]), features, variance);
    }
    std::vector<float> scale(features);
    for (Index i = 0; i < features; ++i) scale[i] = gamma[i] / std::sqrt(variance[i] + attributes.epsilon);
    samples.each([&](Index first, Index last) {
        for (; first < last; ++first) {
            const float* row = x + first * features;
            float* to = y + first * features;
            for (Index i = 0; i < features; ++i) to[i] = (row[i] - mean[i]) * scale[i] + beta[i];
        }
    });
}

void differentiate(void* kernel, TF_OpKernelContext* context) {
    const Attributes& attributes = *(Attributes*)kernel;
    Call call(context);
    TF_Tensor* given[8];
    for (int i = 0; i < 8; ++i) given[i] = call.input(i);
    if (!call.ok()) return;
    const bool training = *(const bool*)TF_TensorData(given[5]);
    const Samples samples(given[1], given[2], attributes.threads);
    const Index features = samples.features, rows = samples.rows;
    const float *by_y = numbers(given[0]), *x = numbers(given[1]), *gamma = numbers(given[2]), *mean = numbers(given[3]);
    const float *variance = numbers(given[4]), *by_mean = numbers(given[6]), *by_variance = numbers(given[7]);
    float *by_x = call.output(0, given[1], 0), *by_gamma = call.output(1, {features});
    float *by_beta = call.output(2, {features}), *by_given[2];
    for (int i = 0; i < 2; ++i) by_given[i] = call.output(3 + i, {features});
    if (!call.ok()) return;
    const std::vector<double> sums = samples.sums(2, [&](Index first, Index last, double* __restrict sums) {
        for (; first < last; ++first) {
            const float *row = x + first * features, *by_row = by_y + first * features;
            for (Index i = 0; i < features; ++i) {
                sums[i] += by_row[i];
                sums[features + i] += (double)by_row[i] * (row[i] - mean[i]);
            }
        }
    });
    /* by_x = by_y * scale + (x - mean) * slope + shift */
    std::vector<float> scale(features), slope(features), shift(features);
    for (Index i = 0; i < features; ++i) {
        const double inverse = 1 / std::sqrt((double)variance[i] + attributes.epsilon);
        const double by_y_by_mean = -gamma[i] * inverse * sums[i];
        const double by_y_by_variance = -0.5 * gamma[i] * inverse * inverse * inverse * sums[features + i];
        by_beta[i] = (float)sums[i];
        by_gamma[i] = (float)(sums[features + i] * inverse);
        scale[i] = (float)(gamma[i] * inverse);
        slope[i] = training ? (float)(2 * (by_y_by_variance + by_variance[i]) / rows) : 0;
        shift[i] = training ? (float)((by_y_by_mean + by_mean[i]) / rows) : 0;
        by_given[0][i] = training ? 0 : (float)(by_y_by_mean + by_mean[i]);
        by_given[1][i] = training ? 0 : (float)(by_y_by_variance + by_variance[i]);
    }
    samples.each([&](Index first, Index last) {
        for (; first < last; ++first) {
            const float *row = x + first * features, *by_row = by_y + first * features;
            float* to = by_x + first * features;
            for (Index i = 0; i < features; ++i)
                to[i] = by_row[i] * scale[i] + (row[i] - mean[i]) * slope[i] + shift[i];
        }
    });
}

__attribute__((constructor)) void define_all() {
    const Names attributes = {"epsilon: float", "threads: int"};
    define("KerasfrontNormalization",
           {"x: float", "gamma: float", "beta: float", "given_mean: float", "given_variance: float", "training: bool"},
           {"y: float", "mean: float", "variance: float"}, attributes, {create, normalize, destroy});
    define("KerasfrontNormalizationGradient",
           {"by_y: float", "x: float", "gamma: float", "mean: float", "variance: float", "training: bool",
            "by_mean: float", "by_variance: float"},
           {"by_x: float", "by_gamma: float", "by_beta: float", "by_given_mean: float", "by_given_variance: float"},
           attributes, {create, differentiate, destroy});
}

}  // namespace
