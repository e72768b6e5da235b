"""What is done otherwise than today's Python and libraries do it is said aloud, once for each line of a script."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

OURS = str(Path(__file__).parent)
"""Where the files lie that stand between a script and what it calls."""
_told: set[tuple[str, int, str]] = set()


def tell_once(topic: str, describe: Callable[[], str]) -> None:
    """Print to stderr what happens in the line of the script that is being run, if that line has not had it yet.

    Parameters
    ----------
    topic : str
    describe : callable
        Gives the text.
    """
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(OURS):
        frame = frame.f_back
    place = frame.f_code.co_filename, frame.f_lineno
    if (*place, topic) not in _told:
        _told.add((*place, topic))
        print(f"kerasfront: {place[0]}, line {place[1]}: {describe()}", file=sys.stderr)
