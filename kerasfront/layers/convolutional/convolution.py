"""Convolutions over sequences, images and volumes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from kerasfront.activations import ActivationLike
from kerasfront.backend.types import Unpack
from kerasfront.constraints import ConstraintLike
from kerasfront.engine.topology import LAYERS
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.initializations import InitializationLike
from kerasfront.layers.convolutional.base import ConvolutionLayer
from kerasfront.regularizers import RegularizerLike


@LAYERS.register()
class Convolution1D(ConvolutionLayer):
    """Convolution over sequences: ``output = activation(conv(x, W) + b)``.

    With border_mode 'valid', filters are not flipped, on any backend::

        output[s, t, n] = activation(sum over k, c of x[s, t * subsample_length + k, c] * W[k, 0, c, n] + b[n])

    Parameters
    ----------
    nb_filter : int
        Number of filters, which is the number of channels of the output.
    filter_length : int
        Number of steps that a filter covers.
    init : str or callable
        Initialization of W.
    activation : str or callable, optional
        Activation function; linear by default.
    weights : list of arrays, optional
        Initial values of W, shape (filter_length, 1, channels, nb_filter), and b, shape (nb_filter,).
    border_mode : str
        'valid': only where the filter lies within the input. 'same': the output has the length of the input, divided by
        subsample_length. 'full': wherever the filter overlaps the input.
    subsample_length : int
        Stride of the filters.
    W_regularizer, b_regularizer, activity_regularizer : Regularizer, optional
        Penalties on W, b and the output.
    W_constraint, b_constraint : Constraint, optional
        Constraints on W and b, applied after every update.
    bias : bool
        Whether to add b.
    input_dim : int, optional
        Number of channels of the input; needed by a first layer without `input_shape`.
    input_length : int, optional
        Number of steps of the input, if it is constant.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, steps, channels). Output: (samples, new_steps, nb_filter).

    Examples
    --------
    >>> from kerasfront.layers import Convolution1D
    >>> from kerasfront.models import Sequential
    >>> Sequential([Convolution1D(64, 3, border_mode="same", input_shape=(10, 32))]).output_shape
    (None, 10, 64)
    """

    rank = 1
    input_ndim = 3
    size_names = ("filter_length",)
    stride_names = ("subsample_length",)
    filter_length: int
    subsample_length: int
    input_dim: int | None
    input_length: int | None

    def __init__(
        self,
        nb_filter: int,
        filter_length: int,
        init: InitializationLike = "glorot_uniform",
        activation: ActivationLike = None,
        weights: Sequence[Any] | None = None,
        border_mode: str = "valid",
        subsample_length: int = 1,
        W_regularizer: RegularizerLike = None,
        b_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None,
        W_constraint: ConstraintLike = None,
        b_constraint: ConstraintLike = None,
        bias: bool = True,
        input_dim: int | None = None,
        input_length: int | None = None,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    @cached_property
    def subsample(self) -> tuple[int, ...]:
        """The strides in the image that a sequence becomes."""
        return self.in_image(self.window_strides)


@LAYERS.register()
class Convolution2D(ConvolutionLayer):
    """Convolution over images: ``output = activation(conv(x, W) + b)``.

    For dim_ordering 'tf' and 'valid', filters are not flipped, on any backend::

        output[s, i, j, n] = activation(sum over k, l, c of x[s, i * subsample[0] + k, j * subsample[1] + l, c]
                                                            * W[k, l, c, n] + b[n])

    Parameters
    ----------
    nb_filter : int
        Number of filters, which is the number of channels of the output.
    nb_row, nb_col : int
        Number of rows and columns that a filter covers.
    init : str or callable
        Initialization of W.
    activation : str or callable, optional
        Activation function; linear by default.
    weights : list of arrays, optional
        Initial values of W, shape (nb_filter, channels, nb_row, nb_col) for dim_ordering 'th' and
        (nb_row, nb_col, channels, nb_filter) for 'tf', and b, shape (nb_filter,).
    border_mode : str
        'valid': only where the filter lies within the input. 'same': the output has the size of the input, divided by
        subsample. 'full': wherever the filter overlaps the input.
    subsample : tuple of int
        Strides of the filters along rows and columns.
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.
    W_regularizer, b_regularizer, activity_regularizer : Regularizer, optional
        Penalties on W, b and the output.
    W_constraint, b_constraint : Constraint, optional
        Constraints on W and b, applied after every update.
    bias : bool
        Whether to add b.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, channels, rows, cols) for dim_ordering 'th', (samples, rows, cols, channels) for 'tf'. Output:
    likewise, with nb_filter channels.

    Examples
    --------
    >>> from kerasfront.layers import Convolution2D
    >>> from kerasfront.models import Sequential
    >>> layer = Convolution2D(64, 3, 3, border_mode="same", dim_ordering="tf", input_shape=(32, 32, 3))
    >>> Sequential([layer]).output_shape
    (None, 32, 32, 64)
    """

    rank = 2
    size_names = ("nb_row", "nb_col")
    stride_names = ("subsample",)
    nb_row: int
    nb_col: int
    subsample: tuple[int, ...]

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
        dim_ordering: str = "default",
        W_regularizer: RegularizerLike = None,
        b_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None,
        W_constraint: ConstraintLike = None,
        b_constraint: ConstraintLike = None,
        bias: bool = True,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())


@LAYERS.register()
class Convolution3D(ConvolutionLayer):
    """Convolution over volumes, such as videos: ``output = activation(conv(x, W) + b)``; see `Convolution2D`.

    Parameters
    ----------
    nb_filter : int
        Number of filters, which is the number of channels of the output.
    kernel_dim1, kernel_dim2, kernel_dim3 : int
        Sizes that a filter covers along the three axes.
    init : str or callable
        Initialization of W.
    activation : str or callable, optional
        Activation function; linear by default.
    weights : list of arrays, optional
        Initial values of W, shape (nb_filter, channels, kernel_dim1, kernel_dim2, kernel_dim3) for dim_ordering 'th'
        and (kernel_dim1, kernel_dim2, kernel_dim3, channels, nb_filter) for 'tf', and b, shape (nb_filter,).
    border_mode : str
        'valid': only where the filter lies within the input. 'same': the output has the size of the input, divided by
        subsample. 'full': wherever the filter overlaps the input.
    subsample : tuple of int
        Strides of the filters along the three axes.
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.
    W_regularizer, b_regularizer, activity_regularizer : Regularizer, optional
        Penalties on W, b and the output.
    W_constraint, b_constraint : Constraint, optional
        Constraints on W and b, applied after every update.
    bias : bool
        Whether to add b.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, channels, dim1, dim2, dim3) for dim_ordering 'th', (samples, dim1, dim2, dim3, channels) for 'tf'.
    Output: likewise, with nb_filter channels.

    Examples
    --------
    >>> from kerasfront.layers import Convolution3D
    >>> from kerasfront.models import Sequential
    >>> Sequential([Convolution3D(8, 3, 3, 3, dim_ordering="tf", input_shape=(16, 16, 16, 1))]).output_shape
    (None, 14, 14, 14, 8)
    """

    rank = 3
    size_names = ("kernel_dim1", "kernel_dim2", "kernel_dim3")
    stride_names = ("subsample",)
    kernel_dim1: int
    kernel_dim2: int
    kernel_dim3: int
    subsample: tuple[int, ...]

    def __init__(
        self,
        nb_filter: int,
        kernel_dim1: int,
        kernel_dim2: int,
        kernel_dim3: int,
        init: InitializationLike = "glorot_uniform",
        activation: ActivationLike = None,
        weights: Sequence[Any] | None = None,
        border_mode: str = "valid",
        subsample: Sequence[int] = (1, 1, 1),
        dim_ordering: str = "default",
        W_regularizer: RegularizerLike = None,
        b_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None,
        W_constraint: ConstraintLike = None,
        b_constraint: ConstraintLike = None,
        bias: bool = True,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())
