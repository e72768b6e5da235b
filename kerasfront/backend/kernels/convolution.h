/* Convolution of images, channels last, and its gradients.

   Where the taps of a line of the kernel lie side by side, so do the numbers that they see. So a line of results is the
   sum, over the lines of the kernel, of products of two matrices: what the windows see, whose rows overlap in the image,
   and a line of the kernel. Nothing is copied for that but padding. */
#pragma once

#include <cstdint>

#include "few_results.h"
#include "product.h"
#include "threads.h"

namespace kerasfront {

struct Convolution {
    static constexpr Index WORTH_A_THREAD = 1 << 20; /* multiplications */

    Index images, height, width, channels, filters, rows, columns; /* of pixels; of results */
    Index kernel_rows, kernel_columns, step_down, step_right, gap_down, gap_right;
    Index top, left; /* lines above and columns left of an image that are thought to hold zeros */
    int threads;     /* 0: one for each processor */

    /* The same, with images of one column laid as lines, whose taps lie side by side. */
    Convolution laid() const {
        if (width != 1 || columns != 1 || kernel_columns != 1 || left) return *this;
        Convolution made = *this;
        std::swap(made.height, made.width), std::swap(made.rows, made.columns), std::swap(made.top, made.left);
        std::swap(made.kernel_rows, made.kernel_columns);
        std::swap(made.step_down, made.step_right), std::swap(made.gap_down, made.gap_right);
        return made;
    }

    /* out = the images, seen through the kernel. */
    void forward(const float* image, const float* kernel, float* out) const {
        const std::vector<Packed> parts = packed(kernel, filters, false);
        in_parts(images, worth(), [&](Index first, Index last) {
            std::fill(out + first * places() * filters, out + last * places() * filters, 0.0f);
            for (Index i = first; i < last; ++i)
                add_forward(image + i * pixels(), parts, out + i * places() * filters, filters);
        }, 1);
    }

    /* results += one image, seen through a packed kernel. Places of the results are so many numbers apart. */
    void add_forward(const float* image, const std::vector<Packed>& parts, float* results, Index results_step) const {
        std::vector<float> room(room_size());
        const float* seen = padded(image, room);
        for (Index row = 0; row < rows; ++row)
            for (size_t part = 0; part < parts.size(); ++part)
                add_product(columns, seen + start(row, part), step_right * channels, parts[part],
                            results + row * columns * results_step, results_step);
    }

    /* image = the gradients by the images, of those by the results. */
    void by_images(const float* out, const float* kernel, float* image) const {
        if (are_few(out, images * places() * filters)) return by_images_of_few(*this, out, kernel, image, worth());
        const std::vector<Packed> parts = packed(kernel, filters, true);
        in_parts(images, worth(), [&](Index first, Index last) {
            std::fill(image + first * pixels(), image + last * pixels(), 0.0f);
            for (Index i = first; i < last; ++i)
                add_by_image(out + i * places() * filters, filters, parts, image + i * pixels());
        }, 1);
    }

    /* image += the gradients by one image, of those by its results, whose places are so many numbers apart. */
    void add_by_image(const float* results, Index results_step, const std::vector<Packed>& parts, float* image) const {
        std::vector<float> room(room_size());
        float* target = room.empty() ? image : room.data();
        for (Index row = 0; row < rows; ++row)
            for (size_t part = 0; part < parts.size(); ++part)
                add_product(columns, results + row * columns * results_step, results_step, parts[part],
                            target + start(row, part), step_right * channels);
        if (!room.empty()) add_inner(room.data(), image);
    }

    /* The kernel in parts, or (for gradients by images) these transposed. Its lines of filters are so many numbers apart. */
    std::vector<Packed> packed(const float* kernel, Index step, bool turned) const {
        std::vector<Packed> parts;
        for (Index part = 0; part < count(); ++part) {
            const float* from = kernel + part * taps() * step;
            turned ? parts.emplace_back(from, filters, taps(), 1, step)
                   : parts.emplace_back(from, taps(), filters, step, 1);
        }
        return parts;
    }

    /* kernel = the gradients by the kernel, of those by the results. */
    void by_kernel(const float* image, const float* out, float* kernel) const {
        if (are_few(out, images * places() * filters)) return by_kernel_of_few(*this, image, out, kernel, worth());
        const Index size = kernel_rows * kernel_columns * channels * filters, most = images;
        std::vector<std::vector<float>> sums(most);
        in_parts(images, worth(), [&](Index first, Index last) {
            std::vector<float> room(room_size()), &sum = sums[first];
            sum.assign(size, 0.0f);
            for (Index i = first; i < last; ++i) {
                const float* seen = padded(image + i * pixels(), room);
                const Packed results(out + i * places() * filters, places(), filters, filters, 1);
                for (Index part = 0; part < count(); ++part)
                    add_outer(seen, part, results, &sum[part * taps() * filters]);
            }
        }, 1);
        std::fill_n(kernel, size, 0.0f);
        for (const std::vector<float>& sum : sums)
            for (size_t i = 0; i < sum.size(); ++i) kernel[i] += sum[i];
    }

private:
    /* Parts of the kernel: its lines, or its taps where these see numbers that do not lie side by side. */
    bool by_lines() const { return gap_right == 1; }
    Index count() const { return by_lines() ? kernel_rows : kernel_rows * kernel_columns; }
    Index taps() const { return by_lines() ? kernel_columns * channels : channels; }

    Index pixels() const { return height * width * channels; }
    Index places() const { return rows * columns; }
    Index worth() const { return images * places() * count() * taps() * filters < 2 * WORTH_A_THREAD ? 1 : threads; }

    /* The image that all windows see. */
    Index seen_height() const { return (rows - 1) * step_down + (kernel_rows - 1) * gap_down + 1; }
    Index seen_width() const { return (columns - 1) * step_right + (kernel_columns - 1) * gap_right + 1; }
    bool pads() const { return top || left || seen_height() > height || seen_width() > width; }
    Index room_size() const { return pads() ? seen_height() * seen_width() * channels : 0; }

    /* Where in it the first window of a line sees the first number of a part. */
    Index start(Index row, Index part) const {
        const Index i = by_lines() ? part : part / kernel_columns, j = by_lines() ? 0 : part % kernel_columns;
        return ((row * step_down + i * gap_down) * (pads() ? seen_width() : width) + j * gap_right) * channels;
    }

    /* The image that windows see: the image itself, or a copy within zeros in a room that is full of them. */
    const float* padded(const float* image, std::vector<float>& room) const {
        if (room.empty()) return image;
        const auto copy = [](float* inner, const float* line, Index size) { std::copy_n(line, size, inner); };
        inner_lines(room.data(), image, copy);
        return room.data();
    }

    /* image += the part of what windows see that is of it. */
    void add_inner(float* seen, float* image) const {
        inner_lines(seen, image, [](const float* inner, float* line, Index size) {
            for (Index i = 0; i < size; ++i) line[i] += inner[i];
        });
    }

    /* Call use(line in what windows see, line of the image, size) for the lines that both have. */
    template <class Pointer, class Use> void inner_lines(float* seen, Pointer image, Use use) const {
        const Index size = std::max<Index>(0, std::min(width, seen_width() - left)) * channels;
        for (Index row = 0; row < std::min(height, seen_height() - top); ++row)
            use(seen + ((row + top) * seen_width() + left) * channels, image + row * width * channels, size);
    }

    /* sum (taps, filters) += what the windows of an image see, transposed, * results. */
    void add_outer(const float* seen, Index part, const Packed& results, float* sum) const {
        const Index step = step_right * channels;
        for (Index column = 0; column < filters; column += COLUMNS)
            for (Index tap = 0; tap < taps(); tap += ROWS) {
                const Index heights = std::min<Index>(ROWS, taps() - tap);
                Vector total[ROWS][2] = {};
                const float* right = results.panel(column);
                for (Index row = 0; row < rows; ++row) {
                    const float* from = seen + start(row, part) + tap;
                    add_lines<ROWS>(heights, from, step, right, total);
                    right += columns * COLUMNS;
                }
                for (Index r = 0; r < heights; ++r)
                    for (Index j = 0; j < std::min<Index>(COLUMNS, filters - column); ++j)
                        sum[(tap + r) * filters + column + j] += total[r][j / LANES][j % LANES];
            }
    }

    template <int count> void add_line(const float* from, Index step, const float* right, Vector total[ROWS][2]) const {
        Vector sums[count][2];
        for (int r = 0; r < count; ++r) sums[r][0] = total[r][0], sums[r][1] = total[r][1];
        for (Index place = 0; place < columns; ++place, from += step, right += COLUMNS) {
            const Vector low = *(const Vector*)right, high = *(const Vector*)(right + LANES);
            for (int r = 0; r < count; ++r) sums[r][0] += low * from[r], sums[r][1] += high * from[r];
        }
        for (int r = 0; r < count; ++r) total[r][0] = sums[r][0], total[r][1] = sums[r][1];
    }

    /* The same for as many taps as there are, at most `count`. */
    template <int count>
    void add_lines(Index heights, const float* from, Index step, const float* right, Vector total[ROWS][2]) const {
        if constexpr (count > 1)
            if (heights < count) return add_lines<count - 1>(heights, from, step, right, total);
        add_line<count>(from, step, right, total);
    }
};

}  // namespace kerasfront
