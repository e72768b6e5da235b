"""Fully recurrent layer."""

from __future__ import annotations

from kerasfront.activations import ActivationLike
from kerasfront.backend.types import Tensor, Unpack
from kerasfront.engine.topology import LAYERS
from kerasfront.initializations import InitializationLike
from kerasfront.layers.recurrent.arguments import RecurrentArguments
from kerasfront.layers.recurrent.known import ACTIVATIONS
from kerasfront.layers.recurrent.matrices import GatedByMatrices
from kerasfront.regularizers import RegularizerLike


@LAYERS.register()
class SimpleRNN(GatedByMatrices):
    """Recurrent layer whose output is fed back to it.

    With the input x_t, and h_0 = 0: ``h_t = activation(dot(x_t, W) + dot(h_{t-1}, U) + b)``.

    Parameters
    ----------
    output_dim : int
        Size of the state, which is the output.
    init, inner_init : str or callable
        Initialization of W, shape (input_dim, output_dim), and U, shape (output_dim, output_dim).
    activation : str or callable
        Activation function.
    W_regularizer, U_regularizer, b_regularizer : Regularizer, optional
        Penalties on W, U and b.
    dropout_W, dropout_U : float
        Fraction of the inputs and of the state to drop in training, in [0, 1); the same ones at all times.
    **kwargs
        `return_sequences`, `stateful` and the other arguments of `Recurrent` and `Layer`.

    Notes
    -----
    Input: (samples, time, input_dim). Output: (samples, output_dim), or (samples, time, output_dim) with
    `return_sequences`.

    References
    ----------
    Gal, Ghahramani: A Theoretically Grounded Application of Dropout in Recurrent Neural Networks. arXiv:1512.05287

    Examples
    --------
    >>> from kerasfront.layers import SimpleRNN
    >>> from kerasfront.models import Sequential
    >>> Sequential([SimpleRNN(32, input_shape=(10, 64))]).output_shape
    (None, 32)
    """

    known_as = "simple_rnn"

    def __init__(
        self,
        output_dim: int,
        init: InitializationLike = "glorot_uniform",
        inner_init: InitializationLike = "orthogonal",
        activation: ActivationLike = "tanh",
        W_regularizer: RegularizerLike = None,
        U_regularizer: RegularizerLike = None,
        b_regularizer: RegularizerLike = None,
        dropout_W: float = 0.0,
        dropout_U: float = 0.0,
        **kwargs: Unpack[RecurrentArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    @property
    def known_activation(self) -> str | None:
        """Name of the activation for `K.gated_rnn`, if that knows it: the output is the only gate."""
        return ACTIVATIONS.get(self.activation)

    def cell(self, x: Tensor, states: list[Tensor], masks: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
        """Compute one step."""
        (before,) = states
        output = self.activation(x + self.state_to_gates(before, self.groups[0], masks))
        return output, [output]
