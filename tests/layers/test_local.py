"""Locally connected layers: shapes, values and errors."""

from math import prod

import numpy as np
import pytest

from kerasfront.errors import ArgumentError
from kerasfront.layers import Input, LocallyConnected1D, LocallyConnected2D
from tests.layers.space import IMAGE, SEQUENCE, outputs, windows


def expected_and_weights(value, sizes, strides, ordering="tf"):
    """What filters of their own at each place give, and W and b as the layer keeps them."""
    taps = windows(value, sizes, strides)
    rank, places = len(sizes), taps.shape[: len(sizes)]
    random = np.random.RandomState(4)
    filters = random.normal(size=(*places, *sizes, 3, 2))
    bias = random.normal(size=(*places, 2))
    output = np.array([np.tensordot(taps[p], filters[p], axes=rank + 1) + bias[p] for p in np.ndindex(places)])
    output = np.moveaxis(output.reshape(*places, *output.shape[1:]), rank, 0)
    if ordering == "th":
        filters = np.moveaxis(filters, -2, rank)
        bias = np.moveaxis(bias, -1, 0).reshape(bias.shape)  # classic Keras reads it in this order
    return output, [filters.reshape(prod(places), -1, 2), bias]


def test_each_place_has_filters_of_its_own(K):
    pairs, expected = [], []
    for ordering in ("th", "tf"):
        output, weights = expected_and_weights(IMAGE, (2, 3), (1, 2), ordering)
        pairs.append((LocallyConnected2D(2, 2, 3, weights=weights, subsample=(1, 2), dim_ordering=ordering), IMAGE))
        expected.append(output)
    output, weights = expected_and_weights(SEQUENCE, (2,), (2,))
    pairs.append((LocallyConnected1D(2, 2, weights=weights, subsample_length=2), SEQUENCE))
    expected.append(output)
    for got, want in zip(outputs(K, pairs), expected):
        np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: LocallyConnected2D(2, 2, 2, border_mode="same", name="l"),
            "'l'.*border_mode must be 'valid', got 'same'",
        ),
        (lambda: LocallyConnected1D(2, 0), "filter_length must be at least 1, got 0"),
        (lambda: LocallyConnected1D(2, 2)(Input((None, 3))), r"all sizes but the first.*got \(None, None, 3\)"),
        (lambda: LocallyConnected1D(2, 4)(Input((3, 3))), r"\(None, 0, 2\).*smaller window"),
    ],
)
def test_what_does_not_fit_is_named(K, make, message):
    with pytest.raises(ArgumentError, match=message):
        make()


def test_a_shared_layer_keeps_the_size_of_its_input(K):
    layer = LocallyConnected1D(2, 2)
    layer(Input((4, 3)))
    with pytest.raises(ArgumentError, match=r"shape \(None, 4, 3\), got \(None, 5, 3\)"):
        layer(Input((5, 3)))
