"""Theano's loops and branches.

A loop of Theano keeps what its step makes in buffers, of which each is as long as later steps and the outputs need. It
reads and writes them in a circle.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from kerasfront_theano.library import theano
from kerasfront_theano.linker import faults, prints
from kerasfront_theano.linker.optimizations import optimized
from kerasfront_theano.linker.translation import TranslatedGraph, Untranslatable, is_known, number, while_running

Scan = importlib.import_module("theano.scan.op").Scan


def loop(node: Any, translate: Any) -> Callable[..., Any]:
    """Prepare a loop: its step is optimized as a graph of its own."""
    op = node.op
    if op.as_while:
        raise Untranslatable("a loop whose number of steps depends on data")
    graph = optimized(op.inputs, op.outputs)
    step = TranslatedGraph(graph.inputs, graph.outputs, graph.toposort(), translate)
    return while_running(lambda node, *inputs: _Loop(node, step, inputs).run())


class _Loop:
    """One loop with its inputs.

    The step takes items of the sequences, earlier values out of the buffers, values that only the next step sees
    (`carried`), and the others. It makes values for the buffers of `mit_mot` (each may have several, added up there),
    for those of other states, for those that no step reads, and the carried ones.
    """

    def __init__(self, node: Any, step: TranslatedGraph, inputs: Sequence[Any]) -> None:
        op = self._op = node.op
        self._step, self._steps = step, number(inputs[0])
        if not self._steps:
            raise Untranslatable("a loop without a step")
        first_state, first_carried, first_length = op.seqs_arg_offset, op.shared_arg_offset, op.nit_sot_arg_offset
        first_other = first_length + op.n_nit_sot
        self._items = [jnp.asarray(x)[: self._steps] for x in inputs[1:first_state]]
        self._states = [jnp.asarray(x) for x in inputs[first_state:first_carried]]
        self._carried = [jnp.asarray(x) for x in inputs[first_carried:first_length]]
        self._others = inputs[first_other:]
        self._lengths = [*(x.shape[0] for x in self._states), *map(number, inputs[first_length:first_other])]
        self._starts = [-tap % length for tap, length in zip(op.mintaps, self._lengths)]
        self._unread = node.outputs[op.n_outs : op.n_outs + op.n_nit_sot]

    def run(self) -> list[Any]:
        """The buffers after the last step, and the carried values."""
        op = self._op
        unread = [jnp.zeros((n, *shape), x.type.dtype) for n, shape, x in zip(self._new, self._shapes(), self._unread)]
        start = jnp.int32(0), [*self._states, *unread], self._carried, jnp.zeros(3, "int64")
        printers: list[prints.Printer] = []

        def advance(state: Any, items: Any) -> tuple[Any, list[Any]]:
            state, noted = self._advance(state, items)
            printers[:], printed = prints.parts(noted)
            return state, printed

        (_, buffers, carried, fault), printed = lax.scan(advance, start, self._items, self._steps)
        faults.NOTED.add(fault)
        if printers:
            prints.NOTED.add((prints.PrintEachStep(printers), printed))
        buffers[op.n_mit_mot :] = [self._in_order(i, buffers[i]) for i in range(op.n_mit_mot, len(buffers))]
        return [*buffers, *carried]

    @property
    def _new(self) -> list[int]:
        """The lengths of the buffers that no step reads."""
        return self._lengths[self._op.n_outs :]

    def _shapes(self) -> list[Any]:
        """The shapes of what a step makes and no step reads."""
        items = [jax.ShapeDtypeStruct(x.shape[1:], x.dtype) for x in self._items]
        made = jax.eval_shape(lambda items: self._made(jnp.int32(0), self._states, self._carried, items)[0], items)
        first = sum(map(len, self._op.mit_mot_out_slices)) + self._op.n_outs - self._op.n_mit_mot
        return [x.shape for x in made[first : first + self._op.n_nit_sot]]

    def _made(self, i: Any, buffers: Sequence[Any], carried: Sequence[Any], items: Sequence[Any]) -> tuple[Any, ...]:
        """Compute the results of the step, its fault, and what it prints."""
        taps = [
            lax.dynamic_index_in_dim(buffers[j], (self._starts[j] + i + tap) % self._lengths[j], 0, keepdims=False)
            for j in range(self._op.n_outs)
            for tap in self._op.tap_array[j]
        ]
        with faults.NOTED.collecting() as found, prints.NOTED.collecting() as printed:
            made = self._step([*items, *taps, *carried, *self._others])
            return [jnp.asarray(x) for x in made], faults.first(found), printed

    def _advance(self, state: Any, items: Any) -> tuple[Any, Any]:
        i, buffers, carried, fault = state
        made, new_fault, printed = self._made(i, buffers, carried, items)
        values, buffers = iter(made), list(buffers)
        for j, (start, length) in enumerate(zip(self._starts, self._lengths)):
            at = (start + i) % length
            summed = j < self._op.n_mit_mot
            for offset in self._op.mit_mot_out_slices[j] if summed else [0]:
                value = next(values).astype(buffers[j].dtype)
                buffers[j] = lax.dynamic_update_index_in_dim(buffers[j], value, at + offset, 0)
        carried = [next(values).astype(x.dtype) for x in carried]
        return (i + 1, buffers, carried, faults.first([fault, new_fault])), printed

    def _in_order(self, i: int, buffer: Any) -> Any:
        """A buffer from its oldest value on; what no step has written is 0."""
        written, length = self._steps - self._op.mintaps[i], self._lengths[i]
        if length < written:
            return jnp.roll(buffer, -((self._starts[i] + self._steps) % length), 0)
        unwritten = jnp.zeros_like(buffer[written:])
        return jnp.concatenate([buffer[:written], unwritten]) if length > written else buffer


@while_running
def _branch(node: Any, condition: Any, *branches: Any) -> list[Any]:
    count = node.op.n_outs
    yes, no = branches[:count], branches[count:]
    if is_known(condition):
        return list(yes if number(condition) else no)
    return [_chosen(condition, a, b) for a, b in zip(yes, no)]


def _chosen(condition: Any, yes: Any, no: Any) -> Any:
    if is_known(yes) and is_known(no) and np.array_equal(yes, no):  # such as the size of either branch
        return yes
    if np.shape(yes) != np.shape(no):
        raise NotImplementedError("branches of different shapes")
    return jnp.where(condition != 0, yes, no)


OPERATIONS = {theano.ifelse.IfElse: _branch}
