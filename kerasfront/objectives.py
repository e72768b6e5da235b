"""Objectives (losses): tensors of true and predicted values go in, the loss of each sample comes out.

Unless said otherwise both have shape (samples, ..., n) and the result has shape (samples, ...): it is taken over the
last axis, and a model averages over the others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.registry import Registry

REGISTRY = Registry("objective")
F = TypeVar("F", bound=Callable[..., Tensor])


def joint(objective: F) -> F:
    """Decorator: an objective that sees all outputs of the model.

    It is called with two lists in the order of the outputs: targets, None where an output has no loss, and outputs. The
    loss that it gives, by sample, is that of the output that it is compiled for: weighted and masked as such.
    """
    objective.is_joint = True  # type: ignore[attr-defined]
    return objective


@REGISTRY.register("mse", "MSE")
def mean_squared_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Mean of (y_pred - y_true)**2."""
    return K.mean(K.squared_difference(y_pred, y_true), axis=-1)


@REGISTRY.register("rmse", "RMSE")
def root_mean_squared_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Root of the mean of (y_pred - y_true)**2 of each sample, at least epsilon."""
    return K.sqrt(K.maximum(mean_squared_error(y_true, y_pred), K.epsilon() ** 2))


@REGISTRY.register("mae", "MAE")
def mean_absolute_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Mean of abs(y_pred - y_true)."""
    return K.mean(K.abs(y_pred - y_true), axis=-1)


@REGISTRY.register("mape", "MAPE")
def mean_absolute_percentage_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Mean of 100 * abs(y_true - y_pred) / abs(y_true), the divisor at least epsilon."""
    return 100.0 * K.mean(K.abs((y_true - y_pred) / K.maximum(K.abs(y_true), K.epsilon())), axis=-1)


@REGISTRY.register("msle", "MSLE")
def mean_squared_logarithmic_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Mean of (log(1 + y_pred) - log(1 + y_true))**2, both at least epsilon."""
    log_pred, log_true = (K.log(K.maximum(y, K.epsilon()) + 1.0) for y in (y_pred, y_true))
    return K.mean(K.squared_difference(log_pred, log_true), axis=-1)


@REGISTRY.register()
def squared_hinge(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Mean of max(1 - y_true * y_pred, 0)**2; y_true holds -1 and 1."""
    return K.mean(K.square(K.maximum(1.0 - y_true * y_pred, 0.0)), axis=-1)


@REGISTRY.register()
def hinge(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Mean of max(1 - y_true * y_pred, 0); y_true holds -1 and 1."""
    return K.mean(K.maximum(1.0 - y_true * y_pred, 0.0), axis=-1)


@REGISTRY.register()
def categorical_crossentropy(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Cross-entropy between two distributions over classes, such as one-hot targets and the output of a softmax."""
    return K.categorical_crossentropy(y_pred, y_true)


@REGISTRY.register()
def sparse_categorical_crossentropy(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Cross-entropy for targets that are numbers of classes.

    y_true: shape (samples, ..., 1), classes counted from 0. y_pred: shape (samples, ..., classes).
    """
    return K.sparse_categorical_crossentropy(y_pred, y_true)


@REGISTRY.register()
def binary_crossentropy(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Mean of -y_true * log(y_pred) - (1 - y_true) * log(1 - y_pred), for independent probabilities."""
    return K.mean(K.binary_crossentropy(y_pred, y_true), axis=-1)


@REGISTRY.register("kld", "KLD")
def kullback_leibler_divergence(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Sum of y_true * log(y_true / y_pred), both cut to [epsilon, 1]."""
    true, pred = (K.clip(y, K.epsilon(), 1) for y in (y_true, y_pred))
    return K.sum(true * K.log(true / pred), axis=-1)


@REGISTRY.register()
def poisson(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Mean of y_pred - y_true * log(y_pred + epsilon): a Poisson likelihood without its constant."""
    return K.mean(y_pred - y_true * K.log(y_pred + K.epsilon()), axis=-1)


@REGISTRY.register("cosine")
def cosine_proximity(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """The negative of the mean of products of both, scaled to length 1: -cosine / n."""
    return -K.mean(K.l2_normalize(y_true, axis=-1) * K.l2_normalize(y_pred, axis=-1), axis=-1)


mse = MSE = mean_squared_error
rmse = RMSE = root_mean_squared_error
mae = MAE = mean_absolute_error
mape = MAPE = mean_absolute_percentage_error
msle = MSLE = mean_squared_logarithmic_error
kld = KLD = kullback_leibler_divergence
cosine = cosine_proximity
get = REGISTRY.get
