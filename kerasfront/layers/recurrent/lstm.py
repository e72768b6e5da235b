"""Long short-term memory."""

from __future__ import annotations

from kerasfront.activations import ActivationLike
from kerasfront.backend.types import Tensor, Unpack
from kerasfront.engine.topology import LAYERS
from kerasfront.initializations import Initialization, InitializationLike
from kerasfront.layers.recurrent.arguments import RecurrentArguments
from kerasfront.layers.recurrent.gated import Gated
from kerasfront.layers.recurrent.matrices import GatedByMatrices
from kerasfront.regularizers import RegularizerLike


class LSTMCell(Gated):
    """The step of a long short-term memory, for kernels of any kind."""

    gates = ("i", "f", "c", "o")
    groups = ((0, 1, 2, 3),)
    gates_in_files = ("i", "c", "f", "o")
    nb_states = 2
    forget_bias_init: Initialization

    def bias_init(self, gate: str) -> InitializationLike:
        """Initialization of the bias of a gate; for the forget gate it is an argument."""
        return self.forget_bias_init if gate == "f" else "zero"

    def cell(self, x: Tensor, states: list[Tensor], masks: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
        """Compute one step."""
        h, c = states
        gates = x + self.state_to_gates(h, self.groups[0], masks)
        i, f, candidate, o = self.gate_layout.split_tensor(gates, 1, 1, 1, 1)
        c = self.inner_activation(f) * c + self.inner_activation(i) * self.activation(candidate)
        h = self.inner_activation(o) * self.activation(c)
        return h, [h, c]


@LAYERS.register()
class LSTM(LSTMCell, GatedByMatrices):
    """Long short-term memory, with an input gate i, a forget gate f and an output gate o.

    With the input x_t, h_0 = 0 and c_0 = 0::

        i = inner_activation(dot(x_t, W_i) + dot(h_{t-1}, U_i) + b_i)
        f = inner_activation(dot(x_t, W_f) + dot(h_{t-1}, U_f) + b_f)
        o = inner_activation(dot(x_t, W_o) + dot(h_{t-1}, U_o) + b_o)
        c_t = f * c_{t-1} + i * activation(dot(x_t, W_c) + dot(h_{t-1}, U_c) + b_c)
        h_t = o * activation(c_t)

    Parameters
    ----------
    output_dim : int
        Size of the states h and c, and of the output h.
    init, inner_init : str or callable
        Initialization of W, shape (input_dim, output_dim) for each gate, and U, shape (output_dim, output_dim).
    forget_bias_init : str or callable
        Initialization of b_f. 'one' lets the layer remember at first (Jozefowicz et al. 2015).
    activation, inner_activation : str or callable
        Activation functions of candidate and output, and of the gates.
    W_regularizer, U_regularizer, b_regularizer : Regularizer, optional
        Penalties on W, U and b.
    dropout_W, dropout_U : float
        Fraction of the inputs and of the last output to drop in training, in [0, 1); the same ones at all times.
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
    Hochreiter, Schmidhuber: Long Short-Term Memory. Neural Computation 9(8), 1997
    Gers, Schmidhuber, Cummins: Learning to Forget: Continual Prediction with LSTM. Neural Computation 12(10), 2000
    Jozefowicz, Zaremba, Sutskever: An Empirical Exploration of Recurrent Network Architectures. ICML 2015
    Gal, Ghahramani: A Theoretically Grounded Application of Dropout in Recurrent Neural Networks. arXiv:1512.05287

    Examples
    --------
    >>> from kerasfront.layers import LSTM, Dense
    >>> from kerasfront.models import Sequential
    >>> layers = [LSTM(32, input_shape=(10, 64), dropout_W=0.2, dropout_U=0.2), Dense(1, activation="sigmoid")]
    >>> Sequential(layers).output_shape
    (None, 1)
    """

    known_as = "lstm"

    def __init__(
        self,
        output_dim: int,
        init: InitializationLike = "glorot_uniform",
        inner_init: InitializationLike = "orthogonal",
        forget_bias_init: InitializationLike = "one",
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
