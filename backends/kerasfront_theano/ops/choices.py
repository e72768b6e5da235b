"""The larger or smaller of two tensors, whose gradients keep their rules in any composition.

Theano would move what comes before and after a choice into its two branches, and simplify it there.
"""

from __future__ import annotations

import operator
from typing import Any

from kerasfront_theano.library import theano

scalar = theano.scalar

OF_THIRD = scalar.transfer_type(2)
COMPARISONS = {">=": operator.ge, "<=": operator.le}


class _Comparing(scalar.ScalarOp):
    """A function that compares its first two inputs by `sign`, a key of `COMPARISONS`."""

    nin: int
    __props__: tuple[str, ...] = ("sign",)

    def __init__(self, sign: str, output_types_preference: Any = scalar.upcast_out) -> None:
        super().__init__(output_types_preference)
        self.sign, self.compare = sign, COMPARISONS[sign]


class Choice(_Comparing):
    """(x, y) -> the one that is larger (>=) or smaller (<=); `x` if they are equal, NaN if one of them is."""

    nin = 2

    def make_new_inplace(self, output_types_preference: Any) -> Choice:
        """Called by Theano when the result takes the place of an input."""
        return type(self)(self.sign, output_types_preference)

    def impl(self, x: Any, y: Any) -> Any:
        return x if self.compare(x, y) or x != x else y

    def c_code(self, node: Any, name: str, inputs: Any, outputs: Any, sub: Any) -> str:
        x, y = inputs
        return f"{outputs[0]} = {x} {self.sign} {y} || {x} != {x} ? {x} : {y};"

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        return [Share(self.sign, first)(*inputs, *output_gradients) for first in (True, False)]


class Share(_Comparing):
    """(x, y, g) -> g if the comparison holds, else 0; vice versa unless `first`."""

    nin = 3
    __props__ = ("sign", "first")

    def __init__(self, sign: str, first: bool, output_types_preference: Any = OF_THIRD) -> None:
        super().__init__(sign, output_types_preference)
        self.first = first

    def make_new_inplace(self, output_types_preference: Any) -> Share:
        """See `Choice`."""
        return type(self)(self.sign, self.first, output_types_preference)

    def impl(self, x: Any, y: Any, g: Any) -> Any:
        return g if self.compare(x, y) == self.first else 0

    def c_code(self, node: Any, name: str, inputs: Any, outputs: Any, sub: Any) -> str:
        x, y, g = inputs
        share = (g, 0) if self.first else (0, g)
        return f"{outputs[0]} = {x} {self.sign} {y} ? {share[0]} : {share[1]};"

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        x, y, _ = inputs
        return [x.zeros_like(), y.zeros_like(), self(x, y, *output_gradients)]


larger, smaller = (theano.tensor.Elemwise(Choice(sign)) for sign in COMPARISONS)
