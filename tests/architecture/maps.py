"""Checker of maps: large packages say in their docstring what each of their modules is for."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from .rules import Module

MAPPED = (
    "kerasfront.backend",
    "kerasfront.compatibility",
    "kerasfront.engine.topology",
    "kerasfront.engine.training",
    "kerasfront.saving",
    "kerasfront.utils",
    "kerasfront_theano.linker",
)


def unmapped_modules(modules: Iterable[Module]) -> list[str]:
    """Modules and packages within a mapped package that its docstring does not name, as `module`."""
    modules = list(modules)
    maps = {module.name: ast.get_docstring(module.tree) or "" for module in modules if module.name in MAPPED}
    places = ((module, *module.name.rpartition(".")[::2]) for module in modules)
    return [
        f"{module.file} is not in the docstring of {package}"
        for module, package, name in places
        if package in maps and f"`{name}`" not in maps[package]
    ]
