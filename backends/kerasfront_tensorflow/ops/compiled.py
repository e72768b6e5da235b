"""Compile C++ files into libraries of operations, once on each machine, and load them."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from kerasfront.backend import kernels
from kerasfront.backend.kernels import instructions
from kerasfront.backend.private_folder import is_sealed, private_folder, write_sealed
from kerasfront_tensorflow.library import tf

FOLDER = Path(__file__).parent
FLAGS = ("-std=c++17", "-O3", "-shared", "-fPIC", "-pthread")


@functools.cache
def load(name: str) -> Any:
    """Load the operations of a source file.

    Parameters
    ----------
    name : str
        Name of the file without its suffix.

    Returns
    -------
    module or None
        A function for each operation. None if the file cannot be compiled.

    Raises
    ------
    ConfigurationError
        If it is to be compiled for another processor.
    """
    library = build(name)
    if library is None:
        return None
    try:
        return tf.load_op_library(str(library))
    except tf.errors.OpError:
        library.unlink()  # the next process makes it anew
        return None


def compiler() -> str | None:
    """The path of the compiler; None if there is none, or there is a GPU, on which these operations do not run."""
    return None if tf.config.list_physical_devices("GPU") else shutil.which(os.environ.get("CXX", "g++"))


def build(name: str) -> Path | None:
    """The compiled file, from the cache if it is there; None if there is no compiler, or it fails."""
    found = compiler()
    if found is None:
        return None
    source = FOLDER / f"{name}.cc"
    command = [found, *FLAGS, *instructions.compiler_options(), f"-I{kernels.FOLDER}"]
    command += [*tf.sysconfig.get_compile_flags(), str(source), *tf.sysconfig.get_link_flags()]
    target = _cache() / f"{name}-{_fingerprint(command, source)}.so"
    if not is_sealed(target):
        try:
            write_sealed(target, lambda made: subprocess.run([*command, "-o", made], check=True, capture_output=True))
        except (OSError, subprocess.CalledProcessError):
            return None
    return target


def _fingerprint(command: list[str], source: Path) -> str:
    """A name that changes with sources, compiler arguments, TensorFlow and the instructions of the processor."""
    depends = [*command, tf.__version__, kernels.fingerprint(), instructions.processor()]
    found = hashlib.sha256("\0".join(depends).encode())
    for file in (source, *sorted(FOLDER.glob("*.h"))):
        found.update(file.read_bytes())
    return found.hexdigest()[:16]


@functools.cache
def _cache() -> Path:
    """The cache folder of the user, or a temporary one of this process."""
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return private_folder((chosen if chosen.is_absolute() else Path("~/.cache").expanduser()) / "kerasfront")
