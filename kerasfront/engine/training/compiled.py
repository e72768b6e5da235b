"""A container that can be compiled, and that learns from, is tested on or predicts one batch."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront import optimizers
from kerasfront.earlier_keras import argument_hint
from kerasfront.engine.topology import Container
from kerasfront.engine.topology.active import on_own_backend
from kerasfront.engine.topology.indexes import Limit, input_limits
from kerasfront.engine.topology.lists import one_or_list
from kerasfront.engine.topology.tensors import shape_of
from kerasfront.engine.training.arguments import pair_or_triple
from kerasfront.engine.training.batches import check_count
from kerasfront.engine.training.data import check_array_lengths, standardize_input_data
from kerasfront.engine.training.description import describe, weights_of_losses
from kerasfront.engine.training.functions import Functions, predict_function
from kerasfront.engine.training.indexes import check_indexes, checked_labels
from kerasfront.engine.training.step import Step
from kerasfront.engine.training.targets import check_loss_and_target_compatibility
from kerasfront.engine.training.weights import (
    standardize_class_weights,
    standardize_sample_weights,
    standardize_weights,
)
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError, within


class Compilable(Container):
    """Everything of `Model` that takes one batch.

    Attributes
    ----------
    optimizer : Optimizer or None
        None until compiled.
    loss, metrics, loss_weights, sample_weight_mode, accumulate
        What `compile` was given.
    metrics_names : list of str
        Names of the values that training and test give.
    """

    optimizer: Any = None
    _functions: Functions | None = None
    _predict: Step | None = None
    _options: Mapping[str, Any] = {}
    _loss_weights: Any = None
    _own_functions: Mapping[str, Any] = {}
    _limits: tuple[Any, list[Limit | None]] | None = None

    @on_own_backend
    def compile(
        self,
        optimizer: Any,
        loss: Any,
        metrics: Any = None,
        loss_weights: Any = None,
        sample_weight_mode: Any = None,
        accumulate: int = 1,
        **kwargs: Any,
    ) -> None:
        """Decide how the model is trained.

        Parameters
        ----------
        optimizer : str or Optimizer
        loss : str or callable, or a list or dict of them
            A callable takes (y_true, y_pred) and gives the loss of each sample. With several outputs, one loss is
            meant for all of them, a list is in their order, a dict goes by their names. None is for an output without
            loss and targets; instead of everything, if `add_loss` gave the model a loss. See also `objectives.joint`.
        metrics : list, optional
            Names or callables, meant for every output; or a dict of lists by output name. 'accuracy' is the kind that
            fits the loss and the output's shape.
        loss_weights : list or dict of floats, optional
            What the losses of the outputs count for in the total.
        sample_weight_mode : None or 'temporal', or a list or dict of these
            'temporal': sample weights are (samples, time).
        accumulate : int
            How many batches give one step of the optimizer, along the mean of their gradients; see `Accumulation`.
        **kwargs
            Options for `K.function`, as far as the backend has any; others are left out with a warning.

        Raises
        ------
        ArgumentError
            Naming the argument and the accepted forms.
        UnknownNameError
            With the nearest known names.
        """
        shapes = [shape_of(output) for output in self.outputs]
        losses = [None] * len(shapes) if loss is None and self.losses else loss
        description = describe(self.output_names, shapes, losses, metrics, loss_weights, sample_weight_mode)
        if not description and not self.losses:
            raise ArgumentError("loss: no output has one and add_loss gave none, so there is nothing to train for.")
        chosen = optimizers.get(optimizer)
        options = _options(kwargs)
        self._functions = Functions(self, description, chosen, options, check_count("accumulate", accumulate))
        self._predict = None
        self._own_functions = {}
        self._options = options
        self.optimizer = chosen
        self.loss = loss
        self.metrics = metrics
        self._loss_weights = loss_weights
        self.sample_weight_mode = sample_weight_mode
        self.accumulate = accumulate
        self.metrics_names = list(self._functions.labels)

    @property
    def loss_weights(self) -> Any:
        """What `compile` was given; other numbers that are assigned count from the next batch on."""
        return self._loss_weights

    @loss_weights.setter
    @on_own_backend
    def loss_weights(self, loss_weights: Any) -> None:
        functions = self._compiled()
        functions.set_loss_weights(weights_of_losses(loss_weights, [output.name for output in functions.description]))
        self._loss_weights = loss_weights

    def add_loss(self, losses: Any, inputs: Any = None) -> None:
        """Add scalar tensors to the loss; see `Layer.add_loss`. They count from the next `compile` on."""
        super().add_loss(losses, inputs)
        if self._functions is not None:
            warnings.warn(f"{self} is compiled already: compile it anew for the added loss to count.", stacklevel=2)

    @on_own_backend
    def prepare_training(self) -> None:
        """Work out the training step now instead of at the first batch; the optimizer then has all of its weights.

        Raises
        ------
        NotReadyError
            If the model is not compiled.
        """
        self._compiled().updates  # noqa: B018  (worked out at first access)

    def _end_at(self, outputs: list[Any]) -> None:
        super()._end_at(outputs)
        self.forget_functions()

    def refresh(self) -> None:
        """End at what the last calls give now; a compiled model is compiled anew."""
        functions, optimizer = self._functions, self.optimizer
        super().refresh()
        if functions is not None:
            given = (self.loss, self.metrics, self._loss_weights, self.sample_weight_mode, self.accumulate)
            Compilable.compile(self, optimizer, *given, **self._options)

    def forget_functions(self) -> None:
        """Drop what was compiled, because the layers have changed."""
        self.optimizer = self._functions = self._predict = None

    @on_own_backend
    def train_on_batch(self, x: Any, y: Any, sample_weight: Any = None, class_weight: Any = None) -> Any:
        """One step of the optimizer.

        Parameters
        ----------
        x, y : array, list of arrays or dict of arrays
            Inputs and targets.
        sample_weight : array, or a list or dict of arrays, optional
            (samples,) or, for outputs compiled as 'temporal', (samples, time).
        class_weight : dict of int to float, or a list or dict of these, optional

        Returns
        -------
        float or list of floats
            The loss before the step, and the other values of `metrics_names`.
        """
        functions = self._compiled()
        functions.check_trained()
        return self._values_of(functions.train, self._flat(x, y, sample_weight, class_weight))

    @on_own_backend
    def test_on_batch(self, x: Any, y: Any, sample_weight: Any = None) -> Any:
        """The loss, and the other values of `metrics_names`, of one batch; arguments as for `train_on_batch`."""
        return self._values_of(self._compiled().test, self._flat(x, y, sample_weight))

    @on_own_backend
    def predict_on_batch(self, x: Any) -> Any:
        """The output for one batch: an array, or a list of them if there are several outputs."""
        return one_or_list(_predicted(self._prediction(), self._inputs(x)))

    def _values_of(self, step: Step, arrays: list[Any]) -> Any:
        """The values of `metrics_names` that `step` gives for a batch."""
        return one_or_list(self._compiled().epoch_values().of_batch(step(arrays)))

    def _compiled(self) -> Functions:
        if self._functions is None:
            raise NotReadyError(f"{self} is not compiled. Call compile(optimizer, loss) before training or testing it.")
        return self._functions

    def _prediction(self) -> Step:
        if self._predict is None:
            self._predict = predict_function(self, self._options)
        return self._predict

    def _inputs(self, x: Any) -> list[Any]:
        shapes = [K.int_shape(tensor) for tensor in self.inputs]
        names = self.input_names
        arrays = standardize_input_data(x, names, shapes, check_batch_axis=False, exception_prefix="input")
        check_indexes(arrays, names, self._input_limits)
        return arrays

    @property
    def _input_limits(self) -> list[Limit | None]:
        if self._limits is None or self._limits[0] is not self.graph:
            self._limits = self.graph, input_limits(self)
        return self._limits[1]

    @property
    def _fed_names(self) -> list[str]:
        """What the arrays are that `_flat` gives, in words."""
        outputs = [output.name for output in self._compiled().description]
        kinds = ("input", self.input_names), ("target", outputs), ("sample_weight of", outputs)
        return [f"{kind} {name!r}" for kind, names in kinds for name in names]

    def _held_out(self, validation_data: Any) -> list[Any]:
        """The arrays of `validation_data`, as `_flat` gives them."""
        parts = pair_or_triple(validation_data)
        with within("validation_data"):
            return self._flat(*parts)

    def _shown(self, held_out: list[Any] | None) -> list[Any] | None:
        """What callbacks see of the held out arrays: also the learning phase, which is 0, if the model uses it."""
        return held_out and [*held_out, *([0.0] if self.uses_learning_phase else [])]

    def _flat(self, x: Any, y: Any, sample_weight: Any = None, class_weight: Any = None) -> list[Any]:
        """Inputs, targets and sample weights, checked, in one list."""
        functions = self._compiled()
        description = functions.description
        names = [output.name for output in description]
        x = self._inputs(x)
        y = standardize_input_data(y, names, exception_prefix="target")
        check_array_lengths(x, y, [])
        losses, shapes = [output.loss for output in description], [output.shape for output in description]
        check_loss_and_target_compatibility(y, losses, shapes, names)
        weights = [
            standardize_weights(target, by_sample, by_class, output.sample_weight_mode, output.name)
            for target, by_sample, by_class, output in zip(
                y,
                standardize_sample_weights(sample_weight, names),
                standardize_class_weights(class_weight, names),
                description,
            )
        ]
        y = [
            checked_labels(target, by_sample, output, partial(functions.mask_of, output, x))
            for target, by_sample, output in zip(y, weights, description)
        ]
        return [*x, *y, *weights]


def _predicted(step: Step, arrays: list[Any]) -> list[np.ndarray]:
    """The outputs for a batch; those for no samples, which not every product takes, have the shape of those for one."""
    if arrays[0].shape[0]:
        return step(arrays)
    return [output[:0] for output in step([np.zeros((1, *array.shape[1:])) for array in arrays])]


def _options(given: Mapping[str, Any]) -> dict[str, Any]:
    """Of keywords that are no arguments of `compile`, those that the backend takes for its functions."""
    known = inspect.signature(Compilable.compile).parameters.keys() - {"self", "kwargs"}
    name = min(given, default="")
    told = f"compile has no argument {name!r}. {argument_hint(name, known)}"
    try:
        options = K.function_options(given)
    except ArgumentError as error:
        raise ArgumentTypeError(f"{told} ({error})") from error
    if given.keys() - options.keys():
        left_out = ", ".join(sorted(given))
        text = f"{told} The backend has no options of compiling, so this is left out: {left_out}."
        warnings.warn(text, stacklevel=4)
    return options
