"""Command-line option of commands that work on several backends."""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Sequence
from typing import Any

from kerasfront.cli.completion import with_backends


def add_backends(parser: argparse.ArgumentParser) -> None:
    """Declare ``--backend NAME[,NAME]``, stored as the list ``backends``; None means all installed backends."""
    with_backends(
        parser.add_argument(
            "--backend", dest="backends", type=_names, metavar="NAME[,NAME]", help="default: all installed backends"
        )
    )
    parser.add_argument("--engines", dest="backends", nargs="+", action=_OldSpelling, help=argparse.SUPPRESS)


def _names(text: str) -> list[str]:
    return text.split(",")


class _OldSpelling(argparse.Action):
    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        names: Sequence[str] = values
        warnings.warn(
            f"{option} is now --backend {','.join(names)}; the old spelling will be removed in the next version.",
            FutureWarning,
            stacklevel=2,
        )
        setattr(namespace, self.dest, names)
