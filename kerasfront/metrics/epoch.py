"""Metrics of a whole epoch: what is kept of each batch goes into one number at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.errors import ArgumentError
from kerasfront.metrics.functions import REGISTRY


class EpochMetric:
    """Base of all metrics of a whole epoch.

    A subclass says what is kept of a batch, and what comes of that in the end::

        class LargestError(EpochMetric):
            joined = True

            def batch(self, y_true, y_pred):
                return [K.max(K.abs(y_true - y_pred), axis=-1)]

            def result(self, errors):
                return errors.max()

    Parameters
    ----------
    name : str, optional
        In History; default: the class name in small letters.

    Attributes
    ----------
    joined : bool
        Whether `result` gets what was kept of all batches one after another, along the first axis; otherwise it gets
        the sums over all batches, in float64.
    """

    joined = False

    def __init__(self, name: str | None = None) -> None:
        self.name = name or type(self).__name__.lower()

    def batch(self, y_true: Tensor, y_pred: Tensor) -> Sequence[Tensor]:
        """What is kept of a batch, for the targets and outputs of the model."""
        raise NotImplementedError(f"{type(self).__name__} must define batch(y_true, y_pred).")

    def result(self, *kept: np.ndarray) -> float:
        """The number, for all that was kept: an array for each tensor of `batch`."""
        raise NotImplementedError(f"{type(self).__name__} must define result(*kept).")

    def get_config(self) -> dict[str, Any]:
        """The arguments by name."""
        return {"name": self.name}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> EpochMetric:
        """The metric with the arguments of `get_config`."""
        return cls(**config)


class Counting(EpochMetric):
    """Base of metrics of all elements, each of which is positive or not, in truth and as predicted.

    Targets that are numbers of classes count as one-hot rows.

    Parameters
    ----------
    threshold : float
        A prediction above it is positive.
    name : str, optional

    Raises
    ------
    ArgumentError
        If the threshold is no number in [0, 1].
    """

    def __init__(self, threshold: float = 0.5, name: str | None = None) -> None:
        super().__init__(name)
        if not isinstance(threshold, (int, float)) or not 0 <= threshold <= 1:
            raise ArgumentError(f"{type(self).__name__}: threshold must be a number in [0, 1], got {threshold!r}.")
        self.threshold = float(threshold)

    def batch(self, y_true: Tensor, y_pred: Tensor) -> Sequence[Tensor]:
        """Numbers of positives that are both, that are predicted, and that are true."""
        true, pred = _elements(y_true, y_pred)
        true, pred = (K.cast(K.greater(x, t), K.floatx()) for x, t in ((true, 0.5), (pred, self.threshold)))
        return [K.sum(true * pred), K.sum(pred), K.sum(true)]

    def get_config(self) -> dict[str, Any]:
        """The arguments by name."""
        return {**super().get_config(), "threshold": self.threshold}


@REGISTRY.register()
class Precision(Counting):
    """Share of the predicted positives that are true, 0 if there are none."""

    def result(self, *kept: np.ndarray) -> float:
        """The share."""
        hits, predicted, _ = kept
        return _ratio(hits, predicted)


@REGISTRY.register()
class Recall(Counting):
    """Share of the true positives that are predicted, 0 if there are none."""

    def result(self, *kept: np.ndarray) -> float:
        """The share."""
        hits, _, true = kept
        return _ratio(hits, true)


@REGISTRY.register()
class F1(Counting):
    """Harmonic mean of `Precision` and `Recall`."""

    def result(self, *kept: np.ndarray) -> float:
        """The mean."""
        hits, predicted, true = kept
        return _ratio(2.0 * hits, predicted + true)


@REGISTRY.register()
class AUC(EpochMetric):
    """Area under the ROC curve: the chance that a positive element gets a higher prediction than another one.

    Exact, with ties counted as a half (Mann and Whitney 1947). All elements count alike; targets that are numbers of
    classes count as one-hot rows. Without positives, or with nothing else, it is not a number.
    """

    joined = True

    def batch(self, y_true: Tensor, y_pred: Tensor) -> Sequence[Tensor]:
        """All elements."""
        return _elements(y_true, y_pred)

    def result(self, *kept: np.ndarray) -> float:
        """The area, by the ranks of the positives."""
        positive = kept[0] > 0.5
        values, places, counts = np.unique(kept[1], return_inverse=True, return_counts=True)
        ranks = (np.cumsum(counts) - (counts - 1) / 2.0)[places]
        positives = int(positive.sum())
        others = positive.size - positives
        if not positives or not others:
            return float("nan")
        return float((ranks[positive].sum() - positives * (positives + 1) / 2.0) / (positives * others))


def _elements(y_true: Tensor, y_pred: Tensor) -> list[Tensor]:
    """Both as long lists of the same elements."""
    classes = K.int_shape(y_pred)[-1]
    if K.int_shape(y_true)[-1] == 1 and classes is not None and classes > 1:
        y_true = K.one_hot(K.max(y_true, axis=-1), classes)
    return [K.flatten(y_true), K.flatten(y_pred)]


def _ratio(part: np.ndarray, whole: np.ndarray) -> float:
    return float(part / whole) if whole else 0.0
