"""Gradients accumulated over several batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Update
from kerasfront.errors import ArgumentError
from kerasfront.optimizers.base import Optimizer


class Accumulation:
    """Average the gradients of several batches for each step of an optimizer.

    For losses that are means over samples, n batches of equal size have the effect of one batch of n times the size.
    Batches that are left over at the end of an epoch are completed by the first ones of the next.

    Parameters
    ----------
    optimizer : Optimizer
    batches : int
        Number of batches whose gradients are averaged per optimizer step.

    Attributes
    ----------
    weights : list of variables
        The state: the number of batches since the last step, and the sums of their gradients.
    owners : list of (variable or None)
        For each of `weights`, the parameter to whose gradients it belongs.

    Raises
    ------
    ArgumentError
        If the optimizer keeps its own state, which would change with each batch.
    """

    def __init__(self, optimizer: Optimizer, batches: int) -> None:
        if optimizer.keeps_own_state:
            raise ArgumentError(
                f"accumulate={batches} does not work with {type(optimizer).__name__}, whose state changes with each "
                "batch. Use an optimizer of kerasfront, such as Adam()."
            )
        self._optimizer = optimizer
        self._batches = batches
        self.weights: list[Tensor] = []
        self.owners: list[Tensor | None] = []

    def get_updates(
        self,
        params: Sequence[Tensor],
        constraints: Mapping[Tensor, Callable[[Tensor], Tensor]] | Sequence[Any],
        loss: Tensor,
        fuse: bool = True,
        **kwargs: Any,
    ) -> list[Update]:
        """Make the updates of one batch; see `Optimizer.get_updates`. They are never fused."""
        seen = K.variable(0.0)
        sums = [K.zeros(K.get_variable_shape(p), K.dtype(p)) for p in params]
        self.weights = [seen, *sums]
        self.owners = [None, *params]
        totals = [s + g for s, g in zip(sums, K.gradients(loss, params))]
        means = [K.stop_gradient(total / float(self._batches)) for total in totals]
        stand_in = sum((K.sum(p * mean) for p, mean in zip(params, means)), 0.0 * loss)  # its gradients are the means
        complete = K.greater_equal(seen, self._batches - 1.0)
        steps = self._optimizer.get_updates(params, constraints, stand_in, fuse=False, **kwargs)
        after = [(seen, 0.0 * seen), *((s, K.zeros_like(s)) for s in sums)]
        between = {seen: seen + 1.0, **dict(zip(sums, totals))}
        return [(old, K.switch(complete, new, between.get(old, old))) for old, new in [*steps, *after]]
