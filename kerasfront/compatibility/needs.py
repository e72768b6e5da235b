"""Determine what a script needs before it runs."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kerasfront import later_keras, layers
from kerasfront.compatibility import removed_names
from kerasfront.compatibility.examined import Examined, imported_names
from kerasfront.compatibility.import_mapping import APIS
from kerasfront.compatibility.importers import KERAS

T = TypeVar("T")

DISTRIBUTIONS = {
    "Image": "pillow", "PIL": "pillow", "cairo": "pycairo", "cv2": "opencv-python", "skimage": "scikit-image",
    "sklearn": "scikit-learn", "yaml": "pyyaml",
}  # fmt: skip
"""Names of distributions that differ from the name of the module."""
ORDERINGS = {"th": "channels first", "tf": "channels last"}
_CHANNELS = {1, 3, 4}


@dataclass(frozen=True)
class Needs:
    """Requirements of a script.

    Attributes
    ----------
    packages : tuple of str
        Top-level packages that it imports, except Keras and modules in its folder.
    missing : tuple of str
        Packages to install.
    replaced : tuple of str
        Removed modules that are replaced while it runs.
    absent : tuple of str
        Imports from Keras that we do not have.
    later : tuple of str
        Arguments in the spelling of Keras 2, each with its line.
    orderings : dict of str to str
        Words that indicate 'th' or 'tf'. Empty if there are none, or if the script chooses an ordering itself.
    """

    packages: tuple[str, ...]
    missing: tuple[str, ...]
    replaced: tuple[str, ...]
    absent: tuple[str, ...]
    later: tuple[str, ...]
    orderings: dict[str, str]


def needs(found: Examined) -> Needs:
    """Examine a script and the modules in its folder, without running them; only our own modules are imported."""
    modules = {name for tree in found.trees.values() for name in imported_names(tree, modules_only=True)}
    names = {name for tree in found.trees.values() for name in imported_names(tree)} - modules
    others = [n for n in sorted(modules) if n.partition(".")[0] != KERAS and not _beside(n, found.script.path)]
    replaced = [name for name in others if name in removed_names.MODULES]
    replaced += [name for name in sorted(names) if removed_names.has(*name.rpartition(".")[::2])]
    packages = tuple(dict.fromkeys(name.partition(".")[0] for name in others if name not in removed_names.MODULES))
    missing = [DISTRIBUTIONS.get(name, name) for name in packages if not _is_there(name)]
    return Needs(
        packages,
        tuple(missing),
        tuple(replaced),
        tuple(_absent(found)),
        tuple(_each(found, _later)),
        {} if any(_each(found, _chosen)) else dict(_each(found, _ordering)),
    )


def _each(found: Examined, ask: Callable[[ast.AST, str], Iterator[T]]) -> Iterator[T]:
    for file, tree in found.trees.items():
        for node in ast.walk(tree):
            yield from ask(node, f"{file}, line {getattr(node, 'lineno', 1)}")


def _beside(name: str, script: Path) -> bool:
    place = script.parent.joinpath(name.partition(".")[0])
    return place.with_suffix(".py").is_file() or place.is_dir()


def _is_there(package: str) -> bool:
    if package in sys.modules:
        return True
    try:
        return importlib.util.find_spec(package) is not None
    except (ImportError, ValueError):
        return False


def _absent(found: Examined) -> Iterator[str]:
    target, _ = APIS[found.api]
    for file, tree in found.trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").partition(".")[0] == KERAS:
                for alias in node.names:
                    said = _why_absent(target + (node.module or "").removeprefix(KERAS), alias.name)
                    if said:
                        yield f"{file}, line {node.lineno}: {said}"


def _why_absent(module: str, name: str) -> str:
    try:
        found = importlib.import_module(module)
        if name != "*" and not hasattr(found, name):
            importlib.import_module(f"{module}.{name}")
    except ModuleNotFoundError:
        return f"{module} has no {name}"
    except ImportError as error:
        return str(error)
    return ""


def _later(node: ast.AST, place: str) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owners = [name, "Layer"] if hasattr(layers, name) else [name]
        known = inspect.signature(getattr(layers, name, _later)).parameters
        given = [keyword.arg for keyword in node.keywords if keyword.arg and keyword.arg not in known]
        for later, classic in later_keras.classic_arguments(given, owners).items():
            yield f"{place}: {later}= is {classic}{'=' * classic.isidentifier()}"


def _ordering(node: ast.AST, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.keyword) and node.arg in ("input_shape", "batch_input_shape"):
        sizes = [getattr(part, "value", None) for part in getattr(node.value, "elts", ())][-3:]
        first, last = sizes[:1], sizes[-1:]
        if len(sizes) == 3 and (first[0] in _CHANNELS) != (last[0] in _CHANNELS):
            yield "th" if first[0] in _CHANNELS else "tf", f"{node.arg} in {place}"


def _chosen(node: ast.AST, place: str) -> Iterator[str]:
    """Iterate over words by which a script chooses an ordering itself, or adapts to it."""
    words = (getattr(node, field, None) for field in ("attr", "id", "arg"))
    yield from (word for word in words if word in ("dim_ordering", "set_image_dim_ordering", "image_dim_ordering"))
