"""Convolutions, paddings, croppings and repetitions: shapes, values and errors."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.layers import (
    AtrousConvolution1D,
    AtrousConvolution2D,
    Convolution1D,
    Convolution2D,
    Convolution3D,
    Cropping1D,
    Cropping2D,
    Cropping3D,
    Deconvolution2D,
    Input,
    SeparableConvolution2D,
    UpSampling1D,
    UpSampling2D,
    UpSampling3D,
    ZeroPadding1D,
    ZeroPadding2D,
    ZeroPadding3D,
)  # fmt: skip
from tests.layers.space import IMAGE, SEQUENCE, VOLUME, convolution, outputs

ORDERINGS = ("th", "tf")
BIAS = np.array([0.5, -1.0])


def kernel(*shape):
    """Numbers in the shape (sizes..., channels, filters)."""
    return np.random.RandomState(7).normal(size=shape)


def stored(weight, ordering):
    """Such a kernel as layers keep it."""
    return np.moveaxis(weight, (-1, -2), (0, 1)) if ordering == "th" else weight


def check(K, cases):
    """Each case: a layer, an array, what the layer must make of it; channels last."""
    for got, (_, _, expected) in zip(outputs(K, [(layer, value) for layer, value, _ in cases]), cases):
        np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_convolutions_are_sums_over_windows(K, ordering):
    def case(kind, value, shape, strides, dilations=None, **arguments):
        weight = kernel(*shape, 3, 2)
        layer = kind(2, *shape, weights=[stored(weight, ordering), BIAS], dim_ordering=ordering, **arguments)
        return layer, value, convolution(value, weight, strides, dilations) + BIAS

    check(K, [
        case(Convolution2D, IMAGE, (3, 2), (2, 1), subsample=(2, 1)),
        case(AtrousConvolution2D, IMAGE, (2, 2), (1, 1), (2, 3), atrous_rate=(2, 3)),
        case(Convolution3D, VOLUME, (2, 3, 1), (1, 2, 3), subsample=(1, 2, 3)),
    ])  # fmt: skip


def test_convolutions_of_sequences_are_sums_over_windows(K):
    weight = kernel(2, 3, 2)
    weights = [weight[:, None], BIAS]
    strided = convolution(SEQUENCE, weight, (2,))
    rectified = np.maximum(convolution(SEQUENCE, weight, (1,), (3,)) + BIAS, 0.0)
    check(K, [
        (Convolution1D(2, 2, weights=weights, subsample_length=2), SEQUENCE, strided + BIAS),
        (AtrousConvolution1D(2, 2, weights=weights, atrous_rate=3, activation="relu"), SEQUENCE, rectified),
    ])  # fmt: skip


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_a_deconvolution_is_the_gradient_of_a_convolution(K, ordering):
    weight, strides, target = kernel(2, 3, 3, 2), (2, 1), (10, 8)
    expected = np.zeros((2, *target, 2))
    for row, col in np.ndindex(5, 6):
        window = np.tensordot(IMAGE[:, row, col], weight, axes=(1, 2))
        expected[:, 2 * row : 2 * row + 2, col : col + 3] += window
    shape = (None, 2, *target) if ordering == "th" else (None, *target, 2)
    layer = Deconvolution2D(
        2, 2, 3, shape, weights=[stored(weight, ordering), BIAS], subsample=strides, dim_ordering=ordering
    )
    check(K, [(layer, IMAGE, expected + BIAS)])


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_a_separable_convolution_is_two_convolutions(K, ordering):
    depthwise, pointwise = kernel(2, 2, 3, 2), kernel(1, 1, 6, 2)
    layer = SeparableConvolution2D(
        2, 2, 2, weights=[stored(depthwise, ordering), stored(pointwise, ordering), BIAS],
        depth_multiplier=2, dim_ordering=ordering,
    )  # fmt: skip
    parts = [convolution(IMAGE[..., c : c + 1], depthwise[:, :, c : c + 1], (1, 1)) for c in range(3)]
    check(K, [(layer, IMAGE, convolution(np.concatenate(parts, axis=-1), pointwise, (1, 1)) + BIAS)])


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_paddings_croppings_and_repetitions_of_images_and_volumes(K, ordering):
    check(K, [
        (ZeroPadding2D((1, 2), ordering), IMAGE, np.pad(IMAGE, ((0, 0), (1, 1), (2, 2), (0, 0)))),
        (ZeroPadding2D((0, 1, 2, 3), ordering), IMAGE, np.pad(IMAGE, ((0, 0), (0, 1), (2, 3), (0, 0)))),
        (ZeroPadding2D({"left_pad": 2}, ordering), IMAGE, np.pad(IMAGE, ((0, 0), (0, 0), (2, 0), (0, 0)))),
        (ZeroPadding3D((1, 0, 2), ordering), VOLUME, np.pad(VOLUME, ((0, 0), (1, 1), (0, 0), (2, 2), (0, 0)))),
        (Cropping2D(((1, 2), (0, 1)), ordering), IMAGE, IMAGE[:, 1:-2, :-1]),
        (Cropping3D(((1, 2), (0, 0), (0, 3)), ordering), VOLUME, VOLUME[:, 1:-2, :, :-3]),
        (UpSampling2D((2, 1), ordering), IMAGE, IMAGE.repeat(2, axis=1)),
        (UpSampling3D((1, 2, 3), ordering), VOLUME, VOLUME.repeat(2, axis=2).repeat(3, axis=3)),
    ])  # fmt: skip


def test_paddings_croppings_and_repetitions_of_sequences(K):
    check(K, [
        (ZeroPadding1D(2), SEQUENCE, np.pad(SEQUENCE, ((0, 0), (2, 2), (0, 0)))),
        (ZeroPadding1D((0, 1)), SEQUENCE, np.pad(SEQUENCE, ((0, 0), (0, 1), (0, 0)))),
        (ZeroPadding1D({"left_pad": 1, "right_pad": 2}), SEQUENCE, np.pad(SEQUENCE, ((0, 0), (1, 2), (0, 0)))),
        (Cropping1D((1, 2)), SEQUENCE, SEQUENCE[:, 1:-2]),
        (UpSampling1D(3), SEQUENCE, SEQUENCE.repeat(3, axis=1)),
    ])  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ordering=st.sampled_from(ORDERINGS),
    mode=st.sampled_from(["valid", "same", "full"]),
    length=st.one_of(st.none(), st.integers(5, 9)),
    size=st.integers(1, 3),
    stride=st.integers(1, 3),
    rate=st.integers(1, 2),
)
def test_the_static_shape_is_the_one_the_backend_knows(K, ordering, mode, length, size, stride, rate):
    shape = (3, length, 6) if ordering == "th" else (length, 6, 3)
    strided = Convolution2D(4, size, 2, subsample=(stride, 2), border_mode=mode, dim_ordering=ordering)
    dilated = AtrousConvolution2D(4, size, 2, atrous_rate=(rate, 2), border_mode=mode, dim_ordering=ordering)
    for layer in (strided, dilated):
        assert K.int_shape(layer(Input(shape))) == layer.output_shape


def test_kernels_of_sequences_are_initialized_as_in_classic_keras(K):
    layer = Convolution1D(30, 4, init="he_uniform", input_shape=(6, 20))
    layer.create_input_layer(layer.batch_input_shape)
    weight = K.get_value(layer.W)
    assert weight.shape == (4, 1, 20, 30)
    assert 0.099 < weight.max() <= np.sqrt(6.0 / (20 * 30))


def test_configurations_make_equal_layers(K):
    layers = [
        AtrousConvolution1D(2, 3, atrous_rate=2, input_dim=4, input_length=9, W_regularizer="l2"),
        Deconvolution2D(2, 3, 3, (None, 5, 5, 2), dim_ordering="tf", name="up"),
        ZeroPadding2D({"top_pad": 1}),
        Cropping3D(((1, 0), (0, 1), (1, 1))),
    ]
    for layer in layers:
        config = layer.get_config()
        assert type(layer).from_config(config).get_config() == config
    assert layers[0].get_config()["batch_input_shape"] == [None, 9, 4]
    assert layers[1].get_config()["output_shape"] == [None, 5, 5, 2]
    assert layers[2].get_config()["padding"] == {"top_pad": 1}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Convolution2D(0, 3, 3, name="c"), "'c'.*nb_filter must be at least 1, got 0"),
        (lambda: Convolution2D(2, 3, -1), "nb_col must be at least 1, got -1"),
        (lambda: Convolution3D(2, 3, 3, 1.5), "kernel_dim3 must be an integer, got 1.5"),
        (lambda: Convolution2D(2, 3, 3, subsample=2), "subsample must be a tuple of 2 integers, got 2"),
        (lambda: Convolution2D(2, 3, 3, subsample=(1, 0)), r"subsample\[1\] must be at least 1, got 0"),
        (
            lambda: Convolution1D(2, 3, border_mode="half"),
            "border_mode must be 'valid' or 'same' or 'full', got 'half'",
        ),
        (
            lambda: SeparableConvolution2D(2, 3, 3, border_mode="full"),
            "border_mode must be 'valid' or 'same', got 'full'",
        ),
        (lambda: Convolution2D(2, 3, 3, dim_ordering="nchw"), "dim_ordering must be .*'nchw'"),
        (lambda: AtrousConvolution2D(2, 3, 3, subsample=(2, 2), atrous_rate=(2, 2)), "cannot both be above 1"),
        (lambda: Deconvolution2D(2, 3, 3, (5, 5, 2)), r"output_shape must hold 4 sizes.*got \(5, 5, 2\)"),
        (lambda: Deconvolution2D(2, 3, 3, (None, 5, None, 2), dim_ordering="tf"), "must be an integer.*got None"),
        (
            lambda: Deconvolution2D(2, 3, 3, (None, 5, 5, 3), dim_ordering="tf"),
            "must have nb_filter=2 channels, it has 3",
        ),
        (lambda: UpSampling2D(2), "size must be a tuple of 2 integers, got 2"),
        (lambda: UpSampling1D(0), "length must be at least 1, got 0"),
        (
            lambda: ZeroPadding2D((1, 2, 3)),
            r"for each axis .2. or for each side .4., or a dict of top_pad.*got \(1, 2, 3\)",
        ),
        (lambda: ZeroPadding2D({"top": 1}), "dict of top_pad, bottom_pad, left_pad, right_pad, got {'top': 1}"),
        (lambda: ZeroPadding3D((1, -1, 1)), r"padding\[1\] must be at least 0, got -1"),
        (lambda: Cropping1D(3), "cropping must be a tuple of 2 integers, got 3"),
        (lambda: Cropping2D((1, 1)), r"cropping\[0\] must be a tuple of 2 integers, got 1"),
        (lambda: Cropping3D(((1, 1), (1, 1))), "a pair .before, after. for each of 3 axes"),
    ],
)
def test_wrong_arguments_are_named(K, make, message):
    with pytest.raises((ArgumentError, ArgumentTypeError), match=message):
        make()


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (lambda: Convolution2D(4, 3, 3, dim_ordering="tf", name="c"), (2, 5, 1), r"'c'.*\(None, 0, 3, 4\).*'same'"),
        (lambda: Convolution1D(4, 3), (2, 1), r"\(None, 0, 4\).*larger input or a smaller window"),
        (lambda: Convolution2D(4, 3, 3), (5, 5), "rank 4 .batch axis included., got rank 3"),
        (lambda: Convolution2D(4, 3, 3, dim_ordering="tf"), (5, 5, None), "every size must be known"),
        (
            lambda: Deconvolution2D(2, 3, 3, (None, 9, 9, 2), dim_ordering="tf"),
            (5, 5, 1),
            r"needs rows and columns \(7, 7\)",
        ),
    ],
)
def test_inputs_that_do_not_fit_are_named(K, layer, shape, message):
    with pytest.raises(ArgumentError, match=message):
        layer()(Input(shape))


def test_a_shared_convolution_keeps_its_number_of_channels(K):
    layer = Convolution2D(4, 3, 3, dim_ordering="tf", name="shared")
    layer(Input((5, 5, 3)))
    layer(Input((7, 6, 3)))
    with pytest.raises(ArgumentError, match=r"'shared'.*shape \(None, None, None, 3\), got \(None, 5, 5, 2\)"):
        layer(Input((5, 5, 2)))
