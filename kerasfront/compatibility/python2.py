"""Detect and translate Python 2."""

from __future__ import annotations

import ast
import functools
import importlib
import sys
from collections.abc import Iterator
from typing import Any

from kerasfront.compatibility.stand_ins import standard
from kerasfront.errors import BackendError

NAMES = {
    "basestring", "execfile", "long", "raw_input", "reduce", "reload", "unichr", "unicode", "xrange",
}  # fmt: skip
METHODS = {"has_key", "iteritems", "iterkeys", "itervalues", "viewitems", "viewkeys", "viewvalues"}
ITERTOOLS = {"ifilter", "imap", "izip", "izip_longest"}
MODULES = {
    "ConfigParser", "HTMLParser", "Queue", "StringIO", "Tkinter", "__builtin__", "cPickle", "cStringIO", "commands",
    "cookielib", "copy_reg", "httplib", "thread", "urllib2", "urlparse",
}  # fmt: skip
"""Names that only Python 2 has. Scripts for both use them inside `try`, or after checking the version."""
_VERSION_WORDS = {"version_info", "PY2", "PY3", "version"}

PRELUDE = {
    "reduce": functools.reduce, "reload": standard.reload, "intern": sys.intern, "file": open,
    "cmp": standard.cmp, "round": standard.round_half_away,
}  # fmt: skip
"""Names that a translated module finds without an import: an additional line would shift the lines in tracebacks."""
_SHIFTING = {"reduce", "reload", "intern"}
_LEFT_OUT = {
    "buffer", "idioms", "set_literal", "ws_comma",  # style
    "future",  # these imports tell how the source is meant
    "import",  # looks for files next to the script; they are found anyway
}  # fmt: skip


def why_python2(text: str) -> str:
    """Describe what in a source only Python 2 understands; empty if it is valid Python 3, or no Python at all."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        return f"{error.msg.partition('. Did')[0]}, line {error.lineno}" if _is_python2(text) else ""
    word = next(_words(tree), None)
    return f"{word[0]}, line {word[1]}" if word else ""


def translated(text: str, name: str = "<script>", *, alone: bool = False) -> str:
    """Translate a source to Python 3.

    Parameters
    ----------
    text : str
        In Python 2.
    name : str
        Name of the file, for messages.
    alone : bool
        Whether it has to run without us, and so imports what `PRELUDE` provides.

    Raises
    ------
    BackendError
        If fissix is not installed.
    SyntaxError
        If it is not valid Python 2.
    """
    parse_error = _library("fissix.pgen2.parse").ParseError
    token_error = _library("fissix.pgen2.tokenize").TokenError
    try:
        return str(_tool(alone).refactor_string(_ended(text), name)).removesuffix(_added_end(text))
    except parse_error as error:
        message, line = error.msg, error.context[1][0]
    except token_error as error:  # such as a bracket that is never closed
        message, (line, _) = error.args
    raise SyntaxError(f"neither Python 3 nor Python 2: {message}", (name, line, 1, None))


def _is_python2(text: str) -> bool:
    try:
        translated(text)
    except SyntaxError:
        return False
    return True


def _ended(text: str) -> str:
    """Expand tabs to the next multiple of 8, as Python 2 did, and end the last line."""
    lines = text.splitlines(keepends=True)
    starts = (len(line) - len(line.lstrip(" \t")) for line in lines)
    return "".join(line[:n].expandtabs(8) + line[n:] for line, n in zip(lines, starts)) + _added_end(text)


def _added_end(text: str) -> str:
    return "" if text.endswith("\n") else "\n"


@functools.cache
def _tool(alone: bool) -> Any:
    refactor = _library("fissix.refactor")
    left_out = _LEFT_OUT if alone else _LEFT_OUT | _SHIFTING
    every = refactor.get_fixers_from_package("fissix.fixes")
    return refactor.RefactoringTool([name for name in every if name.rpartition(".fix_")[2] not in left_out])


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise BackendError(
            "Translating Python 2 needs fissix: pip install 'kerasfront[scripts]'."
        ) from error


def _words(tree: ast.AST) -> Iterator[tuple[str, int]]:
    bound = set(_bound(tree))
    for node in _unguarded(tree):
        for word in _words_of(node):
            if word not in bound:
                yield word, getattr(node, "lineno", 1)


def _words_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and node.id in NAMES:
        yield node.id
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in METHODS and (node.func.attr == "has_key" or not node.args):
            yield f".{node.func.attr}()"
        elif node.func.attr in ITERTOOLS and getattr(node.func.value, "id", "") == "itertools":
            yield node.func.attr
    elif isinstance(node, ast.Import):
        yield from ({alias.name.partition(".")[0] for alias in node.names} & MODULES)
    elif isinstance(node, ast.ImportFrom) and not node.level:
        yield from {node.module or ""} & MODULES
        if node.module == "itertools":
            yield from ({alias.name for alias in node.names} & ITERTOOLS)


def _bound(tree: ast.AST) -> Iterator[str]:
    """Iterate over names that the source defines itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names if alias.asname or alias.name in NAMES)


def _unguarded(node: ast.AST) -> Iterator[ast.AST]:
    """Iterate over the nodes outside of `try` and of checks of the Python version."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Try) or (isinstance(child, ast.If | ast.IfExp) and _asks_version(child.test)):
            continue
        yield child
        yield from _unguarded(child)


def _asks_version(test: ast.AST) -> bool:
    return any(
        getattr(node, field, None) in _VERSION_WORDS for node in ast.walk(test) for field in ("attr", "id")
    )
