"""Checks of plain data before a model is built: the number of calls of layers, and names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kerasfront.errors import FileError, shown
from kerasfront.saving.plain_data import is_list, is_mapping

CALLS = 10_000
"""Default limit on calls of layers, counting their inputs: models of 1001 layers, the largest then, have 7,000."""
NAME = 1000
"""Largest number of characters of a name; TensorFlow and Theano repeat it in each operation."""


def check_structure(config: Any, max_layers: int | None) -> None:
    """Refuse plain data with more calls of layers than allowed, or with names that no layer has.

    A layer costs a call, and one for each of the inputs that it is called on; within a model that is itself called
    several times it counts as often.

    Parameters
    ----------
    config : plain data
    max_layers : int or None
        Largest number of calls; None: no limit.

    Raises
    ------
    FileError
    """
    calls, waiting = 0, [(config, 1, False)]
    while waiting:
        value, times, is_config = waiting.pop()
        if is_mapping(value):
            _check_name(value.get("name"))
            nodes = _nodes(value)
            if nodes:
                calls += times * sum(1 + len(node) for node in nodes)
                times *= len(nodes)
            elif _is_layer(value, is_config):
                calls += times
        if max_layers is not None and calls > max_layers:
            raise FileError(
                f"The model has more than {max_layers} calls of layers, counted in models within as often as these are "
                "called. If it is meant to be so large, pass max_layers= to what reads it."
            )
        waiting += [(part, times, key == "config") for key, part in _parts(value)]


def _is_layer(value: Mapping[str, Any], is_config: bool) -> bool:
    """Whether it is the description of a layer; in Keras 0.3 their class stands under 'name'."""
    return "class_name" in value or ("name" in value and not is_config)


def _nodes(value: Mapping[str, Any]) -> list[Any]:
    """The calls of a layer in a graph, each a list of tensors."""
    nodes = value.get("inbound_nodes")
    return [node if is_list(node) else [] for node in nodes] if is_list(nodes) else []


def _parts(value: Any) -> Iterator[tuple[Any, Any]]:
    """The lists and mappings in a value, each with its key."""
    parts = value.items() if is_mapping(value) else enumerate(value) if is_list(value) else ()
    for key, part in parts:
        if key != "inbound_nodes" and isinstance(part, (Mapping, list)):
            yield key, part


def _check_name(name: Any) -> None:
    if isinstance(name, str) and len(name) > NAME:
        raise FileError(f"A name has {len(name)} characters, and may have {NAME}: {name:.50}...")
    if isinstance(name, str) and shown(name) != name:
        raise FileError(f"A name holds control characters: {name!r}.")
