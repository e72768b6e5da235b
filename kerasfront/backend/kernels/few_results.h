/* Gradients of convolutions from results nearly all of which have none, as those below a maximum over a whole axis.

   Dense products would multiply zeros. Here each result that has a gradient is taken by itself: what it has seen of the
   image lies side by side, line by line of the kernel, and so do its weights once the kernel is transposed. */
#pragma once

#include "threads.h"

namespace kerasfront {

const Index FEW = 32;   /* one of so many: below that, single results are faster than products of matrices */
const Index BLOCK = 64; /* numbers that are looked at together */

template <class Number> int count_nonzero(const Number* numbers, Index size) {
    int count = 0;
    for (Index i = 0; i < size; ++i) count += numbers[i] != 0;
    return count;
}

/* Whether so few of the numbers are not zero. They are read until there are too many. */
template <class Number> bool are_few(const Number* numbers, Index size) {
    Index more = size / FEW;
    for (Index i = 0; i < size && more >= 0; i += BLOCK) more -= count_nonzero(numbers + i, std::min(BLOCK, size - i));
    return more >= 0;
}

/* Call use(index) for each number that is not zero. */
template <class Number, class Use> void each_nonzero(const Number* numbers, Index size, Use use) {
    for (Index block = 0; block < size; block += BLOCK) {
        const Index end = std::min(block + BLOCK, size);
        if (count_nonzero(numbers + block, end - block))
            for (Index i = block; i < end; ++i)
                if (numbers[i] != 0) use(i);
    }
}

/* What the functions below need to know of a convolution is in the members of `Shape`; see Convolution. */
template <class Shape> struct Sizes {
    const Index taps, pixels, results; /* of a filter; of an image, with its channels; for an image */

    explicit Sizes(const Shape& s)
        : taps(s.kernel_rows * s.kernel_columns * s.channels),
          pixels(s.height * s.width * s.channels),
          results(s.rows * s.columns * s.filters) {}
};

/* Call use(gradient, filter, tap, pixel, size) for numbers of an image and taps of a filter that belong together. */
template <class Shape, class Number, class Use> void each_run(const Shape& s, const Number* gradients, Use use) {
    const Index run = s.gap_right == 1 ? s.kernel_columns : 1;
    each_nonzero(gradients, s.rows * s.columns * s.filters, [&](Index result) {
        const Index place = result / s.filters, filter = result % s.filters;
        for (Index i = 0; i < s.kernel_rows; ++i) {
            const Index y = place / s.columns * s.step_down + i * s.gap_down - s.top;
            if (y < 0 || y >= s.height) continue;
            for (Index j = 0; j < s.kernel_columns; j += run) {
                const Index x = place % s.columns * s.step_right + j * s.gap_right - s.left;
                const Index first = std::max<Index>(0, -x), last = std::min<Index>(run, s.width - x);
                if (first < last)
                    use(gradients[result], filter, (i * s.kernel_columns + j + first) * s.channels,
                        (y * s.width + x + first) * s.channels, (last - first) * s.channels);
            }
        }
    });
}

template <class Number> void add_multiple(Number factor, const Number* from, Number* __restrict to, Index size) {
    for (Index i = 0; i < size; ++i) to[i] += factor * from[i];
}

template <class Number> void transpose(const Number* from, Number* to, Index rows, Index columns) {
    for (Index row = 0; row < rows; ++row)
        for (Index column = 0; column < columns; ++column) to[column * rows + row] = from[row * columns + column];
}

/* images = the gradients by the images, of those by few results. */
template <class Shape, class Number>
void by_images_of_few(const Shape& s, const Number* results, const Number* kernel, Number* images, int threads) {
    const Sizes<Shape> sizes(s);
    std::vector<Number> weights(sizes.taps * s.filters);
    transpose(kernel, weights.data(), sizes.taps, s.filters);
    in_parts(s.images, threads, [&](Index begin, Index end) {
        std::fill(images + begin * sizes.pixels, images + end * sizes.pixels, Number(0));
        for (Index i = begin; i < end; ++i)
            each_run(s, results + i * sizes.results,
                        [&, image = images + i * sizes.pixels](Number by, Index filter, Index tap, Index pixel, Index size) {
                            add_multiple(by, &weights[filter * sizes.taps + tap], image + pixel, size);
                        });
    }, 1);
}

/* kernel = the gradients by the kernel, of those by few results. */
template <class Shape, class Number>
void by_kernel_of_few(const Shape& s, const Number* images, const Number* results, Number* kernel, int threads) {
    const Sizes<Shape> sizes(s);
    std::vector<std::vector<Number>> sums(s.images);
    std::vector<Number> total(sizes.taps * s.filters);
    in_parts(s.images, threads, [&](Index begin, Index end) {
        std::vector<Number>& sum = sums[begin];
        sum.resize(total.size());
        for (Index i = begin; i < end; ++i)
            each_run(s, results + i * sizes.results,
                        [&, image = images + i * sizes.pixels](Number by, Index filter, Index tap, Index pixel, Index size) {
                            add_multiple(by, image + pixel, &sum[filter * sizes.taps + tap], size);
                        });
    }, 1);
    for (const std::vector<Number>& sum : sums)
        for (size_t i = 0; i < sum.size(); ++i) total[i] += sum[i];
    transpose(total.data(), kernel, s.filters, sizes.taps);
}

}  // namespace kerasfront
