"""Strategies: how a process makes the steps of a training, and takes part in it.

A process trains alone, unless another strategy is registered, as `kerasfront launch` does when it starts a process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Update
from kerasfront.callbacks import Callback
from kerasfront.engine.training.functions import Functions
from kerasfront.engine.training.resume import State
from kerasfront.engine.training.step import CompiledStep, Steps
from kerasfront.registry import Registry

STRATEGIES = Registry("training strategy")
ACTIVE = "active training strategy"
"""The name under which the function is registered that gives the strategy of this process."""


class Strategy(Protocol):
    """How a process takes part in trainings.

    Attributes
    ----------
    rank, size : int
        Number of this process among those that train together, and their number.
    """

    rank: int
    size: int

    def steps(self, functions: Functions) -> Steps:
        """Make the steps of a compiled container."""
        ...

    def present(self, callbacks: list[Callback]) -> list[Callback]:
        """Return the callbacks that are called in this process."""
        ...

    def join(self, facts: Mapping[str, Any], keep: Callable[[], State], put_back: Callable[[State], None]) -> None:
        """Join a training after its callbacks have begun it.

        Parameters
        ----------
        facts : mapping
            What the training is like: its settings by name, beside those that the state tells.
        keep, put_back : callable
            Get and set the state of the training.
        """
        ...

    def agreed(self, stopped: Callable[[], bool]) -> Callable[[], bool]:
        """Return the function that tells whether all stop, from that which tells whether this process wants to."""
        ...


class StepsAlone:
    """The steps of a process that trains alone."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions

    @property
    def loss(self) -> Tensor:
        """The loss of the batch."""
        return self._functions.graph.values[0]

    @property
    def layer_updates(self) -> list[Update]:
        """The updates as the layers made them."""
        return self._functions.layer_updates

    def train(self) -> CompiledStep:
        """Compile one function that computes the values and changes the weights."""
        functions, phase = self._functions, phases()
        function = K.function([*functions.inputs, *phase], functions.values, functions.updates, **functions.options)
        return CompiledStep(function, functions.inputs, [1 for _ in phase])

    def test(self) -> CompiledStep:
        """Compile the function that computes the values."""
        functions = self._functions
        updates = functions.container.state_updates
        return CompiledStep(
            K.function(functions.inputs, functions.values, updates, **functions.options), functions.inputs
        )


class Alone:
    """The strategy of a process that trains alone."""

    rank = 0
    size = 1

    def steps(self, functions: Functions) -> StepsAlone:
        """Make the steps of a compiled container."""
        return StepsAlone(functions)

    def present(self, callbacks: list[Callback]) -> list[Callback]:
        """Return all callbacks."""
        return callbacks

    def join(self, facts: Mapping[str, Any], keep: Callable[[], State], put_back: Callable[[State], None]) -> None:
        """Do nothing: there is nobody to share the progress with."""

    def agreed(self, stopped: Callable[[], bool]) -> Callable[[], bool]:
        """Return the function as it is."""
        return stopped


def phases() -> Sequence[Tensor]:
    """The learning phase as further inputs of a function: none if it is a number."""
    phase = K.learning_phase()
    return [] if isinstance(phase, int) else [phase]


@STRATEGIES.register(ACTIVE)
def alone() -> Strategy:
    """Return the strategy of a process that trains alone."""
    return Alone()


def active() -> Strategy:
    """Return the strategy of this process."""
    return STRATEGIES.find(ACTIVE)()
