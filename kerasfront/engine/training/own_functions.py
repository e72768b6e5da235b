"""Training by functions of a script: of a subclass of `Model`, or assigned to `train_function`."""

# The methods that scripts of classic Keras override begin with an underscore.
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from kerasfront import backend as K
from kerasfront.engine.training.compile_args import Description, Output
from kerasfront.engine.training.epoch_metrics import EpochMetrics
from kerasfront.engine.training.step import CompiledStep
from kerasfront.errors import ArgumentError, UnsupportedOperation

Function = Callable[[Sequence[Any]], Any]


class OwnStep(CompiledStep):
    """Step of training or testing that calls a function with the classic arguments.

    Parameters
    ----------
    function : callable
        From a list of arrays (inputs, targets, sample weights, then `rest`) to the values of `metrics_names`.
    inputs : list of placeholders
    rest : list
        The learning phase, if the model uses it.
    labels : list of str
        Names of the values.
    """

    def __init__(self, function: Function, inputs: Sequence[Any], rest: Sequence[Any], labels: Sequence[str]) -> None:
        super().__init__(function, inputs, rest, one_by_one=True)
        self._labels = labels

    def __call__(self, arrays: Sequence[Any]) -> list[Any]:
        """Return the values; every batch counts."""
        found = super().__call__(arrays)
        values = list(found) if isinstance(found, (list, tuple)) else [found]
        if len(values) < len(self._labels):
            raise ArgumentError(
                f"The function of the model gave {len(values)} values, but metrics_names has {len(self._labels)}: "
                f"{self._labels}."
            )
        return [*values[: len(self._labels)], np.float32(1)]


class SelfCompiled(Protocol):
    """Protocol of a model with the classic attributes of a compiled one."""

    inputs: Any
    outputs: Any
    targets: Any
    sample_weights: Any
    output_names: Any
    loss_functions: Any
    sample_weight_modes: Any
    internal_output_shapes: Any
    metrics_names: Any
    uses_learning_phase: Any
    train_function: Any
    test_function: Any
    _make_train_function: Callable[[], None]
    _make_test_function: Callable[[], None]


def own_prediction(function: Function, model: SelfCompiled) -> CompiledStep:
    """Make a step of prediction that calls a function with the classic arguments."""
    return CompiledStep(function, model.inputs, _learning_phase(model, 0), one_by_one=True)


def _learning_phase(model: SelfCompiled, phase: int) -> list[int]:
    """Last argument of the function: the learning phase, if the model uses it."""
    return [phase] if model.uses_learning_phase and not isinstance(K.learning_phase(), int) else []


class OwnFunctions:
    """Replacement of `Functions` for a model with functions of its own.

    Everything is asked of the model when it is needed, as scripts assign to its attributes at any time.
    """

    epoch_labels: Sequence[str] = ()

    def __init__(self, model: SelfCompiled) -> None:
        self._model = model

    @property
    def labels(self) -> list[str]:
        """Names of the values."""
        return list(self._model.metrics_names)

    @property
    def description(self) -> Description:
        """The outputs, by the classic attributes."""
        model = self._model
        parts = zip(model.output_names, model.internal_output_shapes, model.loss_functions, model.sample_weight_modes)
        return tuple(Output(name, shape, i, loss, 1.0, mode, ()) for i, (name, shape, loss, mode) in enumerate(parts))

    @property
    def train(self) -> CompiledStep:
        """Step of training."""
        self._model._make_train_function()
        return self._step(self._model.train_function, 1)

    @property
    def test(self) -> CompiledStep:
        """Step of testing."""
        self._model._make_test_function()
        return self._step(self._model.test_function, 0)

    def _step(self, function: Function, phase: int) -> CompiledStep:
        model = self._model
        inputs = [*model.inputs, *model.targets, *model.sample_weights]
        return OwnStep(function, inputs, _learning_phase(model, phase), self.labels)

    def epoch_metrics(self) -> EpochMetrics:
        """Return an object without metrics."""
        return EpochMetrics(len(self.labels), [])

    def mask_of(self, output: Output, arrays: Sequence[Any], samples: np.ndarray) -> None:
        """Return None: masks are unknown."""

    def check_trained(self) -> None:
        """Do nothing: the trained weights are unknown."""

    @property
    def state(self) -> list[Any]:
        """Raise an error: the state of such a training is unknown.

        Raises
        ------
        UnsupportedOperation
        """
        raise UnsupportedOperation(f"{self._model} is trained by a function of its own, whose state nobody knows.")

    @property
    def scalars(self) -> dict[Any, float]:
        """The numbers among `state`: none are known."""
        return {}
