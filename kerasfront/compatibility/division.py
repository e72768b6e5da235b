"""Python 2's division: integers give an integer."""

# The functions of `operator` have no types.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from kerasfront.backend.types import is_array
from kerasfront.compatibility.notices import tell_once

NAME = "__classic_division__"
IN_PLACE = "__classic_division_in_place__"


def divide(x: Any, y: Any) -> Any:
    """Return ``x / y`` as Python 2 computed it."""
    return _divide(x, y, operator.truediv, operator.floordiv)


def divide_in_place(x: Any, y: Any) -> Any:
    """Return what ``x /= y`` gave in Python 2."""
    return _divide(x, y, operator.itruediv, operator.ifloordiv)


PRELUDE = {NAME: divide, IN_PLACE: divide_in_place}
"""Globals that a module with replaced divisions needs."""


def _divide(x: Any, y: Any, true: Callable[..., Any], floor: Callable[..., Any]) -> Any:
    if not (_is_whole(x) and _is_whole(y)):
        return true(x, y)
    found = floor(x, y)
    if np.any(found * y != x):
        tell_once("division", lambda: f"{_example(x, y, found)}, as in Python 2")
    return found


def _is_whole(x: Any) -> bool:
    return isinstance(x, (int, np.integer)) or (is_array(x) and x.dtype.kind in "iub")


def _example(x: Any, y: Any, found: Any) -> str:
    return f"{x} / {y} is {found}" if np.ndim(found) == 0 else "integers give integers"


def replaced(tree: ast.Module) -> ast.Module:
    """Replace the divisions of a module by Python 2's, unless it asks for Python 3's itself."""
    if asks_for_true_division(tree):
        return tree
    return ast.fix_missing_locations(_Replacer().visit(tree))


def asks_for_true_division(tree: ast.AST) -> bool:
    """Whether there is ``from __future__ import division``."""
    futures = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__")
    return any(alias.name == "division" for node in futures for alias in node.names)


class _Replacer(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        return _call(NAME, node.left, node.right, node) if isinstance(node.op, ast.Div) else node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        calls = any(isinstance(part, ast.Call) for part in ast.walk(node.target))
        if not isinstance(node.op, ast.Div) or calls:  # a target that calls must be evaluated once
            return node
        read: Any = ast.parse(ast.unparse(node.target), mode="eval").body
        return ast.copy_location(ast.Assign([node.target], _call(IN_PLACE, read, node.value, node)), node)


def _call(name: str, left: ast.expr, right: ast.expr, node: ast.AST) -> ast.expr:
    return ast.copy_location(ast.Call(ast.Name(name, ast.Load()), [left, right], []), node)  # type: ignore[return-value]
