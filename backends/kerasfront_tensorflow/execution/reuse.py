"""Unused parts of a graph, used again: TensorFlow cannot remove them.

A program that loads one model after the other makes the same calls again and again, and so finds what it needs.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from kerasfront_tensorflow.library import tf

MAX_ARRAY_BYTES = 1024
"""Size of the largest arrays that a call is told from others by."""
PLAIN = (bool, int, str, bytes, type(None), type(Ellipsis), tf.DType, np.dtype, type)


class NumberedName(str):
    """A name of which only the letters tell calls apart: equal models have inputs with other numbers."""

    __slots__ = ()


class UnkeyedCallError(Exception):
    """A call cannot be told from others."""


class CallResults:
    """Results of calls that are in a graph.

    Attributes
    ----------
    fixed : set of str
        Names of operations that were changed afterwards, and are never used again.
    released : bool
        Whether there may be any unused results.
    """

    def __init__(self) -> None:
        self.fixed: set[str] = set()
        self.released = False
        self._results: dict[Hashable, list[Any]] = {}
        self._free: dict[Hashable, list[Any]] = {}

    def take(self, call: Hashable) -> Any:
        """An unused result of an equal call; None if there is none."""
        free = self._free.get(call)
        return free.pop() if free else None

    def add(self, call: Hashable, result: Any) -> None:
        """Keep the result of a call: a tensor, or a list or tuple of tensors."""
        self._results.setdefault(call, []).append(result)

    def release(self, used: Collection[Any]) -> None:
        """Allow results to be used again, except those with one of the operations `used`."""
        self.released = True
        # The oldest is taken first, so that what was made together is found together.
        self._free = {
            call: [x for x in results[::-1] if self._is_free(x, used)] for call, results in self._results.items()
        }

    def _is_free(self, result: Any, used: Collection[Any]) -> bool:
        return all(x.op not in used and x.op.name not in self.fixed for x in flattened(result))


def flattened(result: Any) -> Iterator[Any]:
    """The tensors in a (nested list or tuple of) result."""
    if isinstance(result, (list, tuple)):
        for part in result:
            yield from flattened(part)
    else:
        yield result


def consists_of(result: Any, kind: type) -> bool:
    """Whether a result has tensors of a type and nothing else."""
    types = [type(x) is kind for x in flattened(result)]
    return bool(types) and all(types)


def call_key(function: Callable[..., Any], arguments: Sequence[Any], named: Mapping[str, Any]) -> Hashable | None:
    """Return a key that tells a call from others; None if there is none, as with functions among the arguments."""
    try:
        return function, _key(arguments), tuple((name, _key(named[name])) for name in sorted(named))
    except (UnkeyedCallError, AttributeError):  # eager tensors have no operation
        return None


@functools.singledispatch
def _key(value: Any) -> Hashable:
    raise UnkeyedCallError


def _plain(value: Any) -> Hashable:
    return type(value), value


def _numbered(value: NumberedName) -> Hashable:
    return NumberedName, re.sub(r"\d", "", value)


def _float(value: float) -> Hashable:
    return float, value.hex()  # -0.0 equals 0.0, but is another number


def _several(values: Any) -> Hashable:
    return type(values), tuple(_key(value) for value in values)


def _slice(value: slice) -> Hashable:
    return slice, _key(value.start), _key(value.stop), _key(value.step)


def _array(value: Any) -> Hashable:
    if value.nbytes > MAX_ARRAY_BYTES or value.dtype.hasobject:
        raise UnkeyedCallError
    return np.ndarray, value.dtype.str, value.shape, value.tobytes()


def _tensor(x: Any) -> Hashable:
    return tf.Tensor, x.op, x.value_index


def _variable(x: Any) -> Hashable:
    return tf.Variable, x.handle.op


for _kinds, _rule in (
    (PLAIN, _plain),
    ((NumberedName,), _numbered),
    ((float,), _float),
    ((list, tuple), _several),
    ((slice,), _slice),
    ((np.ndarray, np.generic), _array),
    ((tf.Tensor,), _tensor),
    ((tf.Variable,), _variable),
):
    for _kind in _kinds:
        _key.register(_kind, _rule)
