"""YAML as far as classic Keras wrote it: plain data, in time and memory that grow no faster than the text."""

from __future__ import annotations

from typing import Any, NoReturn

import yaml
from yaml.composer import Composer
from yaml.constructor import SafeConstructor
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.resolver import Resolver
from yaml.scanner import Scanner

from kerasfront.errors import FileError
from kerasfront.saving.numpy_tags import add_numbers

NOT_PLAIN = "The text is not YAML of plain data"
TAG = "tag:yaml.org,2002:"
DIGITS = 400
"""So many characters a number may have; all that fit a float64 can be written with fewer."""


class _SlowEvents(Reader, Scanner, Parser):
    """Parse events without libyaml, ten times as slowly."""

    def __init__(self, stream: str) -> None:
        Reader.__init__(self, stream)
        Scanner.__init__(self)
        Parser.__init__(self)


try:
    from yaml._yaml import CParser

    _Events: Any = CParser
except ImportError:
    _Events = _SlowEvents


def load(text: str, nodes: int, depth: int) -> Any:
    """Parse a YAML text.

    Parameters
    ----------
    text : str
    nodes : int
        Most numbers, texts, lists and mappings, those of aliases counted wherever they stand.
    depth : int
        Most lists and mappings within each other.

    Raises
    ------
    FileError
        If there are more, or a value is not plain data or contains itself.
    yaml.YAMLError
        If it is not YAML.
    """
    loader = _PlainLoader(text, nodes, depth)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


class _PlainLoader(Composer, _Events, SafeConstructor, Resolver):
    """Compose nodes under a budget, and convert them to plain data."""

    def __init__(self, text: str, nodes: int, depth: int) -> None:
        _Events.__init__(self, text)
        Composer.__init__(self)
        SafeConstructor.__init__(self)
        Resolver.__init__(self)
        self._nodes_left = nodes
        self._depth_left = depth
        self._limits = f"The text holds more than {nodes} values, or lists and dicts more than {depth} deep."
        self._sizes: dict[int, int] = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose a node; an alias counts as what it stands for."""
        alias, before = self.check_event(yaml.AliasEvent), self._nodes_left
        self._take(1)
        self._depth_left -= 1
        if self._depth_left < 0:
            raise FileError(self._limits)
        node = super().compose_node(parent, index)
        self._depth_left += 1
        if not alias:
            self._sizes[id(node)] = before - self._nodes_left
        elif id(node) not in self._sizes:
            raise FileError("The text is YAML in which a value lies within itself.")
        else:
            self._take(self._sizes[id(node)])
        return node

    def _take(self, nodes: int) -> None:
        self._nodes_left -= nodes
        if self._nodes_left < 0:
            raise FileError(self._limits)

    def flatten_mapping(self, node: Any) -> None:
        """Refuse keys that are not texts, so that ``<<`` does not merge mappings."""
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag not in TEXTS:
                raise FileError(f"{NOT_PLAIN}: a key is not a text, but {getattr(key, 'value', key.tag)!r:.100}.")

    def construct_number(self, node: Any) -> int | float:
        """Construct a number of bounded length: base 60 and thousands of digits would take quadratic time."""
        if len(node.value) > DIGITS:
            raise FileError(f"{NOT_PLAIN}: a number has {len(node.value)} characters.")
        return self.construct_yaml_float(node) if node.tag.endswith("float") else self.construct_yaml_int(node)

    def refuse(self, node: Any) -> NoReturn:
        """Refuse a type that is not plain data."""
        raise FileError(f"{NOT_PLAIN}: a value has the type {node.tag!r:.100}.")


TEXTS = {f"{TAG}{name}" for name in ("str", "python/str", "python/unicode")}
_METHODS: Any = _PlainLoader
_CONSTRUCTORS: dict[str, Any] = {
    "null": _PlainLoader.construct_yaml_null,
    "bool": _PlainLoader.construct_yaml_bool,
    "int": _PlainLoader.construct_number,
    "python/long": _PlainLoader.construct_number,
    "float": _PlainLoader.construct_number,
    "binary": _PlainLoader.construct_yaml_binary,  # within numbers of NumPy
    "str": _METHODS.construct_yaml_str,
    "python/str": _PlainLoader.construct_scalar,
    "python/unicode": _PlainLoader.construct_scalar,
    "seq": _METHODS.construct_yaml_seq,
    "python/tuple": _PlainLoader.construct_sequence,
    "map": _METHODS.construct_yaml_map,
}
_PlainLoader.yaml_constructors = {None: _PlainLoader.refuse}
for _name, _constructor in _CONSTRUCTORS.items():
    _PlainLoader.add_constructor(f"{TAG}{_name}", _constructor)
add_numbers(_PlainLoader)
