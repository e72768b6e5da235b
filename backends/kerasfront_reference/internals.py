"""Private names of autograd, checked on version 1.9.

Gradients within gradients have several traces at once. autograd's public functions tell whether a value has a trace,
and remove all of them; what is computed beside a loss must lose one.
"""

from __future__ import annotations

from typing import Any

from autograd.tracer import isbox


def is_traced_with(value: Any, origin: Any) -> bool:
    """Whether a value was computed from `origin`, which is traced, or from something that is traced with it."""
    return isbox(value) and value._trace == origin._trace


def without_trace_of(value: Any, origin: Any) -> Any:
    """A value as it is outside the gradient that traces `origin`."""
    return value._value if is_traced_with(value, origin) else value
