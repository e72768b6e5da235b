"""Weights of cells with gates: one matrix for each gate, or one for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront import initializations
from kerasfront.engine.topology import InputSpec
from kerasfront.layers.recurrent.base import Recurrent


def time_distributed_dense(
    x: Any,
    w: Any,
    b: Any = None,
    dropout: float | None = None,
    input_dim: int | None = None,
    output_dim: int | None = None,
    timesteps: int | None = None,
) -> Any:
    """``dot(x, w) + b`` at every time.

    Parameters
    ----------
    x : tensor
        Shape (samples, time, input_dim).
    w, b : tensor
        Shapes (input_dim, output_dim) and (output_dim,).
    dropout : float, optional
        Share of the inputs that are dropped in training, the same ones at all times.
    input_dim, output_dim, timesteps : int, optional
        Not needed: the shapes of the tensors tell.
    """
    if dropout:
        x = K.in_train_phase(lambda: K.dropout(x, dropout, (None, 1, None)), x)
    output = K.dot(x, w)
    return output if b is None else output + b


class Gated(Recurrent):
    """Base of cells that are dense in input and state; a subclass computes one step in `cell`.

    Attributes
    ----------
    gates : tuple of str
        Names of the gates; a cell without gates has one, called ''. In this order they lie side by side in the W, U and b
        of ``consume_less='gpu'``.
    gates_in_files : tuple of str
        The order in which the weights of single gates come, where each gate has its own.
    """

    gates: tuple[str, ...] = ("",)
    gates_in_files: tuple[str, ...] = ("",)
    init: Any
    inner_init: Any
    dropout_W: float
    dropout_U: float

    @property
    def uses_learning_phase(self) -> bool:
        """Whether there is dropout."""
        return bool(self.dropout_W or self.dropout_U)

    def cell(self, inputs: list[Any], states: list[Any], masks: list[Any]) -> tuple[Any, list[Any]]:
        """One step.

        Parameters
        ----------
        inputs : list of tensors
            For each gate, ``dot(x, W) + b``, shape (samples, output_dim).
        states : list of tensors
            Each of shape (samples, output_dim); the first is the output of the step before.
        masks : list of tensors
            Dropout masks for the output of the step before, one for each gate; none without dropout.

        Returns
        -------
        output, new states
        """
        raise NotImplementedError(f"{self} has no cell")

    def bias_init(self, gate: str) -> Any:
        """Initialisation of the bias of a gate."""
        return "zero"

    def build(self, input_shape: Any) -> None:
        """Create the weights, and the states if they are kept between batches."""
        self.input_dim = input_shape[2]
        self.input_spec = [InputSpec(shape=input_shape if self.stateful else (None, None, self.input_dim))]
        if self.consume_less == "gpu":
            self.W, self.U, self.b = self._declare("", len(self.gates), self._all_biases)
        else:
            by_gate = {g: self._declare(f"_{g}" if g else "", 1, self.bias_init(g)) for g in self.gates_in_files}
            self.W, self.U, self.b = (K.concatenate(list(same)) for same in zip(*(by_gate[g] for g in self.gates)))
        if self.stateful:
            self.reset_states()

    def _declare(self, suffix: str, gates: int, bias_init: Any) -> list[Any]:
        units = gates * self.output_dim
        weights = {
            "W": ((self.input_dim, units), self.init),
            "U": ((self.output_dim, units), self.inner_init),
            "b": ((units,), bias_init),
        }
        return [
            self.add_weight(shape, init, f"{self.name}_{kind}{suffix}", regularizer=getattr(self, f"{kind}_regularizer"))
            for kind, (shape, init) in weights.items()
        ]

    def _all_biases(self, shape: Any, name: str | None = None) -> Any:
        biases = [initializations.get(self.bias_init(gate))((self.output_dim,)) for gate in self.gates]
        return K.variable(np.concatenate(K.batch_get_value(biases)), name=name)

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Set the weights; those of a layer with another `consume_less` are taken too."""
        arrays, gates = [np.asarray(w) for w in weights], len(self.gates)
        if gates > 1 and self.consume_less == "gpu" and len(arrays) == 3 * gates:
            by_gate = {g: arrays[3 * i : 3 * i + 3] for i, g in enumerate(self.gates_in_files)}
            arrays = [np.concatenate(same, axis=-1) for same in zip(*(by_gate[g] for g in self.gates))]
        elif gates > 1 and self.consume_less != "gpu" and len(arrays) == 3:
            parts = dict(zip(self.gates, zip(*(np.split(w, gates, axis=-1) for w in arrays))))
            arrays = [part for gate in self.gates_in_files for part in parts[gate]]
        super().set_weights(arrays)

    def part(self, x: Any, gate: int) -> Any:
        """The columns of a gate, of a tensor that has those of all gates side by side on its last axis."""
        columns = slice(gate * self.output_dim, (gate + 1) * self.output_dim)
        return x[columns] if K.ndim(x) == 1 else x[:, columns]

    def preprocess_input(self, x: Any) -> Any:
        """Multiply the inputs of all times by W at once, unless each step is to do that."""
        if self.consume_less != "cpu":
            return x
        if not self.dropout_W:
            return time_distributed_dense(x, self.W, self.b)
        gates = range(len(self.gates))
        parts = [time_distributed_dense(x, self.part(self.W, g), self.part(self.b, g), self.dropout_W) for g in gates]
        return K.concatenate(parts)

    def get_constants(self, x: Any) -> list[Any]:
        """Dropout masks for the state, then for the input, of each gate; the same at all times."""
        input_rate = 0.0 if self.consume_less == "cpu" else self.dropout_W
        return self._masks(x, self.output_dim, self.dropout_U) + self._masks(x, self.input_dim, input_rate)

    def _masks(self, x: Any, size: int, rate: float) -> list[Any]:
        if not rate:
            return []
        ones = K.tile(K.ones_like(x[:, 0, :1]), (1, size))
        return [K.in_train_phase(lambda: K.dropout(ones, rate), ones) for _ in self.gates]

    def step(self, x: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        """Bring input and state to the gates, and run the cell."""
        states, constants = list(states[: self.nb_states]), list(states[self.nb_states :])
        state_masks = constants[: len(self.gates)] if self.dropout_U else []
        input_masks = constants[len(state_masks) :]
        gates = range(len(self.gates))
        if self.consume_less == "cpu":
            inputs = [self.part(x, g) for g in gates]
        else:
            inputs = [z + self.part(self.b, g) for g, z in zip(gates, self.product(x, self.W, gates, input_masks))]
        return self.cell(inputs, states, state_masks)

    def product(self, x: Any, weight: Any, gates: Sequence[int], masks: Sequence[Any]) -> list[Any]:
        """``dot(x, weight)`` for each of some gates that lie side by side, with a dropout mask of its own if there are any."""
        if masks:
            return [K.dot(x * masks[g], self.part(weight, g)) for g in gates]
        if len(gates) < len(self.gates):
            weight = weight[:, gates[0] * self.output_dim : (gates[-1] + 1) * self.output_dim]
        together = K.dot(x, weight)
        return [self.part(together, i) for i in range(len(gates))]
