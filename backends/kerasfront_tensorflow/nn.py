"""Activations and what losses are made of."""

from __future__ import annotations

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.tensors import graph_op

__all__ = ["elu", "pick", "rectify", "sigmoid", "softmax", "softplus", "tanh"]


@graph_op
def rectify(x):
    return tf.nn.relu(x)


@graph_op
def elu(x, alpha=1.0):
    return tf.where(x > 0, x, alpha * tf.nn.elu(x))


@graph_op
def softmax(x):
    return tf.nn.softmax(x)


@graph_op
def softplus(x):
    return tf.nn.softplus(x)


@graph_op
def sigmoid(x):
    return tf.sigmoid(x)


@graph_op
def tanh(x):
    return tf.tanh(x)


@graph_op
def pick(x, indices):
    vectors = x.shape.rank - 1
    return tf.gather(x, indices, axis=vectors, batch_dims=vectors)
