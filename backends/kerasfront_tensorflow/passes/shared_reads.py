"""One read of each variable instead of one for each use."""

from __future__ import annotations

from typing import Any

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.passes.draft import Draft


def share_reads(draft: Draft) -> None:
    """Let the first read of a variable stand for all others that may happen at any time."""
    first: dict[tuple[str, int], str] = {}
    same: dict[str, str] = {}  # by names of reads, as they stand in inputs, the first of the same variable
    kept = []
    for node in draft.definition.node:
        node.input[:] = [same.get(name, name) for name in node.input]
        if _reads_at_any_time(node, draft):
            name = first.setdefault((node.input[0], node.attr["dtype"].type), node.name)
            if name != node.name:
                same |= {f"{node.name}:0": f"{name}:0", f"^{node.name}": f"^{name}"}
                continue
        kept.append(node)
    draft.definition = tf.compat.v1.GraphDef(node=kept, versions=draft.definition.versions)
    draft.fetches = [same.get(name, name) for name in draft.fetches]


def _reads_at_any_time(node: Any, draft: Draft) -> bool:
    """Whether a node reads a variable, and neither a loop nor an order of operations says when."""
    return node.op == "ReadVariableOp" and len(node.input) == 1 and node.input[0] in draft.given
