"""Examine a script before it runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import kerasfront.compatibility.api_version as api_version
import kerasfront.compatibility.python2 as python2
from kerasfront.compatibility.source import Script, decoded, read


@dataclass(frozen=True)
class Examined:
    """A script, and what was requested or detected.

    Attributes
    ----------
    script : Script
    api : str
        '1.2' or '0.3'.
    clues : tuple of str
        What in the script indicates that API.
    is_python2 : bool
        Whether the script and the modules next to it are Python 2.
    python2 : str
        What in it only Python 2 understands; empty if there is nothing.
    trees : dict of str to ast.Module
        Syntax trees of the script and of the modules next to it that it imports, by file.
    guesses : tuple of str
        What was detected and is unusual, with the option that decides otherwise.
    """

    script: Script
    api: str
    clues: tuple[str, ...]
    is_python2: bool
    python2: str
    trees: dict[str, ast.Module]
    guesses: tuple[str, ...]


def examine(path: Path, api: str | None = None, python: int | None = None) -> Examined:
    """Read a script and detect what it was written for, unless that is given."""
    script = read(path)
    text = "\n".join(cell.text for cell in script.cells)
    trees: dict[str, ast.Module] = {}
    reasons = [f"kernel {script.python} of {path.name}"] if script.python.startswith("2.") else []
    for file, tree, why in _files(path, text):
        trees[file.name] = tree
        reasons += [f"{why} of {file.name}"] if why else []
    guess = api_version.guess(trees)
    is_python2 = python == 2 or (python is None and bool(reasons))
    guesses: list[str] = []
    if reasons and python is None:
        guesses.append(f"taken for Python 2: {reasons[0]}; --python 3 if it is not")
    if guess.api == api_version.OLD and api is None:
        guesses.append(f"taken for a script of Keras {guess.api}: {guess.clues[0]}; --api 1.2 if it is not")
    return Examined(script, api or guess.api, guess.clues, is_python2, "".join(reasons[:1]), trees, tuple(guesses))


def _files(path: Path, text: str) -> Iterator[tuple[Path, ast.Module, str]]:
    """Iterate over the script and the modules in its folder that it imports: file, tree, reason for Python 2."""
    waiting = [(path, text)]
    seen = {path.resolve()}
    while waiting:
        file, text = waiting.pop(0)
        why = python2.why_python2(text)
        try:
            tree = ast.parse(python2.translated(text, str(file)) if why else text, str(file))
        except SyntaxError:  # running it reports that
            continue
        yield file, tree, why
        found = [place for place in _beside(tree, {path.parent, file.parent}) if place.resolve() not in seen]
        seen.update(place.resolve() for place in found)
        waiting += [(place, decoded(place.read_bytes())) for place in dict.fromkeys(found)]


def _beside(tree: ast.Module, folders: set[Path]) -> Iterator[Path]:
    for name in imported_names(tree):
        for folder in folders:
            place = folder.joinpath(*name.split("."))
            yield from filter(Path.is_file, (place.with_suffix(".py"), place / "__init__.py"))


def imported_names(tree: ast.AST, modules_only: bool = False) -> Iterator[str]:
    """Iterate over the dotted names of all imports; a name imported from a module may be a module, too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            stem = [node.module] if node.module else []
            yield from stem if not (modules_only and node.level) else ()
            yield from (".".join([*stem, alias.name]) for alias in node.names if not modules_only)
