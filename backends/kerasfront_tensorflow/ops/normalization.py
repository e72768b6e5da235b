"""Batch normalization as one operation, with the choice by the learning phase in it.

TensorFlow's operation for images takes longer where a batch is small, and needs two branches for the phases.
"""

from __future__ import annotations

from typing import Any

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import compiled

FILE, OPERATION = "normalization", "KerasfrontNormalization"
GRADIENT = f"{OPERATION}Gradient"


def runs(x: Any) -> bool:
    """Whether normalization of a tensor can be one operation on this machine.

    Images are left to TensorFlow, which makes it a part of the convolution before.
    """
    return x.shape.rank != 4 and x.dtype == tf.float32 and compiled.load(FILE) is not None


def normalize(x: Any, gamma: Any, beta: Any, mean: Any, variance: Any, training: Any, epsilon: float) -> list[Any]:
    """The normalized samples, mean and variance; see `K.normalize_batch`. Features are last."""
    threads = tf.config.threading.get_intra_op_parallelism_threads()
    return list(
        compiled.load(FILE).kerasfront_normalization(
            x, gamma, beta, mean, variance, training, epsilon=float(epsilon), threads=threads
        )
    )


@tf.RegisterGradient(OPERATION)
def _gradient(operation, by_y, by_mean, by_variance):
    x, gamma, *_, training = operation.inputs
    _, *statistics = operation.outputs
    found = compiled.load(FILE).kerasfront_normalization_gradient(
        by_y, x, gamma, *statistics, training, by_mean, by_variance, **_options(operation)
    )
    return *found, None


@tf.RegisterGradient(GRADIENT)
def _second_gradient(operation, *by_gradients):
    inputs = [tf.identity(x) for x in operation.inputs]
    sources = [*inputs[:5], *inputs[6:]]
    epsilon = operation.get_attr("epsilon")
    found = tf.gradients(_gradients(*inputs, epsilon), sources, by_gradients, unconnected_gradients="zero")
    return *found[:5], None, *found[5:]


def _gradients(by_y, x, gamma, mean, variance, training, by_mean, by_variance, epsilon):
    """What the operation for gradients computes, by operations that have gradients."""
    axes = list(range(x.shape.rank - 1))
    in_training = tf.cast(training, x.dtype)
    count = tf.cast(tf.size(x) // tf.size(gamma), x.dtype)
    deviation, inverse = x - mean, tf.math.rsqrt(variance + epsilon)
    by_beta, by_deviation = tf.reduce_sum(by_y, axes), tf.reduce_sum(by_y * deviation, axes)
    by_mean = by_mean - gamma * inverse * by_beta
    by_variance = by_variance - 0.5 * gamma * inverse**3 * by_deviation
    by_x = by_y * gamma * inverse + in_training * (by_mean + 2.0 * deviation * by_variance) / count
    in_test = 1.0 - in_training
    return by_x, by_deviation * inverse, by_beta, in_test * by_mean, in_test * by_variance


def _options(operation):
    return {name: operation.get_attr(name) for name in ("epsilon", "threads")}
