"""The classes that a 0.3 file can name."""

from __future__ import annotations

from kerasfront.engine.topology.arguments import Layers

LAYERS = Layers("layer of Keras 0.3")
