"""The caller of a function: whether it uses the result."""

from __future__ import annotations

import dis
from types import FrameType

DISCARDED = ("POP_TOP", "PRINT_EXPR", "CALL_INTRINSIC_1")
"""What follows the call in a statement of its own; the last two print the result in an interactive session."""


def is_statement(frame: FrameType) -> bool:
    """Whether the call that `frame` is at stands alone, so that nobody gets its result."""
    following = (step for step in dis.get_instructions(frame.f_code) if step.offset > frame.f_lasti)
    return next(following).opname in DISCARDED
