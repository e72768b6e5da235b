"""The simplest recurrent layer."""

from __future__ import annotations

from typing import Any

from kerasfront.engine.topology import LAYERS
from kerasfront.layers.recurrent.matrices import GatedByMatrices


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
        self, output_dim, init="glorot_uniform", inner_init="orthogonal", activation="tanh", W_regularizer=None,
        U_regularizer=None, b_regularizer=None, dropout_W=0.0, dropout_U=0.0, **kwargs,
    ):  # fmt: skip
        super().__init__(**kwargs)
        self.configure(locals())

    def cell(self, x: Any, states: list[Any], masks: list[Any]) -> tuple[Any, list[Any]]:
        """One step."""
        (before,) = states
        output = self.activation(x + self.from_state(before, self.groups[0], masks))
        return output, [output]
