"""What must be installed, and the header that stands before everything that Theano compiles."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from types import ModuleType

import numpy as np

from kerasfront.errors import BackendError
from kerasfront_theano.compat.flags import HEADER, has_space, spaceless

COMPILERS = ("g++", "clang++") if sys.platform == "darwin" else ("g++",)


def require_python(version: tuple[int, ...] = sys.version_info[:2]) -> None:
    """Refuse a Python that Theano's last release does not build on."""
    if version >= (3, 12):
        raise BackendError(
            f"The backend 'theano' needs Python 3.10 or 3.11; this is Python {version[0]}.{version[1]}. The last release "
            "of Theano (theano-pymc 1.1.2) does not build on Python 3.12 and later. Use the backend 'tensorflow', or an "
            "environment with an older Python."
        )


def require_compiler(user: dict[str, str]) -> None:
    """Refuse to start without the C++ compiler and the headers that Theano needs, unless the user chose a compiler."""
    if "cxx" in user:
        return
    if not any(map(shutil.which, COMPILERS)):
        raise BackendError(
            "The backend 'theano' compiles each model with g++, which was not found on the PATH. Install it (Debian, "
            "Ubuntu: apt install g++; Fedora: dnf install gcc-c++; conda: conda install gxx; macOS: xcode-select "
            "--install), or set THEANO_FLAGS=cxx= to run without a compiler, which is very slow."
        )
    if not Path(sysconfig.get_path("include"), "Python.h").is_file():
        raise BackendError(
            f"The backend 'theano' compiles each model against Python.h, which is not in {sysconfig.get_path('include')}. "
            "Install Python's headers (Debian, Ubuntu: apt install python3-dev; Fedora: dnf install python3-devel)."
        )


def import_or_explain(name: str) -> ModuleType:
    """Import Theano, or say how to install it."""
    if importlib.util.find_spec(name) is None:
        raise BackendError("The backend 'theano' needs Theano, which is not installed: pip install 'kerasfront[theano]'.")
    return importlib.import_module(name)


def use_cached_header() -> None:
    """Let Theano include the copy of the header in its cache, where a precompiled one can lie beside it.

    Only g++ takes a precompiled header by itself, and ignores one that does not fit.
    """
    from theano.configdefaults import config

    header = _cached_header()
    if "g++" not in config.cxx or "clang" in config.cxx or has_space(header):
        return
    if not header.exists():
        _write(header, lambda file: Path(file).write_text(HEADER.read_text()))
    config.gcc__cxxflags = config.gcc__cxxflags.replace(spaceless(HEADER), str(header), 1)


def precompile_header(args: list[str]) -> None:
    """Precompile the header for the compiler arguments `args`, once for each cache.

    It halves the time of each of the many compilations that follow (0.43 s to 0.21 s) and takes one second itself.
    Without it, if it cannot be made, everything still compiles.
    """
    from theano.configdefaults import config
    from theano.link.c.cmodule import std_include_dirs

    header = str(_cached_header())
    if header not in args:
        return
    at = args.index(header) - 1  # "-include header" itself does not belong to its precompiled form
    args = [arg for arg in args[:at] + args[at + 2 :] if not arg.startswith("-Wl,")]
    # A folder of this name offers g++ several precompiled headers, one for each set of arguments.
    compiled = Path(f"{header}.gch", hashlib.sha256(" ".join(args).encode()).hexdigest()[:16])
    if compiled.exists():
        return
    includes = [f"-I{folder}" for folder in std_include_dirs()]
    command = [config.cxx, "-g", *args, *includes, "-fvisibility=hidden", "-x", "c++-header", header, "-o"]
    compiled.parent.mkdir(exist_ok=True)
    _write(compiled, lambda file: subprocess.run([*command, file], capture_output=True).returncode)


def _cached_header() -> Path:
    from theano.configdefaults import config, gcc_version_str

    # g++ does not notice that an included header changed after precompilation, so all that may change is in the name.
    known = (HEADER.read_text(), np.__version__, sys.version, config.cxx, gcc_version_str)
    return Path(config.compiledir, f"kerasfront_{hashlib.sha256(repr(known).encode()).hexdigest()[:16]}.h")


def _write(target: Path, write) -> None:
    """Make the file with `write`, and show it to other processes when it is complete; a failed one is left out."""
    folder = tempfile.mkdtemp(dir=os.path.dirname(os.fspath(target.parent)))
    file = os.path.join(folder, target.name)
    write(file)
    if os.path.exists(file):
        os.replace(file, target)
    shutil.rmtree(folder)
