"""Theano's import of mpi4py, which would start MPI in every process, and end the process where MPI cannot start."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

NAME = "mpi4py.MPI"


@contextmanager
def during_import() -> Iterator[None]:
    """Hide MPI from Theano while it is being imported, unless MPI has been started already.

    Theano then lacks its operations that send arrays to other processes.
    """
    if NAME in sys.modules:
        yield
        return
    sys.modules[NAME] = None  # type: ignore[assignment]  # an import then raises ImportError
    try:
        yield
    finally:
        del sys.modules[NAME]
