"""Compile C++ files into libraries of operations, once on each machine, and load them."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from kerasfront.backend.kernels import shared_library
from kerasfront_tensorflow.library import tf

FOLDER = Path(__file__).parent
_left_out: ContextVar[bool] = ContextVar("kerasfront_tensorflow_left_out", default=False)


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
    options = [*tf.sysconfig.get_compile_flags(), *tf.sysconfig.get_link_flags()]
    return shared_library.build(FOLDER / f"{name}.cc", options, tf.__version__)
