"""Classic Keras, on any backend: a model is defined once, and compiled to the graph of the backend."""

from __future__ import annotations

from kerasfront.compatibility.reexports import install
from kerasfront.randomness import set_random_seed as set_random_seed

__version__ = "0.2.0"

__getattr__, __dir__ = install(__name__)
