"""Operations that nothing needs any more once other passes have run."""

from __future__ import annotations

from kerasfront_tensorflow.passes.draft import Draft


def leave_out_unused(draft: Draft) -> None:
    """Remove the operations that no tensor that is wanted depends on."""
    nodes = {node.name: node for node in draft.definition.node}
    waiting, needed = [_operation(name) for name in draft.fetches], set()
    while waiting:
        name = waiting.pop()
        if name in nodes and name not in needed:
            needed.add(name)
            waiting += [_operation(given) for given in nodes[name].input if given not in draft.given]
    kept = [node for name, node in nodes.items() if name in needed]
    del draft.definition.node[:]
    draft.definition.node.extend(kept)


def _operation(name: str) -> str:
    """The name of the operation that gives a tensor, or that an operation has to follow."""
    return name.lstrip("^").partition(":")[0]
