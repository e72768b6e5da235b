"""Square roots whose gradient keeps its rule in any composition.

Theano would simplify T.sqr(T.sqrt(x)) to x, and the quotient of two equal roots to 1, also at 0.
"""

from __future__ import annotations

from math import sqrt as root

from kerasfront_theano.library import theano

S = theano.scalar


class Root(S.UnaryScalarOp):
    """Square roots; values below 0 count as 0."""

    def impl(self, x):
        return 0 if x < 0 else root(x)

    def c_code(self, node, name, inputs, outputs, sub):
        return f"{outputs[0]} = {inputs[0]} < 0 ? 0 : sqrt({inputs[0]});"

    def c_code_cache_version(self):
        return (1,)

    def L_op(self, inputs, outputs, output_gradients):
        return [_gradient(inputs[0], outputs[0], output_gradients[0])]


class RootGradient(S.ScalarOp):
    """(x, y, g) -> g / (2 y), where y is the root of x; 0 below 0, at NaN, and wherever g is 0."""

    nin = 3

    def impl(self, x, y, g):
        if not x >= 0 or g == 0:
            return 0
        return g / (2 * y) if y else g * float("inf")

    def c_code(self, node, name, inputs, outputs, sub):
        x, y, g = inputs
        return f"{outputs[0]} = !({x} >= 0) || {g} == 0 ? 0 : {g} / (2 * {y});"

    def c_code_cache_version(self):
        return (2,)

    def L_op(self, inputs, outputs, output_gradients):
        (x, y, _), (gradient,), (by_gradient,) = inputs, outputs, output_gradients
        return [x.zeros_like(), -2 * _gradient(x, y, gradient * by_gradient), _gradient(x, y, by_gradient)]


_gradient = RootGradient(S.upgrade_to_float, name="gradient_of_root")
sqrt = theano.tensor.Elemwise(Root(S.same_out, name="root"))
