"""The list of gradients that K returns."""

from __future__ import annotations

from typing import Any, NoReturn

from kerasfront.backend.foreign_tensors import OPERATORS
from kerasfront.errors import ArgumentTypeError

_OF_LISTS = {"__getitem__", "__lt__", "__le__", "__gt__", "__ge__"}


class GradientList(list[Any]):
    """Gradients of a loss, one for each variable: a list that refuses arithmetic.

    `K.gradients` gave a tensor for a single variable on Theano and a list on TensorFlow; here it is a list always.
    """

    __array_ufunc__ = None  # arrays and tensors leave ``array * gradients`` to us

    def __add__(self, other: Any) -> Any:
        """Concatenate lists; refuse anything but a list."""
        return [*self, *other] if isinstance(other, list) else _refused(self)

    def __radd__(self, other: Any) -> Any:
        """Concatenate lists, before `other` does so itself."""
        return [*other, *self] if isinstance(other, list) else _refused(self)


def _refused(gradients: GradientList, *_: Any) -> NoReturn:
    raise ArgumentTypeError(
        f"K.gradients returns a list, here of {len(gradients)}: one gradient for each variable. To calculate with the "
        "first one, write K.gradients(loss, x)[0]."
    )


for _name in {*OPERATORS, "__imul__"} - {*vars(GradientList), *_OF_LISTS}:
    setattr(GradientList, _name, _refused)
