"""Checkers of sizes: files and functions that are longer than they should be. Docstrings do not count."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from .rules import Module

LINES_OF_FILE = 300
LINES_OF_FUNCTION = 40

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def long_files(modules: Iterable[Module]) -> list[str]:
    """Files of too many lines."""
    found = []
    for module in modules:
        lines = max((_last_line(node) for node in module.tree.body), default=0) - _documented(module.tree)
        if lines >= LINES_OF_FILE:
            found.append(f"{module.file} has {lines} lines")
    return found


def long_functions(modules: Iterable[Module]) -> list[str]:
    """Functions of too many lines."""
    found = []
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, _Function):
                lines = _last_line(node) - node.lineno + 1 - _documented(node)
                if lines >= LINES_OF_FUNCTION:
                    found.append(module.at(node, f"{node.name} has {lines} lines"))
    return found


def _documented(tree: ast.AST) -> int:
    """Number of lines of docstrings, those of nested classes and functions included."""
    documented = (ast.Module, ast.ClassDef, *_Function.__args__)
    bodies = (node.body for node in ast.walk(tree) if isinstance(node, documented))
    first = (body[0] for body in bodies if body)
    return sum(_last_line(node) - node.lineno + 1 for node in first if _is_text(node))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _last_line(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno
