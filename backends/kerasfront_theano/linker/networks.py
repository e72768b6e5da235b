"""Softmax and crossentropies."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
from jax import nn

from kerasfront_theano.library import theano
from kerasfront_theano.linker import faults

theirs = theano.tensor.nnet.nnet


def _picked(x: Any, labels: Any) -> Any:
    """One element of each row."""
    faults.check_index(labels, x.shape[1])
    return jnp.take_along_axis(x, labels.astype("int64")[:, None], 1)[:, 0]


def _one_hot(like: Any, labels: Any) -> Any:
    return nn.one_hot(labels, like.shape[1], dtype=like.dtype)


def _crossentropy(node: Any, x: Any, bias: Any, labels: Any) -> tuple[Any, Any, Any]:
    logs = nn.log_softmax(x + bias, -1)
    return -_picked(logs, labels), jnp.exp(logs), jnp.argmax(x + bias, -1)


def _crossentropy_gradient(node: Any, gradient: Any, softmax: Any, labels: Any) -> Any:
    return jnp.broadcast_to(gradient, labels.shape)[:, None] * (softmax - _one_hot(softmax, labels))


def _softmax_gradient(node: Any, gradient: Any, softmax: Any) -> Any:
    weighted = gradient * softmax
    return weighted - jnp.sum(weighted, 1, keepdims=True) * softmax


def _categorical_gradient(node: Any, gradient: Any, p: Any, labels: Any) -> Any:
    return -_one_hot(p, labels) * (gradient / _picked(p, labels))[:, None]


OPERATIONS = {
    theirs.Softmax: lambda node, x: nn.softmax(x, -1),
    theirs.SoftmaxWithBias: lambda node, x, bias: nn.softmax(x + bias, -1),
    theirs.LogSoftmax: lambda node, x: nn.log_softmax(x, -1),
    theirs.SoftmaxGrad: _softmax_gradient,
    theirs.CrossentropySoftmaxArgmax1HotWithBias: _crossentropy,
    theirs.CrossentropySoftmax1HotWithBiasDx: _crossentropy_gradient,
    theirs.CrossentropyCategorical1Hot: lambda node, p, labels: -jnp.log(_picked(p, labels)),
    theirs.CrossentropyCategorical1HotGrad: _categorical_gradient,
}
