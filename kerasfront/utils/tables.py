"""Columns of tables (pandas, Arrow, dicts of arrays) as inputs of a model, and its outputs as columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import numpy as np

from kerasfront.backend.types import Shape, is_mapping
from kerasfront.errors import ArgumentError, near_misses, translated

Columns: TypeAlias = str | Sequence[str] | Mapping[str, str | Sequence[str]] | None
"""Names of columns: of the only input, or of each input by its name. None: see `chosen`."""


@dataclass(frozen=True)
class Table:
    """A table of any library.

    Attributes
    ----------
    names : list of str
        Names of its columns.
    column : callable
        Function from a name to the values.
    like : callable
        Function from values by name to a table of the same kind.
    flat : bool
        Whether its cells are plain numbers, so that (samples, k) becomes k columns.
    """

    names: list[str]
    column: Callable[[str], Any]
    like: Callable[[Mapping[str, Any]], Any]
    flat: bool


def as_table(data: Any) -> Table | None:
    """Look at `data` as a table; None if it is none."""
    if is_mapping(data):
        return Table([*map(str, data)], data.__getitem__, dict, flat=False)
    if hasattr(data, "iloc") and hasattr(data, "columns"):
        return _of_pandas(data)
    if hasattr(data, "column_names") or (hasattr(data, "schema") and hasattr(data, "to_pydict")):
        return _of_arrow(data)
    return None


def _of_pandas(frame: Any) -> Table:
    def like(columns: Mapping[str, Any]) -> Any:
        return type(frame)({name: _cells(values) for name, values in columns.items()}, index=frame.index)

    return Table([*frame.columns], lambda name: frame[name].to_numpy(), like, flat=True)


def _of_arrow(table: Any) -> Table:
    kind = cast(Any, type(table))

    def like(columns: Mapping[str, Any]) -> Any:
        return kind.from_pydict({name: _cells(values) for name, values in columns.items()})

    return Table([*table.schema.names], lambda name: table.column(name).to_numpy(zero_copy_only=False), like, flat=True)


def _cells(values: Any) -> Any:
    """A value for each row: lists where it has more than one number."""
    return values.tolist() if np.ndim(values) > 1 else values


def chosen(
    names: Sequence[str], inputs: Sequence[str], columns: Columns = None, left_out: Iterable[str] = ()
) -> dict[str, list[str]]:
    """Decide which columns feed which input.

    Parameters
    ----------
    names : sequence of str
        Columns that exist.
    inputs : sequence of str
        Names of the inputs of a model.
    columns : see `Columns`
        By default, the columns that have the names of the inputs; or, for a single input, all.
    left_out : iterable of str
        Columns that are not features by default.

    Raises
    ------
    ArgumentError
        If a column does not exist, or it cannot be told which ones are meant.
    """
    if columns is None and set(inputs) <= set(names):
        return {name: [name] for name in inputs}
    told = [name for name in names if name not in set(left_out)] if columns is None else columns
    if not is_mapping(told):
        if len(inputs) != 1:
            raise ArgumentError(
                f"The model has the inputs {', '.join(map(repr, inputs))}, so columns must say by a dict which columns "
                f"feed which of them, got {told!r:.300}."
            )
        told = {inputs[0]: told}
    table = {str(key): [value] if isinstance(value, str) else [*value] for key, value in told.items()}
    _check(table, names, inputs)
    return {name: table[name] for name in inputs}


def _check(table: Mapping[str, list[str]], names: Sequence[str], inputs: Sequence[str]) -> None:
    if set(table) != set(inputs):
        raise ArgumentError(
            f"columns must have the names of the inputs, {', '.join(map(repr, inputs))}, got "
            f"{', '.join(map(repr, table))}."
        )
    for name in (name for listed in table.values() for name in listed):
        if name not in names:
            raise ArgumentError(f"There is no column {name!r}. {near_misses(str(name), map(str, names))}")
    if not all(table.values()):
        raise ArgumentError("There are no columns to feed the model with.")


def gathered(table: Table, names: Sequence[str], shape: Shape | None = None) -> np.ndarray:
    """Make one array of some columns.

    Parameters
    ----------
    table : Table
    names : sequence of str
        One column, of numbers or of arrays, or several columns of numbers, which lie side by side.
    shape : shape, optional
        Of the input; samples with as many numbers are reshaped to it.

    Raises
    ------
    ArgumentError
        If several columns are not numbers, or are not as many as the input takes; if cells differ in shape.
    """
    arrays = [_dense(table.column(name), name) for name in names]
    if len(arrays) == 1:
        array = arrays[0]
    elif all(array.ndim == 1 for array in arrays):
        array = np.column_stack(arrays)
    else:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in zip(names, arrays))
        raise ArgumentError(
            f"Several columns can only be put together if each holds a number for each sample, got {shapes}. Say by "
            "columns which of them is the input."
        )
    if shape is None:
        return array
    size = tuple(array.shape[1:])
    wanted = shape[1:]
    if size == wanted or None in wanted:
        return array
    if math.prod(size) == math.prod(cast("tuple[int, ...]", wanted)):
        return array.reshape(len(array), *wanted)
    if len(names) > 1:
        raise ArgumentError(
            f"An input takes samples of shape {wanted}, but got {len(names)} columns: {', '.join(names):.500}. Say by "
            "columns (--columns on the command line) which of them it takes."
        )
    return array


def _dense(values: Any, name: str) -> np.ndarray:
    """An array of the values of a column, whose cells may be lists."""
    array = np.asarray(values)
    if array.dtype != object or not len(array) or np.ndim(array[0]) == 0:
        return array
    with translated(f"The cells of the column {name!r} do not have one shape"):
        return np.stack([_dense(cell, name) for cell in array])


def spread(outputs: Mapping[str, np.ndarray], flat: bool) -> dict[str, np.ndarray]:
    """Name the columns of outputs; for a `flat` table, (samples, k) becomes k columns, ``name_0`` and so on."""
    columns: dict[str, np.ndarray] = {}
    for name, array in outputs.items():
        if flat and array.ndim == 2 and array.shape[1] > 1:
            columns.update((f"{name}_{number}", array[:, number]) for number in range(array.shape[1]))
        else:
            columns[name] = array[:, 0] if flat and array.ndim == 2 else array
    return columns


def distinct(names: Sequence[str]) -> list[str]:
    """Number the names that occur several times, such as those of the two outputs of one layer."""
    seen = [names[:place].count(name) for place, name in enumerate(names)]
    return [f"{name}_{number}" if number else name for name, number in zip(names, seen)]
