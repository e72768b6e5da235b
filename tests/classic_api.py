"""What Keras 1.2.2 offered, by module, and what of it is missing here."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data" / "api"
CLASSIC: dict[str, Any] = json.loads((FOLDER / "keras-1.2.2.json").read_text())
EXCEPTIONS: dict[str, str] = json.loads((FOLDER / "exceptions.json").read_text())
"""Dotted names (a module's stands for all in it) that may differ, each with the reason."""

WITH_FILES = {
    "load_weights", "load_weights_from_hdf5_group", "load_weights_from_hdf5_group_by_name", "save", "save_weights",
    "save_weights_to_hdf5_group", "summary", "to_json", "to_yaml",
}  # fmt: skip
"""Methods of Container that are looked for in `kerasfront.models.Model`: what layers are made of knows no file."""

BY_POSITION = {"__call__", "build", "call", "compute_mask", "get_constants", "get_initial_states"}
"""Methods that layers call, by position: the classic ones called their arguments x, X, input and inputs by turns."""

Finding = tuple[str, str]
"""A dotted name and what is wrong with it."""


def findings(module: str, api: dict[str, Any] = CLASSIC, package: str = "kerasfront") -> Iterator[Finding]:
    """What of a module of `api` is missing in `package` or differs."""
    name = module.replace("keras", package, 1)
    try:
        ours = importlib.import_module(name)
    except ModuleNotFoundError as error:
        yield name, str(error)
        return
    content = api[module]
    for function, signature in content.get("functions", {}).items():
        yield from _callable(f"{name}.{function}", getattr(ours, function, None), signature)
    for alias, target in content.get("aliases", {}).items():
        if getattr(ours, alias, None) is not getattr(ours, target, alias):
            yield f"{name}.{alias}", f"is not {target}"
    for kind, members in content.get("classes", {}).items():
        yield from _class(f"{name}.{kind}", getattr(ours, kind, None), members)


def _class(name: str, ours: Any, members: dict[str, Any]) -> Iterator[Finding]:
    if ours is None:
        yield name, "is missing"
        return
    if members["init"] is not None:
        yield from _callable(name, ours, members["init"])
    for method, signature in members["methods"].items():
        place, owner = (name, ours)
        if name.endswith(".Container") and method in WITH_FILES:
            place, owner = "kerasfront.models.Model", importlib.import_module("kerasfront.models").Model
        yield from _callable(f"{place}.{method}", _method(owner, method), signature)
    for attribute in members["properties"]:
        if not any(attribute in {*vars(base), *inspect.get_annotations(base)} for base in ours.__mro__):
            yield f"{name}.{attribute}", "is missing"


def _method(owner: type, name: str) -> Callable[..., Any] | None:
    """A method as it is called on an object: without `self`."""
    found = getattr(owner, name, None)
    if not callable(found) or inspect.ismethod(found):
        return found
    return found.__get__(object.__new__(owner))


def _callable(name: str, ours: Any, classic: str) -> Iterator[Finding]:
    if not callable(ours):
        yield name, "is missing"
    elif not takes(inspect.signature(ours), classic, name.rpartition(".")[2] not in BY_POSITION):
        yield name, f"has the signature {inspect.signature(ours)}, not {classic}"


def takes(ours: inspect.Signature, classic: str, by_name: bool) -> bool:
    """Whether every classic call is still understood: names, order and defaults are the same; more may follow."""
    named = [p for p in ours.parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    expected = _parameters(classic)
    same = all(
        (p.name == name or not by_name) and (default is p.empty or _same(p.default, default))
        for p, (name, default) in zip(named, expected)
    )
    return same and len(named) >= len(expected) and all(p.default is not p.empty for p in named[len(expected) :])


def _parameters(signature: str) -> list[tuple[str, Any]]:
    """Names and defaults; a default that is no literal, such as K.floatx(), stays an expression."""
    (function,) = ast.parse(f"def f{signature}: pass").body
    assert isinstance(function, ast.FunctionDef)
    names = [argument.arg for argument in function.args.args]
    defaults = [inspect.Parameter.empty] * (len(names) - len(function.args.defaults)) + list(function.args.defaults)
    return list(zip(names, defaults))


def _same(ours: Any, expression: ast.expr) -> bool:
    try:
        classic = ast.literal_eval(expression)
    except ValueError:
        return ours is not inspect.Parameter.empty
    if isinstance(classic, (list, dict)):  # nobody should change them: ours may be a tuple, or None in place of nothing
        return ours == tuple(classic) or (not classic and ours is None)
    return type(ours) is type(classic) and ours == classic


def excused(name: str, exceptions: Mapping[str, str] = EXCEPTIONS) -> bool:
    """Whether a name stands among the exceptions, or a module or class that it is in, or '*.name' for any place."""
    return any(stands_for(exception, name) for exception in exceptions)


def stands_for(exception: str, name: str) -> bool:
    """Whether an exception is meant for a name: '*.name' for any place, a dotted name also for what is in it."""
    if exception.startswith("*."):
        return name.endswith(exception[1:])
    return f"{name}.".startswith((f"{exception}.", f"{exception}("))
