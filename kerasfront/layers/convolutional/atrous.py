"""Dilated convolutions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kerasfront.activations import ActivationLike
from kerasfront.backend.types import Unpack
from kerasfront.constraints import ConstraintLike
from kerasfront.engine.topology import LAYERS
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.errors import ArgumentError
from kerasfront.initializations import InitializationLike
from kerasfront.layers.convolutional.base import ConvolutionLayer
from kerasfront.layers.convolutional.convolution import Convolution1D, Convolution2D
from kerasfront.regularizers import RegularizerLike


class _Atrous(ConvolutionLayer):
    atrous_rate: int | tuple[int, ...]
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
    """Dilated `Convolution1D`, whose filters skip inputs and so cover longer sequences with as many weights.

    With border_mode 'valid'::

        output[s, t, n] = activation(sum over k, c of x[s, t * subsample_length + k * atrous_rate, c] * W[k, 0, c, n]
                                     + b[n])

    The other parameters are those of `Convolution1D`.

    Parameters
    ----------
    atrous_rate : int
        Distance between the inputs that a filter sees; not above 1 if subsample_length is.

    Notes
    -----
    Input: (samples, steps, channels). Output: (samples, new_steps, nb_filter).

    References
    ----------
    Yu, Koltun: Multi-Scale Context Aggregation by Dilated Convolutions. arXiv:1511.07122

    Examples
    --------
    >>> from kerasfront.layers import AtrousConvolution1D
    >>> from kerasfront.models import Sequential
    >>> Sequential([AtrousConvolution1D(32, 3, atrous_rate=2, input_shape=(10, 8))]).output_shape
    (None, 6, 32)
    """

    def __init__(
        self,
        nb_filter: int,
        filter_length: int,
        init: InitializationLike = "glorot_uniform",
        activation: ActivationLike = None,
        weights: Sequence[Any] | None = None,
        border_mode: str = "valid",
        subsample_length: int = 1,
        atrous_rate: int = 1,
        W_regularizer: RegularizerLike = None,
        b_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None,
        W_constraint: ConstraintLike = None,
        b_constraint: ConstraintLike = None,
        bias: bool = True,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(nb_filter, filter_length, **kwargs)
        self.configure(locals())


@LAYERS.register()
class AtrousConvolution2D(_Atrous, Convolution2D):
    """Dilated `Convolution2D`, whose filters skip inputs and so cover larger areas with as many weights.

    For dim_ordering 'tf' and 'valid'::

        output[s, i, j, n] = activation(sum over k, l, c of x[s, i * subsample[0] + k * atrous_rate[0],
                                                              j * subsample[1] + l * atrous_rate[1], c]
                                                            * W[k, l, c, n] + b[n])

    The other parameters are those of `Convolution2D`.

    Parameters
    ----------
    atrous_rate : tuple of int
        Distances between the rows and columns that a filter sees; not above 1 if subsample is.

    Notes
    -----
    Input: (samples, channels, rows, cols) for dim_ordering 'th', (samples, rows, cols, channels) for 'tf'. Output:
    likewise, with nb_filter channels.

    References
    ----------
    Yu, Koltun: Multi-Scale Context Aggregation by Dilated Convolutions. arXiv:1511.07122

    Examples
    --------
    >>> from kerasfront.layers import AtrousConvolution2D
    >>> from kerasfront.models import Sequential
    >>> layer = AtrousConvolution2D(16, 3, 3, atrous_rate=(2, 2), dim_ordering="tf", input_shape=(28, 28, 3))
    >>> Sequential([layer]).output_shape
    (None, 24, 24, 16)
    """

    def __init__(
        self,
        nb_filter: int,
        nb_row: int,
        nb_col: int,
        init: InitializationLike = "glorot_uniform",
        activation: ActivationLike = None,
        weights: Sequence[Any] | None = None,
        border_mode: str = "valid",
        subsample: Sequence[int] = (1, 1),
        atrous_rate: Sequence[int] = (1, 1),
        dim_ordering: str = "default",
        W_regularizer: RegularizerLike = None,
        b_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None,
        W_constraint: ConstraintLike = None,
        b_constraint: ConstraintLike = None,
        bias: bool = True,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(nb_filter, nb_row, nb_col, **kwargs)
        self.configure(locals())
