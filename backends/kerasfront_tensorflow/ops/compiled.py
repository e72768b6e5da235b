"""Compile C++ files into libraries of operations, once on each machine, and load them."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from kerasfront.backend.kernels import shared_library
from kerasfront_tensorflow.library import tf

FOLDER = Path(__file__).parent

EFFORT = ("-O1", "-ftree-vectorize", "-fvect-cost-model=dynamic")
"""Options for files that would take twice as long to compile with the usual ones, and be no faster: most of their code
is that of TensorFlow's headers."""

NO_HALF_FLOATS = ("-U__AVX512FP16__",)
"""Eigen in TensorFlow's headers has syntax errors where the processor computes with floats of 16 bits; we have none."""

OPTIONS = {"updates": (*EFFORT, *NO_HALF_FLOATS)}
"""By file, options that the others do not need."""

_left_out: ContextVar[bool] = ContextVar("kerasfront_tensorflow_left_out", default=False)


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
    return None if compiler() is None else _load(name)


@functools.cache
def _load(name: str) -> Any:
    library = build(name)
    if library is None:
        return None
    try:
        return tf.load_op_library(str(library))
    except tf.errors.OpError:
        library.unlink()  # the next process makes it anew
        return None


def load_in_background(name: str) -> Any:
    """Return what `load` returns if the file is compiled; else None, and compile it in a thread."""
    builder = _builder(name)
    return None if builder is not None and builder.is_alive() else load(name)


def wait_for(name: str) -> Any:
    """Return what `load` returns, after the thread that compiles the file."""
    builder = _builder(name)
    if builder is not None:
        builder.join()
    return load(name)


def is_from_background(name: str) -> bool:
    """Whether a thread of this process compiles the operations, or has compiled them."""
    builder = _builder(name)
    return builder is not None and (builder.is_alive() or load(name) is not None)


@functools.cache
def _builder(name: str) -> threading.Thread | None:
    """The thread that compiles a file; None if there is nothing to do."""
    if compiler() is None or shared_library.is_built(*_arguments(name)):
        return None
    # The process does not end before it has ended: otherwise short scripts would begin anew each time.
    thread = threading.Thread(target=load, args=(name,), name=f"kerasfront compiles {name}")
    thread.start()
    return thread


@contextmanager
def left_out() -> Iterator[None]:
    """Build as if there were no compiler, for graphs that others run."""
    token = _left_out.set(True)
    try:
        yield
    finally:
        _left_out.reset(token)


def compiler() -> str | None:
    """The path of the compiler; None if there is none, or there is a GPU, on which these operations do not run."""
    return None if _left_out.get() or tf.config.get_visible_devices("GPU") else shared_library.compiler()


def build(name: str) -> Path | None:
    """The compiled file, from the cache if it is there; None if there is no `compiler`, or it fails."""
    if compiler() is None:
        return None
    return shared_library.build(*_arguments(name))


def _arguments(name: str) -> tuple[Path, list[str], str]:
    """What `shared_library` needs to know of a file."""
    options = [*tf.sysconfig.get_compile_flags(), *tf.sysconfig.get_link_flags(), *OPTIONS.get(name, ())]
    return FOLDER / f"{name}.cc", options, tf.__version__
