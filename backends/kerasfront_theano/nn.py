"""Activations and what losses are made of."""

from __future__ import annotations

from kerasfront_theano.library import theano
from kerasfront_theano.tensors import static_shape, with_shape

T = theano.tensor

__all__ = ["elu", "pick", "rectify", "sigmoid", "softmax", "softplus", "tanh"]


def rectify(x):
    return T.switch(x > 0, x, T.zeros_like(x))


def elu(x, alpha=1.0):
    return T.switch(x > 0, x, alpha * T.expm1(T.minimum(x, 0)))


def softmax(x):
    if x.ndim == 2:
        return T.nnet.softmax(x)
    rows = T.nnet.softmax(x.reshape((-1, x.shape[-1])))
    return with_shape(rows.reshape(x.shape, x.ndim), static_shape(x))


def softplus(x):
    return T.nnet.softplus(x)


def sigmoid(x):
    return T.nnet.sigmoid(x)


def tanh(x):
    return T.tanh(x)


def pick(x, indices):
    rows = x.reshape((-1, x.shape[-1]))
    chosen = rows[T.arange(rows.shape[0]), indices.flatten()]
    return with_shape(chosen.reshape(indices.shape, indices.ndim), static_shape(x)[:-1])
