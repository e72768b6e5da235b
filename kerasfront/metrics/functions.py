"""Metrics of a batch, functions of true and predicted values that return a scalar.

Every objective is a metric, too, under the same name: its mean over all samples. The metrics that count positives use
all elements of a batch, clipped to [0, 1] and rounded. Over several batches, a metric is the mean of its values, which
is right for means over samples, but not for the metrics in `EPOCH_COUNTERPARTS`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from kerasfront import backend as K
from kerasfront import objectives
from kerasfront.backend.types import Tensor
from kerasfront.errors import ArgumentError
from kerasfront.registry import Registry

__all__ = [
    "EPOCH_COUNTERPARTS", "KLD", "MAE", "MAPE", "MSE", "MSLE", "REGISTRY", "RMSE", "binary_accuracy",
    "binary_crossentropy", "categorical_accuracy", "categorical_crossentropy", "cosine", "cosine_proximity",
    "f1score", "fbeta_score", "fmeasure", "fscore", "get", "hinge", "kld", "kullback_leibler_divergence", "mae", "mape",
    "matthews_correlation", "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_error",
    "mean_squared_logarithmic_error", "mse", "msle", "poisson", "precision", "recall", "rmse",
    "root_mean_squared_error", "sparse_categorical_accuracy", "sparse_categorical_crossentropy", "squared_hinge",
    "top_k_categorical_accuracy",
]  # fmt: skip

REGISTRY = Registry("metric")
Metric = Callable[[Tensor, Tensor], Tensor]


def _average(objective: Metric, *aliases: str) -> Metric:
    @REGISTRY.register(*aliases)
    @functools.wraps(objective, assigned=("__name__", "__qualname__"))
    def metric(y_true: Tensor, y_pred: Tensor) -> Tensor:
        return K.mean(objective(y_true, y_pred))

    metric.__doc__ = f"Mean of `kerasfront.objectives.{objective.__name__}` over all samples."
    return metric


mean_squared_error = mse = MSE = _average(objectives.mean_squared_error, "mse", "MSE")
root_mean_squared_error = rmse = RMSE = _average(objectives.root_mean_squared_error, "rmse", "RMSE")
mean_absolute_error = mae = MAE = _average(objectives.mean_absolute_error, "mae", "MAE")
mean_absolute_percentage_error = mape = MAPE = _average(objectives.mean_absolute_percentage_error, "mape", "MAPE")
mean_squared_logarithmic_error = msle = MSLE = _average(objectives.mean_squared_logarithmic_error, "msle", "MSLE")
squared_hinge = _average(objectives.squared_hinge)
hinge = _average(objectives.hinge)
categorical_crossentropy = _average(objectives.categorical_crossentropy)
sparse_categorical_crossentropy = _average(objectives.sparse_categorical_crossentropy)
binary_crossentropy = _average(objectives.binary_crossentropy)
kullback_leibler_divergence = kld = KLD = _average(objectives.kullback_leibler_divergence, "kld", "KLD")
poisson = _average(objectives.poisson)
cosine_proximity = cosine = _average(objectives.cosine_proximity, "cosine")


@REGISTRY.register()
def binary_accuracy(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Fraction of the elements whose rounded prediction equals the true value."""
    return _share(K.equal(y_true, K.round(y_pred)))


@REGISTRY.register()
def categorical_accuracy(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Fraction of the samples whose predicted class, by the largest value, is the true one."""
    return _share(K.equal(K.argmax(y_true, axis=-1), K.argmax(y_pred, axis=-1)))


@REGISTRY.register()
def sparse_categorical_accuracy(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Fraction of the samples whose predicted class is the true one, for targets that are class numbers.

    Parameters
    ----------
    y_true : tensor
        Shape (samples, ..., 1); classes are counted from 0.
    y_pred : tensor
        Shape (samples, ..., classes).
    """
    return _share(K.equal(K.max(y_true, axis=-1), K.cast(K.argmax(y_pred, axis=-1), K.floatx())))


@REGISTRY.register()
def top_k_categorical_accuracy(y_true: Tensor, y_pred: Tensor, k: int = 5) -> Tensor:
    """Fraction of the samples whose true class has one of the `k` largest predictions, for (samples, classes)."""
    return _share(K.in_top_k(y_pred, K.argmax(y_true, axis=-1), k))


@REGISTRY.register()
def matthews_correlation(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Correlation of true and predicted positives, from -1 to 1 (Matthews 1975)."""
    true, pred = _positives(y_true), _positives(y_pred)
    hits, misses = K.sum(true * pred), K.sum(true * (1 - pred))
    false_alarms, rejections = K.sum((1 - true) * pred), K.sum((1 - true) * (1 - pred))
    spread = (hits + false_alarms) * (hits + misses) * (rejections + false_alarms) * (rejections + misses)
    return (hits * rejections - false_alarms * misses) / (K.sqrt(spread) + K.epsilon())


@REGISTRY.register()
def precision(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Fraction of the predicted positives that are true."""
    return K.sum(_positives(y_true * y_pred)) / (K.sum(_positives(y_pred)) + K.epsilon())


@REGISTRY.register()
def recall(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Fraction of the true positives that are predicted."""
    return K.sum(_positives(y_true * y_pred)) / (K.sum(_positives(y_true)) + K.epsilon())


@REGISTRY.register()
def fbeta_score(y_true: Tensor, y_pred: Tensor, beta: float = 1) -> Tensor:
    """Weighted harmonic mean of `precision` and `recall`; a `beta` above 1 gives more weight to recall.

    ``(1 + beta**2) * precision * recall / (beta**2 * precision + recall)``

    Raises
    ------
    ArgumentError
        If `beta` is negative.
    """
    if beta < 0:
        raise ArgumentError(f"fbeta_score: beta must be at least 0, which gives precision alone, got {beta!r}.")
    p, r = precision(y_true, y_pred), recall(y_true, y_pred)
    return (1 + beta**2) * (p * r) / (beta**2 * p + r + K.epsilon())


@REGISTRY.register("f1score", "fscore")
def fmeasure(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Harmonic mean of `precision` and `recall`."""
    return fbeta_score(y_true, y_pred, beta=1)


def _share(hits: Tensor) -> Tensor:
    return K.mean(K.cast(hits, K.floatx()))


def _positives(y: Tensor) -> Tensor:
    return K.round(K.clip(y, 0, 1))


f1score = fscore = fmeasure
get = REGISTRY.get

EPOCH_COUNTERPARTS: dict[Callable[..., Any], str | None] = {
    precision: "Precision",
    recall: "Recall",
    fmeasure: "F1",
    fbeta_score: "F1",
    matthews_correlation: None,
}
"""Metrics whose mean over batches is not their value over all samples, each with the epoch metric that is right."""
