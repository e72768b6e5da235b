"""Report deviations from today's Python and libraries, once for each line of a script."""

# The frame of the caller has no public name.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

OURS = str(Path(__file__).parent)
"""Folder of the files that stand between a script and what it calls."""
_told: set[tuple[str, int, str]] = set()


def tell_once(topic: str, describe: Callable[[], str]) -> None:
    """Print a message about the current line of the script to stderr, unless that line has had one on this topic.

    Parameters
    ----------
    topic : str
    describe : callable
        Returns the message.
    """
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(OURS):
        frame = frame.f_back
    place = frame.f_code.co_filename, frame.f_lineno
    if (*place, topic) not in _told:
        _told.add((*place, topic))
        print(f"kerasfront: {place[0]}, line {place[1]}: {describe()}", file=sys.stderr)
