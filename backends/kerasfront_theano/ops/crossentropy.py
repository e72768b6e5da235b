"""Binary crossentropy and its gradients, each in one pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront_theano.library import theano

scalar = theano.scalar


class _OfProbability(scalar.ScalarOp):
    """A function of a probability p, clipped to `low` and `high`, and a target t."""

    nin: int
    __props__ = ("low", "high")

    def __init__(self, low: float, high: float, output_types_preference: Any = scalar.upgrade_to_float) -> None:
        super().__init__(output_types_preference)
        self.low, self.high = low, high

    def make_new_inplace(self, output_types_preference: Any) -> _OfProbability:
        """Called by Theano when the result takes the place of an input."""
        return type(self)(self.low, self.high, output_types_preference)

    def c_code_cache_version(self) -> tuple[int, ...]:
        return (1,)


class BinaryCrossentropy(_OfProbability):
    """(p, t) -> -t * log(p) - (1 - t) * log(1 - p), with p kept within `low` and `high`."""

    nin = 2

    def impl(self, p: Any, t: Any) -> Any:
        p = np.clip(p, self.low, self.high)
        with np.errstate(all="ignore"):
            return -(t * np.log(p) + (1 - t) * np.log1p(-p))

    def c_code(self, node: Any, name: str, inputs: Any, outputs: Any, sub: Any) -> str:
        (p, t), kind = inputs, node.outputs[0].type.dtype_specs()[1]
        return f"""{{
            const {kind} low = {self.low!r}, high = {self.high!r};
            const {kind} p = {p} < low ? low : {p} > high ? high : {p};
            {outputs[0]} = -({t} * std::log(p) + (1 - {t}) * std::log1p(-p));
        }}"""

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        (p, t), [gradient] = inputs, output_gradients
        one, zero = t.ones_like(), t.zeros_like()
        return [CrossentropyGradient(self.low, self.high)(p, t, gradient), gradient * (self(p, one) - self(p, zero))]


class CrossentropyGradient(_OfProbability):
    """(p, t, g) -> g * ((1 - t) / (1 - p) - t / p) where p is within `low` and `high`, 0 elsewhere."""

    nin = 3

    def impl(self, p: Any, t: Any, g: Any) -> Any:
        if p < self.low or p > self.high:
            return 0 * g
        with np.errstate(all="ignore"):
            return g * (np.divide(1 - t, 1 - p) - np.divide(t, p))

    def c_code(self, node: Any, name: str, inputs: Any, outputs: Any, sub: Any) -> str:
        (p, t, g), kind = inputs, node.outputs[0].type.dtype_specs()[1]
        return f"""{{
            const {kind} low = {self.low!r}, high = {self.high!r};
            {outputs[0]} = {p} < low || {p} > high ? 0 : {g} * ((1 - {t}) / (1 - {p}) - {t} / {p});
        }}"""

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        """Linear in t and g; for t of 0 and 1 it is g / (1 - p) and -g / p, whose gradients have the same form."""
        (p, t, g), [gradient] = inputs, output_gradients
        one, zero = t.ones_like(), t.zeros_like()
        if_one, if_zero = (self(p, x, gradient * g) for x in (one, zero))
        by_p = t * self(p, one, if_one) + (one - t) * self(p, zero, if_zero)
        return [by_p, if_one - if_zero, self(p, t, gradient)]
