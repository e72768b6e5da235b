"""The wheel in clean environments: built, installed and tried as a user would, outside of the checkout."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from checks.environment import ROOT, create_environment, must, program, run, say

LOWEST = ROOT / "constraints" / "lowest.txt"
MATRIX = ROOT / "constraints" / "matrix.json"
"""Supported combinations of Python, backend and versions; the workflow of continuous integration reads it, too."""
PYENV = Path.home() / ".pyenv" / "versions"


class Cell(NamedTuple):
    """A combination of the matrix.

    Attributes
    ----------
    python : str
        Version, such as '3.12'.
    backend : str
    versions : str
        'newest' or 'lowest': of the packages that the wheel requires.
    """

    python: str
    backend: str
    versions: str


def check_wheel(venv: Path) -> int:
    """Build source archive and wheel; try the wheel with the newest and the lowest versions of its requirements."""
    with tempfile.TemporaryDirectory(prefix="kerasfront-") as folder:
        wheel = build_archives(venv, Path(folder, "dist"))
        return max(try_wheel(wheel, Path(folder, versions), "all", versions) for versions in ("newest", "lowest"))


def check_matrix(words: Sequence[str] = ()) -> int:
    """Try the wheel in the cells of the matrix that have all of the given words, where their Python is installed."""
    cells = [cell for cell in matrix() if {*words} <= {*cell}]
    if not cells:
        sys.exit(f"No cell of {MATRIX.relative_to(ROOT)} has all of: {' '.join(words)}.")
    with tempfile.TemporaryDirectory(prefix="kerasfront-") as folder:
        builder = Path(folder, "builder")
        create_environment(builder)
        must([program(builder, "python"), "-m", "pip", "install", "--quiet", "build"])
        return try_cells(build_archives(builder, Path(folder, "dist")), cells)


def try_cells(wheel: Path, cells: Iterable[Cell]) -> int:
    """Try a wheel in cells of the matrix, and say at the end which passed, failed, or have no Python here."""
    found: dict[str, list[str]] = {"passed": [], "failed": [], "NOT CHECKED (no such Python)": []}
    for cell in cells:
        python, kind = find_python(cell.python), "NOT CHECKED (no such Python)"
        if python:
            with tempfile.TemporaryDirectory(prefix="kerasfront-") as folder:
                status = try_wheel(wheel, Path(folder, "cell"), cell.backend, cell.versions, python)
            kind = "failed" if status else "passed"
        say(f"Python {cell.python}, {cell.backend}, {cell.versions} versions: {kind}")
        found[kind].append(" ".join(cell))
    for kind, names in found.items():
        if names:
            say(f"{kind}: {', '.join(names)}")
    return int(bool(found["failed"]))


def matrix() -> Iterator[Cell]:
    """Iterate over the cells of the matrix."""
    return (Cell(**entry) for entry in json.loads(MATRIX.read_text()))


def find_python(version: str) -> str | None:
    """Find an installed Python of a version: on the path or among those of pyenv."""
    places = [shutil.which(f"python{version}"), *sorted(map(str, PYENV.glob(f"{version}.*/bin/python")))]
    probe = ["-c", "import sys; print(*sys.version_info[:2], sep='.')"]
    for place in filter(None, places):
        if subprocess.run([place, *probe], capture_output=True, text=True).stdout.strip() == version:
            return place
    return None


def build_archives(venv: Path, folder: Path) -> Path:
    """Build source archive and, from it, the wheel, which is returned; an environment has the package `build`."""
    must([program(venv, "python"), "-m", "build", "--outdir", str(folder), str(ROOT)])
    (wheel,) = folder.glob("*.whl")
    return wheel


def try_wheel(wheel: Path, folder: Path, extra: str, versions: str, python: str = sys.executable) -> int:
    """Install a wheel with an extra in a clean environment in `folder`, and run the smoke tests there.

    `extra` is 'all' or the name of a backend, which must then work alone.
    """
    clean, smoke = folder / "venv", folder / "smoke"
    create_environment(clean, python)
    constraints = ["--constraint", str(LOWEST)] if versions == "lowest" else []
    install = [program(clean, "python"), "-m", "pip", "install", "--quiet", *constraints, f"{wheel}[{extra}]", "pytest"]
    shutil.copytree(ROOT / "tests" / "smoke", smoke)
    only = {"PYTHONPATH": ""} if extra == "all" else {"PYTHONPATH": "", "SMOKE_BACKENDS": extra}
    status = run(install, smoke, only) or run([program(clean, "python"), "-m", "pytest", str(smoke)], smoke, only)
    shutil.rmtree(folder)
    return status
