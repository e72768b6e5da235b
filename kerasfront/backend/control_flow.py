"""Choices and loops inside a graph.

Backends bring `switch`, `where` and one loop, `scan`. What a loop over time means (masks, direction, constants) is
written once, here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import kerasfront.backend.checks.control_flow as control_flow_checks
from kerasfront.backend.checks.dtypes import tensor as as_tensor
from kerasfront.backend.emptiness import nothing_along, watch
from kerasfront.backend.op import composed, op
from kerasfront.backend.shaping import expand_dims, permute_dimensions, reverse, stack
from kerasfront.backend.types import StepFunction, Tensor
from kerasfront.backend.variables import cast, ndim, zeros_like

__all__ = ["foldl", "foldr", "gated_rnn", "map_fn", "rnn", "scan", "switch", "unstack", "where"]

Step = Callable[[list[Tensor], list[Tensor]], list[Tensor]]
"""(one item of each sequence, states) -> new states."""


@op(check=control_flow_checks.switch)
def switch(condition: Tensor, then_expression: Any, else_expression: Any) -> Tensor:
    """One of two tensors, by a scalar condition; for each element, as `where` does, by any other.

    condition: 0 or False chooses `else_expression`. If it is a scalar, each expression may be a function without
    arguments that returns the tensor; what only the one not chosen needs is then not computed, and both have one shape
    and one type. Two integers of Python's are integers of the library's own type for them, so that
    ``count - K.switch(condition, 1, 0)`` counts; times floats they are floats.
    """
    ...


@op(check=control_flow_checks.where)
def where(condition: Tensor, x: Any, y: Any) -> Tensor:
    """For each element, `x` where the condition holds, else `y`, with NumPy's broadcasting.

    The gradient of the one not chosen is 0, but see to it that it is finite: 0 times infinity is no number.
    """
    ...


@op(check=control_flow_checks.unstack)
def unstack(x: Tensor, length: int) -> list[Tensor]:
    """x[0], x[1], ... of a tensor whose first axis has this length."""
    ...


@op(check=control_flow_checks.scan)
def scan(step_function: Step, sequences: Sequence[Tensor], states: Sequence[Tensor]) -> tuple[Tensor, list[Tensor]]:
    """A loop over the first axis of some tensors.

    step_function: called once, while the graph is built, with a list of one item of each sequence and a list of states;
    it returns a list of as many new states, of the same shapes and types. Random operations in it draw anew in each
    step. sequences: tensors of one length, at least one. states: values before the first step, at least one.

    Returns all values of the first state, shape (length,) + shape of the state, and a list of the last values of all
    states.
    """
    ...


@composed(check=control_flow_checks.rnn)
def rnn(
    step_function: StepFunction,
    inputs: Tensor,
    initial_states: Sequence[Tensor],
    go_backwards: bool = False,
    mask: Tensor | None = None,
    constants: Sequence[Any] | None = None,
    unroll: bool = False,
    input_length: int | None = None,
) -> tuple[Tensor, Tensor, list[Tensor]]:
    """A recurrent network: a step for each time.

    Parameters
    ----------
    step_function : callable
        ``(input, states) -> (output, new states)``. The input is that of one time, shape (samples, ...). `states` is a
        list: the states, then the constants. There are as many new states as initial ones, of the same shapes and
        types. It is called more than once while the graph is built.
    inputs : tensor
        Shape (samples, time, ...), rank >= 3.
    initial_states : list of tensors
        Each of shape (samples, ...), or a scalar, such as the number of the step. The list may be empty.
    go_backwards : bool
        Whether the last input comes first; the outputs are in the order of the steps.
    mask : tensor, optional
        Shape (samples, time) or (samples, time, 1). Where it is 0, output and states are those of the step before; the
        output is zeros if there was none.
    constants : list, optional
        What each step gets after its states: tensors, numbers, or lists of these.
    unroll : bool
        Whether the graph has a copy of the step for each time. It is larger then, and may be faster for short
        sequences.
    input_length : int, optional
        Number of steps; needed to unroll if `inputs` does not tell.

    Returns
    -------
    last_output : tensor
        Shape (samples, ...).
    outputs : tensor
        Shape (samples, time, ...).
    new_states : list of tensors
        The states after the last step.

    Raises
    ------
    ArgumentError
        If the rank of `inputs` is less than 3, `mask` has another shape, the number of steps to unroll is not known, or
        a step changes the number, a shape or a type of the states.
    ArgumentTypeError
        If `initial_states` or `constants` is no list.
    """

    def step(items: list[Tensor], states: list[Tensor]) -> list[Tensor]:
        before = states[unseen:]
        output, new_states = step_function(items[0], [*before, *constants])  # type: ignore[misc]
        new = [*[output][:unseen], *control_flow_checks.fitting(before, new_states)]
        return new if mask is None else [_chosen(items[1], after, before) for after, before in zip(new, states)]

    watch(inputs, functools.partial(nothing_along, "K.rnn"))
    sequences = [_over_time(inputs), *([] if mask is None else [_over_time(cast(mask, "bool"))])]
    if go_backwards:
        sequences = [reverse(x, 0) for x in sequences]
    sample, sample_states = step_function(sequences[0][0], [*initial_states, *constants])  # type: ignore[misc]
    is_state = mask is None and any(state is sample for state in sample_states[:1])  # as in most networks
    unseen = 0 if is_state else 1  # the output before, which a masked step repeats
    states = [*[zeros_like(sample)][:unseen], *initial_states]
    loop = functools.partial(_unrolled, length=input_length) if unroll else scan  # type: ignore[arg-type]
    outputs, final = loop(step, sequences, states)
    return final[0], _over_time(outputs), final[unseen:]


@composed(check=control_flow_checks.gated_rnn)
def gated_rnn(
    cell: str,
    inner_activation: str,
    step_function: StepFunction,
    inputs: Tensor,
    initial_states: Sequence[Tensor],
    kernel: Tensor,
    mask: Tensor | None = None,
    go_backwards: bool = False,
    scales: Sequence[Tensor] = (),
) -> tuple[Tensor, Tensor, list[Tensor]]:
    """`rnn` with a cell that backends may know by its name, and run faster than its steps one by one.

    cell: 'lstm', with gates i, f, candidate, o and states h, c, or 'gru', with gates z, r, candidate and state h; what
    they compute is said in `kerasfront.layers.LSTM` and `GRU`. The candidate's activation is tanh. inner_activation:
    that of the other gates, 'sigmoid' or 'hard_sigmoid'. step_function: does the same, for backends without the cell.
    inputs: what they add to each gate, side by side, shape (samples, time, gates * units). kernel: by which the
    output before is multiplied, shape (units, gates * units). mask: as for `rnn`, but then the first states must be
    zeros, which is what masked steps before all others put out. scales: by what the output before is multiplied on its
    way to each gate, a list of tensors (samples, units), or nothing; the step function gets them after its states.

    Returns what `rnn` returns, with its derivatives, also of derivatives. Backends need not offer any by `scales`.
    """
    return rnn(step_function, inputs, initial_states, go_backwards, mask, scales)


def _over_time(x: Tensor) -> Tensor:
    """Swap the axes of samples and time."""
    return permute_dimensions(x, (1, 0, *range(2, ndim(x))))


def _chosen(mask: Tensor, new: Tensor, old: Tensor) -> Tensor:
    """For each sample, the new value where the mask (samples,) holds, else the old one."""
    while ndim(mask) < ndim(new):
        mask = expand_dims(mask, -1)
    return where(mask, new, old)


def _unrolled(step: Step, sequences: list[Tensor], states: list[Tensor], length: int) -> tuple[Tensor, list[Tensor]]:
    """What `scan` gives, without a loop in the graph."""
    outputs = []
    for items in zip(*[unstack(x, length) for x in sequences]):
        states = step(list(items), states)
        outputs.append(states[0])
    return stack(outputs), states


@composed(check=control_flow_checks.elements)
def map_fn(fn: Callable[[Tensor], Tensor], elems: Tensor, name: str | None = None) -> Tensor:
    """`fn` of each item along the first axis, stacked.

    fn: tensor of shape elems.shape[1:] -> tensor, number or array. It is called more than once while the graph is
    built. elems: rank >= 1.
    """
    mapped, _ = scan(lambda items, _: [as_tensor(fn(items[0]))], [elems], [zeros_like(as_tensor(fn(elems[0])))])
    return mapped


@composed(check=control_flow_checks.elements)
def foldl(
    fn: Callable[[Tensor, Tensor], Tensor], elems: Tensor, initializer: Tensor | None = None, name: str | None = None
) -> Tensor:
    """Reduce the first axis from first to last: fn(... fn(fn(initializer, elems[0]), elems[1]) ..., elems[-1]).

    fn: (accumulated, item) -> accumulated, of one shape and type throughout.
    initializer: default elems[0], which is then not an item any more.
    """
    start, rest = (elems[0], elems[1:]) if initializer is None else (initializer, elems)
    _, (accumulated,) = scan(lambda items, states: [fn(states[0], items[0])], [rest], [start])
    return accumulated


@composed(check=control_flow_checks.elements)
def foldr(
    fn: Callable[[Tensor, Tensor], Tensor], elems: Tensor, initializer: Tensor | None = None, name: str | None = None
) -> Tensor:
    """Reduce the first axis from last to first; see `foldl`. initializer: default elems[-1]."""
    return foldl(fn, reverse(elems, 0), initializer)
