"""Cells with gates: one kernel for each gate, or one for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront import initializations
from kerasfront.backend.types import Shape, Tensor
from kerasfront.engine.topology import InputSpec
from kerasfront.layers.phases import in_training
from kerasfront.layers.recurrent.base import Recurrent
from kerasfront.utils.checks import check_share


class Gated(Recurrent):
    """Base of cells with gates that are linear in input and state, plus a bias.

    A subclass says what the kernels look like and how they act (`kernel_shapes`, `times_W`, `times_U`), and computes
    one step in `cell`. The classic way is open, too: where `preprocess_input`, `get_constants` or `step` is somebody's
    own, these three make the loop; a step gets the states, B_U, B_W, and what a subclass added to the constants.

    Attributes
    ----------
    gates : tuple of str
        Names of the gates; a cell without gates has one, called ''. In this order they lie side by side in the W, U and
        b of ``consume_less='gpu'``.
    groups : tuple of tuples of int
        Numbers of the gates to which U is applied in one product; those of a group lie side by side.
    gates_in_files : tuple of str
        The order in which the weights of single gates come, where each gate has its own.
    W_i, U_i, b_i, ... : variables
        The weights of each gate, unless all are in one.
    kernel_axis : int
        The axis of W and U on which gates lie side by side.
    gate_axis : int
        Likewise for b and for what kernels make of input and state; negative, as it holds for sequences too.
    """

    gates: tuple[str, ...] = ("",)
    groups: tuple[tuple[int, ...], ...] = ((0,),)
    gates_in_files: tuple[str, ...] = ("",)
    kernel_axis = -1
    gate_axis = -1
    classic_methods = ("step", "preprocess_input", "get_constants")
    _said_to_use_phase = False
    checks = {"dropout_W": check_share, "dropout_U": check_share}
    init: Any
    inner_init: Any
    dropout_W: float
    dropout_U: float

    @property
    def uses_learning_phase(self) -> bool:
        """Whether there is dropout, or a subclass said so."""
        return self._said_to_use_phase or bool(self.dropout_W or self.dropout_U)

    @uses_learning_phase.setter
    def uses_learning_phase(self, uses: bool) -> None:
        self._said_to_use_phase = uses

    @property
    def units(self) -> int:
        """Size of each gate along `gate_axis`."""
        return self.output_dim

    def cell(self, x: Any, states: list[Any], masks: list[Any]) -> tuple[Any, list[Any]]:
        """One step.

        Parameters
        ----------
        x : tensor
            What W makes of the input, plus b: for all gates, side by side.
        states : list of tensors
            The first is the output of the step before.
        masks : list of tensors
            Dropout masks for the output of the step before, one for each gate or for all; none without dropout.

        Returns
        -------
        output, new states
        """
        raise NotImplementedError(f"{self} has no cell")

    def kernel_shapes(self, input_shape: Shape, units: int) -> tuple[Shape, Shape]:
        """Shapes of W and U of so many units."""
        raise NotImplementedError(f"{self} has no kernels")

    def times_W(self, x: Tensor, kernel: Tensor) -> Tensor:
        """What W, or the part of a gate, makes of the input of one time, or of all times."""
        raise NotImplementedError(f"{self} has no kernels")

    def times_U(self, h: Tensor, kernel: Tensor) -> Tensor:
        """What U, or the part of a gate, makes of the output of the step before."""
        raise NotImplementedError(f"{self} has no kernels")

    def needed_shape(self, input_shape: Shape) -> Shape:
        """What of the input's shape must stay once there are weights."""
        raise NotImplementedError(f"{self} has no kernels")

    def bias_init(self, gate: str) -> Any:
        """Initialisation of the bias of a gate."""
        return "zero"

    def inner_initialization(self, gate: str) -> Any:
        """That of the U of a gate; gate '' is all of them in one."""
        return self.inner_init

    def regularizer(self, kind: str, gate: str) -> Any:
        """That of the weight W, U or b of a gate; gate '' is all of them in one."""
        return getattr(self, f"{kind}_regularizer")

    def build(self, input_shape: Any) -> None:
        """Create the weights, and the states if they are kept between batches."""
        self.input_spec = [InputSpec(shape=input_shape if self.stateful else self.needed_shape(input_shape))]
        if self.consume_less == "gpu":
            self.W, self.U, self.b = self._declare(input_shape, "", len(self.gates), self._all_biases)
        else:
            by_gate = {g: self._declare(input_shape, g, 1, self.bias_init(g)) for g in self.gates_in_files}
            for gate, weights in by_gate.items():
                vars(self).update((f"{kind}_{gate}", weight) for kind, weight in zip("WUb", weights) if gate)
            kinds = zip(*(by_gate[gate] for gate in self.gates))
            self.W, self.U, self.b = (K.concatenate(list(same), axis) for same, axis in zip(kinds, self._gate_axes))
        # Cut here and not in a step, where each step would do it anew.
        single = tuple((gate,) for gate in range(len(self.gates)))
        self._inner_parts = {
            group: self._inner(group)
            for group in (single if self.dropout_U and self.consume_less != "gpu" else self.groups)
        }
        self.states = [None] * self.nb_states
        if self.stateful:
            self.reset_states()

    def _declare(self, input_shape: Shape, gate: str, gates: int, bias_init: Any) -> list[Tensor]:
        units = gates * self.units
        kernel_shape, inner_shape = self.kernel_shapes(input_shape, units)
        inner_init = self.inner_initialization(gate)
        weights = [("W", kernel_shape, self.init), ("U", inner_shape, inner_init), ("b", (units,), bias_init)]
        suffix = f"_{gate}" if gate else ""
        return [
            self.add_weight(shape, init, f"{self.name}_{kind}{suffix}", regularizer=self.regularizer(kind, gate))
            for kind, shape, init in weights
        ]

    def _all_biases(self, shape: Any, name: str | None = None) -> Any:
        biases = [initializations.get(self.bias_init(gate))((self.units,)) for gate in self.gates]
        return K.variable(np.concatenate(K.batch_get_value(biases)), name=name)

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Set the weights; those of a layer with another `consume_less` are taken too."""
        arrays, gates = [np.asarray(w) for w in weights], len(self.gates)
        if gates > 1 and self.consume_less == "gpu" and len(arrays) == 3 * gates:
            arrays = self.in_one(arrays)
        elif gates > 1 and self.consume_less != "gpu" and len(arrays) == 3:
            arrays = self.by_gate(arrays)
        super().set_weights(arrays)

    def in_one(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """W, U and b of all gates in one, made of those of single gates in the order of files."""
        by_gate = {g: arrays[3 * i : 3 * i + 3] for i, g in enumerate(self.gates_in_files)}
        kinds = zip(*(by_gate[gate] for gate in self.gates))
        return [np.concatenate(same, axis) for same, axis in zip(kinds, self._gate_axes)]

    def by_gate(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """W, U and b of each gate in the order of files, made of those of all gates in one."""
        kinds = (np.split(w, len(self.gates), axis) for w, axis in zip(arrays, self._gate_axes))
        parts = dict(zip(self.gates, zip(*kinds)))
        return [part for gate in self.gates_in_files for part in parts[gate]]

    @property
    def _gate_axes(self) -> tuple[int, int, int]:
        """The axes of W, U and b on which gates lie side by side."""
        return self.kernel_axis, self.kernel_axis, -1

    def part(self, x: Tensor, gates: Sequence[int], axis: int) -> Tensor:
        """What belongs to some gates that lie side by side, of a tensor that has all gates on an axis."""
        cut = [slice(None)] * K.ndim(x)
        cut[axis] = slice(gates[0] * self.units, (gates[-1] + 1) * self.units)
        return x[tuple(cut)]  # type: ignore[operator]

    def split(self, x: Tensor, *gates: int) -> list[Tensor]:
        """Parts of what lies side by side for all gates, each with so many of them."""
        return K.split(x, [self.units * number for number in gates], self.gate_axis)

    def from_input(self, x: Tensor, masks: Sequence[Tensor]) -> Tensor:
        """What the input adds to the gates, with a dropout mask for each gate or for all if there are any."""
        if len(masks) < 2:
            return self.times_W(x * masks[0] if masks else x, self.W) + self.b
        kernels = [self.part(self.W, [gate], self.kernel_axis) for gate in range(len(self.gates))]
        parts = [self.times_W(x * mask, kernel) for mask, kernel in zip(masks, kernels)]
        return K.concatenate(parts, self.gate_axis) + self.b

    def from_state(self, h: Tensor, group: tuple[int, ...], masks: Sequence[Tensor]) -> Tensor:
        """What the output of the step before adds to the gates of a group."""
        if len(masks) < 2:
            return self.times_U(h * masks[0] if masks else h, self._cut(group))
        parts = [self.times_U(h * masks[gate], self._cut((gate,))) for gate in group]
        return K.concatenate(parts, self.gate_axis)

    def _cut(self, group: tuple[int, ...]) -> Tensor:
        """The part of U of a group, also of one that was not foreseen: masks may be a subclass's own."""
        return self._inner_parts[group] if group in self._inner_parts else self._inner(group)

    def _inner(self, group: Sequence[int]) -> Tensor:
        return self.U if len(group) == len(self.gates) else self.part(self.U, group, self.kernel_axis)

    @property
    def steps_get_gates(self) -> bool:
        """Whether `step` gets what `preprocess_input` made of the input by W, rather than the input."""
        return self.consume_less == "cpu"

    def preprocess_input(self, x: Any) -> Any:
        """Apply W to the inputs of all times at once if ``consume_less='cpu'``; otherwise each step does that."""
        return self._ahead(x) if self.steps_get_gates else x

    def _ahead(self, x: Tensor) -> Tensor:
        return self.from_input(x, self._masks(K.expand_dims(x[:, 0], 1), self.dropout_W))

    def get_constants(self, x: Any) -> list[Any]:
        """B_U and B_W: dropout masks for state and input, a list with one for each gate; the same at all times.

        Ones without dropout. A layer without gates has one mask in place of a list.
        """
        of_state = self._masks(self.get_initial_states(x)[0], self.dropout_U) if self.dropout_U else []
        return [self._for_each_gate(masks) for masks in (of_state, self._masks(x[:, 0], self.dropout_W))]

    def _for_each_gate(self, masks: list[Tensor]) -> Any:
        scales = masks or [K.cast_to_floatx(1.0)]
        scales = scales * (len(self.gates) // len(scales))
        return scales if len(self.gates) > 1 else scales[0]

    def _masks(self, like: Tensor, rate: float) -> list[Tensor]:
        """Masks for each gate, or, with ``consume_less='gpu'``, one for all; none without dropout."""
        if not rate:
            return []
        ones = K.ones_like(like)
        count = 1 if self.consume_less == "gpu" else len(self.gates)
        return [in_training(lambda: K.dropout(ones, rate), ones) for _ in range(count)]

    def _chosen(self, scales: Any) -> list[Any]:
        """The masks that B_U or B_W stands for."""
        gates = 1 if self.consume_less == "gpu" else len(self.gates)
        masks = [scales[gate] for gate in range(gates)] if len(self.gates) > 1 else [scales]
        return masks if any(K.is_tensor(mask) or np.any(np.asarray(mask) != 1) for mask in masks) else []

    def step(self, x: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        """Bring input and state to the gates, and run the cell.

        Parameters
        ----------
        x : tensor
            Of one time, what `preprocess_input` gave.
        states : list
            The states, then B_U and B_W; see `get_constants`.
        """
        B_U, B_W = states[self.nb_states : self.nb_states + 2]
        if not self.steps_get_gates:
            x = self.from_input(x, self._chosen(B_W))
        return self.cell(x, list(states[: self.nb_states]), self._chosen(B_U))

    def _is_own(self, name: str) -> bool:
        """Whether a method is not the one of this class."""
        return getattr(getattr(self, name), "__func__", None) is not getattr(Gated, name)

    def loop(self, x: Any, initial_states: list[Any], mask: Any) -> tuple[Any, Any, list[Any]]:
        """All steps; W is applied to the inputs of all times in one product, unless ``consume_less='mem'``."""
        if self.consume_less == "mem" or any(map(self._is_own, self.classic_methods)):
            return super().loop(x, initial_states, mask)
        return self.loop_over_gates(
            self._ahead(x), initial_states, mask, self._masks(initial_states[0], self.dropout_U)
        )

    def loop_over_gates(
        self, inputs: Tensor, initial_states: list[Any], mask: Any, masks: list[Tensor]
    ) -> tuple[Any, Any, list[Any]]:
        """All steps, on what W made of the inputs of all times."""
        return self.repeated(self.step_of_gates, inputs, initial_states, mask, masks)

    def step_of_gates(self, x: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        """Run the cell on what W made of the input, with the states and dropout masks for the first one."""
        return self.cell(x, list(states[: self.nb_states]), list(states[self.nb_states :]))
