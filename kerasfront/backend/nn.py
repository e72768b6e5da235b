"""Activations, losses of classification, and normalisation. Results are floats."""

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
    """max(x, 0). The gradient at 0 is 0."""
    ...


@composed(check=nn_checks.relu)
def relu(x: Tensor, alpha: float = 0.0, max_value: float | None = None) -> Tensor:
    """Rectified linear units: alpha * x below 0, `x` above, at most `max_value` (None: no limit).

    alpha: number or tensor.
    """
    positive = rectify(x)
    if max_value is not None:
        positive = elementwise.minimum(positive, max_value)
    if isinstance(alpha, (int, float)) and alpha == 0:
        return positive
    return positive - alpha * rectify(-x)


@op(check=elementwise_checks.floats("x", "alpha"))
def elu(x: Tensor, alpha: float = 1.0) -> Tensor:
    """`x` above 0, alpha * (exp(x) - 1) below (Clevert et al., 2015). The gradient at 0 is alpha."""
    ...


@op(check=nn_checks.softmax)
def softmax(x: Tensor) -> Tensor:
    """exp(x) divided by its sum along the last axis. x: rank >= 1."""
    ...


@op(check=dtype_checks.floating)
def softplus(x: Tensor) -> Tensor:
    """log(1 + exp(x)), for large `x` too."""
    ...


@composed(check=dtype_checks.floating)
def softsign(x: Tensor) -> Tensor:
    """Softsign: x / (1 + abs(x))."""
    return x / (1.0 + elementwise.abs(x))


@op(check=dtype_checks.floating)
def sigmoid(x: Tensor) -> Tensor:
    """1 / (1 + exp(-x))."""
    ...


@composed(check=dtype_checks.floating)
def hard_sigmoid(x: Tensor) -> Tensor:
    """0.2 * x + 0.5, kept between 0 and 1."""
    return elementwise.clip(0.2 * (x + 2.5), 0.0, 1.0)  # exactly 0 at -2.5, however the backend rounds


@op(check=dtype_checks.floating)
def tanh(x: Tensor) -> Tensor:
    """Hyperbolic tangent."""
    ...


@composed(check=dtype_checks.floating)
def l2_normalize(x: Tensor, axis: Axis) -> Tensor:
    """Vectors along one or several axes divided by their Euclidean norms; norms below 1e-6 count as 1e-6."""
    squares = reductions.sum(elementwise.square(x), axis, keepdims=True)
    return x / elementwise.sqrt(elementwise.maximum(squares, NORM_FLOOR))


@op(check=nn_checks.pick)
def pick(x: Tensor, indices: Tensor) -> Tensor:
    """Of each vector along the last axis of `x`, the element that an index names.

    x: rank >= 1. indices: whole numbers, shape x.shape[:-1], which is that of the result. One out of range, also below
    0, is an ArgumentError when it is computed.
    """
    ...


@composed(check=nn_checks.in_top_k)
def in_top_k(predictions: Tensor, targets: Tensor, k: int) -> Tensor:
    """Whether fewer than `k` classes are predicted higher than the target, as 'bool'. NaN counts as higher.

    predictions: (samples, classes). targets: class numbers, (samples,), which is the shape of the result. A number that
    no class has is never among them.
    """
    targets, no_class = _within_classes(targets, predictions)
    chosen = shaping.expand_dims(pick(predictions, targets), -1)
    others = 1 - cast(elementwise.lesser_equal(predictions, chosen), "int32")
    return elementwise.lesser(reductions.sum(others, -1) + k * cast(no_class, "int32"), k)


@composed(check=nn_checks.crossentropy("categorical_crossentropy"))
def categorical_crossentropy(output: Tensor, target: Tensor, from_logits: bool = False) -> Tensor:
    """-sum(target * log(p)) along the last axis.

    output: the probabilities p, which are divided by their sum and then kept `epsilon()` away from 0 and 1; or with
    from_logits=True, what a softmax would make p of. target: shape of `output`.
    Returns shape output.shape[:-1].
    """
    if from_logits:
        return reductions.sum(target * (_log_sum_exp(output) - output), -1)
    probabilities = output / reductions.sum(output, -1, keepdims=True)
    return -reductions.sum(target * elementwise.log(_within(probabilities)), -1)


@composed(check=nn_checks.sparse_categorical_crossentropy)
def sparse_categorical_crossentropy(output: Tensor, target: Tensor, from_logits: bool = False) -> Tensor:
    """`categorical_crossentropy` with class numbers in the place of one-hot vectors.

    target: whole numbers of any type, shape output.shape[:-1] or output.shape[:-1] + (1,).
    Returns shape output.shape[:-1]. For a number that no class has, such as padding, it is 0 and has no gradient.
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
    """-target * log(p) - (1 - target) * log(1 - p), element by element.

    output: the probabilities p, which are kept `epsilon()` away from 0 and 1; or with from_logits=True, what a sigmoid
    would make p of. target: shape of `output`, which is that of the result.
    """
    if from_logits:
        return target * softplus(-output) + (1.0 - target) * softplus(output)
    p = _within(output)
    return -(target * elementwise.log(p) + (1.0 - target) * elementwise.log(1.0 - p))


@composed(check=nn_checks.bias_add)
def bias_add(x: Tensor, bias: Tensor, dim_ordering: str = "default") -> Tensor:
    """Add a number for each feature.

    x: rank >= 2, features in the last axis with dim_ordering 'tf', in the second one with 'th'. bias: (features,).
    """
    axes = conv_shapes.images(1, (1,) * (ndim(x) - 2), -1, dim_ordering)
    return x + (bias if dim_ordering == "tf" else shaping.reshape(bias, axes))


@composed(check=elementwise_checks.floats("x", "mean", "var", "beta", "gamma", "epsilon"))
def batch_normalization(
    x: Tensor, mean: Tensor, var: Tensor, beta: Tensor, gamma: Tensor, epsilon: float = 0.001
) -> Tensor:
    """Normalise with given statistics (Ioffe & Szegedy, 2015).

    Returns gamma * (x - mean) / sqrt(var + epsilon) + beta, all broadcast to the shape of `x`.
    """
    return (x - mean) * (gamma / elementwise.sqrt(var + epsilon)) + beta


@composed(check=nn_checks.normalize_batch_in_training)
def normalize_batch_in_training(
    x: Tensor, gamma: Tensor, beta: Tensor, reduction_axes: Sequence[int], epsilon: float = 0.001
) -> tuple[Tensor, Tensor, Tensor]:
    """`batch_normalization` with the mean and variance of `x` itself over some axes.

    gamma, beta: of the shape of `x` without these axes.
    Returns (normalised x, mean, variance), the last two of the shape of gamma.
    """
    mean, var = reductions.mean(x, reduction_axes), reductions.var(x, reduction_axes)
    statistics = [_spread(part, reduction_axes, x) for part in (mean, var, beta, gamma)]
    return batch_normalization(x, *statistics, epsilon=epsilon), mean, var


@composed(check=nn_checks.normalize_batch)
def normalize_batch(
    x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, reduction_axes: Sequence[int],
    epsilon: float = 0.001,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """`normalize_batch_in_training` in training; in test, with given statistics, and those of `x` are not computed.

    gamma, beta, mean, variance: of the shape of `x` without the axes.
    Returns (normalised x, mean, variance), the statistics that `x` was normalised with.
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
