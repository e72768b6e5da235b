"""Gradients of convolutions in one dimension by our own kernels, beside those of TensorFlow."""

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront_tensorflow.ops import convolution

pytestmark = pytest.mark.usefixtures("on_tensorflow")
rng = np.random.RandomState(0)

# samples, steps, channels, filters, taps, stride, dilation
CASES = [
    (3, 20, 5, 7, 3, 1, 1),
    (2, 21, 4, 33, 4, 2, 1),
    (2, 19, 3, 2, 3, 1, 2),
    (4, 40, 1, 1, 2, 3, 1),
    (1, 1, 2, 3, 1, 1, 1),
]


def built(case, mode, axis, few):
    """A loss and its gradients, first and second, of a sequence that lies along an axis of an image."""
    samples, steps, channels, filters, taps, stride, dilation = case
    draw = np.random.RandomState(0).normal
    x = K.variable(np.expand_dims(draw(size=(samples, steps, channels)), axis))
    kernel = K.variable(np.expand_dims(draw(size=(taps, channels, filters)), axis - 1))
    each = [(1, step) if axis == 1 else (step, 1) for step in (stride, dilation)]
    y = K.conv2d(x, kernel, each[0], mode, "tf", filter_dilation=each[1])
    y = K.max(y, axis=[1, 2]) if few else K.tanh(y)
    first = K.gradients(K.sum(y**2), [x, kernel])
    second = K.gradients(sum(K.sum(by**2) for by in first), [x, kernel])
    return [y, *first, *second]


def kinds(tensors):
    """The types of the operations that some tensors are computed by."""
    waiting, met = [x.op for x in tensors], {}
    while waiting:
        operation = waiting.pop()
        if operation.name not in met:
            met[operation.name] = operation.type
            waiting += [x.op for x in operation.inputs]
    return set(met.values())


@pytest.mark.parametrize("few", [True, False])
@pytest.mark.parametrize("axis", [1, 2])
@pytest.mark.parametrize("mode", ["valid", "same", "full"])
@pytest.mark.parametrize("case", CASES)
def test_values_and_gradients(case, mode, axis, few):
    ours = built(case, mode, axis, few)
    assert {"KerasfrontConvolutionByImages", "KerasfrontConvolutionByKernel"} <= kinds(ours)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(convolution, "_runs", lambda *_: False)
        others = built(case, mode, axis, few)
    assert not any(kind.startswith("Kerasfront") for kind in kinds(others))
    for found, expected in zip(K.function([], ours)([]), K.function([], others)([]), strict=True):
        np.testing.assert_allclose(found, expected, rtol=2e-4, atol=2e-3)


def test_no_samples():
    x, kernel = K.placeholder((None, 9, 1, 3)), K.variable(rng.normal(size=(2, 1, 3, 4)))
    by_x, by_kernel = K.gradients(K.sum(K.conv2d(x, kernel, dim_ordering="tf")), [x, kernel])
    made = K.function([x], [by_x, by_kernel])([np.zeros((0, 9, 1, 3))])
    assert made[0].shape == (0, 9, 1, 3) and not made[1].any() and made[1].shape == (2, 1, 3, 4)


def test_other_types_and_images_keep_the_gradients_of_tensorflow():
    for shape, dtype in [((2, 5, 1, 3), "float64"), ((2, 5, 5, 3), "float32")]:
        x, kernel = K.variable(rng.normal(size=shape), dtype), K.variable(rng.normal(size=(2, 1, 3, 4)), dtype)
        found = K.gradients(K.sum(K.conv2d(x, kernel, dim_ordering="tf")), [x, kernel])
        assert "Conv2DBackpropInput" in kinds(found) and "KerasfrontConvolutionByImages" not in kinds(found)
