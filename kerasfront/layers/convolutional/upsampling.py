"""Layers that repeat each element."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Shape
from kerasfront.engine.topology import LAYERS
from kerasfront.engine.topology.keywords import LayerArguments, Unpack
from kerasfront.layers.spatial import SpatialLayer


class _UpSampling(SpatialLayer):
    def output_sizes(self, sizes: Shape) -> Shape:
        """Each size, as many times as it is repeated."""
        factors = self.along_axes(self.size_names)
        return tuple(None if size is None else size * factor for size, factor in zip(sizes, factors))


@LAYERS.register()
class UpSampling1D(_UpSampling):
    """Repeat each step: (samples, steps, channels) becomes (samples, steps * length, channels).

    Parameters
    ----------
    length : int
        How many times.
    """

    rank = 1
    size_names = ("length",)
    length: int

    def __init__(self, length: int = 2, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.repeat_elements(x, self.length, 1)


@LAYERS.register()
class UpSampling2D(_UpSampling):
    """Repeat the rows and columns of images.

    Parameters
    ----------
    size : tuple of int
        How many times each row and each column.
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.
    """

    rank = 2
    size_names = ("size",)
    size: tuple[int, ...]

    def __init__(
        self, size: Sequence[int] = (2, 2), dim_ordering: str = "default", **kwargs: Unpack[LayerArguments]
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.resize_images(x, *self.size, dim_ordering=self.layout)


@LAYERS.register()
class UpSampling3D(_UpSampling):
    """Repeat the elements of volumes along their three axes.

    Parameters
    ----------
    size : tuple of int
        How many times, along each axis.
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.
    """

    rank = 3
    size_names = ("size",)
    size: tuple[int, ...]

    def __init__(
        self, size: Sequence[int] = (2, 2, 2), dim_ordering: str = "default", **kwargs: Unpack[LayerArguments]
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.resize_volumes(x, *self.size, dim_ordering=self.layout)
