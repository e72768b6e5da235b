"""Kernels in C++ that know no engine. Adapters build them into operations of theirs.

| file | what is in it |
|---|---|
| product.h | products with a matrix that is used again and again |
| threads.h | rows shared out to all processors |
| recurrence.h | what a recurrent network reads and writes, and the activations |
| lstm.h, gru.h | the loops over time, and their derivatives |
| cells.h | both of them by name |
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

__all__ = ["FOLDER", "NO_SECOND_SLOPES", "fingerprint"]

FOLDER = Path(__file__).parent
"""Of the headers, for the compiler's option -I."""

NO_SECOND_SLOPES = (
    "The loops of LSTM and GRU have first derivatives only. Layers with unroll=True run step by step, and have all."
)
"""What is said to who asks for derivatives of derivatives."""


@functools.cache
def fingerprint() -> str:
    """Changes with the content of the headers: a part of the name under which an adapter keeps what it has compiled."""
    contents = [header.read_bytes() for header in sorted(FOLDER.glob("*.h"))]
    return hashlib.sha256(b"".join(contents)).hexdigest()
