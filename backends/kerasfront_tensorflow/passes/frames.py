"""Which nodes belong to while loops, whose inputs must all be of one loop: new nodes beside them would not be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any


def within_loops(nodes: Sequence[Any]) -> set[str]:
    """Find the nodes that are executed within while loops.

    Parameters
    ----------
    nodes : sequence of NodeDef

    Returns
    -------
    set of str
        Their names.
    """
    users = defaultdict(list)
    for node in nodes:
        for name in node.input:
            users[name.removeprefix("^").partition(":")[0]].append(node)
    depths: dict[str, int] = {}
    waiting = [(node, 0) for node in nodes if node.op == "Enter"]
    while waiting:
        node, around = waiting.pop()
        depth = around + 1 if node.op == "Enter" else around
        if depth > depths.get(node.name, 0):
            depths[node.name] = depth
            waiting += [(user, depth - 1 if node.op == "Exit" else depth) for user in users[node.name]]
    return set(depths)
