"""Convolution and pooling in C, and where there is no compiler, against a visit to every tap of the window."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from kerasfront.errors import UnsupportedOperation
from kerasfront.testing.conformance.finite_differences import gradients, loss, weights
from kerasfront_theano.library import theano
from kerasfront_theano.ops.convolution import FORWARD, INPUTS, WEIGHTS, Convolution
from kerasfront_theano.ops.images import geometry
from kerasfront_theano.ops.pooling import GATHER, LARGEST, Pooling
from kerasfront_theano.reductions import prod

T = theano.tensor
LINKERS = ("cvm", "py")
STEPS = [((1, 1), (1, 1)), ((2, 3), (1, 1)), ((1, 2), (1, 1)), ((1, 1), (2, 3)), ((2, 1), (1, 2))]  # and gaps
SHAPES = [
    # images, height, width, channels, filters, height and width of the kernel, rows above and columns left
    (3, 7, 6, 2, 3, (3, 2), (0, 0)),
    (5, 7, 8, 1, 2, (2, 3), (2, 1)),
    (2, 22, 20, 3, 1, (3, 3), (1, 1)),  # many places: line by line
    (67, 5, 4, 2, 2, (2, 1), (0, 0)),  # many images with few places: several at once, and a rest
    (1, 4, 5, 3, 2, (1, 1), (0, 0)),
    (0, 5, 5, 2, 2, (3, 3), (0, 0)),
    (4, 30, 1, 2, 3, (4, 1), (1, 0)),  # of one column
]
rng = np.random.RandomState(0)


def tensors(*dtypes):
    return [T.TensorType(dtype, (False,) * 4)() for dtype in dtypes]


def first(images):
    return np.ascontiguousarray(images.transpose(0, 3, 1, 2))


def taps(images, window, steps, gaps, before, size, value):
    """For each tap of the window, what it sees at all places: (i, j, array of places)."""
    around = [(0, 0), *((low, 9 * max(gaps)) for low in before), (0, 0)]
    padded = np.pad(images, around, constant_values=value)
    for i, j in np.ndindex(*window):
        yield i, j, padded[:, i * gaps[0] :: steps[0], j * gaps[1] :: steps[1]][:, : size[0], : size[1]]


def places(length, size, step, gap, before):
    return (length + 2 * before - (size - 1) * gap - 1) // step + 1


def correlate(images, kernel, steps, gaps, before, size):
    out = np.zeros((len(images), *size, kernel.shape[3]))
    for i, j, seen in taps(images, kernel.shape[:2], steps, gaps, before, size, 0):
        out += seen @ kernel[i, j]
    return out


def compiled(steps, gaps, last, dtype="float64", linker="cvm"):
    """The result of a convolution and its gradients, weighted by another input."""
    x, w, by = tensors(*[dtype] * 3)
    place = [T.lscalar() for _ in range(4)]
    y = Convolution(FORWARD, steps, gaps, last)(x, w, *place)
    return theano.function([x, w, by, *place], [y, *T.grad((y * by).sum(), [x, w])], mode=theano.Mode(linker))


@pytest.mark.parametrize("share", [1, 0.02])  # of results with a gradient: few are computed in another way
@pytest.mark.parametrize("steps, gaps", STEPS)
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("linker", LINKERS)
def test_convolution_and_its_gradients(steps, gaps, last, linker, share):
    run, layout = compiled(steps, gaps, last, linker=linker), (lambda images: images) if last else first
    for count, height, width, channels, filters, window, before in SHAPES:
        axes = zip((height, width), window, steps, gaps, before)
        size = [max(places(*axis), 0) for axis in axes]
        x, w = rng.randn(count, height, width, channels), rng.randn(*window, channels, filters)
        expected = correlate(x, w, steps, gaps, before, size)
        by = rng.randn(*expected.shape) * (rng.rand(*expected.shape) < share)
        y, to_x, to_w = run(layout(x), w, layout(by), *size, *before)
        np.testing.assert_allclose(y, layout(expected), atol=1e-10)
        # Both gradients are linear, so that what they give for any direction tells them apart from wrong ones.
        for i in range(3):
            moved = rng.randn(*x.shape)
            slope = (correlate(moved, w, steps, gaps, before, size) * by).sum()
            np.testing.assert_allclose((to_x * layout(moved)).sum(), slope, atol=1e-8, err_msg=str(i))
        for index in np.ndindex(*w.shape):
            one = np.zeros_like(w)
            one[index] = 1
            slope = (correlate(x, one, steps, gaps, before, size) * by).sum()
            np.testing.assert_allclose(to_w[index], slope, atol=1e-8)


@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("direction", [FORWARD, WEIGHTS, INPUTS])
def test_gradients_of_gradients(direction, last):
    layout = (lambda images: images) if last else first
    x, w, y = (rng.randn(*shape) for shape in ((2, 4, 5, 2), (2, 3, 2, 3), (2, 2, 2, 3)))
    operands, size = {
        FORWARD: ([layout(x), w], (2, 2)),
        WEIGHTS: ([layout(x), layout(y)], (2, 3)),
        INPUTS: ([layout(y), w], (4, 5)),
    }[direction]
    a, b = tensors("float64", "float64")
    made = Convolution(direction, (2, 2), (1, 1), last)(a, b, *geometry(size, (0, 0)))
    like = theano.function([a, b], made)(*operands)
    run = theano.function([a, b], [made, *T.grad(loss([made], [like], T.sum), [a, b])])
    for found, expected in zip(run(*operands)[1:], gradients(lambda p, q: run(p, q)[:1], operands)):
        np.testing.assert_allclose(found, expected, atol=1e-6)


def test_single_precision_and_views():
    run = compiled((1, 1), (1, 1), True, "float32")
    x, w = rng.randn(4, 6, 12, 2).astype("float32")[:, :, ::2], rng.randn(2, 3, 3, 2).astype("float32").swapaxes(0, 1)
    w = w.transpose(0, 1, 3, 2)
    y, _, _ = run(x, w, np.ones((4, 4, 5, 3), "float32"), 4, 5, 0, 0)
    np.testing.assert_allclose(y, correlate(x, w, (1, 1), (1, 1), (0, 0), (4, 5)), rtol=1e-4, atol=1e-5)


def test_misfits_are_refused():
    run = compiled((1, 1), (1, 1), True)
    with pytest.raises(ValueError, match="2 images of 3 channels, a kernel for 2 channels"):
        run(np.ones((2, 4, 4, 3)), np.ones((2, 2, 2, 1)), np.ones((2, 3, 3, 1)), 3, 3, 0, 0)


@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("largest", [True, False])
@pytest.mark.parametrize(
    "window, steps, before", [((2, 2), (2, 2), (0, 0)), ((3, 2), (1, 3), (1, 1)), ((1, 4), (2, 1), (0, 2))]
)
@pytest.mark.parametrize("shape", [(2, 5, 6, 3), (1, 4, 4, 1), (0, 4, 4, 2)])
@pytest.mark.parametrize("linker", LINKERS)
def test_pooling_and_its_gradients(shape, window, steps, before, largest, last, linker):
    layout = (lambda images: images) if last else first
    x = np.random.RandomState(0).permutation(int(np.prod(shape))).reshape(shape).astype("float64")
    size = [places(*axis) for axis in zip(shape[1:3], window, steps, (1, 1), before)]

    def pooled(images):
        seen = taps(images, window, steps, (1, 1), before, size, -np.inf if largest else 0)
        return (np.max if largest else np.sum)([each for *_, each in seen], axis=0)

    a, by = tensors("float64", "float64")
    y = Pooling(LARGEST if largest else GATHER, largest, window, steps, last)(a, a, a, *geometry(size, before))
    slope = T.grad((y * by).sum(), a)
    again = T.grad((slope * a).sum(), by)  # linear in `by`: gathers where the slope spreads
    run = theano.function([a, by], [y, slope, again], mode=theano.Mode(linker), on_unused_input="ignore")
    expected = pooled(x), gradients(lambda images: [pooled(images)], [x])[0], pooled(x)
    by_pooled = weights(pooled(x)) * (1 + pooled(x))  # the gradient of the loss
    for found, one in zip(run(layout(x), layout(by_pooled)), expected):
        np.testing.assert_allclose(found, layout(one), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("linker", LINKERS)
def test_whole_numbers_are_pooled(linker):
    a = T.TensorType("int32", (False,) * 4)()
    y = Pooling(LARGEST, True, (1, 2), (1, 2), True)(a, a, a, *geometry((1, 2), (0, 0)))
    run = theano.function([a], y, mode=theano.Mode(linker))
    np.testing.assert_array_equal(run(np.array([-3, -2, 5, 7], "int32").reshape(1, 1, 4, 1)).ravel(), [-2, 7])


def test_half_precision_is_computed_in_single():
    x, w = tensors("float16", "float16")
    y = Convolution(FORWARD, (1, 1), (1, 1), True)(x, w, *geometry((2, 2), (0, 0)))
    pooled = Pooling(LARGEST, True, (2, 2), (1, 1), True)(y, y, y, *geometry((1, 1), (0, 0)))
    run = theano.function([x, w], [pooled, T.grad(pooled.sum(), w)])
    images = np.arange(9, dtype="float16").reshape(1, 3, 3, 1)
    found, slope = run(images, np.ones((2, 2, 1, 1), "float16"))
    assert found.dtype == "float16"
    assert (found.item(), slope.ravel().tolist()) == (24, [4, 5, 7, 8])


@pytest.mark.parametrize("linker", LINKERS)
def test_the_first_of_the_largest_gets_the_gradient(linker):
    [a] = tensors("float64")
    y = Pooling(LARGEST, True, (2, 2), (2, 2), True)(a, a, a, *geometry((1, 1), (0, 0)))
    run = theano.function([a], T.grad(y.sum(), a), mode=theano.Mode(linker))
    slope = run(np.array([[3.0, 1], [2, 3]]).reshape(1, 2, 2, 1))
    np.testing.assert_array_equal(slope.ravel(), [1, 0, 0, 0])


def test_several_threads_at_once():
    run, x, w = compiled((1, 1), (1, 1), True), rng.randn(30, 9, 9, 3), rng.randn(3, 3, 3, 4)
    arguments = x, w, np.ones((30, 7, 7, 4)), 7, 7, 0, 0
    expected = correlate(x, w, (1, 1), (1, 1), (0, 0), (7, 7))
    copies = [run.copy() for _ in range(12)]  # a Theano function keeps its arguments in place
    with ThreadPoolExecutor(3) as pool:
        for y, *_ in pool.map(lambda copy: copy(*arguments), copies):
            np.testing.assert_allclose(y, expected, atol=1e-10)


def test_operations_are_values():
    for op in (Convolution(WEIGHTS, (1, 2), (1, 1), True), Pooling(LARGEST, True, (2, 2), (1, 1), False)):
        again = pickle.loads(pickle.dumps(op))
        assert (again, hash(again)) == (op, hash(op))
    assert Convolution(WEIGHTS, (1, 2), (1, 1), True) != Convolution(WEIGHTS, (1, 2), (1, 1), False)


def test_third_order_gradients_of_a_product_are_refused():
    x = T.fvector()
    first = T.grad(prod(x, (0,)), x)
    second = T.grad(first[0], x)
    with pytest.raises(UnsupportedOperation, match="K.prod: on Theano it has first- and second-order gradients"):
        T.grad(second[1], x)
