"""Port a script to today's Python."""

from __future__ import annotations

import ast
from dataclasses import dataclass

import kerasfront.compatibility.division as division
import kerasfront.compatibility.python2 as python2
from kerasfront.compatibility.api_version import CLASSIC
from kerasfront.compatibility.examined import Examined
from kerasfront.compatibility.importers import OURS

_WHOLE_CALLS = {"int", "len", "long", "ord"}
_REAL_CALLS = {"float"}
_KEEP_WHOLE = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod)


@dataclass(frozen=True)
class Ported:
    """A script for today's Python.

    Attributes
    ----------
    text : str
        It first imports the mapping of `keras` to this package.
    notes : tuple of str
        Divisions that its author has to check, with their lines.
    """

    text: str
    notes: tuple[str, ...]


def port(found: Examined) -> Ported:
    """Translate a script; the cells of a notebook are concatenated."""
    cells = [cell.text if cell.text.endswith("\n") else f"{cell.text}\n" for cell in found.script.cells]
    text = "\n".join(cells)
    if found.is_python2:
        text = python2.translated(text, str(found.script.path), alone=True)
    text = _with_mapping(text, OURS if found.api == CLASSIC else f"{OURS}.legacy")
    if not found.is_python2 or division.asks_for_true_division(ast.parse(text)):
        return Ported(text, ())
    return _with_divisions(text)


def _with_mapping(text: str, package: str) -> str:
    """Add the import of the mapping after the docstring and imports from `__future__`."""
    tree, line = ast.parse(text), 0
    for node in tree.body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not is_docstring and not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            break
        line = node.end_lineno or 0
    lines = text.splitlines(keepends=True)
    if not line:
        line = next((n for n, comment in enumerate(lines) if not comment.startswith("#")), len(lines))
    return "".join([*lines[:line], f"import {package}.as_keras  # before any import of keras\n", *lines[line:]])


def _with_divisions(text: str) -> Ported:
    """Write ``//`` where both operands are certainly integers; note where that is unknown."""
    lines = text.splitlines(keepends=True)
    notes: list[str] = []
    for node in _divisions(ast.parse(text)):
        left, right, (line, column) = _sides(node)
        kinds = {_kind(left), _kind(right)}
        if float in kinds:
            continue
        place = _operator(lines, line, column)
        if kinds == {int} and place:
            line, column = place
            encoded = lines[line].encode()
            lines[line] = (encoded[:column] + b"/" + encoded[column:]).decode()
        else:
            notes.append(f"line {node.lineno} keeps {ast.unparse(node)}: write // if both sides are integers")
    return Ported("".join(lines), tuple(reversed(notes)))


def _divisions(tree: ast.Module) -> list[ast.BinOp | ast.AugAssign]:
    """Find the divisions, last to first, so that an edit does not move those that follow."""
    found = [n for n in ast.walk(tree) if isinstance(n, ast.BinOp | ast.AugAssign) and isinstance(n.op, ast.Div)]
    return sorted(found, key=lambda node: _sides(node)[2], reverse=True)


def _sides(node: ast.BinOp | ast.AugAssign) -> tuple[ast.expr, ast.expr, tuple[int, int]]:
    """Return both operands, and the line and column (in bytes, from 0) where the left one ends."""
    left, right = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.target, node.value)
    return left, right, ((left.end_lineno or 1) - 1, left.end_col_offset or 0)


def _operator(lines: list[str], line: int, column: int) -> tuple[int, int] | None:
    """Find the slash after an operand; None if a comment or a line break comes between."""
    rest = lines[line].encode()[column:]
    place = rest.find(b"/")
    return (line, column + place) if place >= 0 and not rest[:place].strip(b" )\t") else None


def _kind(node: ast.expr) -> type | None:
    """Infer the type of the value, int or float; None if unknown."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return type(node.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return int if node.func.id in _WHOLE_CALLS else float if node.func.id in _REAL_CALLS else None
    if isinstance(node, ast.Subscript):
        return int if isinstance(node.value, ast.Attribute) and node.value.attr == "shape" else None
    if isinstance(node, ast.UnaryOp):
        return _kind(node.operand)
    if isinstance(node, ast.BinOp):
        kinds = {_kind(node.left), _kind(node.right)}
        if float in kinds:
            return float
        return int if kinds == {int} and isinstance(node.op, (*_KEEP_WHOLE, ast.Div)) else None
    return None
