"""Convolutions without weight sharing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Any

from kerasfront import backend as K
from kerasfront.activations import ActivationFunction, ActivationLike
from kerasfront.backend.conv_shapes import channels, images, spatial
from kerasfront.backend.types import Tensor, Unpack
from kerasfront.constraints import ConstraintLike
from kerasfront.engine.topology import LAYERS, InputSpec
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.engine.topology.limits import take_work
from kerasfront.errors import ArgumentError
from kerasfront.initializations import InitializationLike
from kerasfront.layers.affine import Affine
from kerasfront.layers.spatial import WindowLayer
from kerasfront.regularizers import RegularizerLike
from kerasfront.utils.checks import check_count


class _LocallyConnected(WindowLayer, Affine):
    """Base of convolutions without weight sharing.

    W has the shape (places, elements of a window, nb_filter), b the shape (sizes of space..., nb_filter).
    """

    nb_filter: int
    activation: ActivationFunction
    checks = {"nb_filter": check_count}
    border_modes = ("valid",)
    way_out = "Give it a larger input or a smaller window."

    def build(self, input_shape: Any) -> None:
        """Create W and b, which fixes all sizes of the input."""
        if None in input_shape[1:]:
            raise ArgumentError(
                f"{self} has weights for each place and needs to know all sizes but the first of its input, got "
                f"{tuple(input_shape)}. Give the first layer a complete input_shape or batch_input_shape."
            )
        self.input_spec = [InputSpec(shape=(None, *input_shape[1:]))]
        self.places: Any = self.output_sizes(spatial(input_shape, self.layout))
        elements = prod(self.window_size) * channels(input_shape, self.layout)
        self.W_shape = (prod(self.places), elements, self.nb_filter)
        self.W = self.declare("W", self.W_shape)
        self.b = self.declare_bias((*self.places, self.nb_filter))

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        count, elements, _ = K.int_shape(self.W)
        windows = K.reshape(self._windows(x), (count, -1, elements))
        output = K.reshape(K.batch_dot(windows, self.W), (*self.places, -1, self.nb_filter))
        output = K.permute_dimensions(output, images(self.rank, range(self.rank), self.rank + 1, self.layout))
        if self.b is not None:
            # In 'th', its elements are in the order of the output's axes, not of its own, as in classic files.
            output = output + K.reshape(self.b, images(1, self.places, self.nb_filter, self.layout))
        return self.activation(output)

    def _windows(self, x: Tensor) -> Tensor:
        """Extract the window at each place: shape (places..., samples, taps, channels), channels before taps for 'th'.

        There is one slice of `x` for each tap, over all places, because there are far fewer taps than places.
        """
        take_work(self, prod(self.window_size))
        taps = K.stack([x[self._slices(offsets)] for offsets in product(*map(range, self.window_size))])
        axes = range(1, self.rank + 3)  # of x; axis 0 is that of the taps
        samples, channel, places = axes[0], channels(axes, self.layout), spatial(axes, self.layout)
        elements = (channel, 0) if self.layout == "th" else (0, channel)
        return K.permute_dimensions(taps, (*places, samples, *elements))

    def _slices(self, offsets: tuple[int, ...]) -> tuple[slice, ...]:
        """The slices of the input that one tap of the window meets at all places."""
        cuts = [
            slice(offset, offset + (count - 1) * stride + 1, stride)
            for offset, count, stride in zip(offsets, self.places, self.window_strides)
        ]
        return images(slice(None), cuts, slice(None), self.layout)

    def output_channels(self, stack: int | None) -> int | None:
        """The number of filters."""
        return self.nb_filter


@LAYERS.register()
class LocallyConnected1D(_LocallyConnected):
    """Convolution over sequences without weight sharing: a `Convolution1D` with different filters at each place.

    ``output[s, t] = activation(dot(window t of x[s], W[t]) + b[t])``. Parameters are those of `Convolution1D`;
    border_mode must be 'valid'.

    Notes
    -----
    Input: (samples, steps, channels), with a known number of steps. Output: (samples, places, nb_filter), where
    ``places = (steps - filter_length) // subsample_length + 1``. W has the shape
    (places, filter_length * channels, nb_filter), b the shape (places, nb_filter).

    Examples
    --------
    >>> from kerasfront.layers import LocallyConnected1D
    >>> from kerasfront.models import Sequential
    >>> Sequential([LocallyConnected1D(16, 3, input_shape=(10, 8))]).output_shape
    (None, 8, 16)
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


@LAYERS.register()
class LocallyConnected2D(_LocallyConnected):
    """Convolution over images without weight sharing: a `Convolution2D` with different filters at each place.

    ``output[s, i, j] = activation(dot(window (i, j) of x[s], W[i * new_cols + j]) + b[i, j])``. Parameters are those of
    `Convolution2D`; border_mode must be 'valid'.

    Notes
    -----
    Input: images of known size. Output: (samples, nb_filter, new_rows, new_cols) for dim_ordering 'th',
    (samples, new_rows, new_cols, nb_filter) for 'tf'. W has the shape
    (new_rows * new_cols, nb_row * nb_col * channels, nb_filter), b the shape (new_rows, new_cols, nb_filter).
    For 'th', the elements of b are read in the order of the output's axes, as in classic files.

    Examples
    --------
    >>> from kerasfront.layers import LocallyConnected2D
    >>> from kerasfront.models import Sequential
    >>> Sequential([LocallyConnected2D(4, 3, 3, dim_ordering="tf", input_shape=(8, 8, 3))]).output_shape
    (None, 6, 6, 4)
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

    @property
    def output_row(self) -> int:
        """Number of rows of the output, once the layer is built."""
        return self.places[0]

    @property
    def output_col(self) -> int:
        """Number of columns of the output, once the layer is built."""
        return self.places[1]
