"""Progress reports of `evaluate` and `predict`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kerasfront.engine.training.arguments import check_verbose
from kerasfront.utils.progress import Progbar


def ignore(seen: int) -> None:
    """Report nothing."""


def progress(samples: int, verbose: Any) -> Callable[[int], None]:
    """Show the samples seen, out of `samples`, if `verbose` is 1 or 'json'."""
    return Progbar(samples, verbose=verbose).update if check_verbose(verbose) in (1, "json") else ignore
