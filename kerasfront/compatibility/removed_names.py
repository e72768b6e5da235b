"""Names that libraries and Python itself have dropped, where something of today's means the same."""

from __future__ import annotations

import functools
import importlib
import sys
import warnings
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from kerasfront.compatibility import arrays
from kerasfront.compatibility.import_mapping import Facade, ImportMapping
from kerasfront.compatibility.importers import is_script

_STAND_INS = f"{__package__}.stand_ins"
_PICTURES, _FOLDS, _SEARCHES, _STANDARD = (
    f"{_STAND_INS}.{name}" for name in ("pictures", "folds", "searches", "standard")
)

ATTRIBUTES: dict[str, dict[str, str]] = {
    "PIL.Image": {"ANTIALIAS": "PIL.Image:LANCZOS"},
    "collections": {
        name: f"collections.abc:{name}"
        for name in ("Callable", "Hashable", "Iterable", "Iterator", "Mapping", "MutableMapping", "Sequence", "Set",
                     "Sized")
    },
    "fractions": {"gcd": "math:gcd"},
    "inspect": {"getargspec": f"{_STANDARD}:getargspec"},
    "itertools": {"ifilter": "builtins:filter", "imap": "builtins:map", "izip": "builtins:zip",
                  "izip_longest": "itertools:zip_longest"},
    "matplotlib.pyplot": {"hold": f"{_STANDARD}:nothing"},
    "numpy": arrays.GONE,
    "numpy.lib": arrays.GONE_FROM_LIB,
    "os": {"getcwdu": "os:getcwd"},
    "scipy.integrate": {"cumtrapz": "scipy.integrate:cumulative_trapezoid", "simps": "scipy.integrate:simpson",
                        "trapz": "scipy.integrate:trapezoid"},
    "scipy.misc": {
        "bytescale": f"{_PICTURES}:bytescale", "comb": "scipy.special:comb", "factorial": "scipy.special:factorial",
        "imread": f"{_PICTURES}:imread", "imresize": f"{_PICTURES}:imresize", "imsave": f"{_PICTURES}:imsave",
        "logsumexp": "scipy.special:logsumexp", "toimage": f"{_PICTURES}:toimage",
    },
    "scipy.ndimage": {"imread": f"{_PICTURES}:imread"},
    "scipy.signal": {
        name: f"scipy.signal.windows:{name}"
        for name in ("barthann", "bartlett", "blackman", "blackmanharris", "bohman", "boxcar", "chebwin", "cosine",
                     "exponential", "flattop", "gaussian", "general_gaussian", "hamming", "hann", "kaiser", "nuttall",
                     "parzen", "triang", "tukey")
    } | {"hanning": "scipy.signal.windows:hann"},
    "string": {"letters": "string:ascii_letters", "lowercase": "string:ascii_lowercase",
               "maketrans": "builtins:str.maketrans", "uppercase": "string:ascii_uppercase"},
    "sys": {"maxint": "sys:maxsize", "setdefaultencoding": f"{_STANDARD}:nothing"},
    "time": {"clock": "time:process_time"},
}  # fmt: skip
"""Old name -> place of its replacement, by module; set where it is missing."""

MODULES: dict[str, dict[str, str]] = {
    "Image": {"*": "PIL.Image"},
    "ImageDraw": {"*": "PIL.ImageDraw"},
    "ImageFont": {"*": "PIL.ImageFont"},
    "imp": {"reload": f"{_STANDARD}:reload"},
    "sklearn.cross_validation": {
        "KFold": f"{_FOLDS}:KFold", "ShuffleSplit": f"{_FOLDS}:ShuffleSplit",
        "StratifiedKFold": f"{_FOLDS}:StratifiedKFold", "StratifiedShuffleSplit": f"{_FOLDS}:StratifiedShuffleSplit",
        "cross_val_score": f"{_SEARCHES}:cross_val_score", "*": "sklearn.model_selection",
    },
    "sklearn.externals": {"joblib": "joblib"},
    "sklearn.externals.joblib": {"*": "joblib"},
    "sklearn.grid_search": {
        "GridSearchCV": f"{_SEARCHES}:GridSearchCV", "RandomizedSearchCV": f"{_SEARCHES}:RandomizedSearchCV",
        "*": "sklearn.model_selection",
    },
    "sklearn.learning_curve": {"*": "sklearn.model_selection"},
}  # fmt: skip
"""Places of the names of removed modules; '*' is the module that has all others."""


CHANGED: dict[str, dict[str, str]] = {"numpy": arrays.CHANGED, "re": {"split": f"{_STANDARD}:split"}}
"""Places of the old meaning of names that have changed, by module. Only scripts get these."""


def changed() -> list[ImportMapping]:
    """Create the mappings that give scripts the old meaning of names that have changed."""
    facades = {name: _changed(importlib.import_module(name), places) for name, places in CHANGED.items()}
    return [ImportMapping(name, name, functools.partial(facades.__getitem__, name), is_script) for name in facades]


def _changed(module: ModuleType, places: Mapping[str, str]) -> Facade:
    """Copy a module, so that nothing is slower to find, and replace some names."""
    return Facade(module.__name__, module, **{**vars(module), **{key: resolved(p) for key, p in places.items()}})


def has(module: str, name: str) -> bool:
    """Whether a module lost an attribute that is restored."""
    return name in ATTRIBUTES.get(module, ())


def resolved(place: str) -> Any:
    """Return the object at a place such as ``"math:gcd"``."""
    module, _, path = place.partition(":")
    found = importlib.import_module(module)
    for part in filter(None, path.split(".")):
        found = getattr(found, part)
    return found


def complete(module: ModuleType) -> list[str]:
    """Set the attributes that a module lacks today, and return their names."""
    missing = {name: place for name, place in ATTRIBUTES[module.__name__].items() if name not in vars(module)}
    for name, place in missing.items():
        setattr(module, name, resolved(place))
    return list(missing)


class _Gone(ModuleType):
    """A removed module; its names are looked up on use."""

    def __getattr__(self, name: str) -> Any:
        places = MODULES[self.__name__]
        if name.startswith("__") or not places.keys() & {name, "*"}:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return resolved(places[name]) if name in places else getattr(resolved(places["*"]), name)

    def __reduce__(self) -> tuple[Any, ...]:
        return importlib.import_module, (self.__name__,)


class _Completing(Loader):
    """Loader that delegates to another one, then completes the module."""

    def __init__(self, loader: Any, complete: Callable[[ModuleType], None]) -> None:
        self._loader, self._complete = loader, complete

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # about the remains of a module
            self._loader.exec_module(module)
        self._complete(module)


class _RemovedNames(MetaPathFinder, Loader):
    """Finder that completes modules on import, and provides those that nobody else finds."""

    def __init__(self) -> None:
        self.set: list[tuple[ModuleType, str]] = []

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in ATTRIBUTES and fullname not in MODULES:
            return None
        finders = (finder for finder in sys.meta_path if type(finder) is not _RemovedNames)
        others = (finder.find_spec(fullname, path, target) for finder in finders)
        spec = next(filter(None, others), None)
        if spec is None:
            package = any(name.startswith(f"{fullname}.") for name in MODULES)
            return ModuleSpec(fullname, self, is_package=package) if fullname in MODULES else None
        if fullname in ATTRIBUTES:
            spec.loader = _Completing(spec.loader, self.complete)
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Gone(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Execute nothing; `create_module` returned a complete module."""

    def complete(self, module: ModuleType) -> None:
        """Set the attributes that a module lacks, and remember them."""
        self.set += [(module, name) for name in complete(module)]


@contextmanager
def active() -> Generator[None]:
    """Restore old names of modules, and make removed modules importable, within the block."""
    finder = _RemovedNames()
    sys.meta_path.insert(0, finder)
    try:
        for name in ATTRIBUTES.keys() & sys.modules.keys():
            finder.complete(sys.modules[name])
        yield
    finally:
        sys.meta_path.remove(finder)
        for module, name in finder.set:
            delattr(module, name)
        for name in MODULES:
            if isinstance(sys.modules.get(name), _Gone):
                del sys.modules[name]
