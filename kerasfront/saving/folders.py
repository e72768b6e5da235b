"""Atomic replacement of folders."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Generator
from contextlib import ExitStack, contextmanager
from os import PathLike
from pathlib import Path

from kerasfront.errors import ArgumentError
from kerasfront.utils.paths import check_path, on_path, refuse_to_replace


@contextmanager
def replacing_folder(
    folder: str | PathLike[str], overwrite: bool = True, known_by: Collection[str] = ()
) -> Generator[Path]:
    """Yield an empty folder to write to; when the block ends without an error, it replaces `folder`.

    Parameters
    ----------
    folder : path
    overwrite : bool
        Whether an existing folder may be replaced.
    known_by : collection of str
        Only a folder that is empty, or holds a file of such a name, is replaced: others hold something else.

    Raises
    ------
    ArgumentError
        If there is something that may not be replaced.
    PathError
        If no folder can be there.
    """
    with ExitStack() as stack:
        with on_path(folder, "written"):
            target = Path(os.path.realpath(check_path("folder", folder)))
            _check_replaceable(target, overwrite, known_by)
            place = stack.enter_context(tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent))
            made, old = Path(place, "new"), Path(place, "old")
            made.mkdir()
        yield made
        if target.exists():
            os.replace(target, old)
        os.replace(made, target)
        shutil.rmtree(old, ignore_errors=True)


def _check_replaceable(target: Path, overwrite: bool, known_by: Collection[str]) -> None:
    if not target.exists():
        return
    if not overwrite:
        refuse_to_replace(target)
    if not target.is_dir() or {path.name for path in target.iterdir()}.isdisjoint(known_by) and any(target.iterdir()):
        raise ArgumentError(
            f"{target} is not replaced, as it is no folder with {' or '.join(known_by)} in it. Choose another name, or "
            "remove it first."
        )
