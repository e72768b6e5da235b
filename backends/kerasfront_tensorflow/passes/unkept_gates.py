"""Loops of recurrent layers that keep nothing for gradients which a program does not compute."""

from __future__ import annotations

from kerasfront_tensorflow.passes.draft import Draft

OPERATION = "KerasfrontRecurrence"

KEPT = (2, 3)
"""The numbers of its outputs c and gates, which only gradients read."""


def keep_no_gates(draft: Draft) -> None:
    """Let loops keep c and the gates only if something reads them."""
    read = {name for node in draft.definition.node for name in node.input} | set(draft.fetches)
    for node in draft.definition.node:
        if node.op == OPERATION:
            node.attr["keep"].b = any(f"{node.name}:{number}" in read for number in KEPT)
