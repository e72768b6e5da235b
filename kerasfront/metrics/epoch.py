"""Metrics of a whole epoch, computed at its end from values that are kept of each batch."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.errors import ArgumentError
from kerasfront.metrics.functions import REGISTRY


class EpochMetric:
    """Base of all metrics of a whole epoch.

    A subclass defines what is kept of a batch, and how the result is computed from it::

        class LargestError(EpochMetric):
            joined = True

            def batch(self, y_true, y_pred):
                return [K.max(K.abs(y_true - y_pred), axis=-1)]

            def result(self, errors):
                return errors.max()

    For masked outputs or weighted samples, `batch` takes a third argument: ``batch(self, y_true, y_pred, weights)``.

    Parameters
    ----------
    name : str, optional
        Name in the logs; the class name in lower case by default.
    weighted : bool
        Whether samples and time steps are weighted by sample weights. Masked steps never count.

    Attributes
    ----------
    joined : bool
        Whether `result` gets what was kept of all batches, joined along the first axis. Otherwise it gets the sums over
        all batches, in float64.
    """

    joined = False

    weighted = False

    def __init__(self, name: str | None = None, weighted: bool = False) -> None:
        self.name = name or type(self).__name__.lower()
        self.weighted = bool(weighted)

    def batch(self, y_true: Tensor, y_pred: Tensor, weights: Tensor | None = None) -> Sequence[Tensor]:
        """Compute what is kept of a batch.

        Parameters
        ----------
        y_true, y_pred : tensor
            Targets and outputs of the model.
        weights : tensor, optional
            Weights of shape (samples,) or (samples, time), 0 where masked; None if all have equal weight.

        Returns
        -------
        sequence of tensors
        """
        raise NotImplementedError(f"{type(self).__name__} must define batch(y_true, y_pred).")

    def kept(self, y_true: Tensor, y_pred: Tensor, mask: Tensor | None, weights: Tensor) -> Sequence[Tensor]:
        """Call `batch` with weights from the mask of the output and, if `weighted`, from the sample weights."""
        if not self.weighted and mask is None:
            return self.batch(y_true, y_pred)
        if len(inspect.signature(self.batch).parameters) < 3:
            warnings.warn(
                f"The metric {self.name!r} ignores masks and sample weights, as its method batch has no third "
                "argument. Define batch(self, y_true, y_pred, weights).",
                stacklevel=2,
            )
            return self.batch(y_true, y_pred)
        return self.batch(y_true, y_pred, weights_of_steps(weights if self.weighted else K.ones_like(weights), mask))

    def result(self, *kept: np.ndarray) -> float:
        """Compute the metric from what was kept: an array for each tensor of `batch`."""
        raise NotImplementedError(f"{type(self).__name__} must define result(*kept).")

    def get_config(self) -> dict[str, Any]:
        """The arguments by name."""
        return {"name": self.name, **({"weighted": True} if self.weighted else {})}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> EpochMetric:
        """Build a metric from what `get_config` returned."""
        return cls(**config)


class Counting(EpochMetric):
    """Base of metrics that count positive elements among targets and predictions.

    Targets that are class numbers are treated as one-hot vectors.

    Parameters
    ----------
    threshold : float
        Predictions above it are positive.
    name : str, optional
    weighted : bool
        Whether elements are weighted by the weights of their samples and time steps.

    Raises
    ------
    ArgumentError
        If the threshold is not a number in [0, 1].
    """

    def __init__(self, threshold: float = 0.5, name: str | None = None, weighted: bool = False) -> None:
        super().__init__(name, weighted)
        if not isinstance(threshold, Real) or not 0 <= threshold <= 1:
            raise ArgumentError(f"{type(self).__name__}: threshold must be a number in [0, 1], got {threshold!r}.")
        self.threshold = float(threshold)

    def batch(self, y_true: Tensor, y_pred: Tensor, weights: Tensor | None = None) -> Sequence[Tensor]:
        """Count the elements that are positive in both, in the predictions, and in the targets."""
        true, pred, *counts = _elements(y_true, y_pred, weights)
        true, pred = (K.cast(K.greater(x, t), K.floatx()) for x, t in ((true, 0.5), (pred, self.threshold)))
        counted = [counts[0] * x for x in (true, pred)] if counts else [true, pred]
        return [K.sum(true * counted[1]), K.sum(counted[1]), K.sum(counted[0])]

    def get_config(self) -> dict[str, Any]:
        """The arguments by name."""
        return {**super().get_config(), "threshold": self.threshold}


@REGISTRY.register()
class Precision(Counting):
    """Fraction of the predicted positives that are true; 0 if there are none."""

    def result(self, *kept: np.ndarray) -> float:
        """Compute the fraction."""
        hits, predicted, _ = kept
        return _ratio(hits, predicted)


@REGISTRY.register()
class Recall(Counting):
    """Fraction of the true positives that are predicted; 0 if there are none."""

    def result(self, *kept: np.ndarray) -> float:
        """Compute the fraction."""
        hits, _, true = kept
        return _ratio(hits, true)


@REGISTRY.register()
class F1(Counting):
    """Harmonic mean of `Precision` and `Recall`."""

    def result(self, *kept: np.ndarray) -> float:
        """Compute the harmonic mean."""
        hits, predicted, true = kept
        return _ratio(2.0 * hits, predicted + true)


@REGISTRY.register()
class AUC(EpochMetric):
    """Area under the ROC curve: the probability that a positive element has a higher prediction than a negative one.

    It is exact, with ties counted as a half (Mann and Whitney 1947). With weights, a pair counts for their product.
    Targets that are class numbers are treated as one-hot vectors. Without positives or without negatives, the area is
    not a number.
    """

    joined = True

    def batch(self, y_true: Tensor, y_pred: Tensor, weights: Tensor | None = None) -> Sequence[Tensor]:
        """Keep all elements."""
        return _elements(y_true, y_pred, weights)

    def result(self, *kept: np.ndarray) -> float:
        """Compute the area from the weights of positives and negatives at each value of the predictions."""
        true, pred, *counts = kept
        weights = np.asarray(counts[0], "float64") if counts else np.ones(true.shape)
        counted = weights != 0
        _, places = np.unique(pred[counted], return_inverse=True)
        positive, others = (
            np.bincount(places, weights[counted] * (side[counted]), minlength=1) for side in (true > 0.5, true <= 0.5)
        )
        below = np.cumsum(others) - others / 2.0
        return _ratio((positive * below).sum(), positive.sum() * others.sum(), float("nan"))


def weights_of_steps(weights: Tensor, mask: Tensor | None) -> Tensor:
    """Combine the weights of samples or time steps with a mask: 0 where a step is masked."""
    if mask is None:
        return weights
    weights = _up_to(K.ndim(mask), weights)
    return weights * _up_to(K.ndim(weights), K.cast(mask, K.dtype(weights)))


def _up_to(ndim: int, x: Tensor) -> Tensor:
    """Append axes of size 1 to `x`."""
    for _ in range(K.ndim(x), ndim):
        x = K.expand_dims(x)
    return x


def _elements(y_true: Tensor, y_pred: Tensor, weights: Tensor | None) -> list[Tensor]:
    """Flatten both, and the weights if there are any, to vectors of the same elements."""
    classes = K.int_shape(y_pred)[-1]
    if K.int_shape(y_true)[-1] == 1 and classes is not None and classes > 1:
        y_true = K.one_hot(K.max(y_true, axis=-1), classes)
    counts = [] if weights is None else [_up_to(K.ndim(y_pred), weights) * K.ones_like(y_pred)]
    return [K.flatten(x) for x in (y_true, y_pred, *counts)]


def _ratio(part: np.ndarray, whole: np.ndarray, otherwise: float = 0.0) -> float:
    return float(part / whole) if whole else otherwise
