#section support_code_apply

/* Convolution of images as products of matrices, for both directions of its gradient too.

   What the windows of an image see is laid out ("lowered") as a matrix with a row for each place of the window and a
   column for each of its taps; the kernel is a matrix with a row for each tap and a column for each filter:

       forward: out = lowered * kernel    weights: kernel = lowered^T * out    inputs: lowered = out * kernel^T

   Lowering copies each pixel as often as windows see it. Where the window moves down line by line, only its columns
   are lowered: the rows of the matrix for the next line of taps are those of the next line of pixels, so that a product
   for each line of taps uses the same copy. Channels first, all matrices but the kernel are stored transposed. */
namespace APPLY_SPECIFIC(images) {

enum Direction { FORWARD, WEIGHTS, INPUTS };

const size ENOUGH_PLACES = 256; /* of a product: where an image has fewer, several images are multiplied at once */

struct Matrix {
    real* data;
    size width; /* elements from a stored row to the next */
    bool transposed;
};

void gemm(char* ta, char* tb, int* m, int* n, int* k, float* a, int* lda, float* b, int* ldb, float* beta, float* c,
          int* ldc) {
    float one = 1;
    sgemm_(ta, tb, m, n, k, &one, a, lda, b, ldb, beta, c, ldc);
}

void gemm(char* ta, char* tb, int* m, int* n, int* k, double* a, int* lda, double* b, int* ldb, double* beta, double* c,
          int* ldc) {
    double one = 1;
    dgemm_(ta, tb, m, n, k, &one, a, lda, b, ldb, beta, c, ldc);
}

Matrix transposed(Matrix a) {
    a.transposed = !a.transposed;
    return a;
}

/* c (rows, columns) = a (rows, inner) * b (inner, columns), added to what is there if `add`. */
void multiply(Matrix a, Matrix b, Matrix c, size rows, size columns, size inner, bool add) {
    if (!c.transposed) { /* BLAS stores matrices by columns: all of ours are transposed to it */
        Matrix first = transposed(b);
        b = transposed(a), a = first;
        std::swap(rows, columns);
    }
    char ta = a.transposed ? 'N' : 'T', tb = b.transposed ? 'N' : 'T';
    int m = rows, n = columns, k = inner, lda = a.width, ldb = b.width, ldc = c.width;
    real beta = add;
    gemm(&ta, &tb, &m, &n, &k, a.data, &lda, b.data, &ldb, &beta, c.data, &ldc);
}

struct Shape {
    size images, height, width, channels, filters, rows, columns;      /* of pixels, and of places */
    size kernel_rows, kernel_columns, step_down, step_right, gap_down, gap_right, top, left;
    bool channels_last;
    size folded; /* lines of taps that one product takes: 1 or all */
    size lines;  /* of lowered rows: each has one row for each of `columns` */
    size batch;  /* images that are multiplied at once */

    size taps() const { return folded * kernel_columns * channels; }
    size places() const { return lines * columns; }
    size results() const { return filters * rows * columns; }
    size pixels() const { return height * width * channels; }
    bool empty() const { return !(images && pixels() && filters && rows * columns && kernel_rows * kernel_columns); }
    bool exchanged() const { return !channels_last && batch > 1; }
    bool lowered_is_image() const {
        return folded * kernel_columns * step_down * step_right == 1 && !top && !left && lines == height &&
               columns == width && !exchanged();
    }

    /* Lay images of one column as lines, whose taps lie side by side. */
    void lay() {
        if (width != 1 || columns != 1 || kernel_columns != 1 || left) return;
        std::swap(height, width), std::swap(rows, columns), std::swap(top, left);
        std::swap(kernel_rows, kernel_columns), std::swap(step_down, step_right), std::swap(gap_down, gap_right);
    }

    void plan() {
        bool line_by_line = step_down == 1 && rows * columns >= ENOUGH_PLACES;
        folded = line_by_line ? 1 : kernel_rows;
        lines = rows + (line_by_line ? (kernel_rows - 1) * gap_down : 0);
        batch = std::min(std::max(ENOUGH_PLACES / (rows * columns), (size)1), images);
    }
};

/* From image to lowered. */
struct Lower {
    void pad(real* lowered, size count) const { std::fill(lowered, lowered + count, real(0)); }
    void move(real* lowered, real* image, size count, size step) const {
        for (size i = 0; i < count; ++i) lowered[i] = image[i * step];
    }
};

/* Back: each pixel gets the sum of its copies. */
struct Raise {
    void pad(real*, size) const {}
    void move(real* lowered, real* image, size count, size step) const {
        for (size i = 0; i < count; ++i) image[i * step] += lowered[i];
    }
};

/* Elements of `width` numbers, of which those outside are padding. */
template <class Way>
inline void move_run(Way way, real* lowered, real* line, const Inside& inside, size width) {
    way.pad(lowered, inside.begin * width);
    way.move(lowered + inside.begin * width, line + (inside.first + inside.begin * inside.step) * width,
             (inside.end - inside.begin) * width, inside.step);
    way.pad(lowered + inside.end * width, (inside.count - inside.end) * width);
}

template <class Way>
void move_channels_last(Way way, real* lowered, real* image, const Shape& s) {
    size run = s.gap_right == 1 ? s.kernel_columns : 1, width = s.channels;
    for (size line = 0; line < s.lines; ++line)
        for (size column = 0; column < s.columns; ++column)
            for (size i = 0; i < s.folded; ++i) {
                size row = line * s.step_down + i * s.gap_down - s.top;
                size length = row >= 0 && row < s.height ? s.width : 0;
                for (size j = 0; j < s.kernel_columns; j += run, lowered += run * width)
                    move_run(way, lowered, image + row * s.width * width,
                             Inside(column * s.step_right + j * s.gap_right - s.left, run, 1, length), width);
            }
}

template <class Way>
void move_channels_first(Way way, real* lowered, real* image, size count, const Shape& s) {
    for (size i = 0; i < s.folded; ++i)
        for (size j = 0; j < s.kernel_columns; ++j) {
            Inside inside(j * s.gap_right - s.left, s.columns, s.step_right, s.width);
            for (size channel = 0; channel < s.channels; ++channel, lowered += (count - 1) * s.places())
                for (size line = 0; line < s.lines; ++line, lowered += s.columns) {
                    size row = line * s.step_down + i * s.gap_down - s.top;
                    if (row >= 0 && row < s.height)
                        move_run(way, lowered, image + (channel * s.height + row) * s.width, inside, 1);
                    else
                        way.pad(lowered, s.columns);
                }
        }
}

template <class Way>
void move_images(Way way, real* lowered, real* images, size count, const Shape& s) {
    for (size i = 0; i < count; ++i)
        if (s.channels_last)
            move_channels_last(way, lowered + i * s.places() * s.taps(), images + i * s.pixels(), s);
        else
            move_channels_first(way, lowered + i * s.places(), images + i * s.pixels(), count, s);
}

/* (rows, columns, run) becomes (columns, rows, run). */
void exchange(real* from, real* to, size rows, size columns, size run) {
    for (size i = 0; i < rows; ++i)
        for (size j = 0; j < columns; ++j, from += run) std::copy(from, from + run, to + (j * rows + i) * run);
}

/* All products for `count` images. */
void multiply_images(Direction direction, real* lowered, real* kernel, real* out, size count, bool add, const Shape& s) {
    for (size i = 0; i < s.kernel_rows / s.folded; ++i) {
        size places = count * s.rows * s.columns, below = i * s.gap_down * s.columns;
        Matrix seen = {lowered + below * (s.channels_last ? s.taps() : 1), s.channels_last ? s.taps() : count * s.places(),
                       !s.channels_last};
        Matrix weights = {kernel + i * s.taps() * s.filters, s.filters, false};
        Matrix made = {out, s.channels_last ? s.filters : places, !s.channels_last};
        if (direction == FORWARD) multiply(seen, weights, made, places, s.filters, s.taps(), i > 0);
        if (direction == WEIGHTS) multiply(transposed(seen), made, weights, s.taps(), s.filters, places, add);
        if (direction == INPUTS) multiply(made, transposed(weights), seen, places, s.taps(), s.filters, true);
    }
}

/* What a thread needs beside the arrays themselves. */
struct Room {
    size lowered, exchanged, kernel;

    Room(Direction direction, const Shape& s)
        : lowered(s.lowered_is_image() ? 0 : s.batch * s.places() * s.taps()),
          exchanged(s.exchanged() ? s.batch * s.results() : 0),
          kernel(direction == WEIGHTS ? s.kernel_rows * s.kernel_columns * s.channels * s.filters : 0) {}
    size total() const { return lowered + exchanged + kernel; }
};

void convolve_batch(Direction direction, real* images, real* kernel, real* out, real* own, const Room& room, size count,
                    bool add, const Shape& s) {
    real* lowered = room.lowered ? own : images;
    real* made = room.exchanged ? own + room.lowered : out;
    if (made != out && direction != FORWARD) exchange(out, made, count, s.filters, s.rows * s.columns);
    if (direction == INPUTS)
        std::fill(lowered, lowered + count * s.places() * s.taps(), real(0));
    else if (lowered != images)
        move_images(Lower(), lowered, images, count, s);
    multiply_images(direction, lowered, kernel, made, count, add, s);
    if (made != out && direction == FORWARD) exchange(made, out, s.filters, count, s.rows * s.columns);
    if (lowered != images && direction == INPUTS) {
        std::fill(images, images + count * s.pixels(), real(0));
        move_images(Raise(), lowered, images, count, s);
    }
}

/* Gradients where nearly all results have none. */
void convolve_few(Direction direction, real* images, real* kernel, real* out, const Shape& s) {
    int threads = 1;
#ifdef _OPENMP
    threads = omp_get_max_threads();
#endif
    if (direction == INPUTS)
        kerasfront::by_images_of_few(s, out, kernel, images, threads);
    else
        kerasfront::by_kernel_of_few(s, images, out, kernel, threads);
}

void convolve(Direction direction, real* images, real* kernel, real* out, const Shape& s) {
    if (direction != FORWARD && s.channels_last && kerasfront::are_few(out, s.images * s.results()))
        return convolve_few(direction, images, kernel, out, s);
    size threads = 1, batches = (s.images + s.batch - 1) / s.batch;
#ifdef _OPENMP
    int threads_of_blas = openblas_get_num_threads();
    if (omp_get_max_threads() <= batches) threads = omp_get_max_threads(); /* else BLAS has threads for each batch */
    if (threads > 1) openblas_set_num_threads(1);
#endif
    Room room(direction, s);
    std::unique_ptr<real[]> rooms(new real[threads * room.total()]);
#pragma omp parallel for num_threads(threads) schedule(static)
    for (size thread = 0; thread < threads; ++thread) {
        real* own = rooms.get() + thread * room.total();
        real* kernel_here = room.kernel && thread ? own + room.total() - room.kernel : kernel;
        size begin = thread * batches / threads, end = (thread + 1) * batches / threads;
        for (size i = begin; i < end; ++i)
            convolve_batch(direction, images + i * s.batch * s.pixels(), kernel_here, out + i * s.batch * s.results(),
                           own, room, std::min(s.batch, s.images - i * s.batch), i > begin, s);
    }
#ifdef _OPENMP
    if (threads > 1) openblas_set_num_threads(threads_of_blas);
#endif
    for (size thread = 1; thread < threads; ++thread) { /* each has gathered the gradient of its images */
        real* gathered = rooms.get() + (thread + 1) * room.total() - room.kernel;
        for (size i = 0; i < room.kernel; ++i) kernel[i] += gathered[i];
    }
}

}  // namespace

/* `a`, `b`: images and kernel (FORWARD), images and out (WEIGHTS), out and kernel (INPUTS). `height`, `width`: of what is
   made; `top`, `left`: lines above and columns left of the images that are thought to hold zeros. */
int APPLY_SPECIFIC(convolve)(PyArrayObject* a, PyArrayObject* b, PyArrayObject* height, PyArrayObject* width, PyArrayObject* top,
                             PyArrayObject* left, PyArrayObject** made,
                             PARAMS_TYPE* params) {
    using namespace APPLY_SPECIFIC(images);
    Direction direction = (Direction)params->direction;
    const int row = params->channels_last ? 1 : 2, column = row + 1, channel = params->channels_last ? 3 : 1;
    npy_intp shape[4] = {number(height), number(width), PyArray_DIM(a, channel), PyArray_DIM(b, channel)};
    if (direction != WEIGHTS) {
        shape[0] = PyArray_DIM(a, 0), shape[row] = number(height), shape[column] = number(width);
        shape[channel] = PyArray_DIM(b, direction == FORWARD ? 3 : 2);
    }
    if (!prepare(made, shape)) return 1;

    npy_intp* images = PyArray_DIMS(direction == INPUTS ? *made : a);
    npy_intp* kernel = PyArray_DIMS(direction == WEIGHTS ? *made : b);
    npy_intp* out = PyArray_DIMS(direction == FORWARD ? *made : direction == WEIGHTS ? b : a);
    if (images[0] != out[0] || images[channel] != kernel[2] || out[channel] != kernel[3]) {
        PyErr_Format(PyExc_ValueError,
                     "convolution: %zd images of %zd channels, a kernel for %zd channels and %zd filters, and %zd results "
                     "of %zd filters do not fit",
                     images[0], images[channel], kernel[2], kernel[3], out[0], out[channel]);
        return 1;
    }
    Shape s = {images[0], images[row], images[column], kernel[2], kernel[3], out[row], out[column], kernel[0], kernel[1]};
    s.step_down = params->step_down, s.step_right = params->step_right;
    s.gap_down = params->gap_down, s.gap_right = params->gap_right;
    s.top = number(top), s.left = number(left);
    s.channels_last = params->channels_last;
    if (s.empty()) {
        PyArray_FILLWBYTE(*made, 0);
        return 0;
    }
    s.lay();
    s.plan();

    PyArrayObject* first = PyArray_GETCONTIGUOUS(a);
    PyArrayObject* second = PyArray_GETCONTIGUOUS(b);
    bool ready = first && second;
    if (ready) try {
            real *x = (real*)PyArray_DATA(first), *y = (real*)PyArray_DATA(second), *z = (real*)PyArray_DATA(*made);
            convolve(direction, direction == INPUTS ? z : x, direction == WEIGHTS ? z : y,
                     direction == FORWARD ? z : direction == WEIGHTS ? y : x, s);
        } catch (std::bad_alloc&) {
            PyErr_NoMemory();
            ready = false;
        }
    Py_XDECREF(first);
    Py_XDECREF(second);
    return !ready;
}
