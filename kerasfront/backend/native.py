"""Doors to the backend itself, for what K does not cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kerasfront.backend.op import composed, op
from kerasfront.backend.types import Tensor

__all__ = [
    "backend_info", "function_options", "get_session", "manual_variable_initialization", "optimizer_step",
    "set_session",
]  # fmt: skip


@op
def backend_info() -> dict[str, Any]:
    """Facts for people: keys 'library', 'version', 'devices' (list of str), 'threads' (str), 'blas' (str).

    Also, where a backend knows `gated_rnn`, 'gated_rnn' (str): how it is run; and where it compiles kernels of its own,
    'instructions' (str): those of the processor that it compiles for.
    """
    ...


@composed
def function_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Of keywords of `function`, those that the backend takes: none, unless its library has options of compiling.

    Raises ArgumentError for those that a library with such options does not know.
    """
    return {}


@op(optional=True)
def get_session() -> Any:
    """The session object in which the backend runs graphs."""
    ...


@op(optional=True)
def set_session(session: Any) -> None:
    """Run graphs in `session` from now on."""
    ...


@op(optional=True)
def manual_variable_initialization(value: bool) -> None:
    """With True, variables are not initialised before the first run; the caller does it through the session."""
    ...


@op(optional=True)
def optimizer_step(optimizer: Any, params: Sequence[Tensor], gradients: Sequence[Tensor]) -> list[Tensor]:
    """The new values of the variables `params` after a step of an optimizer of the backend's own library.

    The state that the optimizer keeps changes whenever the new values are computed.
    """
    ...
