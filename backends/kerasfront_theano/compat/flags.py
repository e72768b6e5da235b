"""Theano's flags: what the user set, and what we add for the import."""

from __future__ import annotations

import hashlib
import os
import shlex
import sys
import warnings
from collections.abc import Iterator
from configparser import RawConfigParser
from contextlib import contextmanager, suppress
from ctypes.util import find_library
from pathlib import Path
from typing import Any

from kerasfront.backend.kernels import instructions
from kerasfront.backend.private_folder import private_folder
from kerasfront_theano.compat.requirements import missing_compiler
from kerasfront_theano.linker.choice import linker

HEADER = Path(__file__).with_name("forced.h")
LOCK_TIMEOUT = 3600
CHANGEABLE = {"floatX", "blas__ldflags", "gcc__cxxflags"}
"""Flags of ours that Theano lets be changed after its import."""

WITHOUT_GPU = {"device": "cpu", "init_gpu_device": "", "contexts": ""}
"""Flags that ask for a GPU, with their values that ask for none: Theano's code for GPUs works with none of today's
libraries, and importing it is an error."""

WITHOUT_COMPILER = "fusion:inplace:AbstractConvCheck"
"""Optimizations that are left out where Python runs the operations.

Joined operations go through arrays number by number, those that write into variables do so before another one fails,
and a check refuses convolutions, which SciPy has.
"""


def user_flags() -> dict[str, str]:
    """The flags that the user set, by Theano's names in lower case ("floatx", "gcc__cxxflags").

    ``THEANO_FLAGS`` takes precedence over the files that ``THEANORC`` lists (default ``~/.theanorc``), and later files
    over earlier ones.
    """
    found = {}
    files = RawConfigParser(strict=False)
    files.read(os.path.expanduser(path) for path in os.environ.get("THEANORC", "~/.theanorc").split(os.pathsep))
    for section in files.sections():
        prefix = "" if section == "global" else f"{section.lower()}__"
        found.update({prefix + option: value for option, value in files.items(section)})
    for word in _words(os.environ.get("THEANO_FLAGS", "")):
        name, is_pair, value = word.strip().partition("=")
        if is_pair:
            found[name.lower()] = value
    return found


def _words(text: str) -> shlex.shlex:
    words = shlex.shlex(text, posix=True)
    words.whitespace = ","
    words.whitespace_split = True
    return words


def ours(user: dict[str, str], floatx: str) -> dict[str, str]:
    """The flags that we set, by Theano's names: only those that the user did not, except for compiler flags.

    Those are joined: without ours nothing compiles. The user's come last, and of two contradicting flags the compiler
    obeys the last. A BLAS that the user chose is used as it is.
    """
    flags = {
        "floatX": floatx,
        # A process that waits this long for another one to compile gives up with an error. Theano's own 120 s are less
        # than one big model may take.
        "compile__timeout": str(LOCK_TIMEOUT),
        **_cache_folder(user),
        **_private_base(user),
    }
    if user.get("cxx", "g++") == "" or missing_compiler():
        flags |= {"cxx": "", "optimizer_excluding": WITHOUT_COMPILER}  # of the first, Theano would warn
    cxxflags = ["-include", spaceless(HEADER), "-g0", *_cpu_flags(user)]
    if "blas__ldflags" not in user:
        flags["blas__ldflags"], more = _blas()
        cxxflags += more
    flags = {name: value for name, value in flags.items() if name.lower() not in user}
    return flags | {"gcc__cxxflags": " ".join([*cxxflags, user.get("gcc__cxxflags", "")]).strip()}


def for_import(user: dict[str, str], floatx: str) -> str:
    """The value of ``THEANO_FLAGS`` for the import: our flags and all of the user's, but for those that want a GPU."""
    flags = ours(user, floatx)
    last = {"gcc__cxxflags": flags.pop("gcc__cxxflags"), **_without_gpu(user)}  # Theano obeys the last of equal names
    return ",".join(filter(None, [_text(flags), os.environ.get("THEANO_FLAGS"), _text(last)]))


def _without_gpu(user: dict[str, str]) -> dict[str, str]:
    """The flags that take back what asks for a GPU, as commands and files of 2016 do."""
    return {name: value for name, value in WITHOUT_GPU.items() if user.get(name, value) != value}


def warn_of_gpu(user: dict[str, str]) -> None:
    """Tell a user whose flags ask for a GPU what computes instead."""
    for name in _without_gpu(user):
        not_followed(f"Theano's flag {name}={user[name]}")


def not_followed(choice: str) -> None:
    """Warn that the GPU that `choice` asks for is not used, unless JAX runs the functions, which may use one."""
    if linker() == "c":
        warnings.warn(
            f"{choice} is not followed: Theano itself computes on the CPU only. On a GPU, JAX can run its functions: "
            "pip install 'kerasfront[theano-jax]' and set KERASFRONT_THEANO_LINKER=jax.",
            stacklevel=3,
        )


def after_import(config: Any, user: dict[str, str], floatx: str) -> None:
    """Set our flags in a Theano that was imported before; its cache folder stays where it is."""
    wanted = ours({"compiledir": "", **user}, floatx)
    for name in CHANGEABLE & wanted.keys():
        setattr(config, name, wanted[name])


def _text(flags: dict[str, str]) -> str:
    return ",".join(shlex.quote(f"{name}={value}") for name, value in flags.items())


@contextmanager
def environment(flags: str) -> Iterator[None]:
    """Set ``THEANO_FLAGS`` within the block; processes started later see the user's again."""
    before = os.environ.get("THEANO_FLAGS")
    os.environ["THEANO_FLAGS"] = flags
    try:
        yield
    finally:
        if before is None:
            del os.environ["THEANO_FLAGS"]
        else:
            os.environ["THEANO_FLAGS"] = before


def _blas() -> tuple[str, list[str]]:
    """The linker flags of a BLAS, and the compiler flags that go with it.

    Theano needs one to offer conv2d at all. Its own search reads what NumPy was built with, and fails on NumPy >= 1.26.
    """
    with suppress(ImportError):
        import scipy_openblas32 as openblas

        # Theano adds an rpath for each -L, so that compiled modules find the library in later processes too.
        folder = spaceless(Path(openblas.get_lib_dir()))
        return f"-L{folder} -l{openblas.get_library()}", ["-DKERASFRONT_SCIPY_OPENBLAS"]
    for name in ("openblas", "blas"):
        library = find_library(name)  # "libblas.so.3": its exact name, which needs no -dev package
        if library:
            return f"-l:{library}" if sys.platform == "linux" else f"-l{name}", []
    return "", []


def _cache_folder(user: dict[str, str]) -> dict[str, str]:
    """The cache folder for this NumPy and CPU, so that environments that share a home do not clash."""
    if user.keys() & {"compiledir", "compiledir_format"}:
        return {}
    parts = ["short_platform", "processor", "python_version", "python_bitwidth", "numpy_version"]
    return {"compiledir_format": "compiledir_" + "-".join([*(f"%({part})s" for part in parts), _cpu()])}


def _private_base(user: dict[str, str]) -> dict[str, str]:
    """Another folder for compiled modules if other users can write to Theano's own, and the user chose none."""
    if user.keys() & {"compiledir", "base_compiledir"}:
        return {}
    found = private_folder(Path("~/.theano"))
    return {} if found == Path(os.path.expanduser("~/.theano")) else {"base_compiledir": str(found)}


def _cpu_flags(user: dict[str, str]) -> list[str]:
    """The flags to compile for the chosen instructions, or for this CPU if the cache is ours and so separated by CPU.

    Elsewhere Theano finds the flags by itself, with four runs of g++ in each process (0.2 to 0.4 s).
    """
    options = instructions.compiler_options()
    apart = sys.platform == "linux" and _cache_folder(user)
    return options if apart or options != ["-march=native"] else []


def _cpu() -> str:
    """A short name that differs between CPUs with different instructions, and between choices of them."""
    return hashlib.sha256(instructions.processor().encode()).hexdigest()[:8]


def has_space(path: Path) -> bool:
    """Whether Theano, which splits its flags at white space, would split this path."""
    return any(character.isspace() for character in str(path))


def spaceless(path: Path) -> str:
    """`path`, or a link to it if it contains white space."""
    if not has_space(path):
        return str(path)
    links = Path("~/.theano/links").expanduser()
    links.mkdir(parents=True, exist_ok=True)
    link = links / hashlib.sha256(str(path).encode()).hexdigest()[:16]
    with suppress(FileExistsError):
        link.symlink_to(path)
    return str(link)
