"""Functions of tensors, gradients, and the learning phase."""

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
    "adam_step", "clear_session", "function", "gradients", "has_gradient", "in_test_phase", "in_train_phase",
    "learning_phase", "over_batches", "reset_graph", "set_learning_phase", "stop_gradient", "uses_learning_phase",
]  # fmt: skip


@op(check=graph_checks.function)
def function(
    inputs: Sequence[Tensor], outputs: Sequence[Tensor], updates: Sequence[Update] = (), **kwargs: Any
) -> Callable[[Sequence[Any]], list[np.ndarray]]:
    """Compile: a function from a list of arrays to a list of arrays.

    inputs: placeholders, in the order of the arrays; `learning_phase()` may be among them, otherwise it is 0 (test).
    outputs: tensors; lists of them, such as `gradients` gives, are spread out. With one tensor in place of the list,
    the function returns one array.
    updates: pairs from `update` and its kin. All outputs and new values are computed before any variable changes; of
    several updates of one variable, each sees for that variable what the one before it gave.
    kwargs: options of compiling, such as Theano's ``mode``. A backend with options refuses one that it does not know; a
    backend without leaves them out, with a warning.
    """
    ...


@composed
def over_batches(step: Callable[[Sequence[Any]], list[np.ndarray]]) -> BatchesFunction:
    """A compiled function that does in one call what `step` does in one call for each batch.

    step: what `function` gave; of its inputs, those with axes have the samples first. The new function takes arrays
    that hold the samples of all batches, one batch after the other, and the sizes of the batches; what is given for an
    input without axes counts for every batch. It returns what `step` does, for each batch. Values, variables and random
    draws are, bit by bit, those of one call of `step` for each batch.
    """
    return batch_by_batch(step)


@op(optional=True, check=graph_checks.adam_step)
def adam_step(
    p: Tensor, m: Tensor, v: Tensor, g: Tensor, rate: Tensor, beta_1: Tensor, beta_2: Tensor, epsilon: Tensor
) -> Update:
    """A step of Adam in one pass over the weights: the update of `p` for a function, which changes `m` and `v` too.

    m <- beta_1 * m + (1 - beta_1) * g; v <- beta_2 * v + (1 - beta_2) * g^2; p <- p - rate * m / (sqrt(v) + epsilon).
    p, m, v: variables of one shape and type. g: the gradient. rate: scalar, with the correction of both means in it.
    """
    ...


@op(check=graph_checks.gradients)
def gradients(loss: Tensor | Sequence[Tensor], variables: Tensor | Sequence[Tensor]) -> list[Tensor]:
    """Derivatives of a scalar (of the sum of a tensor's elements) by each of `variables`; zeros where none depends.

    loss: of several, their sum counts. variables: those of one tensor are a list of one. The derivatives have
    derivatives, by `gradients` again, also those through loops; where there are none, UnsupportedOperation says so.
    """
    ...


@composed
def has_gradient(loss: Tensor, variables: Sequence[Tensor]) -> list[bool]:
    """For each of `variables`, whether its derivative in `gradients` can be anything but 0.

    False only where it is certain: the loss does not depend on it, or only by way of rounding, comparisons, indexes and
    `stop_gradient`.
    """
    return [True for _ in variables]


@op
def stop_gradient(variables: Tensor) -> Tensor:
    """The same values, treated as constants by `gradients`. A list gives a list."""
    ...


@op
def learning_phase() -> Tensor:
    """The scalar input that is 1 in training and 0 (the default) in test, or what `set_learning_phase` fixed."""
    ...


@op(check=graph_checks.learning_phase_value)
def set_learning_phase(value: int | Tensor) -> None:
    """Fix the learning phase, 0 (test) or 1 (train), for all that is built from now on.

    value: also what `learning_phase` gave before, to go back to it.
    """
    ...


@op
def uses_learning_phase(x: Tensor) -> bool:
    """Whether the value of `x` depends on the learning phase."""
    ...


@composed
def in_train_phase(x: Any, alt: Any) -> Tensor:
    """`x` in training, `alt` in test. Both are tensors of one shape, or functions without arguments that return one."""
    return _by_phase(x, alt)


@composed
def in_test_phase(x: Any, alt: Any) -> Tensor:
    """`x` in test, `alt` in training; see `in_train_phase`."""
    return _by_phase(alt, x)


def _by_phase(train: Any, test: Any) -> Tensor:
    phase = learning_phase()
    if isinstance(phase, int):
        chosen = train if phase else test
        return chosen() if callable(chosen) else chosen  # type: ignore[return-value]
    return switch(phase, train, test)


@op
def reset_graph() -> None:
    """Forget everything that was built on this backend: variables, graphs, compiled functions."""
    ...


@composed
def clear_session() -> None:
    """Start anew: forget everything that was built on this backend, free it, and count layer names from 1."""
    reset_graph()
    current().sessions += 1
    settings.reset_uids()
    gc.collect()  # a model and its tensors hold each other
