"""Calls of layers that are made again, because a layer computes something else than when it was called."""

from __future__ import annotations

import copy
from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from kerasfront.backend.types import Tensor
from kerasfront.engine.topology.node import Node


def recomputed(container: Any, changed: Collection[Any]) -> None:
    """Make all calls in a container anew that depend on changed layers, also within its models and wrappers.

    Layers, weights and calls stay those that they were; the tensors between them become other ones. Models that share
    these calls end at the new tensors, too, but what they have compiled keeps computing the old ones.

    Raises
    ------
    ArgumentError
        If a layer does not take what the one before gives now.

    Notes
    -----
    Whatever goes wrong, even by Ctrl-C, all is then as it was before.
    """
    with _as_before_if_it_fails({id(part): part for part in _parts(container)}.values()):
        _Recomputing(changed).container(container)


@contextmanager
def _as_before_if_it_fails(parts: Iterable[Any]) -> Generator[None]:
    attributes: list[dict[str, Any]] = [vars(part) for part in parts]
    before = [{name: _copied(value) for name, value in now.items()} for now in attributes]
    try:
        yield
    except BaseException:
        for now, then in zip(attributes, before):
            now.update(then)
        raise


def _copied(value: Any) -> Any:
    """Lists and dictionaries are changed in place."""
    return copy.copy(value) if type(value) in (list, dict) else value


def _parts(container: Any) -> Iterator[Any]:
    """Iterate over all that is changed: containers and what is refreshed with them, their calls and their layers."""
    yield container
    yield from getattr(container, "_refreshed_along", ())
    yield from container.inbound_nodes
    yield from container.graph.nodes
    for layer in {id(layer): layer for layer in (*container.layers, *container.graph.layers)}.values():
        for part in within(layer):
            yield from _parts(part) if hasattr(part, "graph") else (part,)


class _Recomputing:
    def __init__(self, changed: Collection[Any]) -> None:
        self._changed = {id(layer) for layer in changed}
        self._replaced: dict[int, tuple[Tensor, Tensor]] = {}  # the old ones are kept, so that no other has their id
        self._done: set[int] = set()

    def container(self, container: Any) -> None:
        """Recompute a container and those within; each once."""
        if id(container) in self._done:
            return
        self._done.add(id(container))
        for layer in (*container.layers, *container.graph.layers):
            for part in within(layer):
                if hasattr(part, "graph"):
                    self.container(part)
        for node in container.graph.nodes:
            if node.inbound_layers and id(node) not in self._done and self._is_affected(node):
                self._repeat(node)
        container.refresh()

    def _is_affected(self, node: Node) -> bool:
        return any(id(x) in self._replaced for x in (*node.input_tensors, *node.input_masks)) or any(
            id(part) in self._changed for part in within(node.outbound_layer)
        )

    def _repeat(self, node: Node) -> None:
        self._done.add(id(node))
        before = [*node.output_tensors, *node.output_masks]
        node.repeat([self._now(x) for x in node.input_tensors], [self._now(mask) for mask in node.input_masks])
        after = [*node.output_tensors, *node.output_masks]
        for old, new in zip(before, after):
            if old is not None and new is not None:
                self._replaced[id(old)] = old, new

    def _now(self, x: Any) -> Any:
        return self._replaced[id(x)][1] if id(x) in self._replaced else x


def within(layer: Any) -> Iterator[Any]:
    """Iterate over a layer and all layers within it, such as those of nested models and wrappers."""
    yield layer
    for part in (*(getattr(layer, "layers", None) or ()), *getattr(layer, "inner_layers", ())):
        yield from within(part)
