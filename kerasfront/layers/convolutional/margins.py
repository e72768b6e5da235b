"""Layers that add zeros at the borders, or cut the borders off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, ClassVar

from kerasfront import backend as K
from kerasfront.backend.conv_shapes import images
from kerasfront.backend.types import Shape, Unpack, is_list, is_mapping
from kerasfront.engine.topology import LAYERS
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.errors import ArgumentError
from kerasfront.layers.spatial import SpatialLayer
from kerasfront.utils.checks import check_counts


class _ZeroPadding(SpatialLayer):
    """Base of layers that add zeros around the space of a tensor.

    The argument padding holds an integer for each axis, or one for each side, or a dict of `side_names`.
    """

    side_names: ClassVar[tuple[str, ...]] = ()
    padding: int | Sequence[int] | Mapping[str, int]

    def configure(self, arguments: Mapping[str, Any]) -> None:
        super().configure(arguments)
        self.margins = self._margins(arguments["padding"])
        vars(self).update(zip(self.side_names, chain(*self.margins)))
        if isinstance(self.padding, list):
            self.padding = tuple(self.padding)

    def _margins(self, padding: Any) -> tuple[tuple[int, int], ...]:
        """Number of zeros before and after each axis."""
        if is_mapping(padding) and self.side_names and padding.keys() <= {*self.side_names}:
            padding = [padding.get(side, 0) for side in self.side_names]
        elif self.rank == 1 and not is_list(padding):
            padding = (padding,)
        count = len(padding) if is_list(padding) else 0
        if count not in (self.rank, 2 * self.rank):
            named = f", or a dict of {', '.join(self.side_names)}" if self.side_names else ""
            raise ArgumentError(
                f"{self}: padding must hold an integer for each axis ({self.rank}) or for each side ({2 * self.rank})"
                f"{named}, got {padding!r}."
            )
        numbers = check_counts(f"{self}: padding", padding, count, least=0)
        return tuple(zip(numbers, numbers)) if count == self.rank else tuple(zip(numbers[::2], numbers[1::2]))

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.zero_pad(x, images((0, 0), self.margins, (0, 0), self.layout))

    def output_sizes(self, sizes: Shape) -> Shape:
        """The sizes with their margins."""
        return tuple(None if size is None else size + sum(margin) for size, margin in zip(sizes, self.margins))


@LAYERS.register()
class ZeroPadding1D(_ZeroPadding):
    """Add zeros before and after sequences: ``output[:, before + t] = x[:, t]``, and 0 elsewhere.

    Parameters
    ----------
    padding : int, tuple of int or dict
        Number of zero steps on both sides, or (before, after), or a dict with 'left_pad' and 'right_pad'.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, steps, channels). Output: (samples, padded_steps, channels).

    Examples
    --------
    >>> from kerasfront.layers import ZeroPadding1D
    >>> from kerasfront.models import Sequential
    >>> Sequential([ZeroPadding1D(2, input_shape=(10, 8))]).output_shape
    (None, 14, 8)
    """

    rank = 1
    side_names = ("left_pad", "right_pad")

    def __init__(self, padding: int | Sequence[int] | Mapping[str, int] = 1, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())


@LAYERS.register()
class ZeroPadding2D(_ZeroPadding):
    """Add rows and columns of zeros around images.

    For dim_ordering 'tf': ``output[:, top + i, left + j] = x[:, i, j]``, and 0 elsewhere.

    Parameters
    ----------
    padding : tuple of int or dict
        (rows at the top and bottom, columns at the left and right), or (top, bottom, left, right), or a dict with
        'top_pad', 'bottom_pad', 'left_pad' and 'right_pad', 0 where one is missing.
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
    >>> from kerasfront.layers import ZeroPadding2D
    >>> from kerasfront.models import Sequential
    >>> Sequential([ZeroPadding2D((1, 2), dim_ordering="tf", input_shape=(28, 28, 3))]).output_shape
    (None, 30, 32, 3)
    """

    rank = 2
    side_names = ("top_pad", "bottom_pad", "left_pad", "right_pad")

    def __init__(
        self,
        padding: Sequence[int] | Mapping[str, int] = (1, 1),
        dim_ordering: str = "default",
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())


@LAYERS.register()
class ZeroPadding3D(_ZeroPadding):
    """Add zeros around volumes.

    For dim_ordering 'tf': ``output[:, before_1 + i, before_2 + j, before_3 + k] = x[:, i, j, k]``, and 0 elsewhere.

    Parameters
    ----------
    padding : tuple of int
        Number of zeros on both sides of each of the three axes, or before and after each of them: 3 or 6 integers.
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
    >>> from kerasfront.layers import ZeroPadding3D
    >>> from kerasfront.models import Sequential
    >>> Sequential([ZeroPadding3D((1, 1, 1), dim_ordering="tf", input_shape=(8, 8, 8, 1))]).output_shape
    (None, 10, 10, 10, 1)
    """

    rank = 3

    def __init__(
        self, padding: Sequence[int] = (1, 1, 1), dim_ordering: str = "default", **kwargs: Unpack[LayerArguments]
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())


class _Cropping(SpatialLayer):
    """Base of layers that cut off borders. The argument cropping holds a pair of integers for each axis.

    The output may be empty.
    """

    least_size = 0

    def configure(self, arguments: Mapping[str, Any]) -> None:
        super().configure(arguments)
        pairs = arguments["cropping"]
        if self.rank == 1:
            self.cropping = check_counts(f"{self}: cropping", pairs, 2, least=0)
            self.margins = (self.cropping,)
            return
        if not is_list(pairs) or len(pairs) != self.rank:
            raise ArgumentError(
                f"{self}: cropping must hold a pair (before, after) for each of {self.rank} axes, got {pairs!r}."
            )
        self.cropping = self.margins = tuple(
            check_counts(f"{self}: cropping[{axis}]", pair, 2, least=0) for axis, pair in enumerate(pairs)
        )

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        kept = [slice(before, -after or None) for before, after in self.margins]
        return x[images(slice(None), kept, slice(None), self.layout)]

    def output_sizes(self, sizes: Shape) -> Shape:
        """The sizes without their margins."""
        return tuple(None if size is None else max(size - sum(margin), 0) for size, margin in zip(sizes, self.margins))


@LAYERS.register()
class Cropping1D(_Cropping):
    """Cut off the ends of sequences: ``output[:, t] = x[:, t + cropping[0]]``.

    Parameters
    ----------
    cropping : tuple of int
        Number of steps to cut off at the beginning and at the end.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, steps, channels). Output: (samples, cropped_steps, channels).

    Examples
    --------
    >>> from kerasfront.layers import Cropping1D
    >>> from kerasfront.models import Sequential
    >>> Sequential([Cropping1D((1, 2), input_shape=(10, 8))]).output_shape
    (None, 7, 8)
    """

    rank = 1

    def __init__(self, cropping: Sequence[int] = (1, 1), **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())


@LAYERS.register()
class Cropping2D(_Cropping):
    """Cut off the borders of images.

    For dim_ordering 'tf': ``output[:, i, j] = x[:, i + cropping[0][0], j + cropping[1][0]]``.

    Parameters
    ----------
    cropping : tuple of two pairs of int
        Numbers to cut off: ((rows at the top, rows at the bottom), (columns at the left, columns at the right)).
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
    >>> from kerasfront.layers import Cropping2D
    >>> from kerasfront.models import Sequential
    >>> layer = Cropping2D(((2, 2), (4, 4)), dim_ordering="tf", input_shape=(28, 28, 3))
    >>> Sequential([layer]).output_shape
    (None, 24, 20, 3)
    """

    rank = 2

    def __init__(
        self,
        cropping: Sequence[Sequence[int]] = ((0, 0), (0, 0)),
        dim_ordering: str = "default",
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())


@LAYERS.register()
class Cropping3D(_Cropping):
    """Cut off the borders of volumes.

    For dim_ordering 'tf': ``output[:, i, j, k] = x[:, i + cropping[0][0], j + cropping[1][0], k + cropping[2][0]]``.

    Parameters
    ----------
    cropping : tuple of three pairs of int
        Numbers to cut off at the beginning and at the end of each axis.
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
    >>> from kerasfront.layers import Cropping3D
    >>> from kerasfront.models import Sequential
    >>> Sequential([Cropping3D(((1, 1), (2, 2), (0, 1)), dim_ordering="tf", input_shape=(8, 8, 8, 1))]).output_shape
    (None, 6, 4, 7, 1)
    """

    rank = 3

    def __init__(
        self,
        cropping: Sequence[Sequence[int]] = ((1, 1), (1, 1), (1, 1)),
        dim_ordering: str = "default",
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())
