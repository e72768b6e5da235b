"""Which engines are installed, which one is active, and how it becomes so.

An adapter registers itself through the entry-point group ``kerasfront.backends``: name -> module whose namespace holds
the operations. There is no built-in table.
"""

from __future__ import annotations

import contextvars
import importlib
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any

from kerasfront import config
from kerasfront.backend.specification import fit
from kerasfront.errors import BackendError, ConfigurationError, UnsupportedOperation, near_misses

GROUP = "kerasfront.backends"
DISTRIBUTION = __name__.partition(".")[0]
"""Of which this is a part."""

PATIENCE = 0.001
"""Seconds after a call of `use` in which a `with` statement that takes it as its own has begun."""


class Engine:
    """A loaded adapter.

    Attributes
    ----------
    name : str
        The name of its entry point.
    module : module
        The adapter.
    operations : dict of str to callable
        What the adapter offers, composed defaults included.
    sessions : int
        How often everything began anew: what was made in an earlier session cannot be used any more.
    """

    def __init__(self, name: str, module: Any) -> None:
        self.name = name
        self.module = module
        self.operations = fit(name, vars(module))
        self.sessions = 1
        self._scope = getattr(module, "scope", nullcontext)  # lets the library's own functions work within a block

    def __repr__(self) -> str:
        return f"<engine {self.name!r}>"

    def operation(self, name: str) -> Callable[..., Any]:
        """The implementation of `name`.

        Raises
        ------
        UnsupportedOperation
            If the operation is optional and this engine lacks it; the message has the adapter's reason.
        """
        try:
            return self.operations[name]
        except KeyError:
            reason = getattr(self.module, "UNSUPPORTED", {}).get(name, "its adapter does not offer it")
            raise UnsupportedOperation(f"K.{name} is not available on engine {self.name!r}: {reason}.") from None

    def supports(self, name: str) -> bool:
        """Whether the operation `name` is available."""
        return name in self.operations

    @contextmanager
    def active(self) -> Iterator[Engine]:
        """Within the block, and in this thread only, K is this engine."""
        token = _scoped.set(self)
        try:
            with self._scope():
                yield self
        finally:
            _scoped.reset(token)


class use:
    """Choose the engine: for the process when called, for a block (and its thread) when used in a `with` statement.

    A call holds for all threads at once, and is taken back where a `with` statement follows.

    Examples
    --------
    >>> kerasfront.backend.use("theano")              # doctest: +SKIP
    >>> with kerasfront.backend.use("tensorflow"):    # doctest: +SKIP
    ...     model = Sequential([Dense(3, input_dim=2)])

    Raises
    ------
    ConfigurationError
        If no installed engine has that name.
    BackendError
        If its library cannot be loaded or its adapter does not fit the specification.
    """

    def __init__(self, name: str) -> None:
        self.engine = _load(name, "argument of kerasfront.backend.use")
        self._choice = Choice(self.engine, weakref.ref(self))
        _choose(self._choice)

    def __enter__(self) -> Engine:
        _take_back(self._choice)
        self._block = self.engine.active()
        return self._block.__enter__()

    def __exit__(self, *exception: Any) -> None:
        self._block.__exit__(*exception)


@dataclass(frozen=True, eq=False)
class Choice:
    """What a call of `use` chose for the process.

    Attributes
    ----------
    engine : Engine
    user : weakref to use
        The only one who can take it back.
    thread : int
        Where it was made.
    made : float
        When, on the clock that never goes back.
    """

    engine: Engine
    user: weakref.ref[use]
    thread: int = field(default_factory=threading.get_ident)
    made: float = field(default_factory=time.monotonic)

    def may_become_a_block(self) -> bool:
        """Whether another thread made it just now, so that a `with` statement may be about to follow."""
        return self.thread != threading.get_ident() and time.monotonic() - self.made < PATIENCE


def _choose(choice: Choice) -> None:
    global _choices
    with _lock:
        final = [number for number, made in enumerate(_choices) if made.user() is None]
        _choices = (*_choices[final[-1] if final else 0 :], choice)  # those before a final one never count again


def _take_back(choice: Choice) -> None:
    global _choices
    with _lock:
        _choices = tuple(made for made in _choices if made is not choice)


def _for_process() -> Engine | None:
    """What holds for the process, if anybody chose. The engine of a block of another thread is not taken for it."""
    if _choices and _choices[-1].may_become_a_block():
        time.sleep(PATIENCE)
    choices = _choices  # other threads replace it
    return choices[-1].engine if choices else None


def current() -> Engine:
    """The active engine; it is loaded now if this is the first question."""
    return _scoped.get() or _default()


def installed() -> dict[str, str]:
    """Names of the installed engines, each with the distribution that brings it."""
    return {name: _owner(points[0]) for name, points in _entry_points().items()}


def loaded() -> list[Engine]:
    """The engines that are loaded."""
    return list(_loaded.values())


def chosen() -> config.Setting:
    """Name of the engine that `current` gives, and where that choice came from. Loads nothing."""
    scoped = _scoped.get()
    if scoped is not None:
        return config.Setting(scoped.name, "with block")
    engine = _for_process()
    if engine is not None:
        return config.Setting(engine.name, "argument of kerasfront.backend.use")
    setting = config.get("backend")
    if setting.value is not None:
        return setting
    points = _entry_points()
    if not points:
        raise BackendError("No engine is installed. Install one, for example: pip install 'kerasfront[all]'.")
    name = _fallback[0].name if _fallback else next(iter(points))
    return config.Setting(name, f"default: {_why(name, points)}")


def usable() -> Iterator[str]:
    """Names of the installed engines that can be loaded: an adapter can be there without its library. Loads them."""
    for name in _entry_points():
        with suppress(BackendError):
            yield _load(name, "default").name


def load_engine(name: str) -> Engine:
    """The engine called `name`, loaded."""
    return _load(name, "argument")


_scoped: contextvars.ContextVar[Engine | None] = contextvars.ContextVar("kerasfront_engine", default=None)
_choices: tuple[Choice, ...] = ()  # the last one counts
_loaded: dict[str, Engine] = {}
_fallback: list[Engine] = []  # what is taken where nobody chose, once it is known: asking for entry points is slow
_lock = threading.RLock()
os.register_at_fork(after_in_child=_lock._at_fork_reinit)  # type: ignore[attr-defined]  # another thread may hold it


def _default() -> Engine:
    engine = _for_process()
    if engine is not None:
        return engine
    setting = config.get("backend")
    if setting.value is not None:
        return _loaded.get(setting.value) or _load(setting.value, setting.source)
    if not _fallback:
        _fallback.append(_load(next(usable(), chosen().value), "default"))
    return _fallback[0]


def _why(name: str, points: dict[str, list[metadata.EntryPoint]]) -> str:
    """Why an engine is taken where nobody chose."""
    own = "that comes with kerasfront" if _is_own(points[name][0]) else "of another package"
    before = list(points)[: list(points).index(name)]
    return f"the first {own}" + (f"; not to be loaded: {', '.join(before)}" if before else "")


def _load(name: str, source: str) -> Engine:
    with _lock:
        if name not in _loaded:
            _loaded[name] = Engine(name, _import(name, source))
        return _loaded[name]


def _import(name: str, source: str) -> Any:
    points = _entry_points()
    if name not in points:
        raise ConfigurationError(
            f"Unknown engine {name!r} (from {source}). {near_misses(str(name), points)} "
            "Choose one by kerasfront.backend.use(NAME), the environment variable KERASFRONT_BACKEND, "
            f"or the key 'backend' of {config.path()}."
        )
    if len(points[name]) > 1:
        owners = " and ".join(_owner(point) for point in points[name])
        raise BackendError(f"Two packages bring an engine called {name!r}: {owners}. Uninstall one of them.")
    try:
        return importlib.import_module(points[name][0].value)
    except ImportError as error:
        way_out = f": pip install 'kerasfront[{name}]'" if _is_own(points[name][0]) else ""
        raise BackendError(
            f"Engine {name!r} of {_owner(points[name][0])} cannot be imported: {error}. "
            f"Its library may be missing{way_out}."
        ) from error


def _entry_points() -> dict[str, list[metadata.EntryPoint]]:
    """Those of kerasfront first, so that nobody gets another engine by installing a package; then by name."""
    found: dict[str, list[metadata.EntryPoint]] = {}
    for point in metadata.entry_points(group=GROUP):
        same = found.setdefault(point.name, [])
        if point.value not in [p.value for p in same]:  # a distribution can be seen twice on sys.path
            same.append(point)
    return dict(sorted(found.items(), key=lambda item: (not _is_own(item[1][0]), item[0])))


def _is_own(point: metadata.EntryPoint) -> bool:
    """Whether kerasfront itself brings it."""
    return bool(point.dist) and point.dist.name == DISTRIBUTION


def _owner(point: metadata.EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.value
