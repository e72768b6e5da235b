"""The choice of the backend: which ones are installed, which one is active, and how it becomes so.

An adapter registers itself through the entry-point group ``kerasfront.backends``: name -> module whose namespace holds
the operations. There is no built-in table. One that must not be used unless somebody names it, such as a slow one,
registers itself in the group ``kerasfront.backends.by_name``.
"""

from __future__ import annotations

import contextvars
import importlib
import os
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from importlib import metadata
from typing import Any

from kerasfront import config
from kerasfront.backend.caller import is_statement
from kerasfront.backend.specification import fit
from kerasfront.errors import BackendError, ConfigurationError, UnsupportedOperation, near_misses
from kerasfront.randomness import undisturbed

GROUP = "kerasfront.backends"
BY_NAME = f"{GROUP}.by_name"
DISTRIBUTION = __name__.partition(".")[0]
"""Distribution of which this package is a part."""


class Backend:
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
        self.operations = fit(name, module.__dict__)
        self.sessions = 1
        # It lets the library's own functions work within a block.
        self._scope: Callable[[], AbstractContextManager[Any]] = getattr(module, "scope", nullcontext)

    def __repr__(self) -> str:
        return f"<backend {self.name!r}>"

    def operation(self, name: str) -> Callable[..., Any]:
        """The implementation of `name`.

        Raises
        ------
        UnsupportedOperation
            If the operation is optional and this backend lacks it; the message has the adapter's reason.
        """
        try:
            return self.operations[name]
        except KeyError:
            reason = getattr(self.module, "UNSUPPORTED", {}).get(name, "its adapter does not offer it")
            raise UnsupportedOperation(f"K.{name} is not available on backend {self.name!r}: {reason}.") from None

    def supports(self, name: str) -> bool:
        """Whether the operation `name` is available."""
        return name in self.operations

    @property
    def compiles_host_calls(self) -> bool:
        """Whether functions with `call_host` are compiled like others."""
        return self.supports("call_host") and getattr(self.module, "COMPILES_HOST_CALLS", True)

    @contextmanager
    def active(self) -> Generator[Backend]:
        """Within the block, and in this thread only, K is this backend."""
        token = _scoped.set(self)
        try:
            with self._scope():
                yield self
        finally:
            _scoped.reset(token)


def set_backend(name: str) -> None:
    """Choose the backend for the process: all its threads, from now on.

    Parameters
    ----------
    name : str
        One of `installed`.

    Raises
    ------
    ConfigurationError
        If no installed backend has that name.
    BackendError
        If its library cannot be loaded or its adapter does not fit the specification.

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> K.set_backend("theano")    # doctest: +SKIP
    """
    global _chosen
    _chosen = _load(name, "argument of kerasfront.backend.set_backend")


def use(name: str) -> AbstractContextManager[Backend]:
    """Choose the backend for a `with` block, in this thread only.

    A bare call without `with` is the old spelling of `set_backend`.

    Parameters
    ----------
    name : str
        One of `installed`.

    Returns
    -------
    context manager
        It gives the `Backend`.

    Raises
    ------
    ConfigurationError
        If no installed backend has that name.
    BackendError
        If its library cannot be loaded or its adapter does not fit the specification.

    Warns
    -----
    DeprecationWarning
        If the call is a statement of its own: then it chooses for the process.

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> from kerasfront.models import Sequential
    >>> with K.use("tensorflow"):    # doctest: +SKIP
    ...     model = Sequential()
    """
    backend = _load(name, "argument of kerasfront.backend.use")
    if is_statement(sys._getframe(1)):  # pyright: ignore[reportPrivateUsage]
        warnings.warn(
            f"kerasfront.backend.use({name!r}) without a `with` block is called "
            f"kerasfront.backend.set_backend({name!r}) now.",
            DeprecationWarning,
            stacklevel=2,
        )
        set_backend(name)
    return backend.active()


def current() -> Backend:
    """Return the active backend, which is loaded at the first question.

    Returns
    -------
    Backend

    Raises
    ------
    ConfigurationError
        If no installed backend has the name that was chosen.
    BackendError
        If its library cannot be loaded or its adapter does not fit the specification.

    Examples
    --------
    >>> K.current().name == K.backend()
    True
    """
    return _scoped.get() or _default()


def installed() -> dict[str, str]:
    """List the installed backends.

    Returns
    -------
    dict
        Their names, each with the distribution that brings it.

    Examples
    --------
    >>> "tensorflow" in K.installed()
    True
    """
    return {name: _owner(points[0]) for name, points in _entry_points().items()}


def loaded() -> list[Backend]:
    """List the backends that are loaded.

    Returns
    -------
    list of Backend
    """
    return list(_loaded.values())


def chosen() -> config.Setting:
    """Tell which backend `current` gives and where that choice came from; load nothing.

    Returns
    -------
    Setting
        With the attributes `value`, the name, and `source`.

    Raises
    ------
    BackendError
        If no backend is installed.

    Examples
    --------
    >>> K.chosen().value == K.backend()
    True
    """
    scoped = _scoped.get()
    if scoped is not None:
        return config.Setting(scoped.name, "with block")
    if _chosen is not None:
        return config.Setting(_chosen.name, "argument of kerasfront.backend.set_backend")
    setting = config.get("backend")
    if setting.value is not None:
        return setting
    points = _by_default()
    if not points:
        raise BackendError("No backend is installed. Install one, for example: pip install 'kerasfront[all]'.")
    name = _fallback[0].name if _fallback else next(iter(points))
    return config.Setting(name, f"default: {_why(name, points)}")


def usable() -> Iterator[str]:
    """Load the installed backends and give those that can be loaded: an adapter may be there without its library.

    Yields
    ------
    str
        Their names, without those of backends that have to be named to be used.

    Examples
    --------
    >>> "tensorflow" in K.usable()
    True
    """
    for name in _by_default():
        with suppress(BackendError):
            yield _load(name, "default").name


def load_backend(name: str) -> Backend:
    """Load the backend called `name`.

    Parameters
    ----------
    name : str
        One of `installed`.

    Returns
    -------
    Backend

    Raises
    ------
    ConfigurationError
        If no installed backend has that name.
    BackendError
        If its library cannot be loaded or its adapter does not fit the specification.
    """
    return _load(name, "argument")


_scoped: contextvars.ContextVar[Backend | None] = contextvars.ContextVar("kerasfront_backend", default=None)
_chosen: Backend | None = None  # for the process
_loaded: dict[str, Backend] = {}
_fallback: list[Backend] = []  # what is taken where nobody chose, once it is known: asking for entry points is slow
_lock = threading.RLock()
os.register_at_fork(after_in_child=_lock._at_fork_reinit)  # type: ignore[attr-defined]  # another thread may hold it


def _default() -> Backend:
    if _chosen is not None:
        return _chosen
    setting = config.get("backend")
    if setting.value is not None:
        return _loaded.get(setting.value) or _load(setting.value, setting.source)
    if not _fallback:
        _fallback.append(_first_usable())
    return _fallback[0]


def _first_usable() -> Backend:
    """Load the first backend that can be loaded; if none can, say why each cannot."""
    chosen()  # refuses if none is installed
    reasons: list[str] = []
    for name in _by_default():
        try:
            return _load(name, "default")
        except BackendError as error:
            reasons.append(f"- {name}: {error}")
    raise BackendError("\n".join(("None of the installed backends can be loaded.", *reasons)))


def _why(name: str, points: dict[str, list[metadata.EntryPoint]]) -> str:
    """Why a backend is taken where nobody chose."""
    own = "that comes with kerasfront" if _is_own(points[name][0]) else "of another package"
    before = list(points)[: list(points).index(name)]
    return f"the first {own}" + (f"; not to be loaded: {', '.join(before)}" if before else "")


def _load(name: str, source: str) -> Backend:
    with _lock:
        if name not in _loaded:
            _loaded[name] = Backend(name, _import(name, source))
        return _loaded[name]


def _import(name: str, source: str) -> Any:
    points = _entry_points()
    if name not in points:
        raise ConfigurationError(
            f"Unknown backend {name!r} (from {source}). {near_misses(str(name), points)} "
            "Choose one by kerasfront.backend.set_backend(NAME), the environment variable KERASFRONT_BACKEND, "
            f"or the key 'backend' of {config.path()}."
        )
    if len(points[name]) > 1:
        owners = " and ".join(_owner(point) for point in points[name])
        raise BackendError(f"Two packages bring a backend called {name!r}: {owners}. Uninstall one of them.")
    try:
        with undisturbed():  # a library that draws numbers on import must not change what a seeded script draws next
            return importlib.import_module(points[name][0].value)
    except ImportError as error:
        way_out = f": pip install 'kerasfront[{name}]'" if _is_own(points[name][0]) else ""
        raise BackendError(
            f"Backend {name!r} of {_owner(points[name][0])} cannot be imported: {error}. "
            f"Its library may be missing{way_out}."
        ) from error


def _entry_points() -> dict[str, list[metadata.EntryPoint]]:
    """Entry points of the installed backends, in the order of preference.

    Those of kerasfront come first, so that nobody gets another backend by installing a package; then they are sorted by
    name. Those that have to be named to be used come last.
    """
    found: dict[str, list[metadata.EntryPoint]] = {}
    for point in (*metadata.entry_points(group=GROUP), *metadata.entry_points(group=BY_NAME)):
        same = found.setdefault(point.name, [])
        if point.value not in [p.value for p in same]:  # a distribution can be seen twice on sys.path
            same.append(point)
    first = {name: (points[0].group != GROUP, not _is_own(points[0]), name) for name, points in found.items()}
    return {name: found[name] for name in sorted(found, key=first.__getitem__)}


def _by_default() -> dict[str, list[metadata.EntryPoint]]:
    """Entry points of the backends that are used without being named."""
    return {name: points for name, points in _entry_points().items() if points[0].group == GROUP}


def _is_own(point: metadata.EntryPoint) -> bool:
    """Whether kerasfront itself brings it."""
    return bool(point.dist) and point.dist.name == DISTRIBUTION


def _owner(point: metadata.EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.value
