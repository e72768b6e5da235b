"""Recurrent layers over sequences of images, whose kernels are convolutions."""

# Classic Keras names the parameters of these methods differently from class to class.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

from kerasfront import backend as K
from kerasfront.activations import ActivationLike
from kerasfront.backend.conv_shapes import channels, kernel
from kerasfront.backend.types import Shape, Tensor, Unpack
from kerasfront.engine.topology import LAYERS
from kerasfront.errors import ArgumentError
from kerasfront.initializations import InitializationLike
from kerasfront.layers.recurrent.arguments import LoopArguments, StateArguments
from kerasfront.layers.recurrent.gated import Gated
from kerasfront.layers.recurrent.known import KnownCell
from kerasfront.layers.recurrent.lstm import LSTMCell
from kerasfront.layers.spatial import WindowLayer
from kerasfront.layers.times import at_all_times
from kerasfront.regularizers import RegularizerLike
from kerasfront.utils.checks import check_count


class ConvRecurrent2D(KnownCell, WindowLayer):
    """Base of recurrent layers whose inputs and states are images, and whose gates are convolutions of both.

    Parameters
    ----------
    weights : list of arrays, optional
        Initial weights, in the order of `get_weights`.
    nb_row, nb_col : int
        Number of rows and columns that a kernel covers.
    nb_filter : int
        Number of channels of the output and the states.
    return_sequences, go_backwards, stateful : bool
        See `Recurrent`.
    dim_ordering : str, optional
        'th' (channels first), 'tf' (channels last) or 'default'.
    **kwargs
        Arguments of `Recurrent` and `Layer`. ``consume_less='mem'`` convolves the input in each step, not that of all
        times at once.

    Notes
    -----
    Input: (samples, time, channels, rows, cols) for dim_ordering 'th', (samples, time, rows, cols, channels) for 'tf'.
    """

    rank = 2
    input_ndim = 5
    checks = {**Gated.checks, "nb_filter": check_count}
    size_names = ("nb_row", "nb_col")
    stride_names = ("subsample",)
    nb_filter: int
    border_mode: str
    dim_ordering: str
    nb_row: int
    nb_col: int

    def __init__(
        self,
        weights: Sequence[Any] | None = None,
        nb_row: int | None = None,
        nb_col: int | None = None,
        nb_filter: int | None = None,
        return_sequences: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        dim_ordering: str | None = None,
        **kwargs: Unpack[LoopArguments],
    ) -> None:
        super().__init__(
            weights=weights, return_sequences=return_sequences, go_backwards=go_backwards, stateful=stateful, **kwargs
        )
        self.configure(locals())
        if self.input_dim or self.input_length:
            raise ArgumentError(
                f"{self}: input_dim and input_length describe sequences of vectors, not of images. Give input_shape="
                "(time, channels, rows, cols), or (time, rows, cols, channels) in dim_ordering 'tf'."
            )
        if self.dim_ordering == "th":
            self.kernel_axis, self.gate_axis = 0, -3

    @property
    def units(self) -> int:
        """Number of filters of each gate."""
        return self.nb_filter

    def output_channels(self, stack: int | None) -> int:
        """The number of filters."""
        return self.nb_filter

    def state_shape(self, input_shape: Any) -> Any:
        """Shape of an image of the output."""
        return WindowLayer.get_output_shape_for(self, (input_shape[0], *input_shape[2:]))[1:]

    def get_initial_states(self, X: Any) -> list[Any]:
        """Make states of zeros for the samples and sizes of `X`."""
        if None not in self.state_shape(K.int_shape(X)):
            return super().get_initial_states(X)
        zeros = K.zeros_like(self.apply_input_kernel(X[:, 0], self.gate_layout.kernel_of(self.W, [0])))
        return [zeros] * len(self._states())

    @property
    def steps_get_gates(self) -> bool:
        """False: as in classic Keras, a step gets an image and convolves it."""
        return False

    def kernel_shapes(self, input_shape: Shape, units: int) -> tuple[Shape, Shape]:
        """Shapes of the kernels for the input and for the state."""
        stacks = self._stack(input_shape), self.nb_filter
        inner, outer = (kernel(self.window_size, stack, units, self.layout) for stack in stacks)
        return inner, outer

    def _stack(self, input_shape: Shape) -> int:
        return channels(input_shape[1:], self.layout)

    def build(self, input_shape: Any) -> None:
        """Create the weights, and the states if they are kept between batches."""
        super().build(input_shape)
        self.W_shape, self.W_shape1 = self.kernel_shapes(input_shape, self.nb_filter)  # of each gate
        if self.layout == "th":
            self.b = K.reshape(self.b, (-1, 1, 1))

    def _initialized(self, initializer: Callable[..., Tensor], shape: Shape, name: str | None) -> Tensor:
        """Initialize all kernels as if in dim_ordering 'th', as in classic Keras: models are tuned to that."""
        return initializer(shape, name=name)

    def apply_input_kernel(self, x: Tensor, kernel: Tensor) -> Tensor:
        """Convolve the image of one time, or those of all times."""

        def convolve(images: Tensor) -> Tensor:
            images, border_mode = self.bordered(images, self.border_mode)
            return self.conv_step(images, kernel, border_mode=border_mode)

        return convolve(x) if K.ndim(x) == 4 else at_all_times(convolve, x)

    def apply_recurrent_kernel(self, h: Tensor, kernel: Tensor) -> Tensor:
        """Convolve a state, which keeps its size."""
        h, border_mode = self.bordered(h, "same")
        return self.conv_step_hidden(h, kernel, border_mode=border_mode)

    def differs_by_margin(self, input_shape: Shape) -> bool:
        """Whether `leading_margin` makes a difference, for the input or the state."""
        return super().differs_by_margin(input_shape[1:]) or any(size % 2 == 0 for size in self.window_size)

    @property
    def known_activation(self) -> str | None:
        """Name of the activation of the gates for `K.gated_rnn`, if that knows the activations and the window."""
        return super().known_activation if all(size % 2 for size in self.window_size) else None

    def loop(self, x: Any, initial_states: list[Any], mask: Any) -> tuple[Any, Any, list[Any]]:
        """Run all steps, with channels last within; subclasses, which may rely on the order of axes, with their own."""
        if self.layout == "tf" or "known_as" not in vars(type(self)):
            return super().loop(x, initial_states, mask)
        first = [_turned(state, TO_LAST) for state in initial_states]
        last, outputs, states = self._with_channels_last().loop(_turned(x, TO_LAST), first, mask)
        return _turned(last, TO_FIRST), _turned(outputs, TO_FIRST), [_turned(state, TO_FIRST) for state in states]

    def _with_channels_last(self) -> ConvRecurrent2D:
        """Return a layer of the same weights for images with channels last."""
        made = copy(self)
        made.dim_ordering, made.kernel_axis, made.gate_axis = "tf", -1, -1
        made.W, made.U = (K.permute_dimensions(weights, (2, 3, 1, 0)) for weights in (self.W, self.U))
        made.b = K.flatten(self.b)
        made._recurrent_kernels = {
            group: made.gate_layout.kernel_of(made.U, group) for group in self._recurrent_kernels
        }
        return made

    def conv_step(self, x: Tensor, W: Tensor, b: Tensor | None = None, border_mode: str = "valid") -> Tensor:
        """Convolve images with strides `subsample`, and add a bias `b` of shape (channels,)."""
        images = K.conv2d(x, W, self.window_strides, border_mode, self.layout)
        if b is None:
            return images
        return images + (K.reshape(b, (-1, 1, 1)) if self.layout == "th" else b)

    def conv_step_hidden(self, x: Tensor, W: Tensor, border_mode: str = "valid") -> Tensor:
        """Convolve states with strides of 1."""
        return K.conv2d(x, W, border_mode=border_mode, dim_ordering=self.layout)


TO_LAST, TO_FIRST = (-2, -1, -3), (-1, -3, -2)
"""Where the last three axes come from, to turn images to channels last and back."""


def _turned(x: Tensor, axes: tuple[int, ...]) -> Tensor:
    """Images, or sequences of images, in another order of axes."""
    rank = K.ndim(x)
    return K.permute_dimensions(x, (*range(rank - 3), *(rank + axis for axis in axes)))


@LAYERS.register()
class ConvLSTM2D(LSTMCell, ConvRecurrent2D):
    """Long short-term memory over sequences of images: an `LSTM` with convolutions in place of matrix products.

    With the image x_t, h_0 = 0 and c_0 = 0::

        i = inner_activation(conv(x_t, W_i) + conv(h_{t-1}, U_i) + b_i)
        f = inner_activation(conv(x_t, W_f) + conv(h_{t-1}, U_f) + b_f)
        o = inner_activation(conv(x_t, W_o) + conv(h_{t-1}, U_o) + b_o)
        c_t = f * c_{t-1} + i * activation(conv(x_t, W_c) + conv(h_{t-1}, U_c) + b_c)
        h_t = o * activation(c_t)

    Parameters
    ----------
    nb_filter : int
        Number of channels of the output and the states.
    nb_row, nb_col : int
        Number of rows and columns that a kernel covers.
    init, inner_init, forget_bias_init : str or callable
        Initialization of W, U, and the bias of the forget gate.
    activation, inner_activation : str or callable
        Activation functions of candidate and output, and of the gates.
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.
    border_mode : str
        'valid' or 'same', for the convolution of the input. That of the state always keeps the size.
    subsample : tuple of int
        Strides of the convolution of the input along rows and columns.
    W_regularizer, U_regularizer, b_regularizer : Regularizer, optional
        Penalties on W, U and b.
    dropout_W, dropout_U : float
        Fraction of the input and of the last output to drop in training, in [0, 1); the same elements at all times.
    **kwargs
        `return_sequences`, `stateful` and the other arguments of `Recurrent` and `Layer`.

    Notes
    -----
    Input: (samples, time, channels, rows, cols) for dim_ordering 'th', (samples, time, rows, cols, channels) for 'tf'.
    Output: likewise, with nb_filter channels; without the time axis unless `return_sequences` is set. Unlike in the
    paper, the gates do not see the state c ("peepholes").

    References
    ----------
    Shi et al.: Convolutional LSTM Network: A Machine Learning Approach for Precipitation Nowcasting. arXiv:1506.04214

    Examples
    --------
    >>> from kerasfront.layers import ConvLSTM2D
    >>> from kerasfront.models import Sequential
    >>> layer = ConvLSTM2D(8, 3, 3, border_mode="same", dim_ordering="tf", input_shape=(10, 28, 28, 1))
    >>> Sequential([layer]).output_shape
    (None, 28, 28, 8)
    """

    known_as = "lstm"
    subsample: tuple[int, ...]

    def __init__(
        self,
        nb_filter: int,
        nb_row: int,
        nb_col: int,
        init: InitializationLike = "glorot_uniform",
        inner_init: InitializationLike = "orthogonal",
        forget_bias_init: InitializationLike = "one",
        activation: ActivationLike = "tanh",
        inner_activation: ActivationLike = "hard_sigmoid",
        dim_ordering: str = "default",
        border_mode: str = "valid",
        subsample: Sequence[int] = (1, 1),
        W_regularizer: RegularizerLike = None,
        U_regularizer: RegularizerLike = None,
        b_regularizer: RegularizerLike = None,
        dropout_W: float = 0.0,
        dropout_U: float = 0.0,
        **kwargs: Unpack[StateArguments],
    ) -> None:
        super().__init__(nb_row=nb_row, nb_col=nb_col, nb_filter=nb_filter, dim_ordering=dim_ordering, **kwargs)
        self.configure(locals())
