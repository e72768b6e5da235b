"""Parts of a graph that nobody uses any more, used again: TensorFlow cannot take them out.

A program that loads one model after the other makes the same calls again and again, and so finds what it needs.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from kerasfront_tensorflow.library import tf

SMALL = 1024
"""Most bytes of an array by which a call is known."""
PLAIN = (bool, int, str, bytes, type(None), type(Ellipsis), tf.DType, np.dtype, type)


class Numbered(str):
    """A name of which only the letters tell a call from others: models that are equal have inputs of other numbers."""

    __slots__ = ()


class NotKnownError(Exception):
    """A call cannot be told from others."""


class Parts:
    """What calls added to a graph.

    Attributes
    ----------
    fixed : set of str
        Names of operations that somebody changed afterwards; they stay as they are.
    """

    def __init__(self) -> None:
        self.fixed: set[str] = set()
        self._made: dict[Hashable, list[Any]] = {}
        self._free: dict[Hashable, list[Any]] = {}

    def again(self, call: Hashable) -> Any:
        """What an equal call made that nobody uses; None if there is nothing."""
        free = self._free.get(call)
        return free.pop() if free else None

    def remember(self, call: Hashable, result: Any) -> None:
        """Keep what a call has made: a tensor, or a list or tuple of such."""
        self._made.setdefault(call, []).append(result)

    def let_go(self, used: Collection[Any]) -> None:
        """Allow what was made to be used again, unless one of the operations `used` is in it."""
        # The first that was made is taken first, so that what was made together is found together.
        self._free = {call: [x for x in made[::-1] if self._is_free(x, used)] for call, made in self._made.items()}

    def _is_free(self, result: Any, used: Collection[Any]) -> bool:
        return all(x.op not in used and x.op.name not in self.fixed for x in tensors(result))


def tensors(result: Any) -> Iterator[Any]:
    """The tensors in a (nested list or tuple of) result."""
    if isinstance(result, (list, tuple)):
        for part in result:
            yield from tensors(part)
    else:
        yield result


def is_plain(result: Any, kind: type) -> bool:
    """Whether a result consists of tensors of a kind and of nothing else."""
    found = [type(x) is kind for x in tensors(result)]
    return bool(found) and all(found)


def call_of(function: Callable[..., Any], arguments: Sequence[Any], named: Mapping[str, Any]) -> Hashable | None:
    """What tells a call from others; None if that is not possible, as with functions among the arguments."""
    try:
        return function, _key(arguments), tuple((name, _key(named[name])) for name in sorted(named))
    except (NotKnownError, AttributeError):  # what TensorFlow computes at once has no operation
        return None


@functools.singledispatch
def _key(value: Any) -> Hashable:
    raise NotKnownError


def _plain(value: Any) -> Hashable:
    return type(value), value


def _numbered(value: Numbered) -> Hashable:
    return Numbered, re.sub(r"\d", "", value)


def _float(value: float) -> Hashable:
    return float, value.hex()  # -0.0 equals 0.0, but is another number


def _several(values: Any) -> Hashable:
    return type(values), tuple(_key(value) for value in values)


def _slice(value: slice) -> Hashable:
    return slice, _key(value.start), _key(value.stop), _key(value.step)


def _array(value: Any) -> Hashable:
    if value.nbytes > SMALL or value.dtype.hasobject:
        raise NotKnownError
    return np.ndarray, value.dtype.str, value.shape, value.tobytes()


def _tensor(x: Any) -> Hashable:
    return tf.Tensor, x.op, x.value_index


def _variable(x: Any) -> Hashable:
    return tf.Variable, x.handle.op


for _kinds, _rule in (
    (PLAIN, _plain),
    ((Numbered,), _numbered),
    ((float,), _float),
    ((list, tuple), _several),
    ((slice,), _slice),
    ((np.ndarray, np.generic), _array),
    ((tf.Tensor,), _tensor),
    ((tf.Variable,), _variable),
):
    for _kind in _kinds:
        _key.register(_kind, _rule)
