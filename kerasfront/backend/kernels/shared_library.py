"""C++ files of adapters, compiled into shared libraries once on each machine."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
import warnings
from collections.abc import Sequence
from pathlib import Path

from kerasfront.backend import kernels
from kerasfront.backend.kernels import instructions
from kerasfront.backend.private_folder import is_sealed, private_folder, write_sealed

__all__ = ["FLAGS", "build", "compiler", "is_built"]

FLAGS = ("-std=c++17", *kernels.ARITHMETIC, "-shared", "-fPIC", "-pthread")


def compiler() -> str | None:
    """The path of the C++ compiler: that of the environment variable CXX, or g++; None if there is none."""
    return shutil.which(os.environ.get("CXX", "g++"))


def build(source: Path, options: Sequence[str], version: str) -> Path | None:
    """Compile a file, which may include our kernels, unless it is in the cache.

    Parameters
    ----------
    source : Path
        The C++ file. It may include headers of its own folder.
    options : sequence of str
        Of the compiler, for the library that the file is compiled for; they come after the file.
    version : str
        Of that library: for another one the file is compiled again.

    Returns
    -------
    Path or None
        The shared library. None if there is no compiler, or it fails, which a warning tells with the reason.

    Raises
    ------
    ConfigurationError
        If the setting 'instructions' asks for what the processor lacks.
    """
    command = _command()
    if command is None:
        return None
    target = _target(command, source, options, version)

    def compile_into(made: Path) -> None:
        subprocess.run([*command, str(source), *options, "-o", str(made)], check=True, capture_output=True)

    if not is_sealed(target):
        try:
            write_sealed(target, compile_into)
        except OSError:
            return None
        except subprocess.CalledProcessError as error:
            _warn(source, error)
            return None
    return target


def is_built(source: Path, options: Sequence[str], version: str) -> bool:
    """Find out whether `build` would find the file in the cache; the parameters are the same."""
    command = _command()
    return command is not None and is_sealed(_target(command, source, options, version))


def _warn(source: Path, error: subprocess.CalledProcessError) -> None:
    said = error.stderr.decode(errors="replace").splitlines()
    reason = next((line for line in said if "error" in line), f"it ended with {error.returncode}")
    warnings.warn(
        f"{error.cmd[0]} could not compile {source.name}: {reason}. kerasfront works without it, but slower. Another "
        "compiler can be chosen by the environment variable CXX.",
        stacklevel=3,
    )


def _command() -> list[str] | None:
    """The compiler with the arguments that all files have; None if there is no compiler."""
    found = compiler()
    return None if found is None else [found, *FLAGS, *instructions.compiler_options(), f"-I{kernels.FOLDER}"]


def _target(command: list[str], source: Path, options: Sequence[str], version: str) -> Path:
    """The place of a compiled file in the cache."""
    return _cache() / f"{source.stem}-{_fingerprint([*command, *options], source, version)}.so"


def _fingerprint(command: list[str], source: Path, version: str) -> str:
    """A name that changes with sources, compiler arguments, the library and the instructions of the processor."""
    depends = [*command, version, kernels.fingerprint(), instructions.processor()]
    found = hashlib.sha256("\0".join(depends).encode())
    for file in (source, *sorted(source.parent.glob("*.h"))):
        found.update(file.read_bytes())
    return found.hexdigest()[:16]


@functools.cache
def _cache() -> Path:
    """The cache folder of the user, or a temporary one of this process."""
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return private_folder((chosen if chosen.is_absolute() else Path("~/.cache")) / "kerasfront")
