"""Gated recurrent unit."""

from __future__ import annotations

from typing import Any

from kerasfront.activations import ActivationLike
from kerasfront.engine.topology import LAYERS
from kerasfront.engine.topology.keywords import Unpack
from kerasfront.initializations import InitializationLike
from kerasfront.layers.recurrent.arguments import RecurrentArguments
from kerasfront.layers.recurrent.matrices import GatedByMatrices
from kerasfront.regularizers import RegularizerLike


@LAYERS.register()
class GRU(GatedByMatrices):
    """A state that a gate keeps (z), and a candidate that sees what another gate (r) lets through of the state before.

    ``h = z * h_before + (1 - z) * activation(dot(x, W_h) + b_h + dot(r * h_before, U_h))``

    Parameters
    ----------
    output_dim : int
        Size of the state and the output.
    init, inner_init : str or callable
        Initialisation of W and U.
    activation, inner_activation : str or callable
        Of the candidate, and of the gates.
    W_regularizer, U_regularizer, b_regularizer : Regularizer, optional
    dropout_W, dropout_U : float
        Share of the inputs and of the state before that are dropped in training, the same ones at all times.
    **kwargs
        Those of `Recurrent` and `Layer`.

    Notes
    -----
    As in classic Keras, `inner_init` and `U_regularizer` count with ``consume_less='gpu'``. With 'cpu' and 'mem', where
    each gate has a U of its own, that is drawn by `init` and penalized by `W_regularizer`.

    References
    ----------
    Cho et al.: On the Properties of Neural Machine Translation. arXiv:1409.1259
    Gal, Ghahramani: A Theoretically Grounded Application of Dropout in Recurrent Neural Networks. arXiv:1512.05287
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

    def cell(self, x: Any, states: list[Any], masks: list[Any]) -> tuple[Any, list[Any]]:
        """One step."""
        (before,) = states
        both, last = self.groups
        gates, candidate = self.split(x, 2, 1)
        kept, reset = self.split(self.inner_activation(gates + self.from_state(before, both, masks)), 1, 1)
        candidate = self.activation(candidate + self.from_state(reset * before, last, masks))
        output = kept * before + (1.0 - kept) * candidate
        return output, [output]
