"""Conversion of inputs and targets to lists of arrays, with a message for each kind of mistake."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Shape, is_list, is_mapping
from kerasfront.errors import ArgumentError, ArgumentTypeError, near_misses

NUMERIC_KINDS = "biuf"
ENCODE = (
    "Encode them: names, codes = np.unique(labels, return_inverse=True) gives numbers of classes, "
    "kerasfront.utils.np_utils.to_categorical(codes) rows of them"
)


def standardize_input_data(
    data: Any,
    names: Sequence[str],
    shapes: Sequence[Shape | None] | None = None,
    check_batch_axis: bool = True,
    exception_prefix: str = "",
) -> list[Any]:
    """Convert data to a list of arrays, one for each name.

    Parameters
    ----------
    data : array, list of arrays or dict of arrays by name
        An array may be anything that NumPy makes one of. Stores that are read by slices (HDF5 datasets) and SciPy
        matrices stay as they are.
    names : sequence of str
        Inputs or outputs of the model. Other names in a dict are ignored, so one dict can serve both.
    shapes : sequence of shapes, optional
        What to expect: None for a size that is free, None in place of a shape to expect nothing.
    check_batch_axis : bool
        Whether the first size is compared, too.
    exception_prefix : str
        What the arrays are, for messages: 'input', 'target'.

    Returns
    -------
    list of arrays
        With at least two axes: (samples,) becomes (samples, 1).

    Raises
    ------
    ArgumentError, ArgumentTypeError
    """
    what = exception_prefix or "data"
    arrays = [as_array(one, f"{what} {name!r}") for one, name in zip(_in_order(data, names, what), names)]
    for array, name, shape in zip(arrays, names, shapes or [None] * len(names)):
        if shape is not None and not fits(array.shape, shape, check_batch_axis):
            raise ArgumentError(
                f"{what} {name!r} must have shape {tuple(shape)}, got {tuple(array.shape)}."
                f"{_way_out(tuple(array.shape[1:]), tuple(shape[1:]))}"
            )
        if shape is not None and 0 in array.shape[1:] and 0 not in shape[1:]:
            raise ArgumentError(
                f"{what} {name!r} has nothing along axis {array.shape.index(0, 1)}, such as no time steps: its shape "
                f"is {tuple(array.shape)}. Leave such samples out, or pad them by zeros."
            )
    return arrays


def _way_out(given: Shape, wanted: Shape) -> str:
    """Suggest how to convert samples of another shape."""
    sizes = [size for size in (*given, *wanted) if size is not None]
    if len(sizes) < len(given) + len(wanted):
        return ""
    if len(given) == len(wanted) >= 3 and given in ((wanted[-1], *wanted[:-1]), (*wanted[1:], wanted[0])):
        first = given == (wanted[-1], *wanted[:-1])
        ordering = "first, as dim_ordering='th' has them" if first else "last, as dim_ordering='tf' has them"
        return f" The channels come {ordering}: give np.moveaxis(x, {'1, -1' if first else '-1, 1'})."
    if math.prod(sizes[: len(given)]) == math.prod(sizes[len(given) :]):
        return f" The numbers of elements agree: x.reshape({', '.join(map(str, ('-1', *wanted)))})."
    return ""


def fits(given: Shape, expected: Shape, check_batch_axis: bool = False) -> bool:
    """Whether all sizes agree that are known on both sides."""
    start = 0 if check_batch_axis else 1
    return len(given) == len(expected) and all(
        want is None or have is None or want == have for have, want in zip(given[start:], expected[start:])
    )


def _in_order(data: Any, names: Sequence[str], what: str) -> list[Any]:
    """Return the parts of `data`, one for each name."""
    if not names and data is None:
        return []
    if is_mapping(data):
        for name in names:
            if name not in data:
                raise ArgumentError(f"{what}: no array for {name!r}. {near_misses(name, map(str, data))}")
        return [data[name] for name in names]
    if is_list(data):
        parts = list(data)
        if len(names) == 1 and not any(hasattr(part, "shape") for part in parts):
            parts = [data]  # one array, written as a list of rows
        if len(parts) == len(names):
            return parts
        given = f"a list of {len(parts)} ({', '.join(map(_brief, parts[:3]))}{', ...' if len(parts) > 3 else ''})"
    elif len(names) == 1:
        return [data]
    else:
        given = _brief(data)
    forms = "one array" if len(names) == 1 else f"a list of {len(names)} arrays in this order"
    raise ArgumentError(
        f"{what}: the model has {len(names)} ({', '.join(map(repr, names))}), got {given}. "
        f"Give {forms}, or a dict by name."
    )


def _brief(value: Any) -> str:
    shape = getattr(value, "shape", None)
    return type(value).__name__ if shape is None else f"array of shape {tuple(shape)}"


def as_array(value: Any, what: str) -> Any:
    """Convert `value` to an array of numbers, or a store of them, with at least two axes.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If it has no shape to speak of, or holds anything but numbers.
    """
    if K.is_tensor(value):
        raise ArgumentTypeError(
            f"{what} must be an array, got a symbolic tensor. A model takes one by Input(tensor=...); the value of one "
            "that depends on nothing is K.eval(tensor)."
        )
    value = _of_other_libraries(value)
    array = value if _is_store(value) else _to_numpy(value, what)
    dtype = getattr(array, "dtype", None)
    if isinstance(dtype, np.dtype) and dtype.kind not in NUMERIC_KINDS:
        raise ArgumentTypeError(f"{what} must hold numbers, got {_of_wrong_type(array)}.")
    if len(array.shape) == 0:
        raise ArgumentError(f"{what} must have an axis for samples, got the single value {value!r}.")
    return np.asarray(array)[:, np.newaxis] if len(array.shape) == 1 else array


def _of_other_libraries(value: Any) -> Any:
    """Convert tensors of eager libraries to arrays, and SciPy matrices to the CSR format, which can be sliced."""
    if hasattr(value, "tocsr"):
        return value.tocsr()
    if hasattr(value, "numpy"):
        return (value.detach() if hasattr(value, "detach") else value).numpy()
    return value


def _is_store(value: Any) -> bool:
    """Whether `value` is an array, or a store that is read by slices; data frames are converted to arrays."""
    return hasattr(value, "shape") and hasattr(value, "__getitem__") and not hasattr(value, "iloc")


def _to_numpy(value: Any, what: str) -> np.ndarray:
    if value is None:
        raise ArgumentTypeError(f"{what} is missing: got None instead of an array.")
    try:
        return np.asarray(value)
    except ValueError as error:
        raise ArgumentError(
            f"{what} must be rectangular, got rows of unequal lengths. Pad them to one length, "
            "for example by kerasfront.preprocessing.sequence.pad_sequences."
        ) from error


def _of_wrong_type(array: Any) -> str:
    """Describe what an array holds instead of numbers."""
    if array.dtype.kind != "O":
        if array.dtype.kind in "US":
            return f"texts, such as {array.ravel()[0].item()!r}. {ENCODE}"
        return f"an array of dtype {array.dtype}"
    for position, element in np.ndenumerate(np.asarray(array)):
        if not isinstance(element, Real) or math.isnan(element):
            at = ", ".join(map(str, position))
            if isinstance(element, str):
                return f"Python objects, with {element!r} at [{at}]. {ENCODE}"
            return f"Python objects, with {element!r} at [{at}]. Replace it, then convert: x.astype('float32')"
    return "Python objects. Convert them: x.astype('float32')"


def check_array_lengths(inputs: Sequence[Any], targets: Sequence[Any], weights: Sequence[Any]) -> None:
    """Reject arrays that differ in their number of samples, or have none.

    Raises
    ------
    ArgumentError
    """
    groups = {"inputs": inputs, "targets": targets, "sample weights": weights}
    counts = {group: [array.shape[0] for array in arrays] for group, arrays in groups.items() if len(arrays)}
    different = {count for found in counts.values() for count in found}
    if different == {0}:
        raise ArgumentError("There are no samples: the arrays have length 0.")
    if len(different) > 1:
        listing = "; ".join(f"{group}: {', '.join(map(str, found))}" for group, found in counts.items())
        raise ArgumentError(f"All arrays must have the same number of samples, got {listing}.")
