"""Second-order gradients of recurrent layers, whose kernels have first-order ones only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from kerasfront.backend import cells
from kerasfront.backend.control_flow import rnn
from kerasfront.backend.kernels import ACTIVATIONS
from kerasfront_theano.library import theano
from kerasfront_theano.ops.gradients import fitting
from kerasfront_theano.ops.recurrence import RecurrenceGradient, at_all_times

T = theano.tensor


def differentiable(tensors: Sequence[Any]) -> Sequence[Any]:
    """The tensors, rebuilt with loops step by step in place of kernels whose gradients they depend on."""
    nodes = theano.graph.basic.io_toposort([], tensors)
    loops = {node.inputs[0].owner for node in nodes if isinstance(node.op, RecurrenceGradient)}
    if not loops:
        return tensors
    new: dict[Any, Any] = {}
    steps: dict[Any, StepByStep] = {}
    for node in nodes:
        inputs = [new.get(x, x) for x in node.inputs]
        if node in loops:
            steps[node] = StepByStep(node.op, inputs)
            new.update(zip(node.outputs, fitting(steps[node].outputs, node.outputs)))
        elif isinstance(node.op, RecurrenceGradient):
            made = steps[node.inputs[0].owner].gradients(*inputs[-2:])
            new.update(zip(node.outputs, fitting(made, node.outputs)))
        elif not new.keys().isdisjoint(node.inputs):
            new.update(zip(node.outputs, node.clone_with_new_inputs(inputs).outputs))
    return [new.get(x, x) for x in tensors]


class StepByStep:
    """The results of a `Recurrence`, computed step by step.

    Attributes
    ----------
    outputs : list of tensors
        In place of those of the operation, without what only kernels read of c and the gates.
    """

    def __init__(self, op: Any, inputs: Sequence[Any]) -> None:
        # Copies, because one input may depend on another.
        self._x, mask, scales, self._kernel, *self._first = [T.tensor_copy(x) for x in inputs]
        (self._cell, kind), self._inner = op.kind, ACTIVATIONS[op.activation]
        self._scales = [scales[gate] for gate in range(kind.gates)] if op.scaled else []
        states = self._first[: kind.states]
        masked = not isinstance(inputs[1], theano.graph.basic.Constant)
        _, h, last = rnn(self._step, self._x, states, mask=mask if masked else None)
        self._ends = [h, *last[1:]]
        self.outputs = [h, last[1] if len(states) > 1 else self._first[1], self._x, self._x]
        if self._cell == "gru":
            self.outputs[3] = self._gates(h)

    def gradients(self, by_h: Any, by_last_c: Any) -> list[Any]:
        """The gradients with respect to x and the initial states."""
        wanted = [self._x, *self._first]
        known = OrderedDict(zip(self._ends, (by_h, by_last_c)))
        return T.grad(None, wanted, known_grads=known, disconnected_inputs="ignore")

    def _step(self, x: Any, states: Sequence[Any]) -> tuple[Any, list[Any]]:
        after = cells.step(self._cell, self._inner, x, states, self._kernel, self._scales)
        return after[0], after

    def _gates(self, h: Any) -> Any:
        """The gates, of which the gradient of the kernel reads the second one: it scales the previous output."""
        units = self._kernel.shape[self._kernel.ndim - 2]
        seen = T.concatenate([at_all_times(self._first[0]), h[:, :-1]], 1)
        seen = seen * at_all_times(self._scales[1]) if self._scales else seen
        second = slice(units, 2 * units)
        added = self._x[..., second] + _led(seen, self._kernel[..., second])
        return T.set_subtensor(self._x[..., second], cells.INNER_ACTIVATIONS[self._inner](added))


def _led(states: Any, kernel: Any) -> Any:
    """What the states of all times add to some gates."""
    if kernel.ndim == 2:
        return cells.led(states, kernel)
    sizes = [states.shape[axis] for axis in range(4)]
    added: Any = cells.led(states.reshape((-1, *sizes[2:], states.shape[4]), ndim=4), kernel)
    return added.reshape((*sizes, kernel.shape[3]), ndim=5)
