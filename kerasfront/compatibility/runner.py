"""Run a script as Python would, with today's libraries."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

import kerasfront.compatibility.hints as hints
import kerasfront.compatibility.raw_libraries as raw_libraries
from kerasfront.compatibility.examined import Examined
from kerasfront.compatibility.importers import MAIN
from kerasfront.compatibility.loading import run_cells, standing_as
from kerasfront.compatibility.notices import OURS


def run(found: Examined, arguments: Sequence[str]) -> int:
    """Run a script or notebook in this process, as `__main__`.

    Parameters
    ----------
    found : Examined
        The script.
    arguments : sequence of str
        Arguments in `sys.argv` after the script's name.

    Returns
    -------
    int
        0, or 1 after an error: the traceback begins in the script and may end with a hint.
    """
    script = found.script
    with standing_as(MAIN, script.path, found.is_python2) as module, _started(script.path, arguments):
        try:
            run_cells(script, module, found.is_python2)
        except Exception as error:
            _report(error, {cell.file for cell in script.cells})
            for hint in filter(None, (*hints.matching(error), raw_libraries.hint(error, found))):
                print(f"kerasfront: {hint}", file=sys.stderr)
            return 1
    return 0


@contextmanager
def _started(path: Path, arguments: Sequence[str]) -> Generator[None]:
    """Set arguments and search path as for a script that Python was started with, within the block.

    NumPy's numbers print as they did before version 2: 0.5, not np.float32(0.5).
    """
    argv, folder = sys.argv, str(path.parent.resolve())
    sys.argv = [str(path), *arguments]
    sys.path.insert(0, folder)
    try:
        with np.printoptions(legacy="1.25" if np.lib.NumpyVersion(np.__version__) >= "2.0.0" else False):
            yield
    finally:
        sys.argv = argv
        sys.path.remove(folder)


def _report(error: Exception, files: set[str]) -> None:
    """Print the traceback as Python would, starting in the script."""
    sys.stdout.flush()
    found = traceback.TracebackException.from_exception(error)
    start = next((n for n, frame in enumerate(found.stack) if frame.filename in files), len(found.stack))
    del found.stack[:start]
    _without_ours(found)
    print("".join(found.format()), end="", file=sys.stderr)


def _without_ours(found: traceback.TracebackException | None) -> None:
    """Remove frames of hooks for statements and operators, which have none in Python."""
    while found:
        found.stack[:] = [frame for frame in found.stack if not frame.filename.startswith(OURS)]
        found = found.__cause__ or found.__context__
