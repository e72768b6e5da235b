"""Activations, losses and normalization."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.backend.types import RawTensor
from kerasfront_tensorflow.graph import learning_phase
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import normalization
from kerasfront_tensorflow.tensors import as_tensor, dtype_name, graph_op

__all__ = [
    "bias_add", "elu", "normalize_batch", "normalize_batch_in_training", "pick", "rectify", "sigmoid", "softmax",
    "softplus", "tanh",
]  # fmt: skip

STATISTICS = "StatisticsOfABatch"
"""The name of their gradient."""


@graph_op
def rectify(x: RawTensor) -> RawTensor:
    return tf.nn.relu(x)


@graph_op
def bias_add(x: RawTensor, bias: RawTensor, dim_ordering: str = "default") -> RawTensor:
    # TensorFlow makes it and an activation a part of the product or convolution before, if channels come last.
    return tf.nn.bias_add(x, bias, "N...C" if dim_ordering == "tf" else "NC...")


@graph_op
def elu(x: RawTensor, alpha: float = 1.0) -> RawTensor:
    return tf.where(x > 0, x, alpha * tf.nn.elu(x))


@graph_op
def softmax(x: RawTensor) -> RawTensor:
    return tf.nn.softmax(x)


@graph_op
def softplus(x: RawTensor) -> RawTensor:
    return tf.nn.softplus(x)


@graph_op
def sigmoid(x: RawTensor) -> RawTensor:
    return tf.sigmoid(x)


@graph_op
def tanh(x: RawTensor) -> RawTensor:
    return tf.tanh(x)


@graph_op
def pick(x: RawTensor, indices: RawTensor) -> RawTensor:
    vectors = x.shape.rank - 1
    picked = tf.gather(x, indices, axis=vectors, batch_dims=vectors)
    picked.set_shape(indices.shape)
    return picked


@graph_op
def normalize_batch_in_training(
    x: RawTensor, gamma: RawTensor, beta: RawTensor, reduction_axes: Sequence[int], epsilon: float = 0.001
) -> tuple[RawTensor, RawTensor, RawTensor]:
    order = _features_last(x, reduction_axes)
    if order:
        ordered = _ordered(x, order)
        if normalization.runs(x):
            unread = tf.zeros_like(gamma)
            y, *statistics = normalization.normalize(ordered, gamma, beta, unread, unread, True, epsilon)
        else:
            y, *statistics = _normalized_at_once(ordered, gamma, beta, epsilon)
        y = _ordered(y, np.argsort(order).tolist())
    else:
        # Not tf.nn.moments, which keeps the mean out of the gradient and so has wrong second-order gradients.
        mean = tf.reduce_mean(x, reduction_axes, keepdims=True)
        statistics = tf.squeeze(mean, reduction_axes), tf.reduce_mean(tf.square(x - mean), reduction_axes)
        y = _normalized(x, gamma, beta, *statistics, reduction_axes, epsilon)
    return _shaped((y, *statistics), x, reduction_axes)


@graph_op
def normalize_batch(
    x: RawTensor,
    gamma: RawTensor,
    beta: RawTensor,
    mean: RawTensor,
    variance: RawTensor,
    reduction_axes: Sequence[int],
    epsilon: float = 0.001,
) -> tuple[RawTensor, RawTensor, RawTensor]:
    def train():
        return normalize_batch_in_training(x, gamma, beta, reduction_axes, epsilon)

    def test():
        given = as_tensor(mean), as_tensor(variance)
        if not order or x.shape.rank == 2:  # of vectors, a product and a sum take less than the operation for images
            return _normalized(x, gamma, beta, *given, reduction_axes, epsilon), *given
        # The operation has no gradients with respect to given statistics: it gets some that change nothing.
        scale = gamma * tf.math.rsqrt(variance + epsilon)
        neutral = _constant_like(scale, 0), _constant_like(scale, np.float32(1) - np.float32(epsilon))
        y, *_ = _fused(_ordered(x, order), scale, beta - mean * scale, epsilon, *neutral)
        return _ordered(y, np.argsort(order).tolist()), *given

    order, phase = _features_last(x, reduction_axes), learning_phase()
    if order and normalization.runs(x):
        given = gamma, beta, as_tensor(mean), as_tensor(variance), tf.cast(phase, "bool")
        y, *statistics = normalization.normalize(_ordered(x, order), *given, epsilon)
        return _shaped((_ordered(y, np.argsort(order).tolist()), *statistics), x, reduction_axes)
    if isinstance(phase, int):
        return train() if phase else test()
    return _shaped(tf.cond(tf.cast(phase, "bool"), train, test), x, reduction_axes)


def _features_last(x, reduction_axes):
    """The order of axes in which TensorFlow's operation for images can be used; None if it cannot."""
    features = [axis for axis in range(x.shape.rank) if axis not in reduction_axes]
    return [*reduction_axes, *features] if len(features) == 1 and dtype_name(x) == "float32" else None


def _ordered(x, axes):
    return x if axes == sorted(axes) else tf.transpose(x, axes)


def _constant_like(x, number):
    size = x.shape[0]
    return tf.fill(tf.shape(x), x.dtype.as_numpy_dtype(number)) if size is None else np.full(size, number, "float32")


def _shaped(made: Any, x: RawTensor, reduction_axes: Sequence[int]) -> Any:
    """Set the static shapes of normalized samples and statistics."""
    of_statistics = [size for axis, size in enumerate(x.shape) if axis not in reduction_axes]
    for result, shape in zip(made, (x.shape, of_statistics, of_statistics)):
        result.set_shape(shape)
    return made


def _normalized(x, gamma, beta, mean, variance, axes, epsilon):
    statistics = [mean, variance, beta, gamma]
    if axes[-1:] != [len(axes) - 1]:  # else they are broadcast as they are
        for axis in axes:
            statistics = [tf.expand_dims(part, axis) for part in statistics]
    return tf.nn.batch_normalization(x, *statistics, epsilon)


def _normalized_at_once(x, gamma, beta, epsilon):
    """Normalize `x`, whose features are last, by its own statistics; returns them, too."""
    y, mean, variance = _fused(x, gamma, beta, epsilon)
    count = tf.cast(tf.size(x) // tf.size(gamma), x.dtype)
    statistics = mean, variance * ((count - 1) / count)  # the operation gives an unbiased estimate
    # TensorFlow treats y as the only output that has a gradient.
    with tf.compat.v1.get_default_graph().gradient_override_map({"IdentityN": STATISTICS}):
        mean, variance, _ = tf.identity_n([*statistics, x])
    return y, mean, variance


def _fused(x, gamma, beta, epsilon, *given):
    """Normalize in one pass by given statistics, or else by those of `x`; returns them, too."""
    images = x.shape.rank == 4
    mean, variance = given or ([], [])
    made = tf.raw_ops.FusedBatchNormV3(
        x=x if images else tf.reshape(x, [-1, 1, 1, gamma.shape[0] or tf.size(gamma)]),
        scale=gamma, offset=beta, mean=mean, variance=variance, epsilon=float(epsilon), is_training=not given,
    )  # fmt: skip
    return made.y if images else tf.reshape(made.y, tf.shape(x)), made.batch_mean, made.batch_variance


@tf.RegisterGradient(STATISTICS)
def _gradient_of_statistics(operation, of_mean, of_variance, _):
    """The gradient with respect to the samples, whose features are last, by a mean that has a gradient itself."""
    mean, x = operation.outputs[0], operation.inputs[2]
    count = tf.cast(tf.size(x) // tf.size(mean), x.dtype)
    return None, None, (of_mean + 2.0 * (x - mean) * of_variance) / count
