"""The simplest recurrent layer."""

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
class SimpleRNN(GatedByMatrices):
    """The output is fed back: ``h = activation(dot(x, W) + b + dot(h_before, U))``.

    Parameters
    ----------
    output_dim : int
        Size of the state and the output.
    init, inner_init : str or callable
        Initialisation of W, shape (input_dim, output_dim), and U, shape (output_dim, output_dim).
    activation : str or callable
    W_regularizer, U_regularizer, b_regularizer : Regularizer, optional
    dropout_W, dropout_U : float
        Share of the inputs and of the state that are dropped in training, the same ones at all times.
    **kwargs
        Those of `Recurrent` and `Layer`.

    References
    ----------
    Gal, Ghahramani: A Theoretically Grounded Application of Dropout in Recurrent Neural Networks. arXiv:1512.05287
    """

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

    def cell(self, x: Any, states: list[Any], masks: list[Any]) -> tuple[Any, list[Any]]:
        """One step."""
        (before,) = states
        output = self.activation(x + self.from_state(before, self.groups[0], masks))
        return output, [output]
