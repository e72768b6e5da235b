"""What a release consists of: archives that are checked and tried, and notes. Nothing is uploaded."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from checks.environment import ROOT, program, run, say
from checks.wheel import build_archives, matrix, try_cells

DIST = ROOT / "dist"
SOURCES = ("kerasfront/", "backends/")
"""Folders whose files the wheel has, as it installs them."""
NOT_IN_ARCHIVE = (".ci/", ".github/", ".gitignore", ".pre-commit-config.yaml", "benchmarks/")
"""What is of use in a checkout only."""


def release(venv: Path, words: Sequence[str] = ()) -> int:
    """Build a release in `dist/`, check it, try it on each Python that is there, and write its notes.

    `words` select from the matrix where it is tried, such as '3.11' or 'tensorflow'; the versions are the newest.
    """
    version = _version()
    notes = release_notes(version, (ROOT / "CHANGELOG.md").read_text(encoding="utf8"), _fragments())
    shutil.rmtree(DIST, ignore_errors=True)
    wheel = build_archives(venv, DIST)
    (source,) = DIST.glob("*.tar.gz")
    (DIST / f"notes-{version}.md").write_text(notes, encoding="utf8")
    missing = missing_files(_tracked(), _wheel_names(wheel), _source_names(source))
    for name in missing:
        say(f"missing: {name}")
    checked = run([program(venv, "python"), "-m", "twine", "check", "--strict", str(wheel), str(source)], ROOT)
    cells = [cell for cell in matrix() if cell.versions == "newest" and {*words} <= {*cell}]
    failed = any([missing, checked, try_cells(wheel, cells)])
    say(f"release {version} is {'NOT fit to be published' if failed else 'ready'}: {DIST}. Nothing was uploaded.")
    return int(failed)


def release_notes(version: str, changelog: str, fragments: Iterable[str]) -> str:
    """Take the section of a version out of the changelog; stop if it is missing, or changes are not in it yet."""
    waiting = sorted(fragments)
    section = re.search(rf"^## {re.escape(version)}\b.*?\n(.*?)(?=^## |\Z)", changelog, re.DOTALL | re.MULTILINE)
    if waiting or section is None:
        gather = f".venv/bin/towncrier build --yes --version {version}"
        sys.exit(f"CHANGELOG.md does not have all of {version} yet. Waiting in changes/: {len(waiting)}. Run: {gather}")
    return f"# kerasfront {version}\n\n{section.group(1).strip()}\n"


def missing_files(tracked: Iterable[str], wheel: set[str], source: set[str]) -> list[str]:
    """Name the files of the checkout that an archive should have, and lacks."""
    found: list[str] = []
    for name in tracked:
        installed = name.removeprefix("backends/")
        if name.startswith(SOURCES) and installed not in wheel:
            found.append(f"{installed} in the wheel")
        if not name.startswith(NOT_IN_ARCHIVE) and name not in source:
            found.append(f"{name} in the source archive")
    return found


def _version() -> str:
    found = re.search(r'^__version__ = "(.*)"$', (ROOT / "kerasfront" / "__init__.py").read_text(), re.MULTILINE)
    assert found is not None
    return found.group(1)


def _fragments() -> list[str]:
    return [path.name for path in (ROOT / "changes").iterdir() if path.name != "README.md"]


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def _wheel_names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _source_names(source: Path) -> set[str]:
    with tarfile.open(source) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}
