"""The operations in C that losses are made of: second-order gradients, and what is done without a compiler."""

import numpy as np
import pytest

from kerasfront_theano.library import theano
from kerasfront_theano.ops.categorical import CategoricalCrossentropy
from kerasfront_theano.ops.crossentropy import BinaryCrossentropy
from kerasfront_theano.ops.losses import in_single_precision
from kerasfront_theano.ops.weighted_mean import WeightedMean

T = theano.tensor
P = np.array([0.0, 0.01, 0.3, 0.5, 0.9, 1.0, np.nan])
LOW, HIGH = 0.05, 0.95
INSIDE = np.array([0, 0, 1, 1, 1, 0, np.nan])
TARGETS = np.array([0.0, 0.2, 0.3, 1.0, 0.6, 1.0, 1.0])
crossentropy = T.Elemwise(BinaryCrossentropy(LOW, HIGH))


def vectors(dtype, count):
    return [T.TensorType(dtype, (False,))() for _ in range(count)]


@pytest.mark.parametrize(
    ("dtype", "linker"), [("float64", "cvm"), ("float32", "cvm"), ("float64", "py"), ("float16", "py")]
)
def test_binary_crossentropy_and_its_gradients(dtype, linker):
    p, t, a, b = vectors(dtype, 4)
    loss = crossentropy(p, t)
    by_p, by_t = T.grad(T.sum(loss), [p, t])
    second = T.grad(T.sum(a * by_p + b * by_t), [p, t, a])
    run = theano.function([p, t, a, b], [loss, by_p, by_t, *second], mode=theano.Mode(linker), on_unused_input="ignore")
    assert run.maker.fgraph.outputs[0].dtype == dtype
    near, ones, twos = np.clip(P, LOW, HIGH), np.ones(len(P)), np.full(len(P), 2.0)
    slope = (1 - TARGETS) / (1 - near) - TARGETS / near
    mixed = 1 / (1 - near) + 1 / near
    curvature = (1 - TARGETS) / (1 - near) ** 2 + TARGETS / near**2
    expected = [
        -TARGETS * np.log(near) - (1 - TARGETS) * np.log(1 - near),
        INSIDE * slope,
        np.log(1 - near) - np.log(near),
        INSIDE * (curvature - 2 * mixed),
        INSIDE * -mixed,
        INSIDE * slope,
    ]
    found = run(*(x.astype(dtype) for x in (P, TARGETS, ones, twos)))
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=0.02 if dtype == "float16" else 1e-5)


@pytest.mark.parametrize("shape", [(), (5,), (2, 3), (0,)])
@pytest.mark.parametrize(("dtype", "linker"), [("float64", "cvm"), ("float32", "py"), ("float16", "cvm")])
def test_a_weighted_mean_and_its_gradients(shape, dtype, linker):
    x, weights, c = (T.TensorType(dtype, (False,) * len(shape))() for _ in range(3))
    mean, slopes = in_single_precision(WeightedMean(), x, weights)
    by_x, by_weights = T.grad(3 * mean, [x, weights])
    again = T.grad(T.sum(c * by_x), weights)
    run = theano.function([x, weights, c], [mean, slopes, by_x, by_weights, again], mode=theano.Mode(linker))
    values, scales = np.arange(1.0, 1.0 + np.prod(shape)).reshape(shape), np.full(shape, 0.5)
    scales.flat[1:2] = 0
    counted = np.count_nonzero(scales)
    total = np.sum(values * scales)
    mean = total / max(counted, 1)
    expected = [mean, *(3**power * part / max(counted, 1) for power, part in zip((0, 1, 1), (scales, scales, values)))]
    found = run(*(a.astype(dtype) for a in (values, scales, values)))
    assert found[0].dtype == found[1].dtype == dtype
    for one, other in zip(found, [*expected, 3 * values / max(counted, 1)], strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-3 if dtype == "float16" else 1e-6)


def test_losses_in_any_order_in_memory_and_misfits():
    x, weights = T.fmatrix(), T.fmatrix()
    run = theano.function([x, weights], WeightedMean()(x, weights))
    values, scales = np.arange(6, dtype="float32").reshape(2, 3).T, np.arange(6, dtype="float32").reshape(3, 2)
    mean, slopes = run(values, scales)
    np.testing.assert_allclose(mean, np.sum(values * scales) / 5, rtol=1e-6)
    np.testing.assert_allclose(slopes, scales / 5, rtol=1e-6)
    with pytest.raises(ValueError, match="weighted_mean: losses and weights do not have one shape"):
        run(values, scales.T)


@pytest.mark.parametrize("shape", [(6,), (2, 1, 3), (0, 3)])
@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
def test_categorical_crossentropy_and_its_gradients(shape, dtype):
    """Those of the formula in Theano's operations, which run in Python: that compiles nothing."""
    x, t, c = (T.TensorType(dtype, (False,) * len(shape))() for _ in range(3))
    p = x / T.sum(x, -1, keepdims=True)
    low, high = (np.asarray(bound, dtype) for bound in (LOW, HIGH))
    formula = -T.sum(t * T.log(T.switch(p < low, low, T.switch(p > high, high, p))), -1)
    rng = np.random.RandomState(0)
    arrays = outputs, *_ = [rng.rand(*shape).astype(dtype) for _ in range(3)]
    outputs.flat[:2] = 3.0, 0.01

    def values(loss, linker):
        slope = T.grad(T.sum(loss), x)
        more = T.grad(T.sum(c * slope), [x, t]) + [T.grad(T.sum(loss), t)] if linker == "py" else []
        run = theano.function([x, t, c], [loss, slope, *more], mode=theano.Mode(linker), on_unused_input="ignore")
        return run(*arrays)

    ours = in_single_precision(CategoricalCrossentropy(LOW, HIGH), x, t)[0]
    expected = values(formula, "py")
    for found in (values(ours, "py"), values(ours, "cvm")):
        assert found[0].dtype == dtype
        for one, other in zip(found, expected):
            close = {"float16": 0.02, "float32": 1e-4, "float64": 1e-9}[dtype]
            np.testing.assert_allclose(one, other, rtol=close, atol=close / 5)
