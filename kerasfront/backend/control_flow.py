"""Choices and loops inside a graph.

Backends bring `switch`, `where` and one loop, `scan`. What a loop over time means (masks, direction, constants) is
written once, here.

For adapters: the two expressions of `switch` are tensors or arrays of one type and shape, or functions without
arguments, if one of them was a function: then the condition is a scalar, and each is called once, where its graph is
built. The step of `scan` receives and returns lists; it raises an error if a state changes its shape or type. Functions
may be interrupted by any exception, Ctrl-C included: what is built next must not be within a loop that was left so.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import kerasfront.backend.checks.control_flow as control_flow_checks
from kerasfront.backend.checks.dtypes import tensor as as_tensor
from kerasfront.backend.empty_tensors import nothing_along, watch
from kerasfront.backend.op import composed, op
from kerasfront.backend.shaping import expand_dims, permute_dimensions, reverse, stack
from kerasfront.backend.types import StepFunction, Tensor
from kerasfront.backend.variables import cast, ndim, zeros_like

__all__ = ["foldl", "foldr", "gated_rnn", "map_fn", "rnn", "scan", "switch", "unstack", "where"]

ScanStep = Callable[[list[Tensor], list[Tensor]], list[Tensor]]
"""(one item of each sequence, states) -> new states."""


@op(check=control_flow_checks.switch)
def switch(condition: Tensor, then_expression: Any, else_expression: Any) -> Tensor:
    """Choose one of two tensors by a scalar condition; by any other, choose element by element, as `where` does.

    Parameters
    ----------
    condition : tensor
        0 or False chooses `else_expression`.
    then_expression, else_expression : tensor, array, number or callable
        Of one shape and dtype, if the condition is a scalar. Then each may be a function without arguments that returns
        the tensor; what only the one not chosen needs is not computed. Two Python integers are integers of the
        library's own type for them, so that ``count - K.switch(condition, 1, 0)`` counts; times floats they are floats.

    Returns
    -------
    tensor

    Raises
    ------
    ArgumentError
        If the shapes or dtypes differ, or functions are given with a condition that is not a scalar.

    Examples
    --------
    >>> x = K.variable(3.)
    >>> print(K.eval(K.switch(K.greater(x, 2.), lambda: 10. * x, lambda: x)))
    30.0
    """
    ...


@op(check=control_flow_checks.where)
def where(condition: Tensor, x: Any, y: Any) -> Tensor:
    """Choose between two tensors element by element.

    Parameters
    ----------
    condition : tensor
        0 or False chooses `y`.
    x, y : tensor, array or number
        Broadcast with the condition.

    Returns
    -------
    tensor
        The broadcast shape and the common dtype. The gradient of the one not chosen is 0, but it must be finite: 0
        times infinity is NaN.

    Raises
    ------
    ArgumentError
        If the shapes do not broadcast.

    Examples
    --------
    >>> x = K.variable([-1., 2.])
    >>> print(K.eval(K.where(K.greater(x, 0.), x, 10.)))
    [10.  2.]
    """
    ...


@composed(check=control_flow_checks.unstack)
def unstack(x: Tensor, length: int) -> list[Tensor]:
    """Take a tensor apart along its first axis: the reverse of `stack`.

    Parameters
    ----------
    x : tensor
        Rank >= 1.
    length : int
        The size of the first axis.

    Returns
    -------
    list of tensors
        ``[x[0], x[1], ...]``.

    Raises
    ------
    ArgumentError
        If the first axis is known to have another size.

    Examples
    --------
    >>> first, second = K.unstack(K.variable([[1., 2.], [3., 4.]]), 2)
    >>> print(K.eval(first), K.eval(second))
    [1. 2.] [3. 4.]
    """
    return [x[i] for i in range(length)]


@op(check=control_flow_checks.scan)
def scan(step_function: ScanStep, sequences: Sequence[Tensor], states: Sequence[Tensor]) -> tuple[Tensor, list[Tensor]]:
    """Loop over the first axis of tensors.

    Parameters
    ----------
    step_function : callable
        ``(items, states) -> new states``, lists of tensors: one item of each sequence, and as many new states as
        states, of the same shapes and dtypes. It is called while the graph is built, perhaps more than once. Random
        operations in it draw anew in each step.
    sequences : list of tensors
        At least one; their first axes have the same length.
    states : list of tensors
        The states before the first step, at least one.

    Returns
    -------
    values : tensor
        The first state after each step, shape (length,) + shape of the state.
    last : list of tensors
        All states after the last step.

    Raises
    ------
    ArgumentError
        If the lengths differ, or a step changes the number, a shape or a dtype of the states.

    Examples
    --------
    >>> x = K.variable([1., 2., 3.])
    >>> sums, [total] = K.scan(lambda items, states: [states[0] + items[0]], [x], [K.variable(0.)])
    >>> print(K.eval(sums))
    [1. 3. 6.]
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
    """Run a recurrent network: a step for each time.

    Parameters
    ----------
    step_function : callable
        ``(input, states) -> (output, new states)``. The input is that of one time, shape (samples, ...). `states` is a
        list: the states, then the constants. There are as many new states as initial ones, of the same shapes and
        dtypes. It is called more than once while the graph is built.
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
        a step changes the number, a shape or a dtype of the states.
    ArgumentTypeError
        If `initial_states` or `constants` is not a list.

    Examples
    --------
    >>> def step(x, states):
    ...     total = states[0] + x
    ...     return total, [total]
    >>> x = K.variable([[[1.], [2.], [3.]]])
    >>> last, outputs, states = K.rnn(step, x, [K.variable([[0.]])])
    >>> print(K.eval(outputs)[0, :, 0])
    [1. 3. 6.]
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
    """Run a recurrent network with a cell that backends may know by its name, and run faster than step by step.

    Parameters
    ----------
    cell : {'lstm', 'gru', 'simple_rnn'}
        'lstm' has the gates i, f, candidate, o and the states h, c; 'gru' the gates z, r, candidate and the state h.
        What they compute is said in `kerasfront.layers.LSTM` and `GRU`. The candidate's activation is tanh.
        'simple_rnn' has one gate, which is the state h, see `SimpleRNN`.
    inner_activation : {'sigmoid', 'hard_sigmoid', 'tanh', 'relu', 'linear'}
        Activation of the other gates: one of the first two, for 'simple_rnn' of all.
    step_function : callable
        The same as a step of `rnn`, for backends without the cell.
    inputs : tensor
        What the inputs add to each gate, side by side, shape (samples, time, gates * units); or, where inputs and
        states are images, (samples, time, rows, columns, gates * units).
    initial_states : list of tensors
        As many as the cell has, each (samples, units) or (samples, rows, columns, units).
    kernel : tensor
        The recurrent kernel of all gates, side by side, shape (units, gates * units). The states are multiplied by it.
        Images are convolved with one of shape (kernel rows, kernel columns, units, gates * units), both odd, with
        border_mode 'same'.
    mask : tensor, optional
        As for `rnn`; but then the initial states must be zeros, which is what masked steps before all others put out.
    go_backwards : bool
        As for `rnn`.
    scales : list of tensors
        Factors of the previous output on its way to each gate, each of the shape of a state, or none; `step_function`
        gets them after its states. Backends need not offer gradients by them.

    Returns
    -------
    last_output : tensor
        Shape (samples, units), or that of images.
    outputs : tensor
        Shape (samples, time, units), or that of images.
    new_states : list of tensors
        The states after the last step.

    Raises
    ------
    ArgumentError
        If cell or activation is unknown, or shapes or dtypes do not fit.
    ArgumentTypeError
        If `initial_states` or `scales` is not a list of tensors.

    References
    ----------
    Hochreiter and Schmidhuber: Long Short-Term Memory. Neural Computation 9, 1997

    Cho et al.: Learning Phrase Representations using RNN Encoder-Decoder. EMNLP 2014

    Shi et al.: Convolutional LSTM Network: A Machine Learning Approach for Precipitation Nowcasting. arXiv:1506.04214

    Examples
    --------
    >>> from kerasfront.backend import cells
    >>> kernel, zero = K.variable([[0., 0., 0.]]), K.variable([[0.]])
    >>> def step(x, states):
    ...     new_states = cells.step("gru", "sigmoid", x, states, kernel)
    ...     return new_states[0], new_states
    >>> x = K.variable([[[0., 0., 1.], [0., 0., 1.]]])
    >>> last, outputs, states = K.gated_rnn("gru", "sigmoid", step, x, [zero], kernel)
    >>> print(K.eval(outputs)[0, :, 0].round(3))
    [0.381 0.571]
    """
    return rnn(step_function, inputs, initial_states, go_backwards, mask, scales)


def _over_time(x: Tensor) -> Tensor:
    """Swap the axes of samples and time."""
    return permute_dimensions(x, (1, 0, *range(2, ndim(x))))


def _chosen(mask: Tensor, new: Tensor, old: Tensor) -> Tensor:
    """Select the new value of each sample where the mask (samples,) holds, else the old one."""
    while ndim(mask) < ndim(new):
        mask = expand_dims(mask, -1)
    return where(mask, new, old)


def _unrolled(
    step: ScanStep, sequences: list[Tensor], states: list[Tensor], length: int
) -> tuple[Tensor, list[Tensor]]:
    """Compute what `scan` computes, without a loop in the graph."""
    outputs: list[Tensor] = []
    for items in zip(*[unstack(x, length) for x in sequences]):
        states = step(list(items), states)
        outputs.append(states[0])
    return stack(outputs), states


@composed(check=control_flow_checks.elements)
def map_fn(fn: Callable[[Tensor], Tensor], elems: Tensor, name: str | None = None) -> Tensor:
    """Apply a function to each item along the first axis.

    Parameters
    ----------
    fn : callable
        From a tensor of shape ``elems.shape[1:]`` to a tensor, number or array. It is called more than once while the
        graph is built.
    elems : tensor or array
        Rank >= 1.
    name : str, optional
        Not used.

    Returns
    -------
    tensor
        The results, stacked along the first axis.

    Raises
    ------
    ArgumentError
        If `elems` is a scalar.

    Examples
    --------
    >>> print(K.eval(K.map_fn(lambda x: x * x, K.variable([1., 2., 3.]))))
    [1. 4. 9.]
    """
    mapped, _ = scan(lambda items, _: [as_tensor(fn(items[0]))], [elems], [zeros_like(as_tensor(fn(elems[0])))])
    return mapped


@composed(check=control_flow_checks.elements)
def foldl(
    fn: Callable[[Tensor, Tensor], Tensor], elems: Tensor, initializer: Tensor | None = None, name: str | None = None
) -> Tensor:
    """Reduce the first axis by a function, from first to last: fn(... fn(fn(initializer, elems[0]), elems[1]) ...).

    Parameters
    ----------
    fn : callable
        ``(accumulated, item) -> accumulated``, of one shape and dtype throughout.
    elems : tensor or array
        Rank >= 1.
    initializer : tensor, array or number, optional
        Default: ``elems[0]``, which is then not an item any more.
    name : str, optional
        Not used.

    Returns
    -------
    tensor
        What `fn` gave last.

    Raises
    ------
    ArgumentError
        If `elems` is a scalar, or `fn` changes the shape or dtype.

    Examples
    --------
    >>> print(K.eval(K.foldl(lambda total, x: total - x, K.variable([1., 2., 3.]))))
    -4.0
    """
    start, rest = (elems[0], elems[1:]) if initializer is None else (initializer, elems)
    _, (accumulated,) = scan(lambda items, states: [fn(states[0], items[0])], [rest], [start])
    return accumulated


@composed(check=control_flow_checks.elements)
def foldr(
    fn: Callable[[Tensor, Tensor], Tensor], elems: Tensor, initializer: Tensor | None = None, name: str | None = None
) -> Tensor:
    """Reduce the first axis by a function, from last to first; see `foldl`.

    Parameters
    ----------
    fn : callable
        ``(accumulated, item) -> accumulated``, of one shape and dtype throughout.
    elems : tensor or array
        Rank >= 1.
    initializer : tensor, array or number, optional
        Default: ``elems[-1]``, which is then not an item any more.
    name : str, optional
        Not used.

    Returns
    -------
    tensor
        What `fn` gave last.

    Raises
    ------
    ArgumentError
        If `elems` is a scalar, or `fn` changes the shape or dtype.

    Examples
    --------
    >>> print(K.eval(K.foldr(lambda total, x: total - x, K.variable([1., 2., 3.]))))
    0.0
    """
    return foldl(fn, reverse(elems, 0), initializer)
