"""NumPy numbers in YAML, which classic Keras wrote as calls that construct objects.

Such calls are read as the data that they are; nothing is called. Keras 1.0 wrote some numbers as arrays of no axes.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from kerasfront.errors import FileError

APPLY = "tag:yaml.org,2002:python/object/apply:numpy."
TYPES = frozenset({"i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"})
BYTE_ORDERS = "<>|="
MODULES = ("core.multiarray.", "_core.multiarray.")
"""Until NumPy 1, and since 2."""


def add_numbers(loader: Any) -> None:
    """Add constructors for NumPy numbers to a loader."""
    loader.add_constructor(f"{APPLY}dtype", _type)
    loader.add_constructor("tag:yaml.org,2002:python/name:numpy.ndarray", loader.construct_scalar)
    for module in MODULES:
        loader.add_constructor(f"{APPLY}{module}scalar", _number)
        loader.add_constructor(f"{APPLY}{module}_reconstruct", _array)


def _type(loader: Any, node: Any) -> np.dtype[Any]:
    fields = loader.construct_mapping(node, deep=True)
    code, order = fields["args"][0], fields["state"][1]
    if code not in TYPES or order not in BYTE_ORDERS:
        raise FileError(f"The text holds a number of the type {order!r:.20}{code!r:.20}, which is not known.")
    return np.dtype(f"{order}{code}")


def _number(loader: Any, node: Any) -> int | float:
    return _value(*loader.construct_sequence(node, deep=True))


def _array(loader: Any, node: Any) -> int | float:
    _, shape, kind, _, content = loader.construct_mapping(node, deep=True)["state"]
    if shape:
        raise FileError(f"The text holds an array of NumPy of shape {shape!r:.50}, where only numbers can stand.")
    return _value(kind, content)


def _value(kind: Any, content: bytes | str) -> int | float:
    if not isinstance(kind, np.dtype):
        raise FileError("The text holds a number of NumPy without a type.")
    data = content if isinstance(content, bytes) else content.encode("latin-1")
    (value,) = np.frombuffer(data, cast("np.dtype[Any]", kind)).tolist()
    return value
