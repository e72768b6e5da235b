"""Layers that keep the largest or the mean element of each window, or of the whole space."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.conv_shapes import channels, spatial
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import LAYERS
from kerasfront.engine.topology.keywords import LayerArguments, Unpack
from kerasfront.layers.spatial import SpatialLayer, WindowLayer

__all__ = [
    "AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "GlobalAveragePooling1D", "GlobalAveragePooling2D",
    "GlobalAveragePooling3D", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D", "MaxPooling1D",
    "MaxPooling2D", "MaxPooling3D",
]  # fmt: skip


class _Pooling(WindowLayer):
    pool_mode: ClassVar[str]

    def configure(self, arguments: Mapping[str, Any]) -> None:
        (size,), (stride,) = self.size_names, self.stride_names
        side_by_side = arguments[stride] is None
        super().configure({**arguments, stride: arguments[size]} if side_by_side else arguments)

    @property
    def leading_margins(self) -> tuple[tuple[int, int], ...]:
        """What 'same' adds before and after each axis, if `leading_margin`: the one backend pooled in its own way."""
        return tuple((size - 2, 1) if size % 2 and size > 1 else (size - 1, 0) for size in self.window_size)

    def _pool(self, image: Tensor) -> Tensor:
        framed, border_mode = self.bordered(image, self.border_mode)
        if framed is image:
            return self._windows(image, border_mode)
        counted, _ = self.bordered(K.ones_like(image), self.border_mode)
        if self.pool_mode == "max":
            return self._windows(framed + (counted - 1) * float(np.finfo(K.dtype(image)).max), border_mode)
        return self._windows(framed, border_mode) / self._windows(counted, border_mode)

    def _windows(self, image: Tensor, border_mode: str) -> Tensor:
        pool = K.pool3d if self.rank == 3 else K.pool2d
        return pool(
            image,
            self.in_image(self.window_size),
            strides=self.in_image(self.window_strides),
            border_mode=border_mode,
            dim_ordering=self.layout,
            pool_mode=self.pool_mode,
        )

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return self.on_image(self._pool, x)


class _Pooling1D(_Pooling):
    """One element of each window of a sequence: (samples, steps, channels) becomes (samples, windows, channels).

    The element is the largest of the window (Max) or the mean (Average).

    Parameters
    ----------
    pool_length : int
        Steps of a window.
    stride : int, optional
        Steps from one window to the next; default: pool_length.
    border_mode : str
        'valid': windows stay inside. 'same': they may reach over the ends, where there is nothing to count.
    """

    rank = 1
    size_names = ("pool_length",)
    stride_names = ("stride",)
    pool_length: int
    stride: int

    def __init__(
        self,
        pool_length: int = 2,
        stride: int | None = None,
        border_mode: str = "valid",
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    @cached_property
    def pool_size(self) -> tuple[int, ...]:
        """The window in the image that the sequence is made."""
        return self.in_image(self.window_size)

    @cached_property
    def st(self) -> tuple[int, ...]:
        """The steps in the image that the sequence is made."""
        return self.in_image(self.window_strides)


class _Pooling2D(_Pooling):
    """One element of each window of images: the largest (Max) or the mean (Average).

    Parameters
    ----------
    pool_size : tuple of int
        Rows and columns of a window.
    strides : tuple of int, optional
        Rows and columns from one window to the next; default: pool_size.
    border_mode : str
        'valid': windows stay inside. 'same': they may reach over the borders, where there is nothing to count.
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.
    """

    rank = 2
    size_names = ("pool_size",)
    stride_names = ("strides",)
    pool_size: tuple[int, ...]
    strides: tuple[int, ...]

    def __init__(
        self,
        pool_size: Sequence[int] = (2, 2),
        strides: Sequence[int] | None = None,
        border_mode: str = "valid",
        dim_ordering: str = "default",
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())


class _Pooling3D(_Pooling):
    """One element of each window of volumes: the largest (Max) or the mean (Average).

    Parameters
    ----------
    pool_size : tuple of int
        Sizes of a window along the three axes.
    strides : tuple of int, optional
        Steps along the three axes from one window to the next; default: pool_size.
    border_mode : str
        'valid': windows stay inside. 'same': they may reach over the borders, where there is nothing to count.
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.
    """

    rank = 3
    size_names = ("pool_size",)
    stride_names = ("strides",)
    pool_size: tuple[int, ...]
    strides: tuple[int, ...]

    def __init__(
        self,
        pool_size: Sequence[int] = (2, 2, 2),
        strides: Sequence[int] | None = None,
        border_mode: str = "valid",
        dim_ordering: str = "default",
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())


@LAYERS.register()
class MaxPooling1D(_Pooling1D):
    __doc__ = _Pooling1D.__doc__
    pool_mode = "max"


@LAYERS.register()
class MaxPooling2D(_Pooling2D):
    __doc__ = _Pooling2D.__doc__
    pool_mode = "max"


@LAYERS.register()
class MaxPooling3D(_Pooling3D):
    __doc__ = _Pooling3D.__doc__
    pool_mode = "max"


@LAYERS.register()
class AveragePooling1D(_Pooling1D):
    __doc__ = _Pooling1D.__doc__
    pool_mode = "avg"


@LAYERS.register()
class AveragePooling2D(_Pooling2D):
    __doc__ = _Pooling2D.__doc__
    pool_mode = "avg"


@LAYERS.register()
class AveragePooling3D(_Pooling3D):
    __doc__ = _Pooling3D.__doc__
    pool_mode = "avg"


class _GlobalPooling(SpatialLayer):
    """One element of the whole space, for each channel: shape (samples, channels)."""

    def _axes(self) -> list[int]:
        return list(spatial(range(self.rank + 2), self.layout))

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """(samples, channels)."""
        return (input_shape[0], channels(input_shape, self.layout))


class _GlobalPoolingOverSpace(_GlobalPooling):
    """One element of each channel of the images or volumes: the largest (Max) or the mean (Average).

    Parameters
    ----------
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.

    Notes
    -----
    The output has the shape (samples, channels).
    """

    def __init__(self, dim_ordering: str = "default", **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())


class _GlobalMax(_GlobalPooling):
    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.max(x, axis=self._axes())


class _GlobalAverage(_GlobalPooling):
    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.mean(x, axis=self._axes())


@LAYERS.register()
class GlobalMaxPooling1D(_GlobalMax):
    """The largest element of each channel: (samples, steps, channels) becomes (samples, channels)."""

    rank = 1


@LAYERS.register()
class GlobalAveragePooling1D(_GlobalAverage):
    """The mean of each channel: (samples, steps, channels) becomes (samples, channels)."""

    rank = 1


@LAYERS.register()
class GlobalMaxPooling2D(_GlobalMax, _GlobalPoolingOverSpace):
    __doc__ = _GlobalPoolingOverSpace.__doc__
    rank = 2


@LAYERS.register()
class GlobalMaxPooling3D(_GlobalMax, _GlobalPoolingOverSpace):
    __doc__ = _GlobalPoolingOverSpace.__doc__
    rank = 3


@LAYERS.register()
class GlobalAveragePooling2D(_GlobalAverage, _GlobalPoolingOverSpace):
    __doc__ = _GlobalPoolingOverSpace.__doc__
    rank = 2


@LAYERS.register()
class GlobalAveragePooling3D(_GlobalAverage, _GlobalPoolingOverSpace):
    __doc__ = _GlobalPoolingOverSpace.__doc__
    rank = 3
