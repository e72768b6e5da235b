"""Classic Keras, alive: one model definition, compiled to the graph of any engine."""

from __future__ import annotations

import importlib
from types import ModuleType

from kerasfront.later_keras import no_such_name
from kerasfront.randomness import set_random_seed as set_random_seed

__version__ = "0.1.0"

SUBMODULES = frozenset({
    "activations", "applications", "backend", "callbacks", "constraints", "datasets", "engine", "initializations",
    "layers", "legacy", "metrics", "models", "objectives", "optimizers", "preprocessing", "regularizers", "utils",
    "wrappers",
})  # fmt: skip
"""What classic scripts reach as ``keras.layers`` after ``import keras``; imported when first asked for."""


def __getattr__(name: str) -> ModuleType:
    if name in SUBMODULES:
        return importlib.import_module(f"{__name__}.{name}")
    raise no_such_name(__name__, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *SUBMODULES})
