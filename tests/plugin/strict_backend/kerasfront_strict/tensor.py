"""What a tensor is on this backend."""

import operator


class Tensor:
    """A tensor of another backend that shows nothing of that backend.

    It has the arithmetic operators, comparison, and indexing by integers and slices. Attributes may be set and read, as
    on any object. It is compared with == by identity, and can be a key.
    """

    __iter__ = None
    __array_ufunc__ = None  # NumPy's arrays and numbers leave ``array * tensor`` to us

    def __init__(self, wrapped):
        self._wrapped = wrapped

    def __getitem__(self, key):
        parts = key if isinstance(key, tuple) else (key,)
        for index in parts:
            bounds = (index.start, index.stop, index.step) if isinstance(index, slice) else (index,)
            for bound in bounds:
                if not (hasattr(bound, "__index__") or bound is None and isinstance(index, slice)):
                    raise TypeError(f"A tensor takes integers, and slices of integers, as index; got {index!r}.")
        return Tensor(self._wrapped[key])

    def __bool__(self):
        raise TypeError("A tensor is neither true nor false before data comes.")

    def __array__(self, dtype=None, copy=None):
        raise TypeError("A tensor is not an array before data comes.")


def unwrapped(x):
    """The tensor of the other backend if `x` is one of ours, otherwise `x`."""
    return x._wrapped if isinstance(x, Tensor) else x


def _forward(function):
    return lambda self, other: Tensor(function(self._wrapped, unwrapped(other)))


def _backward(function):
    return lambda self, other: Tensor(function(unwrapped(other), self._wrapped))


for _name in ("add", "sub", "mul", "truediv", "pow"):
    setattr(Tensor, f"__{_name}__", _forward(getattr(operator, _name)))
    setattr(Tensor, f"__r{_name}__", _backward(getattr(operator, _name)))
for _name in ("lt", "le", "gt", "ge"):
    setattr(Tensor, f"__{_name}__", _forward(getattr(operator, _name)))
Tensor.__neg__ = lambda self: Tensor(-self._wrapped)
