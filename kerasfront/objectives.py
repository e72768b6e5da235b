"""Objectives (losses), functions of true and predicted values that return the loss of each sample.

Unless stated otherwise, both have the shape (samples, ..., n) and the result has the shape (samples, ...): the loss is
computed along the last axis, and a model averages it over the others.
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
    """Decorate an objective that is called with all outputs of the model.

    It takes two lists in the order of the outputs: targets, None where an output has no loss, and outputs. The loss
    that it returns for each sample is weighted and masked like that of the output for which it is compiled:
    ``loss[s] = objective([y_true_1, y_true_2, ...], [y_pred_1, y_pred_2, ...])[s]``.

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> @joint
    ... def distance(y_true, y_pred):
    ...     return K.mean(K.square(y_pred[0] - y_pred[1]), axis=-1)
    >>> round(float(K.eval(distance([None, None], [K.variable([[1.]]), K.variable([[3.]])]))[0]), 4)
    4.0
    """
    objective.is_joint = True  # type: ignore[attr-defined]
    return objective


@REGISTRY.register("mse", "MSE")
def mean_squared_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Mean squared error: ``mean((y_pred - y_true)**2)``.

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> y_true, y_pred = K.variable([[1., 2.]]), K.variable([[2., 5.]])
    >>> round(float(K.eval(mean_squared_error(y_true, y_pred))[0]), 4)
    5.0
    """
    return K.mean(K.squared_difference(y_pred, y_true), axis=-1)


@REGISTRY.register("rmse", "RMSE")
def root_mean_squared_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Root mean squared error of each sample: ``sqrt(mean((y_pred - y_true)**2))``, at least epsilon.

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> y_true, y_pred = K.variable([[1., 2.]]), K.variable([[2., 9.]])
    >>> round(float(K.eval(root_mean_squared_error(y_true, y_pred))[0]), 4)
    5.0
    """
    return K.sqrt(K.maximum(mean_squared_error(y_true, y_pred), K.epsilon() ** 2))


@REGISTRY.register("mae", "MAE")
def mean_absolute_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Mean absolute error: ``mean(abs(y_pred - y_true))``.

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> y_true, y_pred = K.variable([[1., 2.]]), K.variable([[2., 5.]])
    >>> round(float(K.eval(mean_absolute_error(y_true, y_pred))[0]), 4)
    2.0
    """
    return K.mean(K.abs(y_pred - y_true), axis=-1)


@REGISTRY.register("mape", "MAPE")
def mean_absolute_percentage_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Mean absolute percentage error: ``100 * mean(abs(y_true - y_pred) / max(abs(y_true), epsilon))``.

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> y_true, y_pred = K.variable([[1., 2.]]), K.variable([[2., 5.]])
    >>> round(float(K.eval(mean_absolute_percentage_error(y_true, y_pred))[0]), 4)
    125.0
    """
    return 100.0 * K.mean(K.abs((y_true - y_pred) / K.maximum(K.abs(y_true), K.epsilon())), axis=-1)


@REGISTRY.register("msle", "MSLE")
def mean_squared_logarithmic_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Mean squared logarithmic error: ``mean((log(1 + y_pred) - log(1 + y_true))**2)``, both y at least epsilon.

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> y_true, y_pred = K.variable([[0., 0.]]), K.variable([[0., 3.]])
    >>> round(float(K.eval(mean_squared_logarithmic_error(y_true, y_pred))[0]), 4)
    0.9609
    """
    log_pred, log_true = (K.log(K.maximum(y, K.epsilon()) + 1.0) for y in (y_pred, y_true))
    return K.mean(K.squared_difference(log_pred, log_true), axis=-1)


@REGISTRY.register()
def squared_hinge(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Squared hinge loss: ``mean(max(1 - y_true * y_pred, 0)**2)``; y_true is -1 or 1.

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> y_true, y_pred = K.variable([[1., -1.]]), K.variable([[-1., -3.]])
    >>> round(float(K.eval(squared_hinge(y_true, y_pred))[0]), 4)
    2.0
    """
    return K.mean(K.square(K.maximum(1.0 - y_true * y_pred, 0.0)), axis=-1)


@REGISTRY.register()
def hinge(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Hinge loss: ``mean(max(1 - y_true * y_pred, 0))``; y_true is -1 or 1.

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> y_true, y_pred = K.variable([[1., -1.]]), K.variable([[-1., -3.]])
    >>> round(float(K.eval(hinge(y_true, y_pred))[0]), 4)
    1.0
    """
    return K.mean(K.maximum(1.0 - y_true * y_pred, 0.0), axis=-1)


@REGISTRY.register()
def categorical_crossentropy(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Cross-entropy ``-sum(y_true * log(y_pred))`` of distributions over classes, such as the output of a softmax.

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> y_true, y_pred = K.variable([[0., 1.]]), K.variable([[0.5, 0.5]])
    >>> round(float(K.eval(categorical_crossentropy(y_true, y_pred))[0]), 4)
    0.6931
    """
    return K.categorical_crossentropy(y_pred, y_true)


@REGISTRY.register()
def sparse_categorical_crossentropy(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Cross-entropy ``-log(y_pred[y_true])`` for targets that are class numbers.

    Parameters
    ----------
    y_true : tensor
        Shape (samples, ..., 1); classes are counted from 0.
    y_pred : tensor
        Shape (samples, ..., classes).

    Returns
    -------
    tensor
        Shape (samples, ...).

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> y_true, y_pred = K.variable([[1.]]), K.variable([[0.5, 0.5]])
    >>> round(float(K.eval(sparse_categorical_crossentropy(y_true, y_pred))[0]), 4)
    0.6931
    """
    return K.sparse_categorical_crossentropy(y_pred, y_true)


@REGISTRY.register()
def binary_crossentropy(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Binary cross-entropy: ``-mean(y_true * log(y_pred) + (1 - y_true) * log(1 - y_pred))``.

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> y_true, y_pred = K.variable([[1., 0.]]), K.variable([[0.5, 0.5]])
    >>> round(float(K.eval(binary_crossentropy(y_true, y_pred))[0]), 4)
    0.6931
    """
    return K.mean(K.binary_crossentropy(y_pred, y_true), axis=-1)


@REGISTRY.register("kld", "KLD")
def kullback_leibler_divergence(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Kullback-Leibler divergence: ``sum(y_true * log(y_true / y_pred))``, both clipped to [epsilon, 1].

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> y_true, y_pred = K.variable([[1., 1.]]), K.variable([[0.5, 1.]])
    >>> round(float(K.eval(kullback_leibler_divergence(y_true, y_pred))[0]), 4)
    0.6931
    """
    true, pred = (K.clip(y, K.epsilon(), 1) for y in (y_true, y_pred))
    return K.sum(true * K.log(true / pred), axis=-1)


@REGISTRY.register()
def poisson(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Poisson loss: ``mean(y_pred - y_true * log(y_pred + epsilon))``, without the constant of the likelihood.

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> y_true, y_pred = K.variable([[1., 1.]]), K.variable([[1., 2.]])
    >>> round(float(K.eval(poisson(y_true, y_pred))[0]), 4)
    1.1534
    """
    return K.mean(y_pred - y_true * K.log(y_pred + K.epsilon()), axis=-1)


@REGISTRY.register("cosine")
def cosine_proximity(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Negative cosine of both, divided by the length n of the last axis, as in classic Keras.

    ``-mean(y_true / norm(y_true) * y_pred / norm(y_pred))``

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> y_true, y_pred = K.variable([[3., 4.]]), K.variable([[6., 8.]])
    >>> round(float(K.eval(cosine_proximity(y_true, y_pred))[0]), 4)
    -0.5
    """
    return -K.mean(K.l2_normalize(y_true, axis=-1) * K.l2_normalize(y_pred, axis=-1), axis=-1)


mse = MSE = mean_squared_error
rmse = RMSE = root_mean_squared_error
mae = MAE = mean_absolute_error
mape = MAPE = mean_absolute_percentage_error
msle = MSLE = mean_squared_logarithmic_error
kld = KLD = kullback_leibler_divergence
cosine = cosine_proximity
get = REGISTRY.get
