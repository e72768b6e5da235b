"""Convolutions with holes, which see far with few weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasfront.engine.topology import LAYERS
from kerasfront.errors import ArgumentError
from kerasfront.layers.convolutional.base import ConvolutionLayer
from kerasfront.layers.convolutional.convolution import Convolution1D, Convolution2D


class _Atrous(ConvolutionLayer):
    dilation_names = ("atrous_rate",)

    def configure(self, arguments: Mapping[str, Any]) -> None:
        super().configure(arguments)
        if "atrous_rate" in arguments and max(self.window_dilations) > 1 and max(self.window_strides) > 1:
            raise ArgumentError(
                f"{self}: atrous_rate and {self.stride_names[0]} cannot both be above 1, got {self.atrous_rate} and "
                f"{getattr(self, self.stride_names[0])}. Leave one of them out."
            )


@LAYERS.register()
class AtrousConvolution1D(_Atrous, Convolution1D):
    """A `Convolution1D` with holes between the taps of its filters.

    Parameters are those of `Convolution1D`, and

    Parameters
    ----------
    atrous_rate : int
        Steps from one tap of a filter to the next.

    References
    ----------
    Yu, Koltun: Multi-Scale Context Aggregation by Dilated Convolutions. arXiv:1511.07122
    """

    def __init__(
        self, nb_filter, filter_length, init="glorot_uniform", activation=None, weights=None, border_mode="valid",
        subsample_length=1, atrous_rate=1, W_regularizer=None, b_regularizer=None, activity_regularizer=None,
        W_constraint=None, b_constraint=None, bias=True, **kwargs,
    ):  # fmt: skip
        super().__init__(nb_filter, filter_length, **kwargs)
        self.configure(locals())


@LAYERS.register()
class AtrousConvolution2D(_Atrous, Convolution2D):
    """A `Convolution2D` with holes between the taps of its filters.

    Parameters are those of `Convolution2D`, and

    Parameters
    ----------
    atrous_rate : tuple of int
        Rows and columns from one tap of a filter to the next.

    References
    ----------
    Yu, Koltun: Multi-Scale Context Aggregation by Dilated Convolutions. arXiv:1511.07122
    """

    def __init__(
        self, nb_filter, nb_row, nb_col, init="glorot_uniform", activation=None, weights=None, border_mode="valid",
        subsample=(1, 1), atrous_rate=(1, 1), dim_ordering="default", W_regularizer=None, b_regularizer=None,
        activity_regularizer=None, W_constraint=None, b_constraint=None, bias=True, **kwargs,
    ):  # fmt: skip
        super().__init__(nb_filter, nb_row, nb_col, **kwargs)
        self.configure(locals())
