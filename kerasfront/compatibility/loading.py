"""Compile old source: the script itself and the modules in its folder."""

from __future__ import annotations

import ast
import builtins
import linecache
import os
import runpy
import sys
from collections.abc import Generator
from contextlib import contextmanager
from importlib.abc import FileLoader
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, FileFinder
from pathlib import Path
from types import ModuleType
from typing import Any

import kerasfront.compatibility.division as division
import kerasfront.compatibility.python2 as python2
from kerasfront.compatibility.importers import beside, lies_beside
from kerasfront.compatibility.source import Cell, Script, decoded, read


def parsed(cell: Cell, is_python2: bool) -> ast.Module:
    """Parse a cell so that it keeps the meaning it had in its own version of Python."""
    if not is_python2:
        return ast.parse(cell.text, cell.file)
    text = python2.translated(cell.text, cell.file)
    remember(cell.file, text)
    return division.replaced(ast.parse(text, cell.file))


def remember(file: str, text: str) -> None:
    """Let tracebacks show the lines of `text` for a file."""
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)


def namespace(is_python2: bool) -> dict[str, Any]:
    """Names that a module finds without an import."""
    return {**python2.PRELUDE, **division.PRELUDE} if is_python2 else {}


def execute(cell: Cell, globals: dict[str, Any], is_python2: bool, *, show_last: bool = False) -> None:
    """Run a cell.

    Parameters
    ----------
    cell : Cell
    globals : dict
        Namespace of the module.
    is_python2 : bool
    show_last : bool
        Whether to show the value of a final expression, as in a notebook.
    """
    tree = parsed(cell, is_python2)
    last = [tree.body.pop()] if show_last and tree.body and isinstance(tree.body[-1], ast.Expr) else []
    exec(compile(tree, cell.file, "exec", dont_inherit=True), globals)
    if last:
        exec(compile(ast.Interactive(last), cell.file, "single", dont_inherit=True), globals)


class ModuleBeside(FileLoader):
    """Loader of a module in the folder of a script. Translations are not cached in files."""

    is_python2 = False

    def get_source(self, fullname: str) -> str:
        """Read the text of the file."""
        return decoded(self.get_data(self.path))

    def exec_module(self, module: ModuleType) -> None:
        """Run the module with the built-in names of its version of Python."""
        vars(module).update(namespace(self.is_python2))
        execute(Cell(self.get_source(self.name), self.path), vars(module), self.is_python2)


class OldModuleBeside(ModuleBeside):
    """Loader of a module in Python 2."""

    is_python2 = True


@contextmanager
def modules_beside(folder: Path, is_python2: bool) -> Generator[None]:
    """Read modules that are imported from the folder, or run by `runpy`, as old source, within the block."""
    loader, run_path = OldModuleBeside if is_python2 else ModuleBeside, runpy.run_path

    def hook(path: str) -> FileFinder:
        if not os.path.isdir(path) or not lies_beside(path):
            raise ImportError(f"{path} is not a folder next to the script", path=path)
        return FileFinder(path, (ExtensionFileLoader, EXTENSION_SUFFIXES), (loader, [".py"]))

    def run_beside(
        path_name: str, init_globals: dict[str, Any] | None = None, run_name: str | None = None
    ) -> dict[str, Any]:
        if not os.path.isfile(path_name) or not lies_beside(path_name):
            return run_path(path_name, init_globals, run_name)
        with standing_as(run_name or "<run_path>", path_name, is_python2) as module:
            vars(module).update(init_globals or {})
            run_cells(read(Path(path_name)), module, is_python2)
        return vars(module)

    sys.path_hooks.insert(0, hook)
    sys.path_importer_cache.clear()
    runpy.run_path = run_beside
    try:
        with beside(folder):
            yield
    finally:
        runpy.run_path = run_path
        sys.path_hooks.remove(hook)
        sys.path_importer_cache.clear()


@contextmanager
def standing_as(name: str, path: Any, is_python2: bool) -> Generator[ModuleType]:
    """Register a new module for the script at a path under a name, within the block."""
    module, before = ModuleType(name), sys.modules.get(name)
    vars(module).update(namespace(is_python2), __file__=str(path), __builtins__=builtins)
    sys.modules[name] = module
    try:
        yield module
    finally:
        del sys.modules[name]
        if before is not None:
            sys.modules[name] = before


def run_cells(script: Script, module: ModuleType, is_python2: bool) -> None:
    """Run a script or notebook as a module."""
    for cell in script.cells:
        execute(cell, vars(module), is_python2, show_last=script.is_notebook)
