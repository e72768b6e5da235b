"""Gradients that K defines otherwise than TensorFlow at kinks and infinitely steep places, or that it has wrong."""

from __future__ import annotations

from typing import Any

from kerasfront.backend.conv_shapes import padding
from kerasfront_tensorflow.library import tf

STEEP = {"Sqrt", "Rsqrt", "Log", "Reciprocal", "RealDiv", "Pow"}
"""Operations whose gradients can be infinite."""

CARRYING = {
    "Abs", "AddV2", "ConcatV2", "ExpandDims", "Identity", "Max", "Maximum", "Mean", "Min", "Minimum", "Mul", "Neg",
    "Pack", "Relu", "Reshape", "SelectV2", "Square", "Squeeze", "StridedSlice", "Sub", "Sum", "Tile", "Transpose",
}  # fmt: skip
"""Operations that hand infinite gradients on as they are. Nobody looks for them beyond products of matrices."""


def _relu(operation: Any, gradient: Any) -> Any:
    """The gradient of relu. TensorFlow multiplies by 0 where x is negative: fast, but infinity becomes NaN."""
    y = operation.outputs[0]
    if _is_below_steep(y):
        return tf.where(y > 0, gradient, tf.zeros_like(gradient))
    return tf.raw_ops.ReluGrad(gradients=gradient, features=y)


def _is_below_steep(x: Any) -> bool:
    """Whether the gradient of an operation on `x`, or on a result of `CARRYING` operations, can be infinite."""
    waiting, met = [x], set()
    while waiting:
        x = waiting.pop()
        for operation in x.consumers():
            if operation.type in STEEP and not (operation.type == "RealDiv" and operation.inputs[1] is not x):
                return True
            if operation.name not in met and (operation.type in CARRYING or operation.type == "RealDiv"):
                met.add(operation.name)
                waiting += operation.outputs
    return False


def _sqrt_gradient(operation: Any, by_gradient: Any) -> Any:
    """The gradient of g / (2 y) with respect to y and g; 0 where it is multiplied by 0, as g / (2 y) is itself."""
    y, gradient = operation.inputs[0], operation.outputs[0]
    return -2.0 * tf.raw_ops.SqrtGrad(y=y, dy=gradient * by_gradient), tf.raw_ops.SqrtGrad(y=y, dy=by_gradient)


def _power(operation: Any, gradient: Any) -> Any:
    """The gradient of a power. For a constant power 0 it is 0; TensorFlow multiplies 0 by infinity."""
    x, power = operation.inputs
    known = tf.get_static_value(power)
    if known is None or known.ndim:
        with tf.compat.v1.get_default_graph().gradient_override_map({"Pow": "Pow"}):
            return tf.gradients(tf.pow(x, power), [x, power], gradient)
    return (gradient * (power * tf.pow(x, tf.constant(known - 1))) if known else None), None


def _none(operation: Any, gradient: Any) -> None:
    """No gradient. TensorFlow returns zeros, which turn infinite gradients into NaN."""


def _max_pool_gradient(operation: Any, gradient: Any) -> Any:
    """The second-order gradient of a maximum of windows: what `gradient` has at the largest element of each.

    TensorFlow 2.16 to 2.21 look in the wrong places where windows reach beyond the images; padded, none does.
    """
    (x, y, _), options = operation.inputs, operation.node_def.attr
    window = {name: list(options[name].list.i) for name in ("ksize", "strides")}
    if options["padding"].s == b"SAME":
        lengths = [tf.shape(x)[axis] if x.shape[axis] is None else x.shape[axis] for axis in (1, 2)]
        each = zip(lengths, window["ksize"][1:], window["strides"][1:])
        pads = [(0, 0), *(padding(n, size, "same", step, maximum=tf.maximum) for n, size, step in each), (0, 0)]
        x, gradient = tf.pad(x, pads, constant_values=x.dtype.min), tf.pad(gradient, pads)
    pooled = tf.raw_ops.MaxPoolGradGrad(orig_input=x, orig_output=y, grad=gradient, padding="VALID", **window)
    return None, None, pooled


OVERRIDES = {}
"""By types of operations, the names of their gradients."""

for _kind, _gradient in {
    "MaxPoolGrad": _max_pool_gradient, "Pow": _power, "Relu": _relu, "Sign": _none, "SqrtGrad": _sqrt_gradient,
}.items():  # fmt: skip
    OVERRIDES[_kind] = f"Kerasfront{_kind}"
    tf.RegisterGradient(OVERRIDES[_kind])(_gradient)
