"""Functions of tensors, gradients, and the learning phase.

For adapters: `function` receives lists, with one update at most for each variable; those of `adam_step` are
`kerasfront.backend.updates.WholeStep`. An input is a placeholder, the learning phase, or a tensor in the middle of the
graph, which then takes the place of all that it is computed from. `kerasfront.backend.feeding` checks what is fed:
`Slot` for arrays, `check_count` and `check_given` for their number. A function that fails changes no variable; calls in
several threads see all updates of another call or none. The function of `over_batches` is called with another number of
batches each time, so a library that compiles for each shape should loop over them; `batch_by_batch` does it without
help of the library. `gradients` receives one loss and a list of variables.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import kerasfront.backend.checks.graph as graph_checks
import kerasfront.backend.settings as settings
from kerasfront.backend.control_flow import switch
from kerasfront.backend.feeding import BatchesFunction, batch_by_batch
from kerasfront.backend.op import composed, op
from kerasfront.backend.selection import current
from kerasfront.backend.types import Tensor, Update

__all__ = [
    "adam_step", "call_host", "clear_session", "function", "gradients", "has_gradient", "in_test_phase",
    "in_train_phase", "learning_phase", "over_batches", "reset_graph", "set_learning_phase", "stop_gradient",
    "uses_learning_phase",
]  # fmt: skip


@op(check=graph_checks.function)
def function(
    inputs: Sequence[Tensor],
    outputs: Sequence[Tensor | Sequence[Tensor]],
    updates: Sequence[Update] = (),
    **kwargs: Any,
) -> Callable[[Sequence[Any]], list[np.ndarray]]:
    """Compile a function from arrays to arrays.

    Parameters
    ----------
    inputs : list of tensors
        In the order of the arrays: placeholders, or tensors that are computed from others, whose place the arrays then
        take. `learning_phase` may be among them; otherwise it is 0 (test).
    outputs : list of tensors, or tensor
        Lists in it, such as `gradients` gives, are spread out. With one tensor in place of the list, the function
        returns one array.
    updates : list of pairs (variable, new value)
        From `update` and its kin. All outputs and new values are computed before any variable changes; of several
        updates of one variable, each sees for that variable what the one before gave.
    **kwargs
        Options of compiling, such as Theano's ``mode``. A backend that has options refuses an unknown one; a backend
        without leaves them out, with a warning.

    Returns
    -------
    callable
        From a list of arrays, one for each input, to a list of arrays, one for each output.

    Raises
    ------
    ArgumentError
        If the outputs depend on a placeholder that is not an input, or an option is unknown.
    ArgumentTypeError
        If an input is not a tensor, or is a variable, or if an update is not a pair of a variable and its value.

    Warns
    -----
    UserWarning
        If the backend takes no options and some are given.

    Examples
    --------
    >>> x, total = K.placeholder((None,)), K.variable(0.)
    >>> add = K.function([x], [K.sum(x)], [K.update_add(total, K.sum(x))])
    >>> print(add([[1., 2.]])[0], add([[3.]])[0], K.get_value(total))
    3.0 3.0 6.0
    """
    ...


@composed
def over_batches(step: Callable[[Sequence[Any]], list[np.ndarray]]) -> BatchesFunction:
    """Make a function that works on several batches in one call.

    Parameters
    ----------
    step : callable
        What `function` gave; of its inputs, those with axes have the samples first.

    Returns
    -------
    callable
        ``(arrays, sizes) -> [outputs of each batch]``. The arrays hold the samples of all batches, one batch after the
        other, and `sizes` the numbers of their samples; what is given for an input without axes counts for every batch.
        Values, variables and random draws are, bit by bit, those of one call of `step` for each batch.

    Examples
    --------
    >>> x = K.placeholder((None,))
    >>> sums = K.over_batches(K.function([x], [K.sum(x)]))
    >>> [[float(total)] for [total] in sums([np.array([1., 2., 3.])], [2, 1])]
    [[3.0], [3.0]]
    """
    return batch_by_batch(step)


@op(optional=True, check=graph_checks.adam_step)
def adam_step(
    p: Tensor, m: Tensor, v: Tensor, g: Tensor, rate: Tensor, beta_1: Tensor, beta_2: Tensor, epsilon: Tensor
) -> Update:
    """Make the update of a step of Adam, in one pass over the weights.

    Parameters
    ----------
    p, m, v : tensor
        The parameter and its two moments: variables of one shape and dtype.
    g : tensor
        The gradient, of the shape of `p`.
    rate : tensor
        Scalar: the learning rate, with the correction of both moments in it.
    beta_1, beta_2, epsilon : tensor
        Scalars.

    Returns
    -------
    pair (variable, new value)
        For the `updates` of `function`, where it must be the only one of `p`. It changes `m` and `v`, too.

    Notes
    -----
    The step is ::

        m <- beta_1 * m + (1 - beta_1) * g
        v <- beta_2 * v + (1 - beta_2) * g ** 2
        p <- p - rate * m / (sqrt(v) + epsilon)

    References
    ----------
    Kingma and Ba: Adam: A Method for Stochastic Optimization. ICLR 2015, algorithm 1

    Examples
    --------
    >>> p, m, v, g = (K.variable([value]) for value in (1., 0., 0., 2.))
    >>> rate, beta_1, beta_2, epsilon = (K.variable(value) for value in (0.1, 0.5, 0.75, 0.))
    >>> K.function([], [], [K.adam_step(p, m, v, g, rate, beta_1, beta_2, epsilon)])([])
    []
    >>> print(K.get_value(p), K.get_value(m), K.get_value(v))
    [0.9] [1.] [1.]
    """
    ...


@op(optional=True, check=graph_checks.call_host)
def call_host(
    x: Tensor, function: Callable[[np.ndarray], np.ndarray], transposed: Callable[[np.ndarray], np.ndarray]
) -> Tensor:
    """Let a function of Python compute a linear map of a tensor, in each run that needs the result.

    Parameters
    ----------
    x : tensor
        Floats, of any shape.
    function : callable
        From an array, which it must not change, to one of the same shape.
    transposed : callable
        The transposed map, which takes the gradient by the result to that by `x`, as an array.

    Returns
    -------
    tensor
        Of the shape and dtype of `x`.

    Raises
    ------
    ArgumentTypeError
        If `x` does not hold floats.

    Notes
    -----
    What is called may talk to other processes that run the same function on the same backend: the calls come in the
    same order in each run, and one ends before the next begins. It must not stand in the step of a loop. While a run
    waits in such a call, other threads may change variables.

    Examples
    --------
    >>> x = K.variable([1., 2.])
    >>> y = K.call_host(x, lambda array: array[::-1], lambda gradient: gradient[::-1])
    >>> print(K.eval(y), K.eval(K.gradients(K.sum(y * K.variable([3., 4.])), x)[0]))
    [2. 1.] [4. 3.]
    """
    ...


@op(check=graph_checks.gradients)
def gradients(loss: Tensor | Sequence[Tensor], variables: Tensor | Sequence[Tensor]) -> list[Tensor]:
    """Differentiate a loss by variables or other tensors.

    Parameters
    ----------
    loss : tensor or list of tensors
        Floats; the sum of all elements is differentiated.
    variables : tensor or list of tensors
        Floats; one tensor counts as a list of one.

    Returns
    -------
    list of tensors
        The gradient by each of `variables`, of its shape; zeros where the loss does not depend on it. Gradients have
        gradients, by `gradients` again, also through loops.

    Raises
    ------
    ArgumentTypeError
        If `loss` or one of `variables` does not hold floats.
    UnsupportedOperation
        If the backend has no second gradients of what is in the loss.

    Examples
    --------
    >>> x = K.variable([1., 2.])
    >>> print(K.eval(K.gradients(K.sum(K.square(x)), [x])[0]))
    [2. 4.]
    """
    ...


@composed(check=graph_checks.has_gradient)
def has_gradient(loss: Tensor, variables: Tensor | Sequence[Tensor]) -> list[bool]:
    """Find out by which of several variables the gradient of a loss can be anything but 0.

    Parameters
    ----------
    loss : tensor
        Floats.
    variables : list of tensors
        As for `gradients`.

    Returns
    -------
    list of bool
        False only where it is certain: where the loss does not depend on the variable, or only by way of rounding,
        comparisons, indices and `stop_gradient`.

    Examples
    --------
    >>> x, y = K.variable([1., 2.]), K.variable([3., 4.])
    >>> K.has_gradient(K.sum(x * K.stop_gradient(y)), [x])
    [True]
    """
    return [True for _ in variables]


@op
def stop_gradient(variables: Tensor) -> Tensor:
    """Treat tensors as constants when gradients are taken.

    Parameters
    ----------
    variables : tensor or list of tensors
        Any shape and dtype.

    Returns
    -------
    tensor or list of tensors
        The same values; a list for a list.

    Examples
    --------
    >>> x = K.variable([1., 2.])
    >>> print(K.eval(K.gradients(K.sum(x * K.stop_gradient(x)), [x])[0]))
    [1. 2.]
    """
    ...


@op
def learning_phase() -> Tensor:
    """Return the scalar that says whether the model is trained or tested.

    Returns
    -------
    tensor or int
        An input that is 1 in training and 0 (the default) in test; or the number that `set_learning_phase` fixed.

    Examples
    --------
    >>> phase = K.function([K.learning_phase()], [1 * K.learning_phase()])
    >>> print(phase([0])[0], phase([1])[0])
    0 1
    """
    ...


@op(check=graph_checks.learning_phase_value)
def set_learning_phase(value: int | Tensor) -> None:
    """Fix the learning phase for all that is built from now on.

    Parameters
    ----------
    value : int or tensor
        0 (test) or 1 (train); or what `learning_phase` gave before, to go back to it.

    Raises
    ------
    ArgumentError
        If it is neither.

    Examples
    --------
    >>> K.set_learning_phase(1)
    >>> K.learning_phase()
    1
    """
    ...


@op
def uses_learning_phase(x: Tensor) -> bool:
    """Find out whether the value of a tensor depends on the learning phase.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.

    Returns
    -------
    bool

    Examples
    --------
    >>> x = K.placeholder((3,))
    >>> K.uses_learning_phase(x), K.uses_learning_phase(K.in_train_phase(2. * x, x))
    (False, True)
    """
    ...


@composed
def in_train_phase(x: Any, alt: Any) -> Tensor:
    """Choose one tensor in training, another in test.

    Parameters
    ----------
    x : tensor or callable
        The tensor in training, or a function without arguments that returns it.
    alt : tensor or callable
        The tensor in test, of the same shape.

    Returns
    -------
    tensor
        What is not chosen is not computed, if a function gives it.

    Raises
    ------
    ArgumentError
        If the shapes differ.

    Examples
    --------
    >>> y = K.in_train_phase(K.variable(1.), K.variable(2.))
    >>> run = K.function([K.learning_phase()], [y])
    >>> print(run([1])[0], run([0])[0])
    1.0 2.0
    """
    return _by_phase(x, alt)


@composed
def in_test_phase(x: Any, alt: Any) -> Tensor:
    """Choose one tensor in test, another in training; see `in_train_phase`.

    Parameters
    ----------
    x : tensor or callable
        The tensor in test, or a function without arguments that returns it.
    alt : tensor or callable
        The tensor in training, of the same shape.

    Returns
    -------
    tensor
        What is not chosen is not computed, if a function gives it.

    Raises
    ------
    ArgumentError
        If the shapes differ.

    Examples
    --------
    >>> y = K.in_test_phase(K.variable(1.), K.variable(2.))
    >>> run = K.function([K.learning_phase()], [y])
    >>> print(run([1])[0], run([0])[0])
    2.0 1.0
    """
    return _by_phase(alt, x)


def _by_phase(train: Any, test: Any) -> Tensor:
    phase = learning_phase()
    if isinstance(phase, int):
        chosen = train if phase else test
        return chosen() if callable(chosen) else chosen  # type: ignore[return-value]
    return switch(phase, train, test)


@op
def reset_graph() -> None:
    """Forget everything that was built on the active backend: variables, graphs, compiled functions.

    `clear_session` does this and more; scripts call that.

    Examples
    --------
    >>> x = K.variable(1.)
    >>> K.reset_graph()
    """
    ...


@composed
def clear_session() -> None:
    """Start anew: forget what was built on the active backend, free its memory, and count the names of layers from 1.

    Examples
    --------
    >>> from kerasfront.layers import Dense
    >>> K.clear_session()
    >>> Dense(3).name
    'dense_1'
    """
    reset_graph()
    current().sessions += 1
    settings.reset_uids()
    gc.collect()  # a model and its tensors hold each other
