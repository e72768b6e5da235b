"""Reshape, with the argument of Keras 0.3."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront.layers import core
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.registry import LAYERS


@LAYERS.register()
class Reshape(core.Reshape, Layer):
    """Give each sample another shape.

    Parameters
    ----------
    dims : tuple of int
        Shape without the samples axis; one -1 stands for the size that follows from the others.
    """

    def __init__(self, dims: Sequence[int], **kwargs: Any) -> None:
        super().__init__(dims, **kwargs)

    def get_config(self) -> dict[str, Any]:
        """The arguments, by their old names."""
        config = super().get_config()
        return {"dims": config.pop("target_shape"), **config}
