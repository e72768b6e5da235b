"""Sizes, repetitions and paddings, checked against the shape of the tensor as far as it is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import kerasfront.backend.checks.arguments as checks
import kerasfront.backend.checks.axes as axis_checks
import kerasfront.backend.checks.dtypes as dtype_checks
from kerasfront.backend.types import Tensor
from kerasfront.backend.variables import int_shape, is_sparse, is_tensor, ndim, to_dense
from kerasfront.errors import ArgumentError


def reshape(arguments: dict[str, Any]) -> None:
    """Make `shape` a tuple of integers and symbolic scalars, with one -1 at most, and none that can be worked out."""
    shape = tuple(-1 if size is None else _whole(size, "shape") for size in _elements(arguments["shape"], "shape"))
    fixed = [size for size in shape if not is_tensor(size)]
    if fixed.count(-1) > 1:
        raise ArgumentError(
            f"reshape: only one size of shape={shape} may be -1 or None; K.shape(x)[i] gives what data will have."
        )
    before = int_shape(arguments["x"])
    arguments["shape"] = _completed(before, shape) if None not in before and len(fixed) == len(shape) else shape


def _completed(before: tuple[Any, ...], shape: tuple[int, ...]) -> tuple[int, ...]:
    total, rest = prod(before), prod(size for size in shape if size != -1)
    if -1 in shape and rest and total % rest == 0:
        return tuple(total // rest if size == -1 else size for size in shape)
    if total != rest or -1 in shape:
        raise ArgumentError(f"reshape: a tensor of shape {before} has {total} elements, they do not fit shape {shape}.")
    return shape


def concatenate(arguments: dict[str, Any]) -> None:
    """Tensors of one type that agree in all sizes but that of `axis`."""
    tensors = _tensors(arguments["tensors"], "concatenate")
    axis = axis_checks.position(arguments["axis"], ndim(tensors[0]))
    _agreeing("concatenate", tensors, axis)
    arguments.update(tensors=tensors, axis=axis)


def stack(arguments: dict[str, Any]) -> None:
    """Tensors of one type and one shape."""
    arguments["x"] = _tensors(arguments["x"], "stack")
    _agreeing("stack", arguments["x"])


def split(arguments: dict[str, Any]) -> None:
    """Sizes of several parts that make up the axis, which becomes a number from 0."""
    x, axis = arguments["x"], arguments["axis"]
    sizes = arguments["sizes"] = [checks.count("sizes", size) for size in checks.elements("sizes", arguments["sizes"])]
    if len(sizes) < 2:
        raise ArgumentError(f"split: sizes must have at least two parts, got {sizes}.")
    arguments["axis"] = axis = axis_checks.position(axis, ndim(x))
    length = int_shape(x)[axis]
    if length is not None and sum(sizes) != length:
        raise ArgumentError(f"split: sizes {sizes} must add up to the length {length} of axis {axis}.")


def _tensors(values: Sequence[Tensor], name: str) -> list[Tensor]:
    if not isinstance(values, (list, tuple)) or not values:
        hint = " Write [x]." if is_tensor(values) else ""
        raise ArgumentError(f"{name} needs a list of at least one tensor, got {values!r}.{hint}")
    sparse = [is_tensor(value) and is_sparse(value) for value in values]
    dense = [to_dense(value) if part else value for value, part in zip(values, sparse)]
    return dtype_checks.alike(values if all(sparse) else dense)


def _agreeing(name: str, tensors: list[Tensor], axis: int | None = None) -> None:
    shapes = [int_shape(tensor) for tensor in tensors]
    ranks_differ = len({len(shape) for shape in shapes}) > 1
    sizes = [{size for size in column if size is not None} for column in zip(*shapes)]
    if ranks_differ or any(len(known) > 1 and i != axis for i, known in enumerate(sizes)):
        which = "all sizes" if axis is None else f"all sizes but that of axis {axis}"
        raise ArgumentError(f"{name}: {which} must agree, got shapes {', '.join(map(str, shapes))}.")


def repeat_elements(arguments: dict[str, Any]) -> None:
    """One axis, repeated a whole number of times."""
    axis_checks.single(arguments)
    arguments["rep"] = checks.count("rep", arguments["rep"])


def tile(arguments: dict[str, Any]) -> None:
    """Make `n` a tuple with a number for each axis."""
    n, rank = arguments["n"], ndim(arguments["x"])
    counts = (n,) if not is_tensor(n) and not hasattr(n, "__len__") else _elements(n, "n")
    counts = tuple(c if is_tensor(c) else checks.count("n", c) for c in counts)
    if len(counts) > rank:
        raise ArgumentError(f"tile: n={counts} has {len(counts)} numbers, but x has only {rank} axes.")
    arguments["n"] = (1,) * (rank - len(counts)) + counts


def arange(arguments: dict[str, Any]) -> None:
    """Give `start` and `stop` both; an empty range of numbers stops where it starts."""
    checks.dtype(arguments)
    if arguments["stop"] is None:
        arguments.update(start=0, stop=arguments["start"])
    start, stop, step = (_scalar(name, arguments[name]) for name in ("start", "stop", "step"))
    if any(is_tensor(v) for v in (start, stop, step)):
        return
    if step == 0:
        raise ArgumentError("arange: step must not be 0.")
    if (stop - start) / step <= 0:
        arguments["stop"] = start


def _scalar(name: str, value: Any) -> Any:
    if not is_tensor(value):
        return checks.number(name, value)
    if ndim(value):
        raise ArgumentError(f"{name} must be a number or a scalar, got a tensor of shape {int_shape(value)}.")
    return value


def one_hot(arguments: dict[str, Any]) -> None:
    """A number of classes."""
    classes = _scalar("nb_classes", arguments["nb_classes"])
    arguments["nb_classes"] = classes if is_tensor(classes) else checks.count("nb_classes", classes)


def zero_pad(arguments: dict[str, Any]) -> None:
    """A pair of numbers of zeros for each axis."""
    rank = ndim(arguments["x"])
    pairs = [checks.elements("widths", pair) for pair in checks.elements("widths", arguments["widths"])]
    widths = tuple(tuple(checks.count("padding", n) for n in pair) for pair in pairs)
    if any(len(pair) != 2 for pair in widths):
        raise ArgumentError(f"zero_pad: widths must hold pairs (before, after), got {arguments['widths']!r}.")
    if len(widths) != rank:
        raise ArgumentError(f"zero_pad: widths {widths} are for a tensor of rank {len(widths)}, x has rank {rank}.")
    arguments["widths"] = widths


def pattern(arguments: dict[str, Any]) -> None:
    """A bool for each axis; an axis of size 1 must be able to have that size."""
    shape = int_shape(arguments["x"])
    flags = tuple(bool(flag) for flag in checks.elements("broatcastable", arguments["broatcastable"]))
    if len(flags) != len(shape) or any(flag and size not in (1, None) for flag, size in zip(flags, shape)):
        raise ArgumentError(f"pattern_broadcast: axes {flags} cannot have size 1 in a tensor of shape {shape}.")
    arguments["broatcastable"] = flags


def images(name: str, spatial_axes: int, *counts: str) -> Callable[[dict[str, Any]], None]:
    """Check for images or volumes: dim_ordering, the rank of the first argument, and the numbers called `counts`."""

    def check(arguments: dict[str, Any]) -> None:
        checks.dim_ordering(arguments)
        x = next(iter(arguments.values()))
        if ndim(x) != spatial_axes + 2:
            raise ArgumentError(f"{name} needs a tensor of rank {spatial_axes + 2}, got shape {int_shape(x)}.")
        for count in counts:
            arguments[count] = checks.count(count, arguments[count])

    return check


def padding(name: str, spatial_axes: int) -> Callable[[dict[str, Any]], None]:
    """Check for images or volumes, and a number of zeros for each spatial axis."""
    of_images = images(name, spatial_axes)

    def check(arguments: dict[str, Any]) -> None:
        of_images(arguments)
        widths = tuple(checks.count("padding", n) for n in checks.elements("padding", arguments["padding"]))
        if len(widths) != spatial_axes:
            raise ArgumentError(f"{name}: padding must hold {spatial_axes} numbers, got {arguments['padding']!r}.")
        arguments["padding"] = widths

    return check


def sequences(name: str, rank: int) -> Callable[[dict[str, Any]], None]:
    """Check that `x` has this rank."""

    def check(arguments: dict[str, Any]) -> None:
        if ndim(arguments["x"]) != rank:
            raise ArgumentError(f"{name} needs a tensor of rank {rank}, got shape {int_shape(arguments['x'])}.")

    return check


def _elements(vector: Any, name: str) -> tuple[Any, ...]:
    """The elements of a sequence, or of a symbolic vector of known length."""
    if not is_tensor(vector):
        return checks.elements(name, vector)
    size = int_shape(vector)
    if len(size) != 1 or size[0] is None:
        raise ArgumentError(f"{name} must be a vector of known length, got a tensor of shape {size}.")
    return tuple(vector[i] for i in range(size[0]))


def _whole(value: Any, name: str) -> Any:
    return value if is_tensor(value) else checks.integer(name, value)
