"""Compilations: a container with its optimizer, losses and metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

import kerasfront.engine.training.strategy as strategy
from kerasfront import backend as K
from kerasfront import optimizers
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Container
from kerasfront.engine.topology.active import on_own_backend
from kerasfront.engine.topology.indexes import Limit, input_limits
from kerasfront.engine.topology.lists import one_or_list
from kerasfront.engine.topology.tensors import shape_of
from kerasfront.engine.training.batches import check_count
from kerasfront.engine.training.compile_args import describe, function_options, weights_of_losses
from kerasfront.engine.training.functions import Functions, predict_function
from kerasfront.engine.training.indexes import check_indexes, checked_labels
from kerasfront.engine.training.input_data import check_array_lengths, standardize_input_data
from kerasfront.engine.training.own_functions import OwnFunctions, own_prediction
from kerasfront.engine.training.sample_weights import (
    standardize_class_weights,
    standardize_sample_weights,
    standardize_weights,
)
from kerasfront.engine.training.step import CompiledStep
from kerasfront.engine.training.targets import check_loss_and_target_compatibility
from kerasfront.errors import ArgumentError, NotReadyError


class Batch(NamedTuple):
    """Checked arrays of some samples: those of a batch, or all.

    Attributes
    ----------
    x, y, sample_weights : list of arrays
        One for each input, and for each output with a loss.
    """

    x: list[Any]
    y: list[Any]
    sample_weights: list[Any]

    @property
    def arrays(self) -> list[Any]:
        """All arrays in the order of the placeholders."""
        return [*self.x, *self.y, *self.sample_weights]


class Compilation:
    """The settings of `compile` for a container, and the compiled functions.

    Parameters
    ----------
    container : Container
    added_losses : callable, optional
        Gives what counts beside the losses of the outputs. Default: the losses of the container.

    Attributes
    ----------
    optimizer : Optimizer or None
        None until compiled.
    loss, metrics, loss_weights, sample_weight_mode, accumulate
        What `compile` was given; missing until then.
    metrics_names : list of str
        Names of the values that training and test give; missing until compiled.
    own_functions : dict of str to callable
        Those that a script assigned, by their classic names.
    options : dict
        For `K.function`.
    made : Functions or None
        By the last `compile`.
    layer_outputs : dict
        What computes the outputs of layers, by lists of them; see `inspection`.
    """

    optimizer: Any = None
    loss: Any
    metrics: Any
    sample_weight_mode: Any
    accumulate: int
    metrics_names: list[str]

    def __init__(self, container: Container, added_losses: Callable[[], Sequence[Tensor]] | None = None) -> None:
        self.container = container
        self.options: dict[str, Any] = {}
        self.own_functions: Mapping[str, Callable[..., Any]] = {}
        self.made: Functions | None = None
        self._added_losses = added_losses or (lambda: container.losses)
        self.layer_outputs: dict[tuple[Any, ...], Any] = {}
        self._prediction: CompiledStep | None = None
        self._limits: tuple[Any, list[Limit | None]] | None = None

    @property
    def own_backend(self) -> K.Backend:
        """The backend of the container."""
        return self.container.own_backend

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
        """Set the optimizer, losses and metrics; see `Model.compile`."""
        container, added = self.container, list(self._added_losses())
        shapes = [shape_of(output) for output in container.outputs]
        losses = [None] * len(shapes) if loss is None and added else loss
        description = describe(container.output_names, shapes, losses, metrics, loss_weights, sample_weight_mode)
        if not description and not added:
            raise ArgumentError("loss: no output has one and add_loss gave none, so there is nothing to train for.")
        chosen = optimizers.get(optimizer)
        options = function_options(Compilation.compile, kwargs)
        count = check_count("accumulate", accumulate)
        self.made = Functions(container, description, added, chosen, options, strategy.active().steps, count)
        self._prediction, self.own_functions, self.options = None, {}, options
        self.optimizer, self.loss, self.metrics, self._loss_weights = chosen, loss, metrics, loss_weights
        self.sample_weight_mode, self.accumulate = sample_weight_mode, accumulate
        self.metrics_names = list(self.made.labels)

    def compile_anew(self, optimizer: Any) -> None:
        """Compile with the same settings and this optimizer, because the container has changed."""
        given = (self.loss, self.metrics, self._loss_weights, self.sample_weight_mode, self.accumulate)
        self.compile(optimizer, *given, **self.options)

    def forget(self) -> None:
        """Discard the compiled functions, because the layers have changed."""
        self.optimizer = self.made = self._prediction = None
        self.layer_outputs = {}

    @property
    def loss_weights(self) -> Any:
        """The argument of `compile`; numbers that are assigned take effect with the next batch."""
        return self._loss_weights

    @loss_weights.setter
    @on_own_backend
    def loss_weights(self, loss_weights: Any) -> None:
        made = self.compiled
        made.set_loss_weights(weights_of_losses(loss_weights, [output.name for output in made.description]))
        self._loss_weights = loss_weights

    @property
    def compiled(self) -> Functions:
        """The functions that `compile` built.

        Raises
        ------
        NotReadyError
            If there is nothing.
        """
        if self.made is None:
            raise NotReadyError(
                f"{self.container} is not compiled. Call compile(optimizer, loss) before training or testing it."
            )
        return self.made

    @property
    def functions(self) -> Functions | OwnFunctions:
        """The functions for training and testing: those of `compile`, or functions that the model defines itself."""
        container: Any = self.container
        assigned = self.own_functions.keys() & {"train_function", "test_function"}
        if assigned or container._makes_functions or self.made is None and "total_loss" in vars(container):
            return OwnFunctions(container)
        return self.compiled

    @property
    def prediction(self) -> CompiledStep:
        """The function from inputs to outputs: ours, or one that the model defines itself."""
        container: Any = self.container
        if container._makes_prediction:
            container._make_predict_function()
        if own := self.own_functions.get("predict_function"):
            return own_prediction(own, container)
        return self.predict_step

    @property
    def predict_step(self) -> CompiledStep:
        """Our own function from inputs to outputs."""
        if self._prediction is None:
            self._prediction = predict_function(self.container, self.options)
        return self._prediction

    def inputs(self, x: Any, *_: Any) -> list[Any]:
        """Check the inputs, and return a list of arrays; what a generator gives beside them is ignored."""
        shapes = [K.int_shape(tensor) for tensor in self.container.inputs]
        names = self.container.input_names
        arrays = standardize_input_data(x, names, shapes, check_batch_axis=False, exception_prefix="input")
        if self._limits is None or self._limits[0] is not self.container.graph:
            self._limits = self.container.graph, input_limits(self.container)
        check_indexes(arrays, names, self._limits[1])
        return arrays

    def batch(self, x: Any, y: Any, sample_weight: Any = None, class_weight: Any = None) -> Batch:
        """Check the inputs, targets and sample weights, and make a batch of them."""
        functions = self.functions
        description = functions.description
        names = [output.name for output in description]
        x = self.inputs(x)
        y = standardize_input_data(y, names, exception_prefix="target")
        check_array_lengths(x, y, [])
        losses, shapes = [output.loss for output in description], [output.shape for output in description]
        check_loss_and_target_compatibility(y, losses, shapes, names)
        weights: list[np.ndarray] = [
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
        return Batch(x, y, weights)

    @on_own_backend
    def train_on_batch(self, x: Any, y: Any, sample_weight: Any = None, class_weight: Any = None) -> Any:
        """Update the weights by one batch."""
        functions = self.functions
        functions.check_trained()
        return self._values(functions.train, self.batch(x, y, sample_weight, class_weight).arrays)

    @on_own_backend
    def test_on_batch(self, x: Any, y: Any, sample_weight: Any = None) -> Any:
        """Compute the values of `metrics_names` for one batch."""
        return self._values(self.functions.test, self.batch(x, y, sample_weight).arrays)

    @on_own_backend
    def predict_on_batch(self, x: Any) -> Any:
        """Compute the outputs for one batch, which may have no samples."""
        step, arrays = self.prediction, self.inputs(x)
        if arrays[0].shape[0]:
            return one_or_list(step(arrays))
        return one_or_list([output[:0] for output in step([np.zeros((1, *array.shape[1:])) for array in arrays])])

    def _values(self, step: CompiledStep, arrays: list[Any]) -> Any:
        """Run `step` on a batch, and return the values of `metrics_names`."""
        return one_or_list(self.functions.epoch_metrics().of_batch(step(step.part(arrays))))

    @property
    def array_names(self) -> list[str]:
        """Descriptions of the arrays of a `Batch`, for messages."""
        outputs = [output.name for output in self.functions.description]
        kinds = ("input", self.container.input_names), ("target", outputs), ("sample_weight of", outputs)
        return [f"{kind} {name!r}" for kind, names in kinds for name in names]
