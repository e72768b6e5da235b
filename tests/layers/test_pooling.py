"""Poolings: shapes, values and errors."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.layers import (
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
    Input,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
)  # fmt: skip
from tests.layers.space import IMAGE, SEQUENCE, VOLUME, outputs, pooling

ORDERINGS = ("th", "tf")
STEPS = (1, 2, 3)  # the last leaves gaps between windows


def check(K, cases):
    """Each case: a layer, an array, what the layer must make of it; channels last."""
    for got, (_, _, expected) in zip(outputs(K, [(layer, value) for layer, value, _ in cases]), cases):
        np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_windows_of_images_and_volumes(K, ordering):
    check(K, [
        (MaxPooling2D(dim_ordering=ordering), IMAGE, pooling(IMAGE, (2, 2), (2, 2), np.max)),
        (AveragePooling2D((3, 2), (1, 2), dim_ordering=ordering), IMAGE, pooling(IMAGE, (3, 2), (1, 2), np.mean)),
        (MaxPooling3D((2, 1, 3), dim_ordering=ordering), VOLUME, pooling(VOLUME, (2, 1, 3), (2, 1, 3), np.max)),
        (AveragePooling3D(strides=STEPS, dim_ordering=ordering), VOLUME, pooling(VOLUME, (2, 2, 2), STEPS, np.mean)),
        (GlobalMaxPooling2D(ordering), IMAGE, IMAGE.max(axis=(1, 2))),
        (GlobalAveragePooling2D(ordering), IMAGE, IMAGE.mean(axis=(1, 2))),
        (GlobalMaxPooling3D(ordering), VOLUME, VOLUME.max(axis=(1, 2, 3))),
        (GlobalAveragePooling3D(ordering), VOLUME, VOLUME.mean(axis=(1, 2, 3))),
    ])  # fmt: skip


def test_windows_of_sequences(K):
    check(K, [
        (MaxPooling1D(), SEQUENCE, pooling(SEQUENCE, (2,), (2,), np.max)),
        (AveragePooling1D(3, stride=1), SEQUENCE, pooling(SEQUENCE, (3,), (1,), np.mean)),
        (GlobalMaxPooling1D(), SEQUENCE, SEQUENCE.max(axis=1)),
        (GlobalAveragePooling1D(), SEQUENCE, SEQUENCE.mean(axis=1)),
    ])  # fmt: skip


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_windows_over_the_border_count_only_what_is_there(K, ordering):
    row = np.array([1.0, 2.0, 6.0], "float32").reshape(1, 1, 3, 1)
    check(K, [
        (MaxPooling2D((1, 2), border_mode="same", dim_ordering=ordering), -row, -row[:, :, ::2]),
        (AveragePooling2D((1, 2), border_mode="same", dim_ordering=ordering), row, [[[[1.5], [6.0]]]]),
    ])  # fmt: skip


def test_unknown_sizes_stay_unknown(K):
    layer = MaxPooling2D(dim_ordering="tf")
    assert K.int_shape(layer(Input((None, 5, 3)))) == layer.output_shape == (None, None, 2, 3)
    layer = GlobalMaxPooling2D("th")
    assert K.int_shape(layer(Input((3, None, None)))) == layer.output_shape == (None, 3)


def test_strides_follow_the_window_in_configurations(K):
    config = MaxPooling2D((3, 2), dim_ordering="th").get_config()
    assert (config["pool_size"], config["strides"]) == ([3, 2], [3, 2])
    assert MaxPooling1D(3).get_config()["stride"] == 3
    assert MaxPooling2D.from_config(config).get_config() == config


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MaxPooling2D(2, name="p"), "'p'.*pool_size must be a tuple of 2 integers, got 2"),
        (lambda: MaxPooling2D(strides=(0, 1)), r"strides\[0\] must be at least 1, got 0"),
        (lambda: MaxPooling1D((2,)), r"pool_length must be an integer, got \(2,\)"),
        (lambda: AveragePooling3D(border_mode="full"), "border_mode must be 'valid' or 'same', got 'full'"),
        (lambda: GlobalMaxPooling2D("last"), "dim_ordering must be .*'last'"),
        (lambda: MaxPooling2D((3, 3), dim_ordering="tf")(Input((2, 4, 1))), r"\(None, 0, 1, 1\).*border_mode='same'"),
        (lambda: GlobalAveragePooling1D()(Input((4,))), "rank 3 .batch axis included., got rank 2"),
    ],
)
def test_what_does_not_fit_is_named(K, make, message):
    with pytest.raises((ArgumentError, ArgumentTypeError), match=message):
        make()
