"""Layers that repeat each element."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Shape, Unpack
from kerasfront.engine.topology import LAYERS
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.layers.spatial import SpatialLayer


class _UpSampling(SpatialLayer):
    def output_sizes(self, sizes: Shape) -> Shape:
        """The sizes times their numbers of repetitions."""
        factors = self.along_axes(self.size_names)
        return tuple(None if size is None else size * factor for size, factor in zip(sizes, factors))


@LAYERS.register()
class UpSampling1D(_UpSampling):
    """Repeat each step of sequences: ``output[:, t] = x[:, t // length]``.

    Parameters
    ----------
    length : int
        Number of repetitions.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, steps, channels). Output: (samples, steps * length, channels).

    Examples
    --------
    >>> from kerasfront.layers import UpSampling1D
    >>> from kerasfront.models import Sequential
    >>> Sequential([UpSampling1D(2, input_shape=(10, 8))]).output_shape
    (None, 20, 8)
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

    For dim_ordering 'tf': ``output[:, i, j] = x[:, i // size[0], j // size[1]]``.

    Parameters
    ----------
    size : tuple of int
        Numbers of repetitions of rows and columns.
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, channels, rows, cols) for dim_ordering 'th', (samples, rows, cols, channels) for 'tf'. Output:
    likewise, with rows * size[0] and cols * size[1].

    Examples
    --------
    >>> from kerasfront.layers import UpSampling2D
    >>> from kerasfront.models import Sequential
    >>> Sequential([UpSampling2D((2, 3), dim_ordering="tf", input_shape=(28, 28, 3))]).output_shape
    (None, 56, 84, 3)
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

    For dim_ordering 'tf': ``output[:, i, j, k] = x[:, i // size[0], j // size[1], k // size[2]]``.

    Parameters
    ----------
    size : tuple of int
        Numbers of repetitions along the three axes.
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, channels, dim1, dim2, dim3) for dim_ordering 'th', (samples, dim1, dim2, dim3, channels) for 'tf'.
    Output: likewise, with dim1 * size[0], dim2 * size[1] and dim3 * size[2].

    Examples
    --------
    >>> from kerasfront.layers import UpSampling3D
    >>> from kerasfront.models import Sequential
    >>> Sequential([UpSampling3D((2, 2, 2), dim_ordering="tf", input_shape=(8, 8, 8, 1))]).output_shape
    (None, 16, 16, 16, 1)
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
