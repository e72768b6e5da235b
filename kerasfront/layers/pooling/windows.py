"""Pooling over windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Unpack
from kerasfront.engine.topology import LAYERS
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.layers.spatial import WindowLayer


class _Pooling(WindowLayer):
    pool_mode: ClassVar[str]

    def configure(self, arguments: Mapping[str, Any]) -> None:
        (size,), (stride,) = self.size_names, self.stride_names
        side_by_side = arguments[stride] is None
        super().configure({**arguments, stride: arguments[size]} if side_by_side else arguments)

    @property
    def leading_margins(self) -> tuple[tuple[int, int], ...]:
        """Padding of 'same' before and after each axis with `leading_margin`, as one classic backend pooled."""
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
    """Reduce each window of a sequence to its largest element (Max) or its mean (Average), for each channel.

    With border_mode 'valid'::

        output[s, t, c] = max (or mean) over k of x[s, t * stride + k, c]

    Parameters
    ----------
    pool_length : int
        Number of steps of a window.
    stride : int, optional
        Distance between windows; pool_length by default.
    border_mode : str
        'valid': only windows within the input. 'same': also windows that overlap its borders; what is outside does not
        count.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, steps, channels). Output: (samples, windows, channels).

    Examples
    --------
    >>> from kerasfront.layers import AveragePooling1D, MaxPooling1D
    >>> from kerasfront.models import Sequential
    >>> for layer in MaxPooling1D, AveragePooling1D:
    ...     Sequential([layer(2, input_shape=(10, 8))]).output_shape
    (None, 5, 8)
    (None, 5, 8)
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
        """The window in the image that a sequence becomes."""
        return self.in_image(self.window_size)

    @cached_property
    def st(self) -> tuple[int, ...]:
        """The strides in the image that a sequence becomes."""
        return self.in_image(self.window_strides)


class _Pooling2D(_Pooling):
    """Reduce each window of images to its largest element (Max) or its mean (Average), for each channel.

    For dim_ordering 'tf' and 'valid'::

        output[s, i, j, c] = max (or mean) over k, l of x[s, i * strides[0] + k, j * strides[1] + l, c]

    Parameters
    ----------
    pool_size : tuple of int
        Number of rows and columns of a window.
    strides : tuple of int, optional
        Distances between windows along rows and columns; pool_size by default.
    border_mode : str
        'valid': only windows within the input. 'same': also windows that overlap its borders; what is outside does not
        count.
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, channels, rows, cols) for dim_ordering 'th', (samples, rows, cols, channels) for 'tf'. Output:
    likewise.

    Examples
    --------
    >>> from kerasfront.layers import AveragePooling2D, MaxPooling2D
    >>> from kerasfront.models import Sequential
    >>> for layer in MaxPooling2D, AveragePooling2D:
    ...     Sequential([layer((2, 2), dim_ordering="tf", input_shape=(28, 28, 3))]).output_shape
    (None, 14, 14, 3)
    (None, 14, 14, 3)
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
    """Reduce each window of volumes to its largest element (Max) or its mean (Average), for each channel.

    For dim_ordering 'tf' and 'valid'::

        output[s, i, j, k, c] = max (or mean) over the window of x at
                                [s, i * strides[0], j * strides[1], k * strides[2], c]

    Parameters
    ----------
    pool_size : tuple of int
        Sizes of a window along the three axes.
    strides : tuple of int, optional
        Distances between windows along the three axes; pool_size by default.
    border_mode : str
        'valid': only windows within the input. 'same': also windows that overlap its borders; what is outside does not
        count.
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, channels, dim1, dim2, dim3) for dim_ordering 'th', (samples, dim1, dim2, dim3, channels) for 'tf'.
    Output: likewise.

    Examples
    --------
    >>> from kerasfront.layers import AveragePooling3D, MaxPooling3D
    >>> from kerasfront.models import Sequential
    >>> for layer in MaxPooling3D, AveragePooling3D:
    ...     Sequential([layer((2, 2, 2), dim_ordering="tf", input_shape=(8, 8, 8, 1))]).output_shape
    (None, 4, 4, 4, 1)
    (None, 4, 4, 4, 1)
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
