"""Checks that what Theano needs is installed, with one clear error for each thing that is missing."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from kerasfront.errors import BackendError

COMPILERS = ("g++", "clang++") if sys.platform == "darwin" else ("g++",)


def require_python(version: tuple[int, ...] = sys.version_info[:2]) -> None:
    """Refuse a Python that Theano's last release does not build on."""
    if version >= (3, 12):
        raise BackendError(
            f"The backend 'theano' needs Python 3.10 or 3.11; this is Python {version[0]}.{version[1]}. Theano's last "
            "release (theano-pymc 1.1.2) does not build on Python 3.12 and later. Use the backend 'tensorflow', or an "
            "environment with an older Python."
        )


def require_theano() -> None:
    """Refuse to start without Theano."""
    if find_spec("theano") is None:
        raise BackendError(
            "The backend 'theano' needs Theano, which is not installed: pip install 'kerasfront[theano]'."
        )


def require_home() -> None:
    """Refuse to start for a user without a home folder: Theano's import asks for one, wherever its modules are kept."""
    if "HOME" not in os.environ and os.path.expanduser("~") == "~":
        raise BackendError(
            "The backend 'theano' needs a home folder, and the system knows none of this user. Set the environment "
            "variable HOME to a folder that this user can write to."
        )


def require_compiler(flags: Mapping[str, str]) -> None:
    """Refuse to start without a C++ compiler and Python's headers, unless the user's Theano flags choose a compiler."""
    missing = None if "cxx" in flags else missing_compiler()
    if missing:
        raise BackendError(
            f"The backend 'theano' compiles each model with g++, and {missing}. Or let JAX run the models, without a "
            "compiler: pip install 'kerasfront[theano-jax]' and set KERASFRONT_THEANO_LINKER=jax. (With "
            "THEANO_FLAGS=cxx= Theano runs without either: very slowly.)"
        )


def missing_compiler() -> str | None:
    """Tell what compiling lacks, and how to get it; None if nothing."""
    if not any(map(shutil.which, COMPILERS)):
        return (
            "it is not on the PATH. Install it (Debian, Ubuntu: apt install g++; Fedora: dnf install gcc-c++; conda: "
            "conda install gxx; macOS: xcode-select --install)"
        )
    headers = sysconfig.get_path("include")
    if not Path(headers, "Python.h").is_file():
        return (
            f"Python.h is not in {headers}. Install Python's headers (Debian, Ubuntu: apt install python3-dev; Fedora: "
            "dnf install python3-devel)"
        )
    return None
