"""The precompiled form of the header that stands before everything that Theano compiles."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from theano.configdefaults import config, gcc_version_str
from theano.link.c.cmodule import std_include_dirs

from kerasfront_theano.compat.flags import HEADER, has_space, spaceless


def use_cached_header() -> None:
    """Let Theano include the copy of the header in its cache, where a precompiled one can lie beside it.

    Only g++ finds a precompiled header by itself, and ignores one that does not fit.
    """
    header = cached_header()
    if "g++" not in config.cxx or "clang" in config.cxx or has_space(header):
        return
    if not header.is_file():  # g++ would wait at a pipe
        write(header, lambda file: Path(file).write_text(HEADER.read_text()))
    config.gcc__cxxflags = config.gcc__cxxflags.replace(spaceless(HEADER), str(header), 1)


def cached_header() -> Path:
    """The path of the copy. Its name tells all that may change the meaning of the header, which g++ does not check."""
    known = (HEADER.read_text(), np.__version__, sys.version, config.cxx, gcc_version_str)
    return Path(config.compiledir, f"kerasfront_{hashlib.sha256(repr(known).encode()).hexdigest()[:16]}.h")


def precompile(header: Path, args: list[str]) -> None:
    """Precompile `header`, which the compiler arguments `args` include, for those arguments, if it was not yet done.

    It takes one second, and halves the time of each of the many compilations that follow (0.43 to 0.21 s). Where it
    cannot be done everything still compiles.
    """
    if str(header) not in args:
        return
    at = args.index(str(header)) - 1  # "-include header" does not belong into the header itself
    args = [arg for arg in args[:at] + args[at + 2 :] if not arg.startswith("-Wl,")]
    # A folder of this name offers g++ several precompiled headers, one for each set of arguments.
    target = Path(f"{header}.gch", hashlib.sha256(" ".join(args).encode()).hexdigest()[:16])
    if target.is_file():
        return
    # The arguments must be those of `GCC_compiler.compile_str`.
    includes = [f"-I{folder}" for folder in std_include_dirs()]
    command = [config.cxx, "-g", *args, *includes, "-fvisibility=hidden", "-x", "c++-header", str(header), "-o"]
    target.parent.mkdir(exist_ok=True)
    write(target, lambda file: subprocess.run([*command, file], capture_output=True))


def write(target: Path, make: Callable[[str], object]) -> None:
    """Write a file that other processes see only when it is complete, or not at all if that fails."""
    folder = tempfile.mkdtemp(dir=config.compiledir)
    file = os.path.join(folder, target.name)
    make(file)
    if os.path.exists(file):
        os.replace(file, target)
    shutil.rmtree(folder)
