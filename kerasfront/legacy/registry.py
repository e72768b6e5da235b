"""The classes that a 0.3 file can name."""

from __future__ import annotations

from kerasfront.registry import Registry

LAYERS = Registry("layer of Keras 0.3")
