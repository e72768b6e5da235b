"""The compiled functions of a model: the one place of the front end that makes them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence, Set
from functools import cached_property, reduce
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Update
from kerasfront.engine.topology import Container
from kerasfront.engine.topology.lists import unique
from kerasfront.engine.training.description import Description, Output
from kerasfront.engine.training.epoch_values import EpochValues
from kerasfront.engine.training.step import Step
from kerasfront.engine.training.targets import expected_target
from kerasfront.errors import ArgumentError, UnsupportedOperation
from kerasfront.metrics import EpochMetric, weights_of_steps
from kerasfront.optimizers import Accumulation, Optimizer, weight_name


def weighted_objective(fn: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Make a loss that counts samples (and time steps) by weight, and masked time steps not at all.

    Parameters
    ----------
    fn : callable
        (y_true, y_pred) -> tensor (samples, ...).

    Returns
    -------
    callable
        (y_true, y_pred, weights, mask=None) -> scalar. `weights` is (samples,) or (samples, time). The masked loss is
        divided by the share of what is not masked, the weighted loss by the share of weights that are not zero. Where
        nothing counts, the loss and its gradient are 0.
    """

    def weighted(y_true: Tensor, y_pred: Tensor, weights: Tensor, mask: Tensor | None = None) -> Tensor:
        score = fn(y_true, y_pred)
        if mask is not None:
            kept = K.cast(mask, K.floatx())
            share = K.mean(kept)
            score = K.where(K.not_equal(kept, 0), score * kept, 0.0)
            score = score / (share + K.cast(K.equal(share, 0), K.floatx()))
        surplus = list(range(K.ndim(weights), K.ndim(score)))
        if surplus:
            score = K.mean(score, axis=surplus)
        return K.weighted_mean(score, weights)

    return weighted


class TrainingGraph:
    """Loss and metrics of a container as tensors.

    Attributes
    ----------
    targets, sample_weights : list of placeholders
        One for each output with a loss.
    loss_weights : list of scalar tensors
        What the loss of each output counts for; variables, unless `compile` was given tensors.
    labels : list of str
        'loss', then the losses of the outputs if there are several, then the metrics of batches, then those of epochs.
    values : list of tensors
        Scalars in the order of `labels`, the first of which is what training makes small; then all that the metrics of
        epochs keep of a batch.
    metrics : list of (EpochMetric, int)
        The metrics of epochs, with the number of tensors that each keeps.
    counts : scalar tensor
        0 if no sample of the batch counts: all have the weight 0 or are masked.
    """

    def __init__(self, container: Container, description: Description) -> None:
        self._prefixed = len(container.outputs) > 1
        outputs = [container.outputs[output.index] for output in description]
        self.targets = [_target(output, tensor) for output, tensor in zip(description, outputs)]
        self.sample_weights = [
            K.placeholder(ndim=output.sample_weight_ndim, name=f"{output.name}_sample_weights")
            for output in description
        ]
        self.loss_weights = [o.weight if K.is_tensor(o.weight) else K.variable(o.weight) for o in description]
        losses = self._losses(container, description)
        named = list(zip((f"{output.name}_loss" for output in description), losses)) if self._prefixed else []
        for output, y_true, y_pred in zip(description, self.targets, outputs):
            named += self._metrics(output, y_true, y_pred)
        terms = [*(weight * loss for weight, loss in zip(self.loss_weights, losses)), *container.losses]
        masks = container.inbound_nodes[0].output_masks
        kept = self._kept(description, outputs, masks)
        self.metrics = [(metric, len(tensors)) for _, metric, tensors in kept]
        self.labels = ["loss", *(label for label, _ in named), *(label for label, _, _ in kept)]
        self.values = [sum(terms), *(value for _, value in named), *(x for _, _, tensors in kept for x in tensors)]
        counted = [
            K.cast(K.any(weights_of_steps(weights, masks[output.index])), K.floatx())
            for output, weights in zip(description, self.sample_weights)
        ]
        self.counts = reduce(K.maximum, counted) if counted else K.ones_like(self.values[0])

    def _losses(self, container: Container, description: Description) -> list[Tensor]:
        masks, losses = container.inbound_nodes[0].output_masks, []
        targets = dict(zip((output.index for output in description), self.targets))
        for output, weights in zip(description, self.sample_weights):
            seen = targets[output.index], container.outputs[output.index]
            if getattr(output.loss, "is_joint", False):
                seen = [targets.get(i) for i in range(len(container.outputs))], container.outputs
            losses.append(weighted_objective(output.loss)(*seen, weights, masks[output.index]))
        return losses

    def _metrics(self, output: Output, y_true: Tensor, y_pred: Tensor) -> list[tuple[str, Tensor]]:
        named = []
        for label, function in output.metrics:
            if not isinstance(function, EpochMetric):
                result = function(y_true, y_pred)
                found = result if isinstance(result, Mapping) else {label: result}
                named += [(self._label(output, key), _scalar(found[key])) for key in found]
        return named

    def _kept(
        self, description: Description, outputs: Sequence[Tensor], masks: Sequence[Tensor | None]
    ) -> list[tuple[str, EpochMetric, list[Tensor]]]:
        """Label, metric and what it keeps of a batch, for the metrics of epochs."""
        return [
            (self._label(output, label), metric, list(metric.kept(y_true, y_pred, masks[output.index], weights)))
            for output, y_true, y_pred, weights in zip(description, self.targets, outputs, self.sample_weights)
            for label, metric in output.metrics
            if isinstance(metric, EpochMetric)
        ]

    def _label(self, output: Output, metric: str) -> str:
        return f"{output.name}_{metric}" if self._prefixed else metric


def _scalar(value: Tensor) -> Tensor:
    """A metric that is given by sample, as objectives are, counts as its mean."""
    return K.mean(value) if K.ndim(value) else value


def _target(output: Output, y_pred: Tensor) -> Tensor:
    shape = expected_target(output.loss, output.shape) or (None,) * len(output.shape)
    return K.placeholder(shape, dtype=K.dtype(y_pred), sparse=K.is_sparse(y_pred), name=f"{output.name}_target")


class Functions:
    """Train and test functions of a compiled container, each made when it is first needed.

    They take the inputs, then the targets, then the sample weights, and give the values of a `TrainingGraph`. What is
    trained is decided here and now: weights that are frozen later stay in training until the model is compiled anew.

    Parameters
    ----------
    container : Container
    description : Description
    optimizer : Optimizer
    options : mapping
        For `K.function`.
    accumulate : int
        How many batches give one step of the optimizer.

    Attributes
    ----------
    trained : list of variables
        The weights that are trained.
    labels, epoch_labels : list of str
        Names of all values, and of the last ones, which are those of metrics of epochs.
    graph : TrainingGraph
        The tensors of training.
    stepper : Optimizer or Accumulation
        What makes the updates of the weights.
    """

    def __init__(
        self,
        container: Container,
        description: Description,
        optimizer: Optimizer,
        options: Mapping[str, Any],
        accumulate: int = 1,
    ) -> None:
        self.description = description
        self._container = container
        self._options = options
        self.graph = TrainingGraph(container, description)
        self.trained = sorted(container.trainable_weights, key=K.variable_name)  # the order of slots in old files
        self._seen: Set[int] = {id(weight) for weight in self.trained}
        self._layer_updates = unique([*container.state_updates, *container.updates])
        self._layers: dict[str, Any] = {"layers": weights_by_layer(container)} if optimizer.lr_multipliers else {}
        self._optimizer = optimizer
        self.stepper = optimizer if accumulate == 1 else Accumulation(optimizer, accumulate)
        self.labels = self.graph.labels
        self.epoch_labels = self.labels[len(self.labels) - len(self.graph.metrics) :]

    def set_loss_weights(self, values: Sequence[Any]) -> None:
        """Change what the losses count for, from the next batch on.

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
        """Warn, once for each change, if what may be trained is no longer what is trained."""
        now = {id(weight): weight for weight in self._container.trainable_weights}
        if now.keys() == self._seen:
            return
        self._seen = now.keys()
        trained = {id(weight): weight for weight in self.trained}
        changed = sorted(weight_name((now | trained)[key]) for key in now.keys() ^ trained.keys())
        if changed:
            warnings.warn(
                f"{self._container}: since compile, the trainable weights have changed ({', '.join(changed)}). "
                "Training goes on with those of then; compile anew to train those of now.",
                stacklevel=4,
            )

    @cached_property
    def updates(self) -> list[Update]:
        """What one step changes; once they are there, the optimizer has all of its weights."""
        constraints, loss = self._container.constraints, self.graph.values[0]
        changed = {id(variable) for variable, _ in self._layer_updates}
        options: dict[str, Any] = {"fuse": False} if changed & {id(weight) for weight in self.trained} else {}
        steps = self.stepper.get_updates(self.trained, constraints, loss, **self._layers, **options)
        return [*self._layer_updates, *steps]

    @property
    def state(self) -> list[Tensor]:
        """The variables that training reads and changes, in an order that does not depend on names.

        Raises
        ------
        UnsupportedOperation
            If the optimizer has state that it does not tell.
        """
        if self._optimizer.keeps_own_state:
            name = type(self._optimizer).__name__
            raise UnsupportedOperation(f"{name} does not tell its state, so the progress of training cannot be kept.")
        updates, weights = self.updates, self._container.weights
        places = {id(x): place for place, x in enumerate(weights)}
        owned = [pair for x in (self.stepper, self._optimizer) for pair in zip(x.weights, x.owners)]
        slots = [x for x, _ in sorted(owned, key=lambda pair: places.get(id(pair[1]), -1))]
        held = [x for x in self.graph.loss_weights if K.is_variable(x)]
        computed = [x for x in [*self.graph.values, *(new for _, new in updates)] if K.is_tensor(x)]
        scalars = self._optimizer.scalars
        found = [*weights, *slots, *(x for x, _ in updates), *scalars, *held, *K.random_streams(computed)]
        return list({id(x): x for x in found}.values())

    @property
    def _values(self) -> list[Tensor]:
        """What `EpochValues` takes apart."""
        return [*self.graph.values, self.graph.counts]

    @cached_property
    def train(self) -> Step:
        """One step of the optimizer, in the training phase; the values are those before the step."""
        values, phase = self._values, K.learning_phase()
        if isinstance(phase, int):
            return Step(K.function(self.inputs, values, self.updates, **self._options), self.inputs)
        return Step(K.function([*self.inputs, phase], values, self.updates, **self._options), self.inputs, [1])

    @cached_property
    def test(self) -> Step:
        """The values in the test phase; nothing is learned, but stateful layers go on."""
        function = K.function(self.inputs, self._values, self._container.state_updates, **self._options)
        return Step(function, self.inputs)

    def epoch_values(self) -> EpochValues:
        """What takes the values of an epoch's batches apart."""
        return EpochValues(len(self.labels) - len(self.epoch_labels), self.graph.metrics)

    @cached_property
    def gradients(self) -> Step:
        """The derivatives of the loss by `trained`, then by `differentiable`, in the test phase."""
        by = [*self.trained, *self.differentiable]
        return Step(K.function(self.inputs, K.gradients(self.graph.values[0], by), **self._options), self.inputs)

    @property
    def differentiable(self) -> list[Tensor]:
        """The inputs that are no whole numbers."""
        return [x for x in self._container.inputs if K.dtype(x).startswith("float")]

    @property
    def inputs(self) -> list[Tensor]:
        """The placeholders of a batch."""
        return [*self._container.inputs, *self.graph.targets, *self.graph.sample_weights]


def predict_function(container: Container, options: Mapping[str, Any], outputs: Sequence[Tensor] | None = None) -> Step:
    """From inputs to outputs, of the container or within it, in the test phase; stateful layers go on."""
    outputs = container.outputs if outputs is None else outputs
    return Step(K.function(container.inputs, outputs, container.state_updates, **options), container.inputs)


def weights_by_layer(container: Container) -> dict[str, list[Tensor]]:
    """The weights that are trained of each layer, those of models within included, by the layers' names."""
    found = {layer.name: layer.trainable_weights for layer in container.layers}
    for layer in container.layers:
        if isinstance(layer, Container):
            found = {**weights_by_layer(layer), **found}
    return found
