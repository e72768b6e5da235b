"""New names for the frames of loops."""

from __future__ import annotations

from typing import Any

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.passes.draft import Draft


def rename_loop_frames(draft: Draft) -> None:
    """Give the loops names that the default graph does not have: two loops of one name would run as one."""
    prefix = new_prefix()
    for node in draft.definition.node:
        rename_frame(node, prefix)


def new_prefix() -> bytes:
    """The beginning of new names for frames in the default graph."""
    return tf.compat.v1.get_default_graph().unique_name("loops").encode()


def rename_frame(node: Any, prefix: bytes) -> None:
    """Put `prefix` before the name of the frame, if a node (a `NodeDef`) has one."""
    if "frame_name" in node.attr:
        node.attr["frame_name"].s = prefix + b"/" + node.attr["frame_name"].s
