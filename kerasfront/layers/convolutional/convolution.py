"""Convolutions over sequences, images and volumes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from kerasfront.activations import ActivationLike
from kerasfront.constraints import ConstraintLike
from kerasfront.engine.topology import LAYERS
from kerasfront.engine.topology.keywords import LayerArguments, Unpack
from kerasfront.initializations import InitializationLike
from kerasfront.layers.convolutional.base import ConvolutionLayer
from kerasfront.regularizers import RegularizerLike


@LAYERS.register()
class Convolution1D(ConvolutionLayer):
    """Filters that slide along a sequence: ``activation(conv(x, W) + b)``.

    Parameters
    ----------
    nb_filter : int
        Number of filters, which is the number of channels of the output.
    filter_length : int
        Steps that a filter covers.
    init : str or callable
        Initialisation of W.
    activation : str or callable, optional
        Default: linear.
    weights : list of arrays, optional
        Initial W, shape (filter_length, 1, channels, nb_filter), and b, shape (nb_filter,).
    border_mode : str
        'valid': filters stay inside. 'same': the output is as long as the input. 'full': filters go wherever they
        touch the input.
    subsample_length : int
        Steps from one place of a filter to the next. It divides the length of the output.
    W_regularizer, b_regularizer, activity_regularizer : Regularizer, optional
        Of W, b and the output.
    W_constraint, b_constraint : Constraint, optional
        Of W and b, kept after every update.
    bias : bool
        Whether there is a b.
    input_dim : int, optional
        Channels of the input; needed for a first layer without `input_shape`.
    input_length : int, optional
        Steps of the input, if it is constant.

    Notes
    -----
    Input (samples, steps, channels), output (samples, new steps, nb_filter). Filters are not flipped, on any backend.
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
        """The steps in the image that the sequence is made."""
        return self.in_image(self.window_strides)


@LAYERS.register()
class Convolution2D(ConvolutionLayer):
    """Filters that slide over an image: ``activation(conv(x, W) + b)``.

    Parameters
    ----------
    nb_filter : int
        Number of filters, which is the number of channels of the output.
    nb_row, nb_col : int
        Rows and columns that a filter covers.
    init : str or callable
        Initialisation of W.
    activation : str or callable, optional
        Default: linear.
    weights : list of arrays, optional
        Initial W and b; W of shape (nb_filter, channels, nb_row, nb_col) for dim_ordering 'th', of shape
        (nb_row, nb_col, channels, nb_filter) for 'tf'; b of shape (nb_filter,).
    border_mode : str
        'valid': filters stay inside. 'same': the output is as large as the input. 'full': filters go wherever they
        touch the input.
    subsample : tuple of int
        Rows and columns from one place of a filter to the next. They divide the size of the output.
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.
    W_regularizer, b_regularizer, activity_regularizer : Regularizer, optional
        Of W, b and the output.
    W_constraint, b_constraint : Constraint, optional
        Of W and b, kept after every update.
    bias : bool
        Whether there is a b.

    Notes
    -----
    Input (samples, channels, rows, cols) for dim_ordering 'th', (samples, rows, cols, channels) for 'tf'; the output
    likewise, with nb_filter channels. Filters are not flipped, on any backend.
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
    """Filters that slide through a volume, such as a film: ``activation(conv(x, W) + b)``.

    Parameters are those of `Convolution2D`, but for

    Parameters
    ----------
    kernel_dim1, kernel_dim2, kernel_dim3 : int
        What a filter covers of each axis.
    weights : list of arrays, optional
        Initial W and b; W of shape (nb_filter, channels, kernel_dim1, kernel_dim2, kernel_dim3) for dim_ordering 'th',
        of shape (kernel_dim1, kernel_dim2, kernel_dim3, channels, nb_filter) for 'tf'; b of shape (nb_filter,).
    subsample : tuple of int
        Steps along the three axes from one place of a filter to the next.

    Notes
    -----
    Input (samples, channels, dim1, dim2, dim3) for dim_ordering 'th', (samples, dim1, dim2, dim3, channels) for 'tf';
    the output likewise, with nb_filter channels.
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
