#section support_code_apply

/* Largest elements of windows, sums over windows, and the way back.

   Images with channels last are planes of which each place holds all channels side by side; with channels first, each
   channel is a plane, and each place holds one number. */
namespace APPLY_SPECIFIC(images) {

enum Direction { LARGEST, GATHER, SPREAD };

struct Shape {
    size planes, height, width, rows, columns, numbers; /* of pixels, of places, at each of both */
    size window_rows, window_columns, step_down, step_right, top, left;

    size pixels() const { return height * width * numbers; }
    size places() const { return rows * columns * numbers; }
};

/* each(place, pixel) for all numbers that a window sees. */
template <bool one, class Each>
void visit(const Shape& s, Each each) {
    const size numbers = one ? 1 : s.numbers;
    for (size row = 0; row < s.rows; ++row)
        for (size i = 0; i < s.window_rows; ++i) {
            size line = row * s.step_down + i - s.top;
            if (line < 0 || line >= s.height) continue;
            for (size j = 0; j < s.window_columns; ++j) {
                Inside inside(j - s.left, s.columns, s.step_right, s.width);
                for (size column = inside.begin; column < inside.end; ++column) {
                    size place = (row * s.columns + column) * numbers;
                    size pixel = (line * s.width + inside.first + column * s.step_right) * numbers;
                    for (size k = 0; k < numbers; ++k) each(place + k, pixel + k);
                }
            }
        }
}

/* The gradient of the largest elements. Of equal ones, the first counts: `open` is 1 at the places whose has not come. */
template <bool one>
void largest_plane(Direction direction, const real* a, const real* x, const real* y, real* __restrict made,
                   const Shape& s) {
    std::vector<real> marks(s.places(), real(1));
    real* __restrict open = marks.data();
    if (direction == GATHER)
        visit<one>(s, [=](size place, size pixel) {
            real first = x[pixel] == y[place] ? open[place] : real(0);
            made[place] += first != 0 ? a[pixel] : real(0);
            open[place] -= first;
        });
    else
        visit<one>(s, [=](size place, size pixel) {
            real first = x[pixel] == y[place] ? open[place] : real(0);
            made[pixel] += first != 0 ? a[place] : real(0);
            open[place] -= first;
        });
}

template <bool one>
void pool_plane(Direction direction, bool largest, const real* a, const real* x, const real* y, real* __restrict made,
                const Shape& s) {
    typedef std::numeric_limits<real> limits;
    const real least = limits::has_infinity ? -limits::infinity() : limits::lowest();
    std::fill(made, made + (direction == SPREAD ? s.pixels() : s.places()),
              direction == LARGEST ? least : real(0));
    if (direction == LARGEST)
        visit<one>(s, [=](size place, size pixel) { made[place] = a[pixel] > made[place] ? a[pixel] : made[place]; });
    else if (largest)
        largest_plane<one>(direction, a, x, y, made, s);
    else if (direction == GATHER)
        visit<one>(s, [=](size place, size pixel) { made[place] += a[pixel]; });
    else
        visit<one>(s, [=](size place, size pixel) { made[pixel] += a[place]; });
}

}  // namespace

/* `a` is pooled or, with SPREAD, given back to the pixels; `largest`: only of or to those pixels of the images `x` that
   are the largest of their window, as `y` has it. `height`, `width`: of what is made; `top`, `left`: lines
   above and columns left of the images that count for nothing. */
int APPLY_SPECIFIC(pool)(PyArrayObject* a, PyArrayObject* x, PyArrayObject* y, PyArrayObject* height, PyArrayObject* width, PyArrayObject* top,
                             PyArrayObject* left,
                         PyArrayObject** made, PARAMS_TYPE* params) {
    using namespace APPLY_SPECIFIC(images);
    Direction direction = (Direction)params->direction;
    const bool last = params->channels_last;
    const int row = last ? 1 : 2, column = row + 1;
    npy_intp shape[4] = {PyArray_DIM(a, 0), PyArray_DIM(a, 1), PyArray_DIM(a, 2), PyArray_DIM(a, 3)};
    shape[row] = number(height), shape[column] = number(width);
    if (!prepare(made, shape)) return 1;
    npy_intp* pixels = direction == SPREAD ? shape : PyArray_DIMS(a);
    npy_intp* places = direction == SPREAD ? PyArray_DIMS(a) : shape;
    if (direction != LARGEST && params->largest && !(PyArray_CompareLists(PyArray_DIMS(x), pixels, 4) &&
                             PyArray_CompareLists(PyArray_DIMS(y), places, 4))) {
        PyErr_SetString(PyExc_ValueError, "pooling: images and what was made of them do not fit");
        return 1;
    }
    Shape s = {last ? shape[0] : shape[0] * shape[1], pixels[row], pixels[column], places[row], places[column],
               last ? shape[3] : 1, params->window_rows, params->window_columns, params->step_down, params->step_right,
               number(top), number(left)};

    PyArrayObject *first = PyArray_GETCONTIGUOUS(a), *second = PyArray_GETCONTIGUOUS(x), *third = PyArray_GETCONTIGUOUS(y);
    bool ready = first && second && third;
    if (ready) {
        real *from = (real*)PyArray_DATA(first), *images = (real*)PyArray_DATA(second);
        real *pooled = (real*)PyArray_DATA(third), *to = (real*)PyArray_DATA(*made);
        size read = direction == SPREAD ? s.places() : s.pixels(), written = direction == SPREAD ? s.pixels() : s.places();
#pragma omp parallel for schedule(static)
        for (size i = 0; i < s.planes; ++i)
            (last ? pool_plane<false> : pool_plane<true>)(direction, params->largest, from + i * read,
                                                          images + i * s.pixels(), pooled + i * s.places(),
                                                          to + i * written, s);
    }
    Py_XDECREF(first);
    Py_XDECREF(second);
    Py_XDECREF(third);
    return !ready;
}
