"""Calls of layers that are made again, because a layer computes something else than when it was called."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from kerasfront.backend.types import Tensor
from kerasfront.engine.topology.node import Node
from kerasfront.engine.topology.terms import TERMS


def recomputed(container: Any, changed: Collection[Any]) -> None:
    """Make all calls in a container anew that depend on changed layers, also within its models and wrappers.

    Layers, weights and calls stay those that they were; the tensors between them become other ones. Models that share
    these calls end at the new tensors, too, but what they have compiled keeps computing the old ones.

    Raises
    ------
    ArgumentError
        If a layer does not take what the one before gives now. All is as it was then.
    """
    work = _Recomputing(changed)
    try:
        work.container(container)
    except BaseException:
        work.undo()
        raise


class _Recomputing:
    def __init__(self, changed: Collection[Any]) -> None:
        self._changed = {id(layer) for layer in changed}
        self._replaced: dict[int, tuple[Tensor, Tensor]] = {}  # the old ones are kept, so that no other has their id
        self._done: set[int] = set()
        self._refreshed: list[Any] = []
        self._states: list[tuple[Any, dict[str, Any]]] = []  # what was changed, and its attributes before

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
        self._refreshed.append(container)
        container.refresh()

    def undo(self) -> None:
        """Take back what was done."""
        for changed, state in reversed(self._states):
            vars(changed).update(state)
        for container in self._refreshed:
            container.refresh()

    def _is_affected(self, node: Node) -> bool:
        return any(id(x) in self._replaced for x in (*node.input_tensors, *node.input_masks)) or any(
            id(part) in self._changed for part in within(node.outbound_layer)
        )

    def _repeat(self, node: Node) -> None:
        self._done.add(id(node))
        self._states.append((node, dict(vars(node))))
        terms = ((part, {name: list(getattr(part, name)) for name in TERMS}) for part in within(node.outbound_layer))
        self._states += terms
        before = [*node.output_tensors, *node.output_masks]
        node.repeat([self._now(x) for x in node.input_tensors], [self._now(mask) for mask in node.input_masks])
        after = [*node.output_tensors, *node.output_masks]
        self._replaced.update((id(old), (old, new)) for old, new in zip(before, after) if old is not None)

    def _now(self, x: Any) -> Any:
        return self._replaced[id(x)][1] if id(x) in self._replaced else x


def within(layer: Any) -> Iterator[Any]:
    """A layer, and those that it consists of, as deep as they lie."""
    yield layer
    for part in (*(getattr(layer, "layers", None) or ()), *getattr(layer, "inner_layers", ())):
        yield from within(part)
