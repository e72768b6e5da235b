"""Registries of classes and functions by name, for names in arguments and files.

Only registered objects and those passed as `custom_objects` can be named. Nothing is imported by name.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias, TypeVar, cast

from kerasfront.errors import ArgumentTypeError, UnknownNameError, near_misses, translated
from kerasfront.later_keras import NAMES

T = TypeVar("T")

_custom_objects: dict[str, Any] = {}
_handed_over: dict[str, Any] = {}  # by earlier calls
_scope: ContextVar[dict[str, Any] | None] = ContextVar("kerasfront_custom_objects", default=None)
_mentioned: ContextVar[dict[str, Any] | None] = ContextVar("kerasfront_mentioned", default=None)
Check: TypeAlias = Callable[[type, Any], None]
"""(class, its arguments in a configuration) -> None, or an error."""
_check: ContextVar[Check | None] = ContextVar("kerasfront_check", default=None)


def get_custom_objects() -> dict[str, Any]:
    """The table of the user's own classes and functions, by name. Changes take effect at once.

    Within `custom_object_scope` it is the table of that block, and changes end with the block.

    Examples
    --------
    >>> from kerasfront.registry import get_custom_objects
    >>> get_custom_objects()["double"] = lambda x: 2.0 * x
    >>> del get_custom_objects()["double"]
    """
    scope = _scope.get()
    return _custom_objects if scope is None else scope


@contextmanager
def custom_object_scope(*tables: Mapping[str, Any]) -> Generator[dict[str, Any]]:
    """Make the names in `tables` known within a ``with`` block.

    The block has a table of its own, so that other threads do not see these names.

    Parameters
    ----------
    *tables : mapping
        Classes and functions by name.

    Examples
    --------
    >>> from kerasfront import activations
    >>> from kerasfront.registry import custom_object_scope
    >>> with custom_object_scope({"double": lambda x: 2.0 * x}):
    ...     activations.get("double")(3.0)
    6.0
    """
    scope = dict(get_custom_objects())
    for table in tables:
        scope.update(table)
    token = _scope.set(scope)
    try:
        yield scope
    finally:
        _scope.reset(token)


@contextmanager
def handed_over(custom_objects: Mapping[str, Any] | None) -> Generator[None]:
    """Make the `custom_objects` of one call known within a block; later calls find them with a warning."""
    with custom_object_scope(custom_objects or {}):
        yield
    _handed_over.update(custom_objects or {})


def mention(thing: Any) -> str:
    """Return the name by which configurations mention a class, a function or a callable object.

    Within a block of `mentioned` the object is noted there.
    """
    name: str = getattr(thing, "__name__", type(thing).__name__)
    table = _mentioned.get()
    if table is None or is_ours(thing):
        return name
    names = (name if number == 1 else f"{name} {number}" for number in itertools.count(1))
    return next(unique for unique in names if table.setdefault(unique, thing) is thing)


def is_collecting() -> bool:
    """Whether a block of `mentioned` is open."""
    return _mentioned.get() is not None


def is_ours(thing: Any) -> bool:
    """Whether a class, a function or the class of an object is part of this library."""
    module = getattr(thing, "__module__", None) or ""
    return module.partition(".")[0] == __name__.partition(".")[0]


@contextmanager
def mentioned() -> Generator[dict[str, Any]]:
    """Collect the user's own classes and functions that configurations made within the block mention.

    Objects that share a name get different ones there, so that the table can be the `custom_objects` for reading.
    """
    table: dict[str, Any] = {}
    token = _mentioned.set(table)
    try:
        yield table
    finally:
        _mentioned.reset(token)


@contextmanager
def arguments_checked(check: Check) -> Generator[None]:
    """Let `check` see the arguments of each object of ours that is built from a configuration within the block."""
    token = _check.set(check)
    try:
        yield
    finally:
        _check.reset(token)


def check_arguments(thing: type, arguments: Any) -> None:
    """Check the arguments of a class in a configuration, within a block of `arguments_checked`."""
    check = _check.get()
    if check is not None and is_ours(thing):
        check(thing, arguments)


class Registry:
    """A registry of the objects of one kind, by name.

    Parameters
    ----------
    kind : str
        The kind in a word, for messages: 'activation', 'layer', ...
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._table: dict[str, Any] = {}

    def register(self, *aliases: str) -> Callable[[T], T]:
        """Return a decorator that registers a class or function under its own name and `aliases`."""

        def add(thing: T) -> T:
            for name in (thing.__name__, *aliases):  # type: ignore[attr-defined]
                self._table[name] = thing
            return thing

        return add

    def __contains__(self, name: str) -> bool:
        return name in get_custom_objects() or name in self._table

    def names(self) -> list[str]:
        """All names that `find` accepts."""
        return sorted({*self._table, *get_custom_objects()})

    def find(self, name: str, custom_objects: Mapping[str, Any] | None = None) -> Any:
        """Look up an object by name; custom objects take precedence.

        Names in other letter case ('AdaGrad') are found, too, and, as in classic Keras but with a warning, the custom
        objects of earlier calls.

        Raises
        ------
        UnknownNameError
            If nothing has this name; the message has the nearest names.
        """
        for table in (custom_objects or {}, get_custom_objects(), self._table):
            if name in table:
                return table[name]
        alike = {id(thing): thing for known, thing in self._table.items() if known.lower() == name.lower()}
        if len(alike) == 1:
            return next(iter(alike.values()))
        if name in _handed_over:
            warnings.warn(
                f"The {self.kind} {name!r} is one of the custom_objects of an earlier call. Pass it to each call, "
                f"or register it for all calls: get_custom_objects()[{name!r}] = ...",
                stacklevel=2,
            )
            return _handed_over[name]
        later = NAMES.get(self.kind, {}).get(name)
        hint = f"Classic Keras calls it {later!r}." if later else near_misses(name, self.names())
        raise UnknownNameError(
            f"Unknown {self.kind} {name!r}. {hint} "
            f"Pass your own by custom_objects={{{name!r}: ...}}, or pass the object itself."
        )

    def get(self, identifier: Any, kwargs: Mapping[str, Any] | None = None) -> Any:
        """Resolve an identifier: None, a name, a configuration, or an object.

        Parameters
        ----------
        identifier : None, str, dict or object
            A dict has the key 'name' or 'class_name', and either 'config' or the arguments themselves.
        kwargs : mapping, optional
            Arguments for a class that is found by name.

        Returns
        -------
        object
            An instance of a class that is found by name; functions, None and other objects as they are.

        Raises
        ------
        UnknownNameError
            If a name is unknown.
        ArgumentTypeError
            If `identifier` is a number or a sequence.
        """
        if isinstance(identifier, str):
            thing = self.find(identifier)
            return thing(**(kwargs or {})) if isinstance(thing, type) else thing
        if isinstance(identifier, Mapping):
            return self.from_config(cast("Mapping[str, Any]", identifier))
        if identifier is None or callable(identifier) or not isinstance(identifier, (int, float, bytes, list, tuple)):
            return identifier
        raise ArgumentTypeError(
            f"Expected a name, a configuration or a callable as {self.kind}, "
            f"got {identifier!r} of type {type(cast(Any, identifier)).__name__}."
        )

    def from_config(self, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        """Build an object from its configuration, which comes from `get_config` or a file.

        Raises
        ------
        UnknownNameError
            If its name is missing or unknown.
        ArgumentError
            If the object cannot be built, for whatever reason.
        """
        config = dict(config)
        name = config.pop("class_name", None) or config.pop("name", None)
        if not isinstance(name, str):
            raise UnknownNameError(
                f"A configuration (here: {self.kind}) must have a 'name' or 'class_name', got {config!r:.200}."
            )
        thing = self.find(name, custom_objects)
        if not isinstance(thing, type):
            return thing
        arguments: Any = config.get("config", config)
        own = cast("Mapping[str, Any]", arguments).get("name") if isinstance(arguments, Mapping) else None
        build = getattr(thing, "from_config", None)
        with translated(f"The configuration of the {self.kind} {own or name!r} ({name}) cannot be used"):
            check_arguments(thing, arguments)
            return build(arguments) if build else thing(**arguments)
