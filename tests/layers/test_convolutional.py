"""Convolutions, paddings, croppings and repetitions: shapes, values and errors. (Recorded numbers: tests/golden.)"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.layers import (
    AtrousConvolution1D, AtrousConvolution2D, Convolution1D, Convolution2D, Convolution3D, Cropping1D, Cropping2D, Cropping3D,
    Deconvolution2D, Input, SeparableConvolution2D, UpSampling1D, UpSampling2D, UpSampling3D, ZeroPadding1D, ZeroPadding2D,
    ZeroPadding3D,
)  # fmt: skip

from .space import convolution, from_ordering, to_ordering

ORDERINGS = ("th", "tf")
SEQUENCE, IMAGE, VOLUME = (
    np.random.RandomState(rank).normal(size=(2, *(5, 6, 4)[:rank], 3)).astype("float32") for rank in (1, 2, 3)
)
DRAWN_FOR_GRAPHS_ONLY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def outputs(K, layers, values):
    """The outputs of layers for channels-last arrays, channels last, computed by one function."""
    orderings = [getattr(layer, "dim_ordering", "tf") for layer in layers]
    arrays = [to_ordering(value, ordering) for value, ordering in zip(values, orderings, strict=True)]
    inputs = [Input(batch_shape=(None, *array.shape[1:])) for array in arrays]
    tensors = [layer(x) for layer, x in zip(layers, inputs, strict=True)]
    results = K.function(inputs, tensors)(arrays)
    for layer, tensor, result in zip(layers, tensors, results, strict=True):
        assert layer.output_shape[1:] == K.int_shape(tensor)[1:] == result.shape[1:]
    return [from_ordering(result, ordering) for result, ordering in zip(results, orderings, strict=True)]


def test_convolutions_are_sums_over_windows_in_either_ordering(K):
    layers, values, expected = [], [], []
    for ordering in ORDERINGS:
        kinds = [
            (Convolution2D(4, 3, 2, subsample=(2, 1), dim_ordering=ordering), IMAGE, (2, 1), (1, 1)),
            (AtrousConvolution2D(4, 2, 2, atrous_rate=(2, 3), dim_ordering=ordering), IMAGE, (1, 1), (2, 3)),
            (Convolution3D(2, 2, 3, 1, subsample=(1, 2, 3), dim_ordering=ordering), VOLUME, (1, 2, 3), (1, 1, 1)),
        ]
        for layer, value, strides, dilations in kinds:
            layer(Input(to_ordering(value, ordering).shape[1:]))
            kernel, _ = layer.get_weights()
            kernel = np.moveaxis(kernel, (0, 1), (-1, -2)) if ordering == "th" else kernel
            layers.append(layer)
            values.append(value)
            expected.append(convolution(value, kernel, strides, dilations))
    for layer in layers:
        kernel, bias = layer.get_weights()
        layer.set_weights([kernel, bias + 0.5])
    computed = [layer.clone for layer in ()] or outputs_of_second_calls(K, layers, values)
    for got, want in zip(computed, expected, strict=True):
        np.testing.assert_allclose(got, want + 0.5, rtol=1e-4, atol=1e-5)
