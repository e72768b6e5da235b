"""Squares of differences and their gradients, each in one pass.

Theano would take the factors of the gradient apart, and multiply whole arrays by one number after the other.
"""

from __future__ import annotations

from typing import Any

from kerasfront_theano.library import theano

scalar = theano.scalar


class SquaredDifference(scalar.BinaryScalarOp):
    """(x, y) -> (x - y)**2."""

    def impl(self, x: Any, y: Any) -> Any:
        return (x - y) * (x - y)

    def c_code(self, node: Any, name: str, inputs: Any, outputs: Any, sub: Any) -> str:
        return "{z} = ({x} - {y}) * ({x} - {y});".format(z=outputs[0], x=inputs[0], y=inputs[1])

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        gradient = _gradient(*inputs, *output_gradients)
        return [gradient, -gradient]


class DifferenceGradient(scalar.ScalarOp):
    """(x, y, g) -> 2 * g * (x - y)."""

    nin = 3

    def impl(self, x: Any, y: Any, g: Any) -> Any:
        return (g + g) * (x - y)

    def c_code(self, node: Any, name: str, inputs: Any, outputs: Any, sub: Any) -> str:
        return "{z} = ({g} + {g}) * ({x} - {y});".format(z=outputs[0], **dict(zip("xyg", inputs)))

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        (x, y, g), [gradient] = inputs, output_gradients
        by_x = (g + g) * gradient
        return [by_x, -by_x, self(x, y, gradient)]


squared_difference = SquaredDifference(scalar.upcast_out)
_gradient = DifferenceGradient(scalar.upcast_out)
