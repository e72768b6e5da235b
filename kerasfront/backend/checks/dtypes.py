"""One rule for the types of operands, so that adapters receive what every library computes with.

The rule is that of `kerasfront.backend.promotion`. Where one of two values is chosen, integers of Python's without any
tensor keep the type that the library gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import kerasfront.backend.settings as settings
from kerasfront.backend.op import Check
from kerasfront.backend.promotion import floating as floating_type
from kerasfront.backend.promotion import meeting, promoted, wide
from kerasfront.backend.types import Dtype, Tensor, is_list
from kerasfront.backend.variables import cast, dtype, is_sparse, is_tensor
from kerasfront.errors import ArgumentTypeError


def number(arguments: dict[str, Any]) -> None:
    """Make `x` a tensor to calculate with."""
    arguments["x"] = _as(arguments["x"], wide(of(arguments["x"])))


def floating(arguments: dict[str, Any]) -> None:
    """Make `x` a tensor of floats."""
    arguments["x"] = _as(arguments["x"], floating_type(of(arguments["x"])))


def numbers(*names: str) -> Check:
    """Check that gives several arguments, tensors or numbers, one type to calculate with."""
    return _meeting(names, wide)


def floats(*names: str) -> Check:
    """Check that gives several arguments, tensors or numbers, one type of floats."""
    return _meeting(names, floating_type)


def _meeting(names: Sequence[str], suited: Callable[[Dtype], Dtype]) -> Check:
    def check(arguments: dict[str, Any]) -> None:
        target = suited(common([arguments[name] for name in names]))
        for name in names:
            arguments[name] = _as(arguments[name], target)

    return check


def tensor(value: Any) -> Tensor:
    """`value` itself, or a constant of a number or an array; fractions are `floatx()`."""
    if is_tensor(value):
        return value
    name = of(value)
    return cast(np.asarray(value), settings.floatx() if name.startswith("float") else name)


def tensors(arguments: dict[str, Any], *names: str) -> None:
    """Make tensors of these arguments."""
    for name in names:
        arguments[name] = tensor(arguments[name])


def are_integers(values: Sequence[Any]) -> bool:
    """Whether these are integers of Python's, without any tensor."""
    return all(type(value) is int for value in values)


def alike(values: Sequence[Tensor]) -> list[Tensor]:
    """Tensors in one common type, of tensors, numbers and arrays; integers of Python's stay what they are."""
    if are_integers(values):
        return list(values)
    whole = not any(is_tensor(value) or of(value).startswith("float") for value in values)
    target = promoted(map(of, values)) if whole else common(values)
    return [cast(_as(value, target), target) if not is_tensor(value) else _as(value, target) for value in values]


def common(values: Sequence[Any]) -> Dtype:
    """The type in which tensors, numbers and arrays meet."""
    tensors = [of(value) for value in values if is_tensor(value)]
    return meeting(tensors, [of(value) for value in values if not is_tensor(value)])


def of(value: Any) -> Dtype:
    """The type of a tensor, a number or an array."""
    if is_tensor(value):
        return dtype(value)
    if is_list(value) and any(map(is_tensor, value)):
        raise ArgumentTypeError(f"An operand is a list of {len(value)} tensors. Take one of them: [0].")
    found: Any = np.asarray(value).dtype
    if found.kind not in "biuf":
        raise ArgumentTypeError(f"Operands must be tensors, numbers or arrays of numbers, got {value!r}.")
    return found.name


def _as(value: Any, name: Dtype) -> Any:
    if not is_tensor(value):
        return np.asarray(value, name)
    return value if is_sparse(value) or dtype(value) == name else cast(value, name)
