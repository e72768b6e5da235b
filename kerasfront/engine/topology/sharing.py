"""Layers that stand in several places of a model, such as in a wrapper and beside it: told in its configuration.

The classic layout writes such a layer once for each place. We add a number under `MARK`, which other readers ignore,
and build what has one number once. Copies that a wrapper makes of its layer, which it does not write, have theirs under
`COPIES`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from kerasfront.backend.types import is_mapping
from kerasfront.registry import mention

MARK, COPIES = "shared_layer", "shared_copies"

_numbers: ContextVar[dict[int, int] | None] = ContextVar("kerasfront_numbers_of_shared_layers", default=None)
_built: ContextVar[dict[Any, Any] | None] = ContextVar("kerasfront_shared_layers", default=None)


def shared_layers(container: Any) -> list[Any]:
    """The layers within wrappers that stand somewhere else in the model, too."""
    direct: list[Any] = []
    within: list[Any] = []
    for layer, in_wrapper in _places(container, set()):
        (within if in_wrapper else direct).append(layer)
    known = {id(layer): layer for layer in (*direct, *within)}
    calls, wraps = Counter(map(id, direct)), Counter(map(id, within))
    # Calls of one layer in two models cannot be told: they are counted for each model on its own.
    return [known[key] for key, count in wraps.items() if calls[key] < 2 and calls[key] + count > 1]


def _places(layer: Any, met: set[int]) -> Iterator[tuple[Any, bool]]:
    if id(layer) in met:
        return
    met.add(id(layer))
    for part in getattr(layer, "layers", None) or ():
        yield part, False
        yield from _places(part, met)
    for attribute in (*layer._arguments.values(), *_copies(layer)):
        part = getattr(layer, attribute)
        if hasattr(part, "inbound_nodes"):
            yield part, True
            yield from _places(part, met)


def _copies(layer: Any) -> tuple[str, ...]:
    """The attributes in which a wrapper keeps copies of its layer."""
    return getattr(layer, "copies", ())


def described(layer: Any) -> dict[str, Any]:
    """Class, configuration and marks of a layer, and its number if it stands in several places of the model."""
    data = {"class_name": mention(type(layer)), "config": layer.get_config()}
    data.update({name: True for name in layer.marks if getattr(layer, name)})
    numbers = _numbers.get() or {}
    if id(layer) in numbers:
        data[MARK] = numbers[id(layer)]
    copies = {name: numbers[id(x)] for name in _copies(layer) if id(x := getattr(layer, name)) in numbers}
    return {**data, COPIES: copies} if copies else data


@contextmanager
def numbered(container: Any) -> Generator[None]:
    """Within the block, `described` gives numbers to the shared layers of a model; of the outermost one, if nested."""
    outermost = _numbers.get() is None
    token = _numbers.set({id(x): i for i, x in enumerate(shared_layers(container))}) if outermost else None
    try:
        yield
    finally:
        if token is not None:
            _numbers.reset(token)


@contextmanager
def each_built_once() -> Generator[None]:
    """Within the outermost block, `built` gives one layer for one number."""
    token = _built.set({}) if _built.get() is None else None
    try:
        yield
    finally:
        if token is not None:
            _built.reset(token)


def built(data: Mapping[str, Any], build: Any) -> Any:
    """The layer that `data` describes: what `build` makes of it, or the one that is there already under its number."""
    known, number = _built.get(), data.get(MARK)
    if known is None:
        return build(data)
    if isinstance(number, int) and number in known:
        return known[number]
    layer = build(data)
    if isinstance(number, int):
        known[number] = layer
    _share_copies(layer, data.get(COPIES), known)
    return layer


def _share_copies(layer: Any, numbers: Any, known: dict[Any, Any]) -> None:
    """Put the layers that are there already in the places of equal copies, or tell the copies by their numbers."""
    for name in _copies(layer) if is_mapping(numbers) else ():
        copy, number = getattr(layer, name), numbers.get(name)
        if isinstance(number, int) and _is_equal(known.setdefault(number, copy), copy):
            setattr(layer, name, known[number])


def _is_equal(layer: Any, copy: Any) -> bool:
    """Whether a layer is as a copy is; it may know its input shape, which a new copy does not."""
    known = layer.get_config()
    return type(layer) is type(copy) and all(known[k] == v for k, v in copy.get_config().items() if v is not None)
