"""Activations, losses of classification, and normalization. Results are floats.

For adapters: operands have one type of floats, except those of `rectify`, which may be integers. Indices are 'int32' or
'int64', of the shape of the tensor without its last axis. `reduction_axes` is a list of numbers from 0 in ascending
order.
"""

from __future__ import annotations

from collections.abc import Sequence

import kerasfront.backend.checks.dtypes as dtype_checks
import kerasfront.backend.checks.elementwise as elementwise_checks
import kerasfront.backend.checks.nn as nn_checks
import kerasfront.backend.conv_shapes as conv_shapes
import kerasfront.backend.elementwise as elementwise
import kerasfront.backend.reductions as reductions
import kerasfront.backend.settings as settings
import kerasfront.backend.shaping as shaping
from kerasfront.backend.control_flow import where
from kerasfront.backend.graph import in_train_phase, stop_gradient
from kerasfront.backend.op import composed, op
from kerasfront.backend.types import Axis, Tensor
from kerasfront.backend.variables import cast, int_shape, ndim
from kerasfront.backend.variables import shape as symbolic_shape

__all__ = [
    "batch_normalization", "bias_add", "binary_crossentropy", "categorical_crossentropy", "elu", "hard_sigmoid",
    "in_top_k", "l2_normalize", "normalize_batch", "normalize_batch_in_training", "pick", "rectify", "relu", "sigmoid",
    "softmax", "softplus", "softsign", "sparse_categorical_crossentropy", "tanh",
]  # fmt: skip

NORM_FLOOR = 1e-12
"""`l2_normalize` takes no sum of squares to be smaller."""


@op(check=dtype_checks.number)
def rectify(x: Tensor) -> Tensor:
    """Set negative elements to 0.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.

    Returns
    -------
    tensor
        ``max(x, 0)``, of the shape and dtype of `x`. The gradient at 0 is 0.

    Examples
    --------
    >>> print(K.eval(K.rectify(K.variable([-2., 3.]))))
    [0. 3.]
    """
    ...


@composed(check=nn_checks.relu)
def relu(x: Tensor, alpha: float | Tensor = 0.0, max_value: float | None = None) -> Tensor:
    """Apply a rectified linear unit.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.
    alpha : number or tensor
        Gradient below 0.
    max_value : number, optional
        Upper limit of the result.

    Returns
    -------
    tensor
        ``alpha * x`` below 0, `x` above, at most `max_value`.

    Examples
    --------
    >>> print(K.eval(K.relu(K.variable([-2., 3., 9.]), alpha=0.5, max_value=6.)))
    [-1.  3.  6.]
    """
    positive = rectify(x)
    if max_value is not None:
        positive = elementwise.minimum(positive, max_value)
    if isinstance(alpha, (int, float)) and alpha == 0:
        return positive
    return positive - alpha * rectify(-x)


@op(check=elementwise_checks.floats("x", "alpha"))
def elu(x: Tensor, alpha: float | Tensor = 1.0) -> Tensor:
    """Apply an exponential linear unit.

    Parameters
    ----------
    x : tensor
        Any shape. Integers and bools are converted to `floatx()`.
    alpha : number or tensor
        Scale of the negative part.

    Returns
    -------
    tensor
        `x` above 0, ``alpha * (exp(x) - 1)`` below. The gradient at 0 is `alpha`, its own is 0.

    References
    ----------
    Clevert, Unterthiner and Hochreiter: Fast and Accurate Deep Network Learning by Exponential Linear Units. ICLR 2016

    Examples
    --------
    >>> print(K.eval(K.elu(K.variable([-1., 2.]))).round(3))
    [-0.632  2.   ]
    """
    ...


@op(check=nn_checks.softmax)
def softmax(x: Tensor) -> Tensor:
    """Make vectors along the last axis probabilities.

    Parameters
    ----------
    x : tensor
        Rank >= 1. Integers and bools are converted to `floatx()`.

    Returns
    -------
    tensor
        ``exp(x) / sum(exp(x))`` along the last axis, of the shape of `x`.

    Raises
    ------
    ArgumentError
        If `x` is a scalar.

    Examples
    --------
    >>> print(K.eval(K.softmax(K.variable([[0., 1.], [2., 2.]]))).round(3))
    [[0.269 0.731]
     [0.5   0.5  ]]
    """
    ...


@op(check=dtype_checks.floating)
def softplus(x: Tensor) -> Tensor:
    """Compute log(1 + exp(x)), without overflow for large `x`.

    Parameters
    ----------
    x : tensor
        Any shape. Integers and bools are converted to `floatx()`.

    Returns
    -------
    tensor
        Shape of `x`, floats.

    Examples
    --------
    >>> print(K.eval(K.softplus(K.variable([0., 100.]))).round(3))
    [  0.693 100.   ]
    """
    ...


@composed(check=dtype_checks.floating)
def softsign(x: Tensor) -> Tensor:
    """Compute x / (1 + abs(x)).

    Parameters
    ----------
    x : tensor
        Any shape. Integers and bools are converted to `floatx()`.

    Returns
    -------
    tensor
        Shape of `x`, floats between -1 and 1.

    Examples
    --------
    >>> print(K.eval(K.softsign(K.variable([-1., 0., 3.]))))
    [-0.5   0.    0.75]
    """
    return x / (1.0 + elementwise.abs(x))


@op(check=dtype_checks.floating)
def sigmoid(x: Tensor) -> Tensor:
    """Compute 1 / (1 + exp(-x)).

    Parameters
    ----------
    x : tensor
        Any shape. Integers and bools are converted to `floatx()`.

    Returns
    -------
    tensor
        Shape of `x`, floats between 0 and 1.

    Examples
    --------
    >>> print(K.eval(K.sigmoid(K.variable([0., 1.]))).round(3))
    [0.5   0.731]
    """
    ...


@composed(check=dtype_checks.floating)
def hard_sigmoid(x: Tensor) -> Tensor:
    """Approximate the sigmoid by a line: 0.2 * x + 0.5, limited to [0, 1].

    Parameters
    ----------
    x : tensor
        Any shape. Integers and bools are converted to `floatx()`.

    Returns
    -------
    tensor
        Shape of `x`, floats: 0 below -2.5, 1 above 2.5.

    Examples
    --------
    >>> print(K.eval(K.hard_sigmoid(K.variable([-3., 0., 1.]))).round(3))
    [0.  0.5 0.7]
    """
    return elementwise.clip(0.2 * (x + 2.5), 0.0, 1.0)  # exactly 0 at -2.5, however the backend rounds


@op(check=dtype_checks.floating)
def tanh(x: Tensor) -> Tensor:
    """Take the hyperbolic tangent of each element.

    Parameters
    ----------
    x : tensor
        Any shape. Integers and bools are converted to `floatx()`.

    Returns
    -------
    tensor
        Shape of `x`, floats between -1 and 1.

    Examples
    --------
    >>> print(K.eval(K.tanh(K.variable([0., 1.]))).round(3))
    [0.    0.762]
    """
    ...


@composed(check=dtype_checks.floating)
def l2_normalize(x: Tensor, axis: Axis) -> Tensor:
    """Divide vectors by their Euclidean norms.

    Parameters
    ----------
    x : tensor
        Any shape. Integers and bools are converted to `floatx()`.
    axis : int, sequence of int or None
        The axes that a vector lies along; None for all.

    Returns
    -------
    tensor
        Shape of `x`, floats. Norms below 1e-6 count as 1e-6.

    Raises
    ------
    ArgumentError
        If `x` has no such axis.

    Examples
    --------
    >>> print(K.eval(K.l2_normalize(K.variable([[3., 4.]]), axis=1)).round(3))
    [[0.6 0.8]]
    """
    squares = reductions.sum(elementwise.square(x), axis, keepdims=True)
    return x / elementwise.sqrt(elementwise.maximum(squares, NORM_FLOOR))


@op(check=nn_checks.pick)
def pick(x: Tensor, indices: Tensor) -> Tensor:
    """Pick one element of each vector along the last axis.

    Parameters
    ----------
    x : tensor
        Rank >= 1.
    indices : tensor of int
        Shape ``x.shape[:-1]``; from 0 to ``x.shape[-1] - 1``.

    Returns
    -------
    tensor
        Shape of `indices`, dtype of `x`.

    Raises
    ------
    ArgumentError
        If the shapes do not fit; when the elements are computed, if an index is out of range or negative.

    Examples
    --------
    >>> x, indices = K.variable([[1., 2.], [3., 4.]]), K.variable([1, 0], dtype="int32")
    >>> print(K.eval(K.pick(x, indices)))
    [2. 3.]
    """
    ...


@composed(check=nn_checks.in_top_k)
def in_top_k(predictions: Tensor, targets: Tensor, k: int) -> Tensor:
    """Find out whether the target is among the `k` highest predictions.

    Parameters
    ----------
    predictions : tensor
        Shape (samples, classes).
    targets : tensor of int
        Classes, shape (samples,). A number that is not a class is never among the highest.
    k : int
        At least 1.

    Returns
    -------
    tensor
        Shape (samples,), dtype 'bool': whether fewer than `k` classes are predicted higher than the target. NaN counts
        as higher.

    Raises
    ------
    ArgumentError
        If the shapes do not fit or `k` is not a positive integer.

    Examples
    --------
    >>> predictions = K.variable([[0.1, 0.7, 0.2], [0.6, 0.3, 0.1]])
    >>> targets = K.variable([2, 2], dtype="int32")
    >>> print(K.eval(K.in_top_k(predictions, targets, 2)))
    [ True False]
    """
    targets, no_class = _within_classes(targets, predictions)
    chosen = shaping.expand_dims(pick(predictions, targets), -1)
    others = 1 - cast(elementwise.lesser_equal(predictions, chosen), "int32")
    return elementwise.lesser(reductions.sum(others, -1) + k * cast(no_class, "int32"), k)


@composed(check=nn_checks.crossentropy("categorical_crossentropy"))
def categorical_crossentropy(output: Tensor, target: Tensor, from_logits: bool = False) -> Tensor:
    """Compute the cross-entropy of predicted and true distributions along the last axis: -sum(target * log(p)).

    Parameters
    ----------
    output : tensor
        The probabilities p, which are divided by their sum and then kept `epsilon()` away from 0 and 1; or logits.
    target : tensor
        Shape of `output`; one-hot vectors, or other distributions.
    from_logits : bool
        Whether `output` holds logits, of which a softmax would make p.

    Returns
    -------
    tensor
        Shape ``output.shape[:-1]``, floats.

    Raises
    ------
    ArgumentError
        If the shapes differ.

    Examples
    --------
    >>> output, target = K.variable([[0.5, 0.5], [0.9, 0.1]]), K.variable([[1., 0.], [1., 0.]])
    >>> print(K.eval(K.categorical_crossentropy(output, target)).round(3))
    [0.693 0.105]
    """
    if from_logits:
        return reductions.sum(target * (_log_sum_exp(output) - output), -1)
    probabilities = output / reductions.sum(output, -1, keepdims=True)
    return -reductions.sum(target * elementwise.log(_within(probabilities)), -1)


@composed(check=nn_checks.sparse_categorical_crossentropy)
def sparse_categorical_crossentropy(output: Tensor, target: Tensor, from_logits: bool = False) -> Tensor:
    """Compute `categorical_crossentropy` for classes given as integers instead of one-hot vectors.

    Parameters
    ----------
    output : tensor
        The probabilities p, which are divided by their sum and then kept `epsilon()` away from 0 and 1; or logits.
    target : tensor of any dtype
        Classes, shape ``output.shape[:-1]`` or ``output.shape[:-1] + (1,)``.
    from_logits : bool
        Whether `output` holds logits, of which a softmax would make p.

    Returns
    -------
    tensor
        Shape ``output.shape[:-1]``, floats: ``-log(p[target])``. For a number that is not a class, such as padding, it
        is 0 and has no gradient.

    Raises
    ------
    ArgumentError
        If the shapes do not fit.

    Examples
    --------
    >>> output, target = K.variable([[0.5, 0.5], [0.9, 0.1]]), K.variable([0, 0], dtype="int32")
    >>> print(K.eval(K.sparse_categorical_crossentropy(output, target)).round(3))
    [0.693 0.105]
    """
    target, no_class = _within_classes(target, output)
    chosen = pick(output, target)
    if from_logits:
        losses = shaping.squeeze(_log_sum_exp(output), -1) - chosen
    else:
        losses = -elementwise.log(_within(chosen / reductions.sum(output, -1)))
    return where(no_class, 0.0, losses)


@composed(check=nn_checks.crossentropy("binary_crossentropy"))
def binary_crossentropy(output: Tensor, target: Tensor, from_logits: bool = False) -> Tensor:
    """Compute the cross-entropy of predicted and true probabilities, element by element.

    Parameters
    ----------
    output : tensor
        The probabilities p, which are kept `epsilon()` away from 0 and 1; or logits.
    target : tensor
        Shape of `output`; between 0 and 1.
    from_logits : bool
        Whether `output` holds logits, of which a sigmoid would make p.

    Returns
    -------
    tensor
        ``-target * log(p) - (1 - target) * log(1 - p)``, of the shape of `output`.

    Raises
    ------
    ArgumentError
        If the shapes differ.

    Examples
    --------
    >>> output, target = K.variable([0.5, 0.9]), K.variable([1., 1.])
    >>> print(K.eval(K.binary_crossentropy(output, target)).round(3))
    [0.693 0.105]
    """
    if from_logits:
        return target * softplus(-output) + (1.0 - target) * softplus(output)
    p = _within(output)
    return -(target * elementwise.log(p) + (1.0 - target) * elementwise.log(1.0 - p))


@composed(check=nn_checks.bias_add)
def bias_add(x: Tensor, bias: Tensor, dim_ordering: str = "default") -> Tensor:
    """Add a bias to each feature or channel.

    Parameters
    ----------
    x : tensor
        Rank >= 2, with features in the last axis ('tf') or in the second one ('th').
    bias : tensor
        Shape (features,).
    dim_ordering : {'default', 'th', 'tf'}
        'default' is `image_dim_ordering()`.

    Returns
    -------
    tensor
        Shape of `x`, the common dtype.

    Raises
    ------
    ArgumentError
        If the shapes do not fit.

    Examples
    --------
    >>> x, bias = K.variable([[1., 2.], [3., 4.]]), K.variable([10., 20.])
    >>> print(K.eval(K.bias_add(x, bias, "tf")))
    [[11. 22.]
     [13. 24.]]
    """
    axes = conv_shapes.images(1, (1,) * (ndim(x) - 2), -1, dim_ordering)
    return x + (bias if dim_ordering == "tf" else shaping.reshape(bias, axes))


@composed(check=elementwise_checks.floats("x", "mean", "var", "beta", "gamma", "epsilon"))
def batch_normalization(
    x: Tensor, mean: Tensor, var: Tensor, beta: Tensor, gamma: Tensor, epsilon: float = 0.001
) -> Tensor:
    """Normalize with given statistics.

    Parameters
    ----------
    x : tensor
        Any shape. Integers and bools are converted to `floatx()`.
    mean, var, beta, gamma : tensor
        Broadcast to the shape of `x`.
    epsilon : number
        Added to the variance.

    Returns
    -------
    tensor
        ``gamma * (x - mean) / sqrt(var + epsilon) + beta``, of the shape of `x`.

    Raises
    ------
    ArgumentError
        If the shapes do not broadcast.

    References
    ----------
    Ioffe and Szegedy: Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift.
    ICML 2015, algorithm 2

    Examples
    --------
    >>> mean, var, beta, gamma = K.variable([2.]), K.variable([4.]), K.variable([1.]), K.variable([10.])
    >>> print(K.eval(K.batch_normalization(K.variable([[2.], [4.]]), mean, var, beta, gamma, epsilon=0.)))
    [[ 1.]
     [11.]]
    """
    return (x - mean) * (gamma / elementwise.sqrt(var + epsilon)) + beta


@composed(check=nn_checks.normalize_batch_in_training)
def normalize_batch_in_training(
    x: Tensor, gamma: Tensor, beta: Tensor, reduction_axes: Sequence[int], epsilon: float = 0.001
) -> tuple[Tensor, Tensor, Tensor]:
    """Normalize with the mean and variance of `x` itself.

    Parameters
    ----------
    x : tensor
        Any shape. Integers and bools are converted to `floatx()`.
    gamma, beta : tensor
        Scale and offset, of the shape of `x` without the reduced axes.
    reduction_axes : sequence of int
        The axes that mean and variance are taken over.
    epsilon : number
        Added to the variance.

    Returns
    -------
    normalized : tensor
        ``gamma * (x - mean) / sqrt(variance + epsilon) + beta``, of the shape of `x`.
    mean, variance : tensor
        The statistics of `x`, of the shape of `gamma`; the variance is divided by n.

    Raises
    ------
    ArgumentError
        If the shapes do not fit or `x` has no such axis.

    References
    ----------
    Ioffe and Szegedy: Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift.
    ICML 2015, algorithm 1

    Examples
    --------
    >>> x, gamma, beta = K.variable([[1.], [3.]]), K.variable([1.]), K.variable([0.])
    >>> normalized, mean, variance = K.normalize_batch_in_training(x, gamma, beta, [0], epsilon=0.)
    >>> print(K.eval(normalized).round(3))
    [[-1.]
     [ 1.]]
    >>> print(K.eval(mean), K.eval(variance))
    [2.] [1.]
    """
    mean, var = reductions.mean(x, reduction_axes), reductions.var(x, reduction_axes)
    statistics = [_spread(part, reduction_axes, x) for part in (mean, var, beta, gamma)]
    return batch_normalization(x, *statistics, epsilon=epsilon), mean, var


@composed(check=nn_checks.normalize_batch)
def normalize_batch(
    x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, reduction_axes: Sequence[int],
    epsilon: float = 0.001,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """Normalize with the statistics of `x` in the training phase, with given ones in the test phase.

    Parameters
    ----------
    x : tensor
        Any shape. Integers and bools are converted to `floatx()`.
    gamma, beta : tensor
        Scale and offset, of the shape of `x` without the reduced axes.
    mean, variance : tensor
        The statistics for the test phase, in which those of `x` are not computed; of the shape of `gamma`.
    reduction_axes : sequence of int
        The axes that the statistics of `x` are taken over.
    epsilon : number
        Added to the variance.

    Returns
    -------
    normalized : tensor
        ``gamma * (x - mean) / sqrt(variance + epsilon) + beta``, of the shape of `x`.
    mean, variance : tensor
        The statistics that `x` was normalized with.

    Raises
    ------
    ArgumentError
        If the shapes do not fit or `x` has no such axis.

    References
    ----------
    Ioffe and Szegedy: Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift.
    ICML 2015, algorithms 1 and 2

    Examples
    --------
    >>> x, gamma, beta = K.variable([[1.], [3.]]), K.variable([1.]), K.variable([0.])
    >>> mean, variance = K.variable([1.]), K.variable([4.])
    >>> normalized, *_ = K.normalize_batch(x, gamma, beta, mean, variance, [0], epsilon=0.)
    >>> print(K.function([K.learning_phase()], [normalized])([0])[0].round(3))
    [[0.]
     [1.]]
    """
    both = in_train_phase(
        lambda: shaping.stack([reductions.mean(x, reduction_axes), reductions.var(x, reduction_axes)]),
        lambda: shaping.stack([mean, variance]),
    )
    statistics = [_spread(part, reduction_axes, x) for part in (both[0], both[1], beta, gamma)]
    return batch_normalization(x, *statistics, epsilon=epsilon), both[0], both[1]


def _spread(x: Tensor, axes: Sequence[int], like: Tensor) -> Tensor:
    """Add axes of size 1, in ascending order; the other axes have the sizes of `like`."""
    for axis in axes:
        x = shaping.expand_dims(x, axis)
    return shaping.pattern_broadcast(x, [size == 1 for size in int_shape(like)])


def _within_classes(indices: Tensor, predictions: Tensor) -> tuple[Tensor, Tensor]:
    """The nearest numbers of classes, and whether an index is none."""
    last = symbolic_shape(predictions)[ndim(predictions) - 1] - 1
    nearest = elementwise.minimum(elementwise.maximum(indices, 0), last)
    return nearest, elementwise.not_equal(nearest, indices)


def _within(probabilities: Tensor) -> Tensor:
    return elementwise.clip(probabilities, settings.epsilon(), 1.0 - settings.epsilon())


def _log_sum_exp(x: Tensor) -> Tensor:
    """log(sum(exp(x))) along the last axis, which stays with size 1."""
    largest = stop_gradient(reductions.max(x, -1, keepdims=True))
    return largest + elementwise.log(reductions.sum(elementwise.exp(x - largest), -1, keepdims=True))
