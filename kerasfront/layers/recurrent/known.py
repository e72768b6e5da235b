"""Cells that backends may know by name, whose loops they run faster than step by step."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.activations import ActivationFunction, hard_sigmoid, linear, relu, sigmoid, tanh
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology.limits import OWN_LOOP, take_work
from kerasfront.layers.recurrent.gated import Gated

ACTIVATIONS: dict[ActivationFunction, str] = {
    tanh: "tanh",
    sigmoid: "sigmoid",
    hard_sigmoid: "hard_sigmoid",
    relu: "relu",
    linear: "linear",
}
"""The activations of gates in `K.gated_rnn`, by function."""


class KnownCell(Gated):
    """Base of cells that run by `K.gated_rnn` where that knows what they compute.

    Attributes
    ----------
    known_as : str, optional
        Name of what the class computes for `K.gated_rnn`. Subclasses may compute something else: they do not inherit
        it.
    """

    known_as: str | None = None

    @property
    def known_activation(self) -> str | None:
        """Name of the activation of the gates for `K.gated_rnn`, if that knows the activations of the layer."""
        known = ACTIVATIONS.get(self.inner_activation) if self.activation is tanh else None
        return known if known in ("sigmoid", "hard_sigmoid") else None

    def precomputed_loop(
        self, inputs: Tensor, initial_states: list[Any], mask: Any, masks: list[Tensor]
    ) -> tuple[Any, Any, list[Any]]:
        """Run all steps, by the backend's own loop where it has one."""
        cell = vars(type(self)).get("known_as")
        inner = cell and self.known_activation
        # A masked first step returns zeros, which equal the state unless that is kept between batches.
        from_zero = mask is None or not (self.stateful or "get_initial_states" in vars(self))
        if not (cell and inner and not self.unroll and from_zero):
            return super().precomputed_loop(inputs, initial_states, mask, masks)
        take_work(self, OWN_LOOP)
        scales = masks * len(self.gates) if len(masks) == 1 else masks
        return K.gated_rnn(
            cell, inner, self.precomputed_step, inputs, initial_states, self.U, mask, self.go_backwards, scales
        )
