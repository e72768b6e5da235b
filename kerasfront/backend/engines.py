"""Which engines are installed, which one is active, and how it becomes so.

An adapter registers itself through the entry-point group ``kerasfront.backends``: name -> module whose namespace holds
the operations. There is no built-in table.
"""

from __future__ import annotations

import contextvars
import importlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from importlib import metadata
from typing import Any

from kerasfront import config
from kerasfront.backend.specification import fit
from kerasfront.errors import BackendError, ConfigurationError, UnsupportedOperation, near_misses

GROUP = "kerasfront.backends"


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
        _asked.settle()
        self.engine = _asked.engine = _load(name, "argument of kerasfront.backend.use")

    def __enter__(self) -> Engine:
        _asked.engine = None
        self._block = self.engine.active()
        return self._block.__enter__()

    def __exit__(self, *exception: Any) -> None:
        self._block.__exit__(*exception)

    def __del__(self) -> None:
        _asked.settle()


class _Asked(threading.local):
    """What this thread called `use` for, until it is known whether a `with` statement follows.

    Only then, with the next question for the engine or the end of the `use`, does it hold for the process: other
    threads never see the engine of a block.
    """

    engine: Engine | None = None

    def settle(self) -> None:
        """No `with` statement followed."""
        global _for_process
        if self.engine is not None:
            _for_process, self.engine = self.engine, None


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
    _asked.settle()
    if _for_process is not None:
        return config.Setting(_for_process.name, "argument of kerasfront.backend.use")
    setting = config.get("backend")
    if setting.value is not None:
        return setting
    names = list(_entry_points())
    if not names:
        raise BackendError("No engine is installed. Install one, for example: pip install 'kerasfront[all]'.")
    return config.Setting(names[0], "default: the first installed")


def usable() -> Iterator[str]:
    """Names of the installed engines that can be loaded: an adapter can be there without its library. Loads them."""
    for name in _entry_points():
        with suppress(BackendError):
            yield _load(name, "default").name


def load_engine(name: str) -> Engine:
    """The engine called `name`, loaded."""
    return _load(name, "argument")


_scoped: contextvars.ContextVar[Engine | None] = contextvars.ContextVar("kerasfront_engine", default=None)
_asked = _Asked()
_for_process: Engine | None = None
_loaded: dict[str, Engine] = {}
_fallback: list[Engine] = []  # what is taken where nobody chose, once it is known: asking for entry points is slow
_lock = threading.RLock()


def _default() -> Engine:
    _asked.settle()
    if _for_process is not None:
        return _for_process
    setting = config.get("backend")
    if setting.value is not None:
        return _loaded.get(setting.value) or _load(setting.value, setting.source)
    if not _fallback:
        _fallback.append(_load(next(usable(), chosen().value), "default"))
    return _fallback[0]


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
        raise BackendError(
            f"Engine {name!r} of {_owner(points[name][0])} cannot be imported: {error}. "
            f"Its library may be missing: pip install 'kerasfront[{name}]'."
        ) from error


def _entry_points() -> dict[str, list[metadata.EntryPoint]]:
    found: dict[str, list[metadata.EntryPoint]] = {}
    for point in metadata.entry_points(group=GROUP):
        same = found.setdefault(point.name, [])
        if point.value not in [p.value for p in same]:  # a distribution can be seen twice on sys.path
            same.append(point)
    return dict(sorted(found.items()))


def _owner(point: metadata.EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.value
