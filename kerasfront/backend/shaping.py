"""The same elements in another shape or order: joined, cut, repeated, padded. Types stay as they are.

Sizes that are known before data comes are checked then, with an ArgumentError that names the shapes.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import kerasfront.backend.checks.axes as axis_checks
import kerasfront.backend.checks.shaping as shaping_checks
import kerasfront.backend.settings as settings
from kerasfront.backend.elementwise import equal
from kerasfront.backend.op import composed, op
from kerasfront.backend.types import Axis, Dtype, Sizes, Tensor
from kerasfront.backend.variables import cast, int_shape, is_tensor
from kerasfront.backend.variables import shape as symbolic_shape

__all__ = [
    "arange", "asymmetric_spatial_2d_padding", "asymmetric_temporal_padding", "batch_flatten", "concatenate",
    "expand_dims", "flatten", "is_explicit_shape", "normalize_axis", "one_hot", "pack", "pattern_broadcast",
    "permute_dimensions", "repeat", "repeat_elements", "reshape", "resize_images", "resize_volumes", "reverse",
    "spatial_2d_padding", "spatial_3d_padding", "split", "squeeze", "stack", "temporal_padding", "tile", "zero_pad",
]  # fmt: skip


@op(check=shaping_checks.concatenate)
def concatenate(tensors: Sequence[Tensor], axis: int = -1) -> Tensor:
    """Tensors joined along an axis; all other sizes agree. Only sparse matrices give a sparse one."""
    ...


@op(check=shaping_checks.stack)
def stack(x: Sequence[Tensor]) -> Tensor:
    """Tensors of one shape, joined along a new first axis: shape (len(x),) + x[0].shape."""
    ...


@op(check=shaping_checks.split)
def split(x: Tensor, sizes: Sequence[int], axis: int = -1) -> list[Tensor]:
    """Parts that lie one after the other along an axis: the reverse of `concatenate`.

    sizes: of at least two parts along `axis`; together they are as long as that.
    """
    ...


@composed(check=shaping_checks.stack)
def pack(x: Sequence[Tensor]) -> Tensor:
    """`stack` under its name in Keras 0.3."""
    return stack(x)


@op(check=shaping_checks.reshape)
def reshape(x: Tensor, shape: Sizes) -> Tensor:
    """The elements of `x`, the last axis running fastest, in another shape.

    shape: integers, scalars such as K.shape(x)[0], one -1 or None for what remains; or a vector of known length.
    """
    ...


@composed
def flatten(x: Tensor) -> Tensor:
    """All elements in one axis."""
    return reshape(x, (-1,))


@composed
def batch_flatten(x: Tensor) -> Tensor:
    """Shape (samples, all other axes in one). x: rank >= 1."""
    rest = int_shape(x)[1:]
    return reshape(x, (symbolic_shape(x)[0], -1) if None in rest else (-1, prod(rest)))  # type: ignore[arg-type]


@op(check=axis_checks.order)
def permute_dimensions(x: Tensor, pattern: Sequence[int]) -> Tensor:
    """Axes in another order: axis `i` of the result is axis pattern[i] of `x`."""
    ...


@op(check=axis_checks.new)
def expand_dims(x: Tensor, dim: int = -1) -> Tensor:
    """A new axis of size 1 that becomes axis `dim` of the result."""
    ...


@op(check=axis_checks.squeezed)
def squeeze(x: Tensor, axis: int) -> Tensor:
    """An axis of size 1 taken away."""
    ...


@op(check=shaping_checks.repeat_elements)
def repeat_elements(x: Tensor, rep: int, axis: int) -> Tensor:
    """Each element `rep` times in a row along an axis, as numpy.repeat: that axis becomes `rep` times as long."""
    ...


@composed(check=shaping_checks.sequences("repeat", 2))
def repeat(x: Tensor, n: int | Tensor) -> Tensor:
    """x: (samples, dim). Returns (samples, n, dim), each vector `n` times. n: an integer, or a scalar tensor of one."""
    vectors = expand_dims(x, 1)
    return tile(vectors, (1, n, 1)) if is_tensor(n) else repeat_elements(vectors, n, 1)  # type: ignore[arg-type]


@op(check=shaping_checks.tile)
def tile(x: Tensor, n: int | Sequence[int | Tensor] | Tensor) -> Tensor:
    """The whole of `x` repeated n[i] times along axis `i`, as numpy.tile; if `n` is short, it is for the last axes."""
    ...


@composed(check=shaping_checks.images("resize_images", 2, "height_factor", "width_factor"))
def resize_images(X: Tensor, height_factor: int, width_factor: int, dim_ordering: str) -> Tensor:
    """Each pixel repeated.

    X: (samples, channels, height, width) for dim_ordering 'th', and for 'tf' with the channels last.
    """
    return _enlarged(X, (height_factor, width_factor), dim_ordering)


@composed(check=shaping_checks.images("resize_volumes", 3, "depth_factor", "height_factor", "width_factor"))
def resize_volumes(X: Tensor, depth_factor: int, height_factor: int, width_factor: int, dim_ordering: str) -> Tensor:
    """Each voxel repeated.

    X: (samples, channels, depth, height, width) for dim_ordering 'th', and for 'tf' with the channels last.
    """
    return _enlarged(X, (depth_factor, height_factor, width_factor), dim_ordering)


def _enlarged(x: Tensor, factors: Sequence[int], dim_ordering: str) -> Tensor:
    for axis, factor in enumerate(factors, start=2 if dim_ordering == "th" else 1):
        if factor != 1:
            x = repeat_elements(x, factor, axis)
    return x


@op(check=shaping_checks.zero_pad)
def zero_pad(x: Tensor, widths: Sequence[tuple[int, int]]) -> Tensor:
    """Zeros around `x`. widths: for each axis, how many before and how many after."""
    ...


@composed
def temporal_padding(x: Tensor, padding: int = 1) -> Tensor:
    """x: (samples, time, dim). Zeros before the first and after the last step, `padding` each."""
    return asymmetric_temporal_padding(x, padding, padding)


@composed(check=shaping_checks.sequences("temporal_padding", 3))
def asymmetric_temporal_padding(x: Tensor, left_pad: int = 1, right_pad: int = 1) -> Tensor:
    """x: (samples, time, dim). `left_pad` zeros before the first step, `right_pad` after the last."""
    return zero_pad(x, [(0, 0), (left_pad, right_pad), (0, 0)])


@composed(check=shaping_checks.padding("spatial_2d_padding", 2))
def spatial_2d_padding(x: Tensor, padding: tuple[int, int] = (1, 1), dim_ordering: str = "default") -> Tensor:
    """Zeros around images: padding[0] above and below, padding[1] at the left and right. x: as in `resize_images`."""
    return _framed(x, [(n, n) for n in padding], dim_ordering)


@composed(check=shaping_checks.images("asymmetric_spatial_2d_padding", 2))
def asymmetric_spatial_2d_padding(
    x: Tensor,
    top_pad: int = 1,
    bottom_pad: int = 1,
    left_pad: int = 1,
    right_pad: int = 1,
    dim_ordering: str = "default",
) -> Tensor:
    """Zeros around images, as many as given on each side. x: as in `resize_images`."""
    return _framed(x, [(top_pad, bottom_pad), (left_pad, right_pad)], dim_ordering)


@composed(check=shaping_checks.padding("spatial_3d_padding", 3))
def spatial_3d_padding(x: Tensor, padding: tuple[int, int, int] = (1, 1, 1), dim_ordering: str = "default") -> Tensor:
    """Zeros around volumes, padding[i] on both sides of the i-th spatial axis. x: as in `resize_volumes`."""
    return _framed(x, [(n, n) for n in padding], dim_ordering)


def _framed(x: Tensor, widths: Sequence[tuple[int, int]], dim_ordering: str) -> Tensor:
    return zero_pad(x, [(0, 0), (0, 0), *widths] if dim_ordering == "th" else [(0, 0), *widths, (0, 0)])


@op(check=shaping_checks.arange)
def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Dtype = "int32") -> Tensor:
    """A vector: start, start + step, ... before `stop`, each a number or a symbolic scalar. arange(n) counts from 0."""
    ...


@composed(check=shaping_checks.one_hot)
def one_hot(indices: Tensor, nb_classes: int | Tensor) -> Tensor:
    """Vectors with a 1 at the place that an index names, and only zeros for an index out of range.

    indices: whole numbers of any type. Returns shape indices.shape + (nb_classes,), of `floatx()`.
    """
    return cast(equal(expand_dims(cast(indices, "int32"), -1), arange(nb_classes)), settings.floatx())


@composed(check=axis_checks.mirrored)
def reverse(x: Tensor, axes: int | Sequence[int]) -> Tensor:
    """The elements in reverse order along one or several axes."""
    return x[tuple(slice(None, None, -1 if axis in axes else None) for axis in range(len(int_shape(x))))]  # type: ignore[operator]


@op(check=shaping_checks.pattern)
def pattern_broadcast(x: Tensor, broatcastable: Sequence[bool]) -> Tensor:
    """`x`, with axes declared to have size 1 (True) where that is not known. The argument's spelling is classic."""
    ...


@composed
def is_explicit_shape(shape: Any) -> bool:
    """Whether `shape` is a sequence of sizes none of which is None."""
    return hasattr(shape, "__iter__") and all(size is not None for size in shape)


@composed
def normalize_axis(axis: Axis, ndim: int) -> Axis:
    """Axes counted from 0, for a tensor of rank `ndim`; None stays None, several come as a list."""
    axis = axis_checks.normal(axis, ndim)
    return list(axis) if isinstance(axis, tuple) else axis
