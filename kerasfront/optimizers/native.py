"""Optimizers of a backend's own library."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Update
from kerasfront.errors import UnsupportedOperation
from kerasfront.optimizers.base import Optimizer


class TFOptimizer(Optimizer):
    """Wrap an optimizer of the backend's own library.

    Its state and settings are its own: they are not saved, and callbacks cannot change its learning rate.

    Parameters
    ----------
    optimizer : object
        An optimizer that `K.optimizer_step` accepts on the backend of the model.

    Raises
    ------
    UnsupportedOperation
        By `get_updates`, if the backend has no optimizers of its own.
    """

    keeps_own_state = True

    def __init__(self, optimizer: Any) -> None:
        super().__init__()
        self.optimizer = optimizer

    def get_updates(
        self,
        params: Sequence[Tensor],
        constraints: Mapping[Tensor, Callable[[Tensor], Tensor]] | Sequence[Any],
        loss: Tensor,
        layers: Mapping[str, Sequence[Tensor]] | None = None,
        fuse: bool = True,
    ) -> list[Update]:
        """Make the updates of one training step; see `Optimizer.get_updates`."""
        self._move()
        params, limits = list(params), dict(constraints)
        values = K.optimizer_step(self.optimizer, params, K.gradients(loss, params))
        constrained = [limits[p](value) if p in limits else value for p, value in zip(params, values)]
        self.updates = [K.update_add(self.iterations, 1.0), *zip(params, constrained)]
        return self.updates

    def get_config(self) -> dict[str, Any]:
        """Refuse: the settings are unknown.

        Raises
        ------
        UnsupportedOperation
            Always.
        """
        raise UnsupportedOperation(
            f"The settings of {self.optimizer!r} are unknown to kerasfront, so they cannot be written to a file. "
            "Save the weights, and compile the loaded model anew."
        )
