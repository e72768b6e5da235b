"""Derivatives of TensorFlow's operations that are not those of K at kinks and where functions are steep."""

from __future__ import annotations

from typing import Any

from kerasfront_tensorflow.library import tf

STEEP = {"Sqrt", "Rsqrt", "Log", "Reciprocal", "RealDiv", "Pow"}
"""Operations that can be infinitely steep."""

CARRYING = {
    "Abs", "AddV2", "ConcatV2", "ExpandDims", "Identity", "Max", "Maximum", "Mean", "Min", "Minimum", "Mul", "Neg",
    "Pack", "Relu", "Reshape", "SelectV2", "Square", "Squeeze", "StridedSlice", "Sub", "Sum", "Tile", "Transpose",
}  # fmt: skip
"""Operations through which infinite slopes go back as they are. Behind products of matrices nobody looks for them."""


def _relu(operation: Any, gradient: Any) -> Any:
    """TensorFlow multiplies by 0 what does not count, which is fast, but makes NaN of infinity."""
    y = operation.outputs[0]
    if _is_below_steep(y):
        return tf.where(y > 0, gradient, tf.zeros_like(gradient))
    return tf.raw_ops.ReluGrad(gradients=gradient, features=y)


def _is_below_steep(x: Any) -> bool:
    """Whether an operation on `x`, or on what others make of each element, can be infinitely steep."""
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


def _root_slope(operation: Any, by_slope: Any) -> Any:
    """Of g / (2 y), by y and by g; where the factor is 0 it is 0, as the slope itself."""
    y, slope = operation.inputs[0], operation.outputs[0]
    return -2.0 * tf.raw_ops.SqrtGrad(y=y, dy=slope * by_slope), tf.raw_ops.SqrtGrad(y=y, dy=by_slope)


def _power(operation: Any, gradient: Any) -> Any:
    """That of a fixed power 0 is 0 everywhere; TensorFlow multiplies 0 by infinity."""
    x, power = operation.inputs
    known = tf.get_static_value(power)
    if known is None or known.ndim:
        with tf.compat.v1.get_default_graph().gradient_override_map({"Pow": "Pow"}):
            return tf.gradients(tf.pow(x, power), [x, power], gradient)
    return (gradient * (power * tf.pow(x, tf.constant(known - 1))) if known else None), None


def _none(operation: Any, gradient: Any) -> None:
    """TensorFlow gives zeros, which infinite slopes would turn into NaN."""


OVERRIDES = {}
"""The names of the derivatives, by type of the operation."""

for _kind, _slope in {"Relu": _relu, "SqrtGrad": _root_slope, "Pow": _power, "Sign": _none}.items():
    OVERRIDES[_kind] = f"Kerasfront{_kind}"
    tf.RegisterGradient(OVERRIDES[_kind])(_slope)
