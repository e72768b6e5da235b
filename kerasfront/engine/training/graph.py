"""The loss and the metrics of a model as tensors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, is_mapping
from kerasfront.engine.topology import Container
from kerasfront.engine.training.compile_args import Description, Output
from kerasfront.engine.training.targets import expected_target
from kerasfront.metrics import EpochMetric, weights_of_steps


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

    Parameters
    ----------
    container : Container
    description : Description
    added_losses : sequence of scalar tensors
        What counts beside the losses of the outputs.

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
    losses : list of scalar tensors
        For each output with a loss.
    terms : list of scalar tensors
        What the loss is the sum of: the weighted losses of the outputs, then those that were added.
    counts : scalar tensor
        0 if no sample of the batch counts: all have the weight 0 or are masked.
    """

    def __init__(self, container: Container, description: Description, added_losses: Sequence[Tensor]) -> None:
        self._prefixed = len(container.outputs) > 1
        outputs = [container.outputs[output.index] for output in description]
        self.targets = [_target(output, tensor) for output, tensor in zip(description, outputs)]
        self.sample_weights = [
            K.placeholder(ndim=output.sample_weight_ndim, name=f"{output.name}_sample_weights")
            for output in description
        ]
        self.loss_weights = [o.weight if K.is_tensor(o.weight) else K.variable(o.weight) for o in description]
        self.losses = losses = self._losses(container, description)
        named = list(zip((f"{output.name}_loss" for output in description), losses)) if self._prefixed else []
        for output, y_true, y_pred in zip(description, self.targets, outputs):
            named += self._metrics(output, y_true, y_pred)
        self.terms = [*(weight * loss for weight, loss in zip(self.loss_weights, losses)), *added_losses]
        masks = container.inbound_nodes[0].output_masks
        kept = self._kept(description, outputs, masks)
        self.metrics = [(metric, len(tensors)) for _, metric, tensors in kept]
        self.labels = ["loss", *(label for label, _ in named), *(label for label, _, _ in kept)]
        total = sum(self.terms[1:], self.terms[0])
        self.values = [total, *(value for _, value in named), *(x for _, _, tensors in kept for x in tensors)]
        counted = [
            K.cast(K.any(weights_of_steps(weights, masks[output.index])), K.floatx())
            for output, weights in zip(description, self.sample_weights)
        ]
        self.counts = reduce(K.maximum, counted) if counted else K.ones_like(self.values[0])

    def _losses(self, container: Container, description: Description) -> list[Tensor]:
        masks = container.inbound_nodes[0].output_masks
        losses: list[Tensor] = []
        targets = {
            output.index: _where_it_counts(output, target, masks[output.index])
            for output, target in zip(description, self.targets)
        }
        for output, weights in zip(description, self.sample_weights):
            seen = targets[output.index], container.outputs[output.index]
            if getattr(output.loss, "is_joint", False):
                seen = [targets.get(i) for i in range(len(container.outputs))], container.outputs
            losses.append(weighted_objective(output.loss)(*seen, weights, masks[output.index]))
        return losses

    def _metrics(self, output: Output, y_true: Tensor, y_pred: Tensor) -> list[tuple[str, Tensor]]:
        named: list[tuple[str, Tensor]] = []
        for label, function in output.metrics:
            if not isinstance(function, EpochMetric):
                result = function(y_true, y_pred)
                found = result if is_mapping(result) else {label: result}
                named += [(self._label(output, key), _scalar(found[key])) for key in found]
        return named

    def _kept(
        self, description: Description, outputs: Sequence[Tensor], masks: Sequence[Tensor | None]
    ) -> list[tuple[str, EpochMetric, list[Tensor]]]:
        """Label, metric and collected tensors for each metric of epochs."""
        return [
            (self._label(output, label), metric, list(metric.kept(y_true, y_pred, masks[output.index], weights)))
            for output, y_true, y_pred, weights in zip(description, self.targets, outputs, self.sample_weights)
            for label, metric in output.metrics
            if isinstance(metric, EpochMetric)
        ]

    def _label(self, output: Output, metric: str) -> str:
        return f"{output.name}_{metric}" if self._prefixed else metric


def _scalar(value: Tensor) -> Tensor:
    """Average a metric that has a value for each sample."""
    return K.mean(value) if K.ndim(value) else value


def _target(output: Output, y_pred: Tensor) -> Tensor:
    shape = expected_target(output.loss, output.shape) or (None,) * len(output.shape)
    return K.placeholder(shape, dtype=K.dtype(y_pred), sparse=K.is_sparse(y_pred), name=f"{output.name}_target")


def _where_it_counts(output: Output, y_true: Tensor, mask: Tensor | None) -> Tensor:
    """Replace masked values of a target by 0 for our own losses, as they may be anything."""
    if mask is None or expected_target(output.loss, output.shape) is None:
        return y_true
    mask = K.not_equal(mask, 0) if K.dtype(mask) != "bool" else mask
    for _ in range(K.ndim(mask), K.ndim(y_true)):
        mask = K.expand_dims(mask)
    return K.where(mask, y_true, 0.0)
