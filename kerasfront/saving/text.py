"""JSON and YAML from untrusted sources, read as plain data of bounded size."""

# Callers without a type checker get an error that helps.
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any

import yaml

from kerasfront.errors import FileError
from kerasfront.saving.plain_data import is_list, is_mapping
from kerasfront.saving.yaml_loader import NOT_PLAIN, load

JSON_CHARACTERS, YAML_CHARACTERS = 2**23, 2**21
"""Largest number of characters. YAML is read much more slowly."""
NODES = 500_000
"""Largest number of numbers, strings, lists and dicts; YAML's aliases count each time they are used."""
DEPTH = 100
"""Largest depth of nested lists and dicts."""
TOO_LARGE = f"The text holds more than {NODES} values, or lists and dicts more than {DEPTH} deep."
HINT = "Of a file, pass what is in it: model_from_json(open(path).read())"
SURROGATES = re.compile("[\ud800-\udfff]")
TOKENS = re.compile(r'\\.|["\[\]{},]', re.DOTALL)


def read_json(text: str | bytes) -> Any:
    """Parse JSON.

    Raises
    ------
    FileError
        If it is not JSON, or too long or too deep.
    """
    text = _checked_text(text, JSON_CHARACTERS, "JSON")
    _check_brackets(text)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise FileError(f"The text is not JSON from line {error.lineno}, column {error.colno} on. {HINT}") from error
    except ValueError as error:
        raise FileError("The text holds a number of thousands of digits, which is not read.") from error
    return _checked(data)


def read_yaml(text: str | bytes) -> Any:
    """Parse YAML of plain data, including tuples and NumPy numbers as classic Keras wrote them.

    Raises
    ------
    FileError
        If it is not YAML of plain data, or too long or too deep.
    """
    text = _checked_text(text, YAML_CHARACTERS, "YAML")
    try:
        return _checked(load(text, NODES, DEPTH))
    except FileError:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" from line {mark.line + 1}, column {mark.column + 1} on" if mark else ""
        raise FileError(f"{NOT_PLAIN}{where}.") from error
    except Exception as error:
        raise FileError(f"{NOT_PLAIN}.") from error


def _checked_text(text: str | bytes, limit: int, kind: str) -> str:
    if not isinstance(text, (str, bytes)):
        raise FileError(f"The text is not {kind}: expected a str, got {text!r:.100}.")
    if len(text) > limit:
        raise FileError(f"The text has {len(text)} characters. {kind} of more than {limit} is not read.")
    try:
        return text.decode("utf8") if isinstance(text, bytes) else text
    except UnicodeDecodeError as error:
        raise FileError(f"The text is not UTF-8 from byte {error.start} on.") from error


def _check_brackets(text: str) -> None:
    """Check that a JSON text is not nested too deeply for Python's recursive parser."""
    depth, nodes, quoted = 0, 0, False
    for token in TOKENS.finditer(text):
        character = token[0]
        if character == '"':
            quoted = not quoted
        elif not quoted and character in "[]{},":
            nodes += 1
            depth += (character in "[{") - (character in "]}")
            if depth > DEPTH or nodes > 2 * NODES:
                raise FileError(TOO_LARGE)


def _checked(data: Any) -> Any:
    """Return `data` if it is plain and small."""
    nodes, depth, level = 0, 0, [data]
    while level:
        nodes, depth = nodes + len(level), depth + 1
        if nodes > NODES or depth > DEPTH + 1:
            raise FileError(TOO_LARGE)
        level = [part for value in level for part in _parts(value)]
    return data


def _parts(value: Any) -> Collection[Any]:
    """Return the values of a list or dict; numbers, texts and None have none."""
    if value is None or isinstance(value, (int, float)) or _is_text(value):
        return ()
    if is_list(value):
        return value
    if not is_mapping(value):
        raise FileError(f"The text holds a {type(value).__name__}, which is not plain data: {value!r:.100}.")
    odd = next((key for key in value if not _is_text(key)), None)
    if odd is not None:
        raise FileError(f"The text has a key that is not a text: {odd!r:.100}.")
    return value.values()


def _is_text(value: Any) -> bool:
    """Whether it is a string without lone surrogates, which JSON can contain."""
    return isinstance(value, str) and not SURROGATES.search(value)
