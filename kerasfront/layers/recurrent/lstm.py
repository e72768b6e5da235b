"""Long short-term memory."""

from __future__ import annotations

from typing import Any

from kerasfront.activations import ActivationLike
from kerasfront.engine.topology import LAYERS
from kerasfront.engine.topology.keywords import Unpack
from kerasfront.initializations import InitializationLike
from kerasfront.layers.recurrent.arguments import RecurrentArguments
from kerasfront.layers.recurrent.gated import Gated
from kerasfront.layers.recurrent.matrices import GatedByMatrices
from kerasfront.regularizers import RegularizerLike


class LSTMCell(Gated):
    """The step of a long short-term memory, whatever its kernels are."""

    gates = ("i", "f", "c", "o")
    groups = ((0, 1, 2, 3),)
    gates_in_files = ("i", "c", "f", "o")
    nb_states = 2
    forget_bias_init: Any
    activation: Any
    inner_activation: Any

    def bias_init(self, gate: str) -> Any:
        """The forget gate has its own: open at first, it remembers."""
        return self.forget_bias_init if gate == "f" else "zero"

    def cell(self, x: Any, states: list[Any], masks: list[Any]) -> tuple[Any, list[Any]]:
        """One step."""
        h, c = states
        i, f, candidate, o = self.split(x + self.from_state(h, self.groups[0], masks), 1, 1, 1, 1)
        c = self.inner_activation(f) * c + self.inner_activation(i) * self.activation(candidate)
        h = self.inner_activation(o) * self.activation(c)
        return h, [h, c]


@LAYERS.register()
class LSTM(LSTMCell, GatedByMatrices):
    """A state c that gates write to (i), forget from (f) and read (o).

    ``c = f * c_before + i * activation(...)``, ``h = o * activation(c)``; each gate and the candidate are affine in the
    input and the output before.

    Parameters
    ----------
    output_dim : int
        Size of the states and the output.
    init, inner_init, forget_bias_init : str or callable
        Initialisation of W, U, and the bias of the forget gate.
    activation, inner_activation : str or callable
        Of candidate and output, and of the gates.
    W_regularizer, U_regularizer, b_regularizer : Regularizer, optional
    dropout_W, dropout_U : float
        Share of the inputs and of the output before that are dropped in training, the same ones at all times.
    **kwargs
        Those of `Recurrent` and `Layer`.

    Notes
    -----
    As in classic Keras, `inner_init` and `U_regularizer` count with ``consume_less='gpu'``. With 'cpu' and 'mem', where
    each gate has a U of its own, that is drawn by `init` and penalized by `W_regularizer`.

    References
    ----------
    Hochreiter, Schmidhuber: Long Short-Term Memory. Neural Computation 9(8), 1997
    Gers, Schmidhuber, Cummins: Learning to Forget. Neural Computation 12(10), 2000
    Gal, Ghahramani: A Theoretically Grounded Application of Dropout in Recurrent Neural Networks. arXiv:1512.05287
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
