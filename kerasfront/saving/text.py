"""JSON and YAML from anywhere, read as plain data of a bounded size."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from kerasfront.errors import FileError, translated
from kerasfront.saving.numpy_tags import add_numbers

JSON_CHARACTERS, YAML_CHARACTERS = 2**23, 2**21
"""How long a text may be. YAML is read much more slowly."""
NODES = 500_000
"""So many numbers, texts, lists and dicts there may be, those of YAML's aliases counted wherever they stand."""
DEPTH = 100
"""So deep lists and dicts may lie within each other."""
TOO_LARGE = f"The text holds more than {NODES} values, or lists and dicts more than {DEPTH} deep."
HINT = "Of a file, pass what is in it: model_from_json(open(path).read())"
TOKENS = re.compile(r'\\.|["\[\]{},]', re.DOTALL)


def read_json(text: str | bytes) -> Any:
    """What a JSON text says.

    Raises
    ------
    FileError
        If it is not JSON, or too long or too deep.
    """
    text = _checked_text(text, JSON_CHARACTERS, "JSON")
    _check_brackets(text)
    with translated(f"The text is not JSON. {HINT}", FileError):
        return _checked(json.loads(text))


def read_yaml(text: str | bytes) -> Any:
    """What a YAML text says, if it is plain data. Tuples and numbers as classic Keras wrote them are known.

    Raises
    ------
    FileError
        If it is not YAML of plain data, or too long or too deep.
    """
    text = _checked_text(text, YAML_CHARACTERS, "YAML")
    with translated("The text is not YAML of plain data", FileError):
        return _checked(yaml.load(text, Loader=Loader))


class Loader(yaml.SafeLoader):
    """YAML as far as classic Keras wrote it: no types but the plain ones, no merging of mappings."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._nodes = 0
        self._depth = 0
        self._sizes: dict[int, int] = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Read a value; what an alias stands for counts again."""
        alias, before = self.check_event(yaml.AliasEvent), self._nodes
        self._nodes += 1
        self._depth += 1
        self._check_size()
        node = super().compose_node(parent, index)
        self._depth -= 1
        if not alias:
            self._sizes[id(node)] = self._nodes - before
        elif id(node) not in self._sizes:
            raise FileError("The text is YAML in which a value lies within itself.")
        else:
            self._nodes += self._sizes[id(node)]
            self._check_size()
        return node

    def _check_size(self) -> None:
        if self._nodes > NODES or self._depth > DEPTH:
            raise FileError(TOO_LARGE)

    def flatten_mapping(self, node: Any) -> None:
        """Leave the key ``<<`` alone; it is no plain key, and so refused."""


Loader.add_constructor("tag:yaml.org,2002:python/tuple", Loader.construct_sequence)
Loader.add_constructor("tag:yaml.org,2002:python/unicode", Loader.construct_scalar)
Loader.add_constructor("tag:yaml.org,2002:python/str", Loader.construct_scalar)
Loader.add_constructor("tag:yaml.org,2002:python/long", Loader.construct_yaml_int)
add_numbers(Loader)


def _checked_text(text: str | bytes, limit: int, kind: str) -> str:
    if not isinstance(text, (str, bytes)):
        raise FileError(f"The text is not {kind}: expected a str, got {text!r:.100}.")
    if len(text) > limit:
        raise FileError(f"The text has {len(text)} characters. {kind} of more than {limit} is not read.")
    with translated("The text is not UTF-8", FileError):
        return text.decode("utf8") if isinstance(text, bytes) else text


def _check_brackets(text: str) -> None:
    """Make sure that a JSON text does not nest too deep for Python's reader, which recurses."""
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
    """`data`, if it is plain and small."""
    nodes, waiting = 0, [(data, 1)]
    while waiting:
        value, depth = waiting.pop()
        nodes += 1
        if nodes > NODES or depth > DEPTH + 1:
            raise FileError(TOO_LARGE)
        if isinstance(value, Mapping):
            odd = next((key for key in value if not isinstance(key, str)), None)
            if odd is not None:
                raise FileError(f"The text has a key that is no text: {odd!r:.100}.")
            waiting += [(part, depth + 1) for part in value.values()]
        elif isinstance(value, list):
            waiting += [(part, depth + 1) for part in value]
        elif value is not None and not isinstance(value, (str, int, float)):
            raise FileError(f"The text holds a {type(value).__name__}, which is no plain data: {value!r:.100}.")
    return data
