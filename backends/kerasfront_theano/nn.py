"""Activations, losses and normalization."""

from __future__ import annotations

import numpy as np

from kerasfront.backend import settings
from kerasfront.backend.symbolic.shapes import broadcast, merged
from kerasfront.backend.types import RawTensor
from kerasfront_theano.library import theano
from kerasfront_theano.linalg import not_from_the_end
from kerasfront_theano.ops.categorical import CategoricalCrossentropy
from kerasfront_theano.ops.crossentropy import BinaryCrossentropy
from kerasfront_theano.ops.losses import in_single_precision
from kerasfront_theano.tensors import static_shape, with_shape

T = theano.tensor

__all__ = [
    "binary_crossentropy", "categorical_crossentropy", "elu", "pick", "rectify", "sigmoid", "softmax", "softplus",
    "tanh",
]  # fmt: skip


class Where(theano.scalar.BinaryScalarOp):
    """(y, x) -> x where y is above 0, else 0. It is fast because loops over whole arrays take no constants."""

    def impl(self, y, x):
        return x if y > 0 else 0

    def c_code(self, node, name, inputs, outputs, sub):
        return f"{outputs[0]} = {inputs[0]} > 0 ? {inputs[1]} : 0;"

    def c_code_cache_version(self):
        return (1,)

    def L_op(self, inputs, outputs, output_gradients):
        return [inputs[0].zeros_like(), self(inputs[0], output_gradients[0])]


class Rectify(theano.scalar.UnaryScalarOp):
    """max(x, 0). Its gradient reads the result, so that `x` need not be kept and can be fused into the computation."""

    def impl(self, x):
        return 0 if x <= 0 else x

    def c_code(self, node, name, inputs, outputs, sub):
        return f"{outputs[0]} = {inputs[0]} <= 0 ? 0 : {inputs[0]};"

    def c_code_cache_version(self):
        return (1,)

    def L_op(self, inputs, outputs, output_gradients):
        return [_where(outputs[0], output_gradients[0])]


_where = Where(theano.scalar.transfer_type(1), name="where")
_rectify = T.Elemwise(Rectify(theano.scalar.same_out, name="rectify"))


def rectify(x: RawTensor) -> RawTensor:
    return _rectify(x)


def elu(x: RawTensor, alpha: float = 1.0) -> RawTensor:
    below = T.switch(x < 0, T.expm1(T.minimum(x, 0)), x)  # the second gradient at 0 is 0
    return T.switch(x > 0, x, alpha * below)


def softmax(x: RawTensor) -> RawTensor:
    if x.ndim == 2:
        return T.nnet.softmax(x)
    rows = T.nnet.softmax(x.reshape((-1, x.shape[-1])))
    return with_shape(rows.reshape(x.shape, x.ndim), static_shape(x))


def softplus(x: RawTensor) -> RawTensor:
    return T.nnet.softplus(x)


def sigmoid(x: RawTensor) -> RawTensor:
    return T.nnet.sigmoid(x)


def tanh(x: RawTensor) -> RawTensor:
    return T.tanh(x)


def pick(x: RawTensor, indices: RawTensor) -> RawTensor:
    rows = x.reshape((-1, x.shape[-1]))
    chosen = rows[T.arange(rows.shape[0]), not_from_the_end(indices, x.shape[-1]).flatten()]
    shape = merged(static_shape(x)[:-1], static_shape(indices))
    return with_shape(chosen.reshape(indices.shape, indices.ndim), shape)


def binary_crossentropy(output: RawTensor, target: RawTensor, from_logits: bool = False) -> RawTensor:
    if from_logits:
        return target * softplus(-output) + (1.0 - target) * softplus(output)
    low = settings.epsilon()
    # As the numbers are stored: without a compiler, Python would take those of double precision.
    precision = np.promote_types(output.dtype, "float32")
    bounds = (float(precision.type(bound)) for bound in (low, 1.0 - low))
    return T.Elemwise(BinaryCrossentropy(*bounds))(output, target)


def categorical_crossentropy(output: RawTensor, target: RawTensor, from_logits: bool = False) -> RawTensor:
    if from_logits:
        largest = theano.gradient.disconnected_grad(T.max(output, -1, keepdims=True))
        logs = largest + T.log(T.sum(T.exp(output - largest), -1, output.dtype, keepdims=True))
        return T.sum(target * (logs - output), -1, output.dtype)
    low = settings.epsilon()
    losses, _ = in_single_precision(CategoricalCrossentropy(low, 1.0 - low), output, target)
    return with_shape(losses, broadcast(static_shape(output), static_shape(target))[:-1])
