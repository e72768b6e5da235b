"""Gated recurrent unit."""

from __future__ import annotations

from kerasfront.activations import ActivationLike
from kerasfront.backend.types import Tensor, Unpack
from kerasfront.engine.topology import LAYERS
from kerasfront.initializations import InitializationLike
from kerasfront.layers.recurrent.arguments import RecurrentArguments
from kerasfront.layers.recurrent.matrices import GatedByMatrices
from kerasfront.regularizers import RegularizerLike


@LAYERS.register()
class GRU(GatedByMatrices):
    """Gated recurrent unit, with an update gate z and a reset gate r.

    With the input x_t, and h_0 = 0::

        z = inner_activation(dot(x_t, W_z) + dot(h_{t-1}, U_z) + b_z)
        r = inner_activation(dot(x_t, W_r) + dot(h_{t-1}, U_r) + b_r)
        candidate = activation(dot(x_t, W_h) + dot(r * h_{t-1}, U_h) + b_h)
        h_t = z * h_{t-1} + (1 - z) * candidate

    Parameters
    ----------
    output_dim : int
        Size of the state, which is the output.
    init, inner_init : str or callable
        Initialization of W, shape (input_dim, output_dim) for each gate, and U, shape (output_dim, output_dim).
    activation, inner_activation : str or callable
        Activation functions of the candidate and of the gates.
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

    With 'cpu' and 'mem', each gate has a U of its own, which is initialized by `init` and penalized by `W_regularizer`,
    as in classic Keras; `inner_init` and `U_regularizer` count with ``consume_less='gpu'``.

    References
    ----------
    Cho et al.: On the Properties of Neural Machine Translation: Encoder-Decoder Approaches. arXiv:1409.1259
    Gal, Ghahramani: A Theoretically Grounded Application of Dropout in Recurrent Neural Networks. arXiv:1512.05287

    Examples
    --------
    >>> from kerasfront.layers import GRU
    >>> from kerasfront.models import Sequential
    >>> Sequential([GRU(32, input_shape=(10, 64))]).output_shape
    (None, 32)
    """

    gates = gates_in_files = ("z", "r", "h")
    groups = ((0, 1), (2,))

    known_as = "gru"

    def __init__(
        self,
        output_dim: int,
        init: InitializationLike = "glorot_uniform",
        inner_init: InitializationLike = "orthogonal",
        activation: ActivationLike = "tanh",
        inner_activation: ActivationLike = "hard_sigmoid",
        W_regularizer: RegularizerLike = None,
        U_regularizer: RegularizerLike = None,
        b_regularizer: RegularizerLike = None,
        dropout_W: float = 0.0,
        dropout_U: float = 0.0,
        **kwargs: Unpack[RecurrentArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def cell(self, x: Tensor, states: list[Tensor], masks: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
        """Compute one step."""
        (before,) = states
        both, last = self.groups
        split = self.gate_layout.split_tensor
        gates, candidate = split(x, 2, 1)
        update, reset = split(self.inner_activation(gates + self.state_to_gates(before, both, masks)), 1, 1)
        candidate = self.activation(candidate + self.state_to_gates(reset * before, last, masks))
        output = update * before + (1.0 - update) * candidate
        return output, [output]
