"""Compiled functions of a model with the classic arguments."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology.active import on_own_backend
from kerasfront.engine.training.compilation import Compilation
from kerasfront.engine.training.functions import Functions

Function = Callable[[list[Any]], list[Any]]


class ClassicFunctions:
    """Functions with the classic arguments: the learning phase is the last one, if the model uses it.

    They are made only for those who call them: training itself has functions that do many batches at once.

    Parameters
    ----------
    compilation : Compilation
        The functions are those of the present layers, and of the last `compile`.
    """

    def __init__(self, compilation: Compilation) -> None:
        self.made_for = (compilation.container.graph, compilation.made)
        self._container = compilation.container
        self._functions = compilation.made
        self._options = compilation.options

    @cached_property
    def train_function(self) -> Function:
        """Function from inputs, targets and sample weights to the loss and the metrics; it updates the weights."""
        return self._of_training(self.compiled.updates)

    @cached_property
    def test_function(self) -> Function:
        """Function with the arguments and results of `train_function`, without an update."""
        return self._of_training(self._container.state_updates)

    @cached_property
    def predict_function(self) -> Function:
        """Function from inputs to outputs."""
        return self._function(self._container.inputs, self._container.outputs, self._container.state_updates)

    @property
    def compiled(self) -> Functions:
        """The functions that `compile` built; an AttributeError without them."""
        if self._functions is None:
            raise AttributeError(f"{self._container} is not compiled: it has no functions and tensors of training.")
        return self._functions

    def _of_training(self, updates: list[Any]) -> Function:
        return self._function(self.compiled.inputs, self.compiled.graph.values, updates)

    def _function(self, inputs: list[Tensor], outputs: list[Tensor], updates: list[Any]) -> Function:
        phase = K.learning_phase()
        if self._container.uses_learning_phase and not isinstance(phase, int):
            inputs = [*inputs, phase]
        return K.function(inputs, outputs, updates, **self._options)


def classic_function(name: str) -> Any:
    """Make the property of a model for the function of this name."""

    @on_own_backend
    def get(self: Any) -> Function | None:
        compilation = self._compilation
        by_hand = compilation.made is None and "total_loss" in vars(self)  # and by no `compile` of ours
        if name in compilation.own_functions or by_hand:
            return compilation.own_functions.get(name)
        return getattr(self.classic_functions, name)

    def put(self: Any, value: Function | None) -> None:
        compilation = self._compilation
        others = {key: function for key, function in compilation.own_functions.items() if key != name}
        compilation.own_functions = others if value is None else {**others, name: value}
        if self._classic_functions is not None:
            self._classic_functions.__dict__.pop(name, None)

    return property(get, put, doc=getattr(ClassicFunctions, name).__doc__)
