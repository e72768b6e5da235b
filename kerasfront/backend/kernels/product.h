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
#ifdef __AVX512F__
const int LANES = 16, ROWS = 8;
#else
const int LANES = 8, ROWS = 4;
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

/* result (count, b.columns) += a (count, b.rows) * b; rows of `a` and of the result are so many elements apart. */
inline void add_product(Index count, const float* a, Index a_step, const Packed& b, float* result, Index result_step) {
    for (Index column = 0; column < b.columns; column += COLUMNS) {
        const float* panel = b.panel(column);
        const Index width = std::min<Index>(COLUMNS, b.columns - column);
        for (Index row = 0; row < count; row += ROWS) {
            const Index height = std::min<Index>(ROWS, count - row);
            const float* from[ROWS];
            for (int r = 0; r < ROWS; ++r) from[r] = a + (row + std::min<Index>(r, height - 1)) * a_step;
            Vector sum[ROWS][2] = {};
            for (Index k = 0; k < b.rows; ++k) {
                const Vector left = *(const Vector*)(panel + k * COLUMNS);
                const Vector right = *(const Vector*)(panel + k * COLUMNS + LANES);
                for (int r = 0; r < ROWS; ++r) {
                    sum[r][0] += left * from[r][k];
                    sum[r][1] += right * from[r][k];
                }
            }
            for (Index r = 0; r < height; ++r) {
                float* to = result + (row + r) * result_step + column;
                if (width == COLUMNS) {
                    *(Vector*)to += sum[r][0];
                    *(Vector*)(to + LANES) += sum[r][1];
                } else {
                    for (Index j = 0; j < width; ++j) to[j] += sum[r][j / LANES][j % LANES];
                }
            }
        }
    }
}

}  // namespace kerasfront
