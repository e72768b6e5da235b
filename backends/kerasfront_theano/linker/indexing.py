"""Parts of arrays, taken and set.

What is known is set without a scatter, which is slow, and on which XLA aborts where it covers a whole array.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import lax

from kerasfront_theano.library import theano
from kerasfront_theano.linker import faults
from kerasfront_theano.linker.translation import is_known, number

T = theano.tensor


def _sliced(part: Any) -> Any:
    """A slice of known integers."""
    return slice(*[None if bound is None else number(bound) for bound in (part.start, part.stop, part.step)])


def _basic(op: Any, given: Sequence[Any]) -> list[Any]:
    """Slices, known integers, and integers that depend on data."""
    parts = T.subtensor.get_idx_list((None, *given), op.idx_list)
    return [_sliced(x) if isinstance(x, slice) else number(x) if is_known(x) else x for x in parts]


def _check(x: Any, parts: Sequence[Any]) -> None:
    """Refuse indices out of range, of which JAX takes the nearest ones."""
    for axis, part in enumerate(parts):
        if isinstance(part, int) and not -x.shape[axis] <= part < x.shape[axis]:
            raise IndexError(f"index {part} is out of bounds for axis {axis} with size {x.shape[axis]}")
        if not isinstance(part, (int, slice)):
            faults.check_index(part, x.shape[axis])


def _subtensor(node: Any, x: Any, *given: Any) -> Any:
    parts = _basic(node.op, given)
    x = jnp.asarray(x)
    _check(x, parts)
    return x[tuple(parts)]


def _inc_subtensor(node: Any, x: Any, y: Any, *given: Any) -> Any:
    parts = _basic(node.op, given)
    x, y = jnp.asarray(x), jnp.asarray(y)
    _check(x, parts)
    y = y.astype(x.dtype)
    if all(isinstance(part, (int, slice)) for part in parts):
        return _put(x, _Box.of(x.shape, parts), y, node.op.set_instead_of_inc)
    return _scatter(node.op, x, tuple(parts), y)


class _Box(NamedTuple):
    """The part of an array that slices and integers select, forwards along each axis."""

    starts: list[int]
    counts: list[int]
    steps: list[int]
    kept: list[int]
    """Axes of slices."""
    backwards: list[int]
    """Axes along which the part is taken backwards."""

    @staticmethod
    def of(shape: Sequence[int], parts: Sequence[Any]) -> _Box:
        box = _Box([], [], [], [], [])
        for axis, size in enumerate(shape):
            part = parts[axis] if axis < len(parts) else slice(None)
            if isinstance(part, int):
                places = range(part % size, part % size + 1)
            else:
                places = range(*part.indices(size))
                box.kept.append(axis)
            if places.step < 0:
                box.backwards.append(axis)
                places = places[::-1]
            box.starts.append(places.start)
            box.counts.append(len(places))
            box.steps.append(places.step if len(places) > 1 else 1)
        return box


def _put(x: Any, box: _Box, y: Any, instead: bool) -> Any:
    """Set a part of an array, or add to it."""
    if 0 in box.counts:
        return x
    y = jnp.broadcast_to(y, [box.counts[axis] for axis in box.kept]).reshape(box.counts)
    y = lax.rev(y, box.backwards)
    if list(box.counts) == list(x.shape):
        return y if instead else x + y
    if instead and all(step == 1 for step in box.steps):
        return lax.dynamic_update_slice(x, y, [np.int32(start) for start in box.starts])
    ends = [start + (count - 1) * step + 1 for start, count, step in zip(box.starts, box.counts, box.steps)]
    sizes = [(start, n - end, step - 1) for start, n, end, step in zip(box.starts, x.shape, ends, box.steps)]
    wide = lax.pad(y, np.zeros((), x.dtype), sizes)
    if not instead:
        return x + wide
    places = np.zeros(x.shape, bool)
    places[tuple(map(slice, box.starts, ends, box.steps))] = True
    return jnp.where(places, wide, x)


def _scatter(op: Any, x: Any, parts: tuple[Any, ...], y: Any) -> Any:
    return x.at[parts].set(y) if op.set_instead_of_inc else x.at[parts].add(y)


def _advanced(x: Any, parts: Sequence[Any]) -> tuple[Any, ...]:
    """Indices with arrays, of which `_check` knows which axes they belong to."""
    parts = [_sliced(part) if isinstance(part, slice) else part for part in parts]
    if any(part is None for part in parts):
        raise NotImplementedError("arrays beside new axes")
    if any(part.dtype == bool for part in parts if not isinstance(part, slice)):
        raise NotImplementedError("a part whose size depends on data")
    _check(x, parts)
    return tuple(parts)


def _advanced_subtensor(node: Any, x: Any, *parts: Any) -> Any:
    x = jnp.asarray(x)
    return x[_advanced(x, parts)]


def _advanced_inc_subtensor(node: Any, x: Any, y: Any, *parts: Any) -> Any:
    x = jnp.asarray(x)
    return _scatter(node.op, x, _advanced(x, parts), jnp.asarray(y).astype(x.dtype))


OPERATIONS = {
    T.Subtensor: _subtensor,
    T.IncSubtensor: _inc_subtensor,
    T.AdvancedSubtensor1: _advanced_subtensor,
    T.AdvancedIncSubtensor1: _advanced_inc_subtensor,
    T.AdvancedSubtensor: _advanced_subtensor,
    T.AdvancedIncSubtensor: _advanced_inc_subtensor,
}
