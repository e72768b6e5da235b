"""Functions of Python are called in one order, whichever operations are ready first."""

from __future__ import annotations

from itertools import pairwise

from kerasfront.backend.host_calls import in_turn
from kerasfront_tensorflow.ops.host import TURN, turn_of
from kerasfront_tensorflow.passes.draft import Draft


def call_in_turn(draft: Draft) -> None:
    """Let each call of a function wait for the one before it."""
    calls = {node.name: node for node in draft.definition.node if TURN in node.attr}
    if not calls:
        return
    before: dict[str, frozenset[str]] = {}  # by names of nodes, the calls that they depend on
    for node in draft.definition.node:
        sources = [name.lstrip("^").partition(":")[0] for name in node.input]
        found = frozenset().union(*(before.get(name, ()) for name in sources))
        before[node.name] = found.union(x for x in sources if x in calls)
    order = in_turn({name: (turn_of(node), before[name]) for name, node in calls.items()})
    for name, following in pairwise(order):
        calls[following].input.append(f"^{name}")
