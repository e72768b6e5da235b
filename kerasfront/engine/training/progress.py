"""How far a training is: all that it takes to go on as if it had not been interrupted."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.callbacks import Callback
from kerasfront.engine.training.batches import Order
from kerasfront.errors import ArgumentError

State = tuple[dict[str, np.ndarray], dict[str, Any]]
"""Arrays by name, and what can be written as JSON."""


class Progress:
    """The progress of a training, epoch by epoch.

    Parameters
    ----------
    variables : callable
        Gives the variables that training reads and changes, always in one order.
    order : Order or None
        In which order the epochs go through the samples, if there is one.
    callbacks : sequence of Callback
        Those that have something to keep.

    Attributes
    ----------
    epoch : int
        The last one that has begun.
    """

    def __init__(
        self, variables: Callable[[], Sequence[Tensor]], order: Order | None, callbacks: Sequence[Callback]
    ) -> None:
        self._variables = variables
        self._order = order
        self._callbacks = [callback for callback in callbacks if callback.kept]
        self.epoch = -1

    def remaining(self, epochs: Iterable[int], stopped: Callable[[], bool]) -> Iterator[int]:
        """Those of `epochs` that were not run before the state that was restored, unless training had been stopped."""
        for epoch in epochs:
            if epoch > self.epoch and not stopped():
                self.epoch = epoch
                yield epoch

    def keep(self) -> State:
        """The state at the end of an epoch: variables, order of samples, random generators, callbacks."""
        _, words, position, *normal = np.random.get_state()
        version, numbers, rest = random.getstate()
        arrays = {f"variable_{i}": value for i, value in enumerate(K.batch_get_value(self._variables()))}
        arrays |= {"numpy": np.asarray(words), "python": np.asarray(numbers, "uint32")}
        if self._order is not None:
            arrays["order"] = self._order.numbers
        callbacks = [[_name(callback), callback.get_state()] for callback in self._callbacks]
        facts = {"epoch": self.epoch, "numpy": [position, *normal], "python": [version, rest], "callbacks": callbacks}
        return arrays, facts

    def restore(self, state: State) -> None:
        """Go back to a state.

        Raises
        ------
        ArgumentError
            If it is that of another training: of another model, other callbacks or another number of samples.
        """
        arrays, facts = state
        variables = self._variables()
        count = sum(name.startswith("variable_") for name in arrays)
        held = [arrays[f"variable_{i}"] for i in range(count)]
        _check_same("variables of the shapes", [x.shape for x in held], [K.int_shape(x) for x in variables])
        _check_same("callbacks", [name for name, _ in facts["callbacks"]], [_name(x) for x in self._callbacks])
        order = () if self._order is None else self._order.numbers
        _check_same("numbers of samples", len(arrays.get("order", ())), len(order))
        K.batch_set_value(list(zip(variables, held)))
        if self._order is not None:
            self._order.numbers = arrays["order"]
        for callback, (_, kept) in zip(self._callbacks, facts["callbacks"]):
            callback.set_state(kept)
        np.random.set_state(("MT19937", arrays["numpy"], *facts["numpy"]))
        version, rest = facts["python"]
        random.setstate((version, tuple(arrays["python"].tolist()), rest))
        self.epoch = facts["epoch"]


def _name(callback: Callback) -> str:
    return type(callback).__name__


def _check_same(what: str, kept: Any, now: Any) -> None:
    if kept != now:
        raise ArgumentError(
            f"The state that was kept is that of another training: {what} {kept}, now {now}. "
            "Remove it to begin anew, or train as before."
        )
