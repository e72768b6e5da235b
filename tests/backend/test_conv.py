"""Convolution and pooling beyond the values, which the conformance suite checks: sizes, layouts, messages."""

import numpy as np
import pytest

from kerasfront.backend.conv_shapes import output_length, padding
from kerasfront.errors import ArgumentError, ArgumentTypeError


@pytest.mark.parametrize("mode", ["valid", "same", "full"])
@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_places_fill_the_padded_axis(size, stride, dilation, mode):
    span = (size - 1) * dilation + 1
    for length in range(span, 9):
        before, after = padding(length, size, mode, stride, dilation)
        starts = range(-before, length + after - span + 1, stride)
        assert len(starts) == output_length(length, size, mode, stride, dilation)
        assert after - before in (0, 1)


def test_an_unknown_length_stays_unknown():
    assert output_length(None, 3, "same", 2) is None


def test_a_window_larger_than_the_axis_has_no_place():
    assert output_length(2, 4, "valid") == 0


@pytest.mark.parametrize("mode, rows", [("valid", 6), ("same", 8), ("full", 10)])
def test_static_shapes_keep_what_is_known(K, mode, rows):
    kernel = K.variable(np.ones((3, 3, 2, 4)))
    assert K.int_shape(K.conv2d(K.placeholder((None, 8, None, 2)), kernel, border_mode=mode, dim_ordering="tf")) == (
        None, rows, None, 4,
    )  # fmt: skip
    first = K.variable(np.ones((4, 2, 3, 3)))
    assert K.int_shape(K.conv2d(K.placeholder((5, 2, None, 8)), first, border_mode=mode, dim_ordering="th")) == (
        5, 4, None, rows,
    )  # fmt: skip


def test_static_shapes_of_the_other_operations(K):
    x, kernel = K.placeholder((None, 2, 7, None)), K.variable(np.ones((4, 2, 3, 3)))
    pooled = K.pool2d(x, (2, 2), (2, 2), "same", "th", "avg")
    assert K.int_shape(pooled) == (None, 2, 4, None)
    assert K.int_shape(K.deconv2d(x, kernel, (None, 4, 9, 5), dim_ordering="th")) == (None, 4, 9, 5)
    sequence = K.conv1d(K.placeholder((None, None, 2)), K.variable(np.ones((3, 2, 4))), 2, "same")
    assert K.int_shape(sequence) == (None, None, 4)


def test_the_number_of_channels_need_not_be_known(K):
    x, kernel = K.placeholder(ndim=4), K.variable(np.ones((1, 1, 2, 1)))
    y = K.function([x], [K.conv2d(x, kernel, dim_ordering="tf")])([np.ones((1, 2, 2, 2))])[0]
    np.testing.assert_array_equal(y, np.full((1, 2, 2, 1), 2.0))


@pytest.fixture
def ordering(K):
    """Puts back the default after the test."""
    before = K.image_dim_ordering()
    yield
    K.set_image_dim_ordering(before)


@pytest.mark.usefixtures("ordering")
def test_the_default_ordering_is_the_one_in_force(K):
    x, kernel = K.placeholder((1, 2, 4, 3)), K.variable(np.ones((2, 2, 3, 5)))
    K.set_image_dim_ordering("tf")
    assert K.int_shape(K.conv2d(x, kernel)) == (1, 1, 3, 5)
    K.set_image_dim_ordering("th")
    assert K.int_shape(K.pool2d(x, (2, 2))) == (1, 2, 3, 2)


CONV2D = {
    "border_mode must be one of 'valid', 'same', 'full', got 'half'": {"border_mode": "half"},
    "dim_ordering must be 'th' .* or 'default', got 'NHWC'": {"dim_ordering": "NHWC"},
    r"strides must hold 2 positive integers, got \(1, 1, 1\)": {"strides": (1, 1, 1)},
    r"filter_dilation must hold 2 positive integers, got \(0, 1\)": {"filter_dilation": (0, 1)},
    "only one of strides and filter_dilation can be above 1": {"strides": (2, 2), "filter_dilation": (2, 2)},
    r"x must have the axes \(samples, rows, cols, channels\), got shape \(1, 5, 2\)": {"x": (1, 5, 2)},
    r"kernel must have the axes \(rows, cols, channels, filters\), got shape \(3, 3\)": {"kernel": (3, 3)},
    r"kernel of shape .* must take 3 channels, it takes 2; x has shape \(1, 5, 5, 3\)": {"x": (1, 5, 5, 3)},
    r"a window of size \(6, 1\) does not fit into x": {"kernel": (6, 1, 2, 4)},
}


@pytest.mark.parametrize("message", CONV2D)
def test_misfits_of_conv2d_are_named(K, message):
    arguments = {"x": (1, 5, 5, 2), "kernel": (3, 3, 2, 4), "dim_ordering": "tf", **CONV2D[message]}
    arguments["x"] = K.placeholder(arguments["x"])
    arguments["kernel"] = K.variable(np.ones(arguments["kernel"]))
    with pytest.raises(ArgumentError, match=message):
        K.conv2d(**arguments)


def test_types_are_named(K):
    x, kernel = K.placeholder((1, 5, 5, 2)), np.ones((3, 3, 2, 4))
    with pytest.raises(ArgumentTypeError, match="conv2d: kernel must be a tensor, got ndarray"):
        K.conv2d(x, kernel, dim_ordering="tf")
    with pytest.raises(ArgumentTypeError, match="conv2d: kernel holds float64, but x float32"):
        K.conv2d(x, K.variable(kernel, dtype="float64"), dim_ordering="tf")
    with pytest.raises(ArgumentTypeError, match="pool2d: x must hold floats, it holds int32"):
        K.pool2d(K.placeholder((1, 5, 5, 2), dtype="int32"), (2, 2), dim_ordering="tf")


def test_a_kernel_of_unknown_size_is_refused(K):
    with pytest.raises(ArgumentError, match="all sizes of kernel must be known"):
        K.conv2d(K.placeholder((1, 5, 5, 2)), K.placeholder((3, None, 2, 4)), dim_ordering="tf")


@pytest.mark.parametrize("target", [(1, 5, 5, 4), (1, 7, 8, 4), (1, 7, 7, 2)])
def test_an_output_shape_that_does_not_belong_to_x_is_refused(K, target):
    x, kernel = K.placeholder((1, 5, 5, 2)), K.variable(np.ones((3, 3, 2, 4)))
    assert K.int_shape(K.deconv2d(x, kernel, (1, 7, 7, 4), dim_ordering="tf")) == (1, 7, 7, 4)
    with pytest.raises(ArgumentError, match="does not belong to x"):
        K.deconv2d(x, kernel, target, dim_ordering="tf")


def test_misfits_of_separable_kernels_are_named(K):
    x, depthwise = K.placeholder((1, 5, 5, 2)), K.variable(np.ones((3, 3, 2, 2)))
    with pytest.raises(ArgumentError, match=r"pointwise_kernel must be of size \(1, 1\), got size \(2, 1\)"):
        K.separable_conv2d(x, depthwise, K.variable(np.ones((2, 1, 4, 3))), dim_ordering="tf")
    with pytest.raises(ArgumentError, match="pointwise_kernel of shape .* must take 4 channels, it takes 2"):
        K.separable_conv2d(x, depthwise, K.variable(np.ones((1, 1, 2, 3))), dim_ordering="tf")


def test_misfits_of_pooling_are_named(K):
    x = K.placeholder((1, 5, 5, 2))
    with pytest.raises(ArgumentError, match="pool_mode must be one of 'max', 'avg', got 'sum'"):
        K.pool2d(x, (2, 2), pool_mode="sum")
    with pytest.raises(ArgumentError, match="border_mode must be one of 'valid', 'same', got 'full'"):
        K.pool2d(x, (2, 2), border_mode="full")
    with pytest.raises(ArgumentError, match="pool2d: pool_size must hold 2 positive integers, got 2"):
        K.pool2d(x, 2, dim_ordering="tf")
