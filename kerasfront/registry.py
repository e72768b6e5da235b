"""Names to objects and back: the one place where a name from a file or an argument becomes a class or a function.

Only what is registered here, or handed over as `custom_objects`, can be named. Nothing is imported by name.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from kerasfront.errors import ArgumentTypeError, UnknownNameError, near_misses, translated
from kerasfront.later_keras import NAMES

T = TypeVar("T")

_custom_objects: dict[str, Any] = {}
_handed_over: dict[str, Any] = {}  # in calls that are over
_scope: ContextVar[dict[str, Any] | None] = ContextVar("kerasfront_custom_objects", default=None)


def get_custom_objects() -> dict[str, Any]:
    """The table of the caller's own classes and functions, by name. Changing it takes effect at once.

    Within `custom_object_scope` it is the table of that block, and changes end with the block.
    """
    scope = _scope.get()
    return _custom_objects if scope is None else scope


@contextmanager
def custom_object_scope(*tables: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Within the block, names in `tables` can be used wherever a name is accepted.

    The block has a table of its own, so that other threads do not see these names.
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
def handed_over(custom_objects: Mapping[str, Any] | None) -> Iterator[None]:
    """A `custom_object_scope` for the `custom_objects` of one call, which later calls find with a warning."""
    with custom_object_scope(custom_objects or {}):
        yield
    _handed_over.update(custom_objects or {})


class Registry:
    """The named things of one kind.

    Parameters
    ----------
    kind : str
        What the things are, in a word for messages: 'activation', 'layer', ...
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._table: dict[str, Any] = {}

    def register(self, *aliases: str) -> Callable[[T], T]:
        """Decorator: make a class or function known under its own name and `aliases`."""

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
        """The thing called `name`; the caller's own come first.

        Other cases of the letters ('AdaGrad') come last, and after them what was handed over to an earlier call, as in
        classic Keras, with a warning.

        Raises
        ------
        UnknownNameError
            With the nearest known names.
        """
        for table in (custom_objects or {}, get_custom_objects(), self._table):
            if name in table:
                return table[name]
        alike = {id(thing): thing for known, thing in self._table.items() if known.lower() == name.lower()}
        if len(alike) == 1:
            return next(iter(alike.values()))
        if name in _handed_over:
            warnings.warn(
                f"The {self.kind} {name!r} is one of the custom_objects of an earlier call. Hand it over in each call, "
                f"or make it known for good: get_custom_objects()[{name!r}] = ...",
                stacklevel=2,
            )
            return _handed_over[name]
        later = NAMES.get(self.kind, {}).get(name)
        hint = f"Classic Keras calls it {later!r}." if later else near_misses(name, self.names())
        raise UnknownNameError(
            f"Unknown {self.kind} {name!r}. {hint} "
            f"An own one is made known by custom_objects={{{name!r}: ...}} or by passing the object itself."
        )

    def get(self, identifier: Any, kwargs: Mapping[str, Any] | None = None) -> Any:
        """Resolve what users write: None, a name, a configuration, or the thing itself.

        Parameters
        ----------
        identifier : None, str, dict or object
            A dict has the keys 'name' or 'class_name' and either 'config' or the arguments themselves.
        kwargs : mapping, optional
            Arguments for a class found by name; classes are instantiated, functions are returned as they are.
        """
        if isinstance(identifier, str):
            thing = self.find(identifier)
            return thing(**(kwargs or {})) if isinstance(thing, type) else thing
        if isinstance(identifier, Mapping):
            return self.from_config(identifier)
        if identifier is None or callable(identifier) or not isinstance(identifier, (int, float, bytes, list, tuple)):
            return identifier
        raise ArgumentTypeError(
            f"Expected a name, a configuration or a callable as {self.kind}, "
            f"got {identifier!r} of type {type(identifier).__name__}."
        )

    def from_config(self, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        """Build the thing that `config` (from `get_config` or a file) describes.

        Raises
        ------
        UnknownNameError
            If it names nothing that is known.
        ArgumentError
            If the thing cannot be built of it, whatever the reason.
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
        arguments = config.get("config", config)
        own = arguments.get("name") if isinstance(arguments, Mapping) else None
        build = getattr(thing, "from_config", None)
        with translated(f"The configuration of the {self.kind} {own or name!r} ({name}) cannot be used"):
            return build(arguments) if build else thing(**arguments)
