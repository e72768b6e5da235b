"""The weights of a model in the order of Keras 0.3: layer by layer, those of inner layers in their place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Container, Layer, Merge
from kerasfront.layers.wrappers import Wrapper


def leaves(layer: Layer) -> Iterator[Layer]:
    """The layers with weights of their own that a layer consists of: itself, or those within."""
    parts = _parts(layer)
    if parts is None:
        yield layer
        return
    for part in parts:
        yield from leaves(part)


def _parts(layer: Any) -> Any:
    """What a layer consists of; None for one that is not made of others."""
    if hasattr(layer, "old_parts"):
        return layer.old_parts
    if isinstance(layer, (Container, Merge)):
        return layer.layers or ()
    return layer.inner_layers if isinstance(layer, Wrapper) else None


def old_weights(layer: Layer) -> list[Tensor]:
    """The weights of a layer or model."""
    return [weight for leaf in leaves(layer) for weight in leaf._ordered_weights()]
