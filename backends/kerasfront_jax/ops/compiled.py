"""Compile C++ files into custom calls of XLA, once on each machine, and register them."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

import jax

from kerasfront.backend.kernels import shared_library
from kerasfront_jax.devices import on_gpu

FOLDER = Path(__file__).parent


@functools.cache
def load(name: str, *calls: str) -> bool:
    """Make the custom calls of a source file known to XLA.

    Parameters
    ----------
    name : str
        Name of the file without its suffix.
    *calls : str
        The handlers in it, which are the names of the custom calls.

    Returns
    -------
    bool
        Whether they can be used. Without a compiler, or on a GPU, they cannot.

    Raises
    ------
    ConfigurationError
        If they are to be compiled for another processor.
    """
    if on_gpu():
        return False
    library = shared_library.build(FOLDER / f"{name}.cc", [f"-I{jax.ffi.include_dir()}"], jax.__version__)
    if library is None:
        return False
    try:
        loaded = ctypes.CDLL(str(library))
    except OSError:
        library.unlink()  # the next process makes it anew
        return False
    for call in calls:
        jax.ffi.register_ffi_target(call, jax.ffi.pycapsule(getattr(loaded, call)), platform="cpu")
    return True


def in_words(files: Mapping[str, Sequence[str]]) -> str:
    """Say whether custom calls, given by source file, are used, or why XLA's own operations are."""
    missing = [name for name, calls in files.items() if not load(name, *calls)]
    if not missing:
        return "compiled"
    if on_gpu():
        return "those of XLA, on a GPU"
    reason = "there is no g++" if shared_library.compiler() is None else "g++ failed to compile ours"
    return f"{', '.join(missing)}: those of XLA, which are slower, because {reason}"
