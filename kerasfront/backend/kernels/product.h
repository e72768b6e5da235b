/* Products of matrices with few rows with one matrix that is used again and again, by a single processor.

   BLAS brings the second matrix into another order each time, which takes longer than such a small product. Here that is
   done once. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace kerasfront {

typedef std::ptrdiff_t Index;

/* As much of the result as fits in registers: so many rows, and two vectors of columns. */
#if defined(__AVX512F__)
const int LANES = 16, ROWS = 8;
#elif defined(__AVX__)
const int LANES = 8, ROWS = 6;
#elif defined(__aarch64__)
const int LANES = 4, ROWS = 8;
#else
const int LANES = 4, ROWS = 4;
#endif
const int COLUMNS = 2 * LANES;

typedef float Vector __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float)), may_alias));

/* A matrix in panels of COLUMNS columns, the last one filled up with zeros; within a panel row by row. */
class Packed {
public:
    const Index rows, columns;

    /* Element (i, j) is data[i * down + j * right]. */
    Packed(const float* data, Index rows, Index columns, Index down, Index right)
        : rows(rows), columns(columns), data((columns + COLUMNS - 1) / COLUMNS * COLUMNS * rows, 0.0f) {
        float* to = this->data.data();
        for (Index column = 0; column < columns; column += COLUMNS) {
            const Index width = std::min<Index>(COLUMNS, columns - column);
            for (Index i = 0; i < rows; ++i, to += COLUMNS)
                for (Index j = 0; j < width; ++j) to[j] = data[i * down + (column + j) * right];
        }
    }

    const float* panel(Index column) const { return &data[column * rows]; }

private:
    std::vector<float> data;
};

/* The same for so many rows and one panel, of which `width` columns count. */
template <int rows>
inline void add_block(const float* a, Index a_step, const float* panel, Index inner, float* result, Index result_step,
                      Index width) {
    Vector sum[rows][2] = {};
    for (Index k = 0; k < inner; ++k, panel += COLUMNS) {
        const Vector left = *(const Vector*)panel, right = *(const Vector*)(panel + LANES);
        for (int r = 0; r < rows; ++r) {
            sum[r][0] += left * a[r * a_step + k];
            sum[r][1] += right * a[r * a_step + k];
        }
    }
    for (int r = 0; r < rows; ++r, result += result_step) {
        if (width == COLUMNS) {
            *(Vector*)result += sum[r][0];
            *(Vector*)(result + LANES) += sum[r][1];
        } else {
            for (Index j = 0; j < width; ++j) result[j] += sum[r][j / LANES][j % LANES];
        }
    }
}

/* Call add_block for as many rows as there are, at most `rows`. */
template <int rows, class... Arguments> inline void add_rows(Index count, Arguments... arguments) {
    if constexpr (rows > 1)
        if (count < rows) return add_rows<rows - 1>(count, arguments...);
    add_block<rows>(arguments...);
}

/* result (count, b.columns) += a (count, b.rows) * b; rows of `a` and of the result are so many elements apart. */
inline void add_product(Index count, const float* a, Index a_step, const Packed& b, float* result, Index result_step) {
    for (Index column = 0; column < b.columns; column += COLUMNS)
        for (Index row = 0; row < count; row += ROWS)
            add_rows<ROWS>(count - row, a + row * a_step, a_step, b.panel(column), b.rows,
                           result + row * result_step + column, result_step,
                           std::min<Index>(COLUMNS, b.columns - column));
}

}  // namespace kerasfront
