"""Isolated reading of files of unknown origin: a separate process reads them first, within limits.

It writes what models need to a new file, which holds nothing that the HDF5 library could stumble over, and that is read
here. This is a watchdog and no prison: the process has the rights of its user.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from kerasfront.errors import FileError, NotReadyError
from kerasfront.saving.hdf5.source import Source

CHILD = Path(__file__).with_name("child.py")
SECONDS, SECONDS_PER_MB = 10, 2
"""Processor time for a file; most of the former is for the start of a process on a slow machine."""
PATIENCE = 6
"""How many times that may pass on the clock, on a machine that others use."""
MEMORY = 2**30
"""Bytes of memory beside those of the content."""
CONTENT, CONTENT_RATIO = 2**26, 64
"""Bytes that all arrays of a file may have when they are unpacked, at least, or times those of the file."""
COPIES = 3
"""How many times the content may be in the memory at once."""
ANSWER = 2**16
"""Bytes that are read of what the process says."""


@dataclass(frozen=True)
class Limits:
    """Limits of the process: seconds of processor time, bytes of memory, and bytes of all arrays."""

    seconds: int
    memory: int
    content: int


def limits(size: int) -> Limits:
    """Limits for a file of `size` bytes."""
    content = max(CONTENT, CONTENT_RATIO * size)
    return Limits(SECONDS + SECONDS_PER_MB * size // 10**6, MEMORY + COPIES * content, content)


@contextmanager
def copied(path: Path) -> Generator[Path]:
    """Yield a clean copy of a file, which is removed after the block.

    Raises
    ------
    FileError
        If the file is refused, or the process that reads it uses too much, crashes, or does not come back.
    NotReadyError
        If no process can be started.

    Warns
    -----
    UserWarning
        If something was left out, because models never need it.
    """
    allowed = limits(Source(path).size)
    with tempfile.TemporaryDirectory(prefix="kerasfront-") as folder:
        copy = Path(folder, "copy.h5")
        answer = _answer(path, copy, allowed)
        if "error" in answer:
            raise FileError(str(answer["error"]))
        if answer.get("left_out"):
            warnings.warn(f"{path}: left out when it was read: {answer['left_out']}", stacklevel=6)
        yield copy


def _answer(path: Path, copy: Path, allowed: Limits) -> dict[str, Any]:
    """Run the process, and return its answer."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complaint:
        try:
            status = subprocess.run(
                _command(path, copy, allowed),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=complaint,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},  # threads take memory
                timeout=PATIENCE * allowed.seconds,
            ).returncode
        except subprocess.TimeoutExpired:
            raise _stopped(path, f"had not ended after {PATIENCE * allowed.seconds} s") from None
        except OSError as error:
            raise NotReadyError(f"isolated=True: no process can be started to read {path}: {error}.") from error
        if status == 0:
            return json.loads(_beginning(said))
        raise _stopped(path, _reason(status, allowed, _beginning(complaint)))


def _command(path: Path, copy: Path, allowed: Limits) -> list[str]:
    if not sys.executable:
        raise NotReadyError("isolated=True needs a Python to start: sys.executable is empty in this program.")
    task = {"path": os.path.abspath(path), "copy": str(copy), "name": str(path), "limits": asdict(allowed)}
    places = [os.path.abspath(place) for place in sys.path]
    return [sys.executable, "-I", str(CHILD), json.dumps({**task, "places": places})]


def _reason(status: int, allowed: Limits, complaint: bytes) -> str:
    """Describe why a process failed."""
    if status > 0:
        lines = complaint.decode("utf8", "replace").strip().splitlines() or [f"exit status {status}"]
        return f"failed within {allowed.memory} bytes of memory: {lines[-1]}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    if name in ("SIGXCPU", "SIGKILL"):
        return f"was stopped by {name}: it may take {allowed.seconds} s of processor time"
    return f"crashed by {name}"


def _stopped(path: Path, what: str) -> FileError:
    return FileError(
        f"{path} cannot be read: the process that read it {what}. The file is damaged or made to do harm. Nothing "
        "of it was loaded."
    )


def _beginning(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(ANSWER)
