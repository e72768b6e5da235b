"""Write a script anew, for the Python of today."""

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
    """A script for the Python of today.

    Attributes
    ----------
    text : str
        It imports what maps `keras` to us before anything else.
    notes : tuple of str
        Divisions that its author has to look at, with their lines.
    """

    text: str
    notes: tuple[str, ...]


def port(found: Examined) -> Ported:
    """Translate a script; the cells of a notebook follow one another."""
    cells = [cell.text if cell.text.endswith("\n") else f"{cell.text}\n" for cell in found.script.cells]
    text = "\n".join(cells)
    if found.is_python2:
        text = python2.translated(text, str(found.script.path), alone=True)
    text = _with_mapping(text, OURS if found.api == CLASSIC else f"{OURS}.legacy")
    if not found.is_python2 or division.asks_for_true_division(ast.parse(text)):
        return Ported(text, ())
    return _with_divisions(text)


def _with_mapping(text: str, package: str) -> str:
    """Import the mapping behind the docstring and what has to stand first."""
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
    """Write ``//`` where both sides are whole for sure; where one cannot know, note it."""
    lines, notes = text.splitlines(keepends=True), []
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
            notes.append(f"line {node.lineno} as written, {ast.unparse(node)}: write // if both are whole numbers")
    return Ported("".join(lines), tuple(reversed(notes)))


def _divisions(tree: ast.Module) -> list[ast.BinOp | ast.AugAssign]:
    """From the last to the first, so that a change moves none that is still to come."""
    found = [n for n in ast.walk(tree) if isinstance(n, ast.BinOp | ast.AugAssign) and isinstance(n.op, ast.Div)]
    return sorted(found, key=lambda node: _sides(node)[2], reverse=True)


def _sides(node: ast.BinOp | ast.AugAssign) -> tuple[ast.expr, ast.expr, tuple[int, int]]:
    """Both operands, and line and column (in bytes, from 0) where the left one ends."""
    left, right = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.target, node.value)
    return left, right, ((left.end_lineno or 1) - 1, left.end_col_offset or 0)


def _operator(lines: list[str], line: int, column: int) -> tuple[int, int] | None:
    """Where the slash behind an operand is; None if a comment or another line comes between."""
    rest = lines[line].encode()[column:]
    place = rest.find(b"/")
    return (line, column + place) if place >= 0 and not rest[:place].strip(b" )\t") else None


def _kind(node: ast.expr) -> type | None:
    """The type of the value, int or float, if it can be told."""
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
