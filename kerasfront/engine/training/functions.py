"""Compiled functions of a model; no other module of the front end compiles any."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence, Set
from functools import cached_property
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Update
from kerasfront.engine.topology import Container
from kerasfront.engine.topology.lists import unique
from kerasfront.engine.training.batches import cut
from kerasfront.engine.training.compile_args import Description, Output
from kerasfront.engine.training.epoch_metrics import EpochMetrics
from kerasfront.engine.training.gradients import warn_of_no_gradient
from kerasfront.engine.training.graph import TrainingGraph
from kerasfront.engine.training.step import CompiledStep, Steps
from kerasfront.errors import ArgumentError, UnsupportedOperation
from kerasfront.optimizers import Accumulation, Optimizer, weight_name

MASKED_AT_ONCE = 1024
"""Number of samples whose masks are computed together."""


class Functions:
    """Functions of a compiled container for training and testing, each compiled when it is first needed.

    They take the inputs, then the targets, then the sample weights, and give the values of a `TrainingGraph`. What is
    trained is decided here and now: weights that are frozen later stay in training until the model is compiled anew.

    Parameters
    ----------
    container : Container
    description : Description
    added_losses : sequence of scalar tensors
        What counts beside the losses of the outputs.
    optimizer : Optimizer
    options : mapping
        For `K.function`.
    make_steps : callable
        Makes the steps of these functions.
    accumulate : int
        Number of batches whose gradients are averaged per optimizer step.

    Attributes
    ----------
    trained : list of variables
        The weights that are trained.
    labels, epoch_labels : list of str
        Names of all values, and of the last ones, which are those of metrics of epochs.
    container, description, options
        As given.
    graph : TrainingGraph
        The tensors of training.
    layer_updates : list of updates
        Those of the layers in training, such as moving averages.
    stepper : Optimizer or Accumulation
        What makes the updates of the weights.
    """

    def __init__(
        self,
        container: Container,
        description: Description,
        added_losses: Sequence[Tensor],
        optimizer: Optimizer,
        options: Mapping[str, Any],
        make_steps: Callable[[Functions], Steps],
        accumulate: int = 1,
    ) -> None:
        self.description = description
        self.container = container
        self.options = options
        self.graph = TrainingGraph(container, description, added_losses)
        self.trained = sorted(container.trainable_weights, key=K.variable_name)  # the order of slots in old files
        self._seen: Set[int] = {id(weight) for weight in self.trained}
        self.layer_updates = unique([*container.state_updates, *container.updates])
        self._layers: dict[str, Any] = {"layers": weights_by_layer(container)} if optimizer.lr_multipliers else {}
        self._optimizer = optimizer
        self.stepper = optimizer if accumulate == 1 else Accumulation(optimizer, accumulate)
        self.labels = self.graph.labels
        self.epoch_labels = self.labels[len(self.labels) - len(self.graph.metrics) :]
        self._steps = make_steps(self)

    def set_loss_weights(self, values: Sequence[Any]) -> None:
        """Change the weights of the losses from the next batch on.

        Raises
        ------
        ArgumentError
            Where there is a tensor, before or after: only numbers can take the place of numbers.
        """
        held = self.graph.loss_weights
        if not all(isinstance(value, float) for value in values) or not all(map(K.is_variable, held)):
            raise ArgumentError(
                "loss_weights: only numbers can be changed, to other numbers. Compile anew to give or replace tensors."
            )
        K.batch_set_value(list(zip(held, values)))

    def check_trained(self) -> None:
        """Warn, once for each change, if the trainable weights have changed since `compile`."""
        now = {id(weight): weight for weight in self.container.trainable_weights}
        if now.keys() == self._seen:
            return
        self._seen = now.keys()
        trained = {id(weight): weight for weight in self.trained}
        changed = sorted(weight_name((now | trained)[key]) for key in now.keys() ^ trained.keys())
        if changed:
            warnings.warn(
                f"{self.container}: since compile, the trainable weights have changed ({', '.join(changed)}). "
                "Training goes on with those of then; compile anew to train those of now.",
                stacklevel=4,
            )

    @cached_property
    def updates(self) -> list[Update]:
        """Updates of one step; computing them creates the weights of the optimizer."""
        warn_of_no_gradient(self.container, self.description, self.graph.losses, self.trained)
        constraints, loss = self.container.constraints, self._steps.loss
        of_layers = self._steps.layer_updates
        changed = {id(variable) for variable, _ in of_layers}
        options: dict[str, Any] = {"fuse": False} if changed & {id(weight) for weight in self.trained} else {}
        steps = self.stepper.get_updates(self.trained, constraints, loss, **self._layers, **options)
        return [*of_layers, *steps]

    @property
    def state(self) -> list[Tensor]:
        """Variables that training reads and changes, in an order that does not depend on names.

        Raises
        ------
        UnsupportedOperation
            If the optimizer has state that it does not tell.
        """
        if self._optimizer.keeps_own_state:
            name = type(self._optimizer).__name__
            raise UnsupportedOperation(f"{name} does not tell its state, so the progress of training cannot be kept.")
        updates, weights = self.updates, self.container.weights
        places = {id(x): place for place, x in enumerate(weights)}
        owned = [pair for x in (self.stepper, self._optimizer) for pair in zip(x.weights, x.owners)]
        slots = [x for x, _ in sorted(owned, key=lambda pair: places.get(id(pair[1]), -1))]
        held = [x for x in self.graph.loss_weights if K.is_variable(x)]
        computed = [x for x in [*self.graph.values, *(new for _, new in updates)] if K.is_tensor(x)]
        scalars = self._optimizer.scalars
        found = [*weights, *slots, *(x for x, _ in updates), *scalars, *held, *K.random_streams(computed)]
        return list({id(x): x for x in found}.values())

    @property
    def scalars(self) -> dict[Tensor, float]:
        """Settings and counters of the optimizer among `state`, with their lower bounds."""
        counters = [x for x, owner in zip(self.stepper.weights, self.stepper.owners) if owner is None]
        found = dict.fromkeys(self._optimizer.scalars, -np.inf)
        return found | dict.fromkeys([*self._optimizer.counters, *counters], 0.0)

    @property
    def values(self) -> list[Tensor]:
        """Outputs of a step, which `EpochMetrics` separates."""
        return [*self.graph.values, self.graph.counts]

    @cached_property
    def train(self) -> CompiledStep:
        """One training step; the values are those before the update."""
        return self._steps.train()

    @cached_property
    def test(self) -> CompiledStep:
        """Values in the test phase. Weights stay unchanged; stateful layers update their states."""
        return self._steps.test()

    def mask_of(self, output: Output, arrays: Sequence[Any], samples: np.ndarray) -> np.ndarray | None:
        """Compute the mask of an output for some samples; None if it has no mask."""
        mask = self.container.inbound_nodes[0].output_masks[output.index]
        if mask is None:
            return None
        function, sizes = (
            K.function(self.container.inputs, [mask]),
            [K.int_shape(x)[0] for x in self.container.inputs],
        )
        size = next(filter(None, sizes), MASKED_AT_ONCE)
        found: list[np.ndarray] = []
        for start in range(0, len(samples), size):
            chosen = samples[start : start + size]
            batch = np.resize(chosen, size) if any(sizes) else chosen
            found.append(function(cut(arrays, batch))[0][: len(chosen)])
        return np.concatenate(found)

    def epoch_metrics(self) -> EpochMetrics:
        """Create the object that collects the values of an epoch."""
        means = len(self.labels) - len(self.epoch_labels)
        return EpochMetrics(means, self.graph.metrics, [K.int_shape(x) for x in self.graph.values[means:]])

    @cached_property
    def gradients(self) -> CompiledStep:
        """Gradients of the loss with respect to `trained`, then `differentiable`, in the test phase."""
        by = [*self.trained, *self.differentiable]
        found = K.gradients(self.graph.values[0], by)
        return CompiledStep(K.function(self.inputs, found, **self.options), self.inputs)

    @property
    def differentiable(self) -> list[Tensor]:
        """The floating-point inputs."""
        return [x for x in self.container.inputs if K.dtype(x).startswith("float")]

    @property
    def inputs(self) -> list[Tensor]:
        """Placeholders of a batch."""
        return [*self.container.inputs, *self.graph.targets, *self.graph.sample_weights]


def predict_function(
    container: Container, options: Mapping[str, Any], outputs: Sequence[Tensor] | None = None
) -> CompiledStep:
    """Compile the function from the inputs to the outputs or to inner tensors, in the test phase."""
    outputs = container.outputs if outputs is None else outputs
    return CompiledStep(K.function(container.inputs, outputs, container.state_updates, **options), container.inputs)


def weights_by_layer(container: Container) -> dict[str, list[Tensor]]:
    """Trainable weights by the names of their layers, including those of inner models."""
    found = {layer.name: layer.trainable_weights for layer in container.layers}
    for layer in container.layers:
        if isinstance(layer, Container):
            found = {**weights_by_layer(layer), **found}
    return found
