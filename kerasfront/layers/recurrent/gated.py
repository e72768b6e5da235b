"""The base of cells with gates, whose weights are single or fused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from kerasfront import backend as K
from kerasfront import initializations
from kerasfront.activations import ActivationFunction
from kerasfront.backend.types import Shape, Tensor
from kerasfront.engine.topology import InputSpec
from kerasfront.engine.topology.limits import PHASE, take_work
from kerasfront.initializations import Initialization, InitializationLike
from kerasfront.layers.recurrent.base import Recurrent
from kerasfront.layers.recurrent.gates import GateDropout, GateLayout
from kerasfront.regularizers import Penalty
from kerasfront.utils.checks import check_share


class Gated(Recurrent):
    """Base of cells with gates that are linear in input and state, plus a bias.

    A subclass gives the shapes of the kernels and applies them (`kernel_shapes`, `apply_input_kernel`,
    `apply_recurrent_kernel`), and computes one step in `cell`, from what W made of the inputs of all times at once.
    The classic way is open, too: where `preprocess_input`, `get_constants` or `step` is overridden by a user, these
    three make the loop; a step gets the states, B_U, B_W, and what a subclass added to the constants.

    Attributes
    ----------
    gates : tuple of str
        See `GateLayout.names`.
    gates_in_files : tuple of str
        See `GateLayout.file_order`.
    groups : tuple of tuples of int
        Numbers of the gates to which U is applied in one product; those of a group lie side by side.
    single_gate_U : tuple of str
        Names of the attributes with initialization and regularizer of U, where each gate has its own.
    W, U, b : variables or tensors
        The weights of all gates.
    W_i, U_i, b_i, ... : variables
        The weights of each gate, unless ``consume_less='gpu'``.
    kernel_axis, gate_axis : int
        See `GateLayout`.
    """

    gates: ClassVar[tuple[str, ...]] = ("",)
    gates_in_files: ClassVar[tuple[str, ...]] = ("",)
    groups: ClassVar[tuple[tuple[int, ...], ...]] = ((0,),)
    single_gate_U: ClassVar[tuple[str, str]] = ("inner_init", "U_regularizer")
    kernel_axis: int = -1
    gate_axis: int = -1
    classic_methods = ("step", "preprocess_input", "get_constants")
    checks = {"dropout_W": check_share, "dropout_U": check_share}
    init: Initialization
    inner_init: Initialization
    activation: ActivationFunction
    inner_activation: ActivationFunction
    W_regularizer: Penalty | None
    U_regularizer: Penalty | None
    b_regularizer: Penalty | None
    dropout_W: float
    dropout_U: float
    _declared_phase_use = False

    @property
    def uses_learning_phase(self) -> bool:
        """Whether there is dropout, or a subclass set this attribute."""
        return self._declared_phase_use or bool(self.dropout_W or self.dropout_U)

    @uses_learning_phase.setter
    def uses_learning_phase(self, uses: bool) -> None:
        self._declared_phase_use = uses

    @property
    def units(self) -> int:
        """Size of each gate."""
        return self.output_dim

    @property
    def gate_layout(self) -> GateLayout:
        """The layout of the gates in the weights."""
        return GateLayout(self.gates, self.gates_in_files, self.units, self.kernel_axis, self.gate_axis)

    @property
    def gate_dropout(self) -> GateDropout:
        """The dropout of the gates."""
        return GateDropout(len(self.gates), shared=self.consume_less == "gpu")

    def cell(self, x: Tensor, states: list[Tensor], masks: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
        """Compute one step.

        Parameters
        ----------
        x : tensor
            W applied to the input, plus b, for all gates.
        states : list of tensors
            The first is the output of the step before.
        masks : list of tensors
            Dropout masks for the output of the step before, one for each gate or for all; none without dropout.

        Returns
        -------
        output, new states
        """
        raise NotImplementedError(f"{self} must define cell(x, states, masks)")

    def kernel_shapes(self, input_shape: Shape, units: int) -> tuple[Shape, Shape]:
        """Shapes of a W and a U of so many units."""
        raise NotImplementedError(f"{self} must define kernel_shapes(input_shape, units)")

    def apply_input_kernel(self, x: Tensor, kernel: Tensor) -> Tensor:
        """Apply W, or the part of a gate, to the input of one time, or of all times."""
        raise NotImplementedError(f"{self} must define apply_input_kernel(x, kernel)")

    def apply_recurrent_kernel(self, h: Tensor, kernel: Tensor) -> Tensor:
        """Apply U, or the part of some gates, to the output of the step before."""
        raise NotImplementedError(f"{self} must define apply_recurrent_kernel(h, kernel)")

    def bias_init(self, gate: str) -> InitializationLike:
        """Initialization of the bias of a gate."""
        return "zero"

    def build(self, input_shape: Any) -> None:
        """Create the weights, and the states if they are kept between batches."""
        features: list[int | None] = [None] * len(input_shape)
        features[self.gate_axis] = input_shape[self.gate_axis]
        self.input_spec = [InputSpec(shape=input_shape if self.stateful else tuple(features))]
        if self.consume_less == "gpu":
            fused = self._declare_gates(input_shape, "", len(self.gates), self._init_fused_bias)
        else:
            single: list[Tensor] = []
            for gate in self.gates_in_files:
                weights = self._declare_gates(input_shape, gate, 1, self.bias_init(gate))
                vars(self).update((f"{kind}_{gate}", weight) for kind, weight in zip("WUb", weights) if gate)
                single += weights
            fused = self.gate_layout.fuse(single, K.concatenate)
        self.W, self.U, self.b = fused
        # Cut here once, not in each step.
        single_gates = self.dropout_U and self.gate_dropout.count > 1
        groups = [(gate,) for gate in range(len(self.gates))] if single_gates else self.groups
        self._recurrent_kernels = {group: self.gate_layout.kernel_of(self.U, group) for group in groups}
        self.states = [None] * self.nb_states
        if self.stateful:
            self.reset_states()

    def _declare_gates(self, input_shape: Shape, gate: str, count: int, bias_init: InitializationLike) -> list[Tensor]:
        """Make W, U and b of a gate, or of all gates if `gate` is ''."""
        W_shape, U_shape = self.kernel_shapes(input_shape, count * self.units)
        U_init, U_regularizer = self.single_gate_U if gate else Gated.single_gate_U
        kinds = [
            ("W", W_shape, self.init, self.W_regularizer),
            ("U", U_shape, getattr(self, U_init), getattr(self, U_regularizer)),
            ("b", (count * self.units,), bias_init, self.b_regularizer),
        ]
        suffix = f"_{gate}" if gate else ""
        return [
            self.add_weight(shape, init, f"{self.name}_{kind}{suffix}", regularizer=regularizer)
            for kind, shape, init, regularizer in kinds
        ]

    def _init_fused_bias(self, shape: Any, name: str | None = None) -> Tensor:
        biases = [initializations.get(self.bias_init(gate))((self.units,)) for gate in self.gates]
        return K.variable(np.concatenate(K.batch_get_value(biases)), name=name)

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Set the weights; those of a layer with another `consume_less` are accepted, too."""
        arrays, gates = [np.asarray(w) for w in weights], len(self.gates)
        if gates > 1 and self.consume_less == "gpu" and len(arrays) == 3 * gates:
            arrays = self.gate_layout.fuse(arrays)
        elif gates > 1 and self.consume_less != "gpu" and len(arrays) == 3:
            arrays = self.gate_layout.split(arrays)
        super().set_weights(arrays)

    def input_to_gates(self, x: Tensor, masks: Sequence[Tensor]) -> Tensor:
        """Apply W to the input and add b, with a dropout mask for each gate or for all, if there are any."""
        if len(masks) < 2:
            return self.apply_input_kernel(x * masks[0] if masks else x, self.W) + self.b
        kernels = [self.gate_layout.kernel_of(self.W, [gate]) for gate in range(len(self.gates))]
        parts = [self.apply_input_kernel(x * mask, kernel) for mask, kernel in zip(masks, kernels)]
        return self.gate_layout.join_tensors(parts) + self.b

    def state_to_gates(self, h: Tensor, group: tuple[int, ...], masks: Sequence[Tensor]) -> Tensor:
        """Apply U to the output of the step before, for the gates of a group."""
        if len(masks) < 2:
            return self.apply_recurrent_kernel(h * masks[0] if masks else h, self._recurrent_kernel(group))
        parts = [self.apply_recurrent_kernel(h * masks[gate], self._recurrent_kernel((gate,))) for gate in group]
        return self.gate_layout.join_tensors(parts)

    def _recurrent_kernel(self, group: tuple[int, ...]) -> Tensor:
        """The part of U of a group; `build` did not make it if a subclass brings masks of its own."""
        kernels = self._recurrent_kernels
        return kernels[group] if group in kernels else self.gate_layout.kernel_of(self.U, group)

    @property
    def steps_get_gates(self) -> bool:
        """Whether `preprocess_input` applies W, so that `step` gets gates rather than inputs."""
        return self.consume_less == "cpu"

    def preprocess_input(self, x: Any) -> Any:
        """Apply W to the inputs of all times at once if ``consume_less='cpu'``; otherwise each step does that."""
        return self.precompute_input(x) if self.steps_get_gates else x

    def precompute_input(self, x: Tensor) -> Tensor:
        """Apply W to the inputs of all times at once, and add b."""
        return self.input_to_gates(x, self.gate_dropout.masks(K.expand_dims(x[:, 0], 1), self.dropout_W))

    def get_constants(self, x: Any) -> list[Any]:
        """Make B_U and B_W, lists of the dropout masks of each gate for state and input, the same at all times.

        They are ones without dropout. A layer without gates has one mask in place of a list.
        """
        dropout = self.gate_dropout
        of_state = dropout.masks(self.get_initial_states(x)[0], self.dropout_U) if self.dropout_U else []
        return [dropout.to_constant(masks) for masks in (of_state, dropout.masks(x[:, 0], self.dropout_W))]

    def step(self, x: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        """Compute one step in the classic way.

        Parameters
        ----------
        x : tensor
            The result of `preprocess_input` for one time.
        states : list
            The states, then B_U and B_W; see `get_constants`.

        Returns
        -------
        output, new states
        """
        B_U, B_W = states[self.nb_states : self.nb_states + 2]
        if not self.steps_get_gates:
            x = self.input_to_gates(x, self.gate_dropout.from_constant(B_W))
        return self.cell(x, list(states[: self.nb_states]), self.gate_dropout.from_constant(B_U))

    def _is_overridden(self, name: str) -> bool:
        return getattr(getattr(self, name), "__func__", None) is not getattr(Gated, name)

    def loop(self, x: Any, initial_states: list[Any], mask: Any) -> tuple[Any, Any, list[Any]]:
        """Run all steps; W is applied to the inputs of all times in one product, unless ``consume_less='mem'``."""
        dropped = bool(self.dropout_W) + bool(self.dropout_U)
        take_work(self, PHASE * dropped * self.gate_dropout.count)
        if self.consume_less == "mem" or any(map(self._is_overridden, self.classic_methods)):
            return super().loop(x, initial_states, mask)
        inputs = self.precompute_input(x)
        masks = self.gate_dropout.masks(initial_states[0], self.dropout_U)
        return self.precomputed_loop(inputs, initial_states, mask, masks)

    def precomputed_loop(
        self, inputs: Tensor, initial_states: list[Tensor], mask: Tensor | None, masks: list[Tensor]
    ) -> tuple[Tensor, Tensor, list[Tensor]]:
        """Run all steps on the result of `precompute_input`."""
        return self.repeated(self.precomputed_step, inputs, initial_states, mask, masks)

    def precomputed_step(self, x: Tensor, states: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
        """Run the cell on the result of `precompute_input` for one time, with the states and then the dropout masks."""
        return self.cell(x, list(states[: self.nb_states]), list(states[self.nb_states :]))
