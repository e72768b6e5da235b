"""Order of the weights of a model in Keras 0.3: layer by layer, including inner layers."""

# Weights have an order of their own in Keras 0.3.
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Container, Layer, Merge
from kerasfront.layers.wrappers import Wrapper


def leaves(layer: Layer) -> Iterator[Layer]:
    """Iterate over the layers with weights of their own: the layer itself, or those within."""
    parts = _parts(layer)
    if parts is None:
        yield layer
        return
    for part in parts:
        yield from leaves(part)


def _parts(layer: Any) -> Any:
    """Inner layers of a layer; None if it has none."""
    if hasattr(layer, "old_parts"):
        return layer.old_parts
    if isinstance(layer, (Container, Merge)):
        return layer.layers or ()
    return layer.inner_layers if isinstance(layer, Wrapper) else None


def old_weights(layer: Layer) -> list[Tensor]:
    """Weights of a layer or model in the order of Keras 0.3."""
    return [weight for leaf in leaves(layer) for weight in leaf._ordered_weights()]
