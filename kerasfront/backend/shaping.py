"""The same elements in another shape or order: joined, cut, repeated, padded. Types stay as they are.

Sizes that are known before data comes are checked then, with an ArgumentError that names the shapes.

For adapters: axes are numbers from 0, several of them a tuple; sizes and counts are integers of Python. `shape` of
`reshape` is a tuple of integers, of which one may be -1, and of symbolic scalars; where all sizes are known there is no
-1. Tensors that are joined have one type. `tile` gets a number for each axis, `zero_pad` a pair for each axis, `arange`
both ends, where an empty range stops where it starts; they may be symbolic scalars.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import prod
from typing import Any

import kerasfront.backend.checks.axes as axis_checks
import kerasfront.backend.checks.shaping as shaping_checks
import kerasfront.backend.settings as settings
from kerasfront.backend.elementwise import equal
from kerasfront.backend.op import composed, op
from kerasfront.backend.types import Axis, Dtype, Sizes, Tensor
from kerasfront.backend.variables import cast, int_shape, is_tensor, ndim
from kerasfront.backend.variables import shape as symbolic_shape

__all__ = [
    "arange", "asymmetric_spatial_2d_padding", "asymmetric_temporal_padding", "batch_flatten", "concatenate",
    "expand_dims", "flatten", "is_explicit_shape", "normalize_axis", "one_hot", "pack", "pattern_broadcast",
    "permute_dimensions", "repeat", "repeat_elements", "reshape", "resize_images", "resize_volumes", "reverse",
    "spatial_2d_padding", "spatial_3d_padding", "split", "squeeze", "stack", "temporal_padding", "tile", "zero_pad",
]  # fmt: skip


@op(check=shaping_checks.concatenate)
def concatenate(tensors: Sequence[Tensor], axis: int = -1) -> Tensor:
    """Join tensors along an axis.

    Parameters
    ----------
    tensors : list of tensors
        At least one; all sizes agree but those of the axis. Different dtypes meet at the common one.
    axis : int
        The axis to join along.

    Returns
    -------
    tensor
        As long along the axis as all together; sparse only if all of `tensors` are.

    Raises
    ------
    ArgumentError
        If the list is empty or the sizes differ.

    Examples
    --------
    >>> print(K.eval(K.concatenate([K.variable([[1., 2.]]), K.variable([[3.]])])))
    [[1. 2. 3.]]
    """
    ...


@op(check=shaping_checks.stack)
def stack(x: Sequence[Tensor]) -> Tensor:
    """Join tensors along a new first axis.

    Parameters
    ----------
    x : list of tensors
        At least one, all of the same shape.

    Returns
    -------
    tensor
        Shape ``(len(x),) + x[0].shape``.

    Raises
    ------
    ArgumentError
        If the list is empty or the shapes differ.

    Examples
    --------
    >>> print(K.eval(K.stack([K.variable([1., 2.]), K.variable([3., 4.])])))
    [[1. 2.]
     [3. 4.]]
    """
    ...


@composed(check=shaping_checks.split)
def split(x: Tensor, sizes: Sequence[int], axis: int = -1) -> list[Tensor]:
    """Cut a tensor into parts along an axis: the reverse of `concatenate`.

    Parameters
    ----------
    x : tensor
        Rank >= 1.
    sizes : sequence of int
        The lengths of at least two parts; they add up to the length of the axis.
    axis : int
        The axis to cut along.

    Returns
    -------
    list of tensors
        The parts, in order.

    Raises
    ------
    ArgumentError
        If there are fewer than two sizes, or they do not add up.

    Examples
    --------
    >>> first, second = K.split(K.variable([1., 2., 3.]), [1, 2])
    >>> print(K.eval(first), K.eval(second))
    [1.] [2. 3.]
    """
    starts = accumulate(sizes, initial=0)
    before = (slice(None),) * axis
    return [x[(*before, slice(start, start + size))] for start, size in zip(starts, sizes)]


@composed(check=shaping_checks.stack)
def pack(x: Sequence[Tensor]) -> Tensor:
    """Join tensors along a new first axis: `stack` under its name in Keras 0.3.

    Parameters
    ----------
    x : list of tensors
        At least one, all of the same shape.

    Returns
    -------
    tensor
        Shape ``(len(x),) + x[0].shape``.

    Raises
    ------
    ArgumentError
        If the list is empty or the shapes differ.

    Examples
    --------
    >>> print(K.eval(K.pack([K.variable([1., 2.]), K.variable([3., 4.])])))
    [[1. 2.]
     [3. 4.]]
    """
    return stack(x)


@op(check=shaping_checks.reshape)
def reshape(x: Tensor, shape: Sizes) -> Tensor:
    """Give the elements another shape, the last axis running fastest.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.
    shape : sequence of int, None or scalars; or tensor
        Integers and scalars such as ``K.shape(x)[0]``; one of them may be -1 or None, for what remains. Or a vector of
        known length.

    Returns
    -------
    tensor
        Dtype of `x`.

    Raises
    ------
    ArgumentError
        If the elements do not fit, or more than one size is to be inferred.

    Examples
    --------
    >>> print(K.eval(K.reshape(K.variable([1., 2., 3., 4.]), (2, -1))))
    [[1. 2.]
     [3. 4.]]
    """
    ...


@composed
def flatten(x: Tensor) -> Tensor:
    """Put all elements into one axis.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.

    Returns
    -------
    tensor
        A vector.

    Examples
    --------
    >>> print(K.eval(K.flatten(K.variable([[1., 2.], [3., 4.]]))))
    [1. 2. 3. 4.]
    """
    return reshape(x, (-1,))


@composed
def batch_flatten(x: Tensor) -> Tensor:
    """Put all axes but the first into one.

    Parameters
    ----------
    x : tensor
        Rank >= 1.

    Returns
    -------
    tensor
        Shape (samples, elements of a sample).

    Examples
    --------
    >>> K.int_shape(K.batch_flatten(K.placeholder((None, 2, 3))))
    (None, 6)
    """
    rest = int_shape(x)[1:]
    return reshape(x, (symbolic_shape(x)[0], -1) if None in rest else (-1, prod(rest)))  # type: ignore[arg-type]


@op(check=axis_checks.order)
def permute_dimensions(x: Tensor, pattern: Sequence[int]) -> Tensor:
    """Reorder the axes.

    Parameters
    ----------
    x : tensor
        Any rank.
    pattern : sequence of int
        Each axis of `x` once.

    Returns
    -------
    tensor
        Its axis ``i`` is axis ``pattern[i]`` of `x`.

    Raises
    ------
    ArgumentError
        If `pattern` does not name each axis once.

    Examples
    --------
    >>> K.int_shape(K.permute_dimensions(K.placeholder((2, 3, 4)), (2, 0, 1)))
    (4, 2, 3)
    """
    ...


@op(check=axis_checks.new)
def expand_dims(x: Tensor, dim: int = -1) -> Tensor:
    """Insert an axis of size 1.

    Parameters
    ----------
    x : tensor
        Any rank.
    dim : int
        The place of the new axis in the result.

    Returns
    -------
    tensor
        Rank one higher than that of `x`.

    Raises
    ------
    ArgumentError
        If the result has no such axis.

    Examples
    --------
    >>> K.int_shape(K.expand_dims(K.placeholder((2, 3)), 1))
    (2, 1, 3)
    """
    ...


@op(check=axis_checks.squeezed)
def squeeze(x: Tensor, axis: int) -> Tensor:
    """Remove an axis of size 1.

    Parameters
    ----------
    x : tensor
        Rank >= 1.
    axis : int
        The axis to remove.

    Returns
    -------
    tensor
        Rank one lower than that of `x`.

    Raises
    ------
    ArgumentError
        If `x` has no such axis, or its size is known and not 1.

    Examples
    --------
    >>> K.int_shape(K.squeeze(K.placeholder((2, 1, 3)), 1))
    (2, 3)
    """
    ...


@op(check=shaping_checks.repeat_elements)
def repeat_elements(x: Tensor, rep: int, axis: int) -> Tensor:
    """Repeat each element along an axis, as `numpy.repeat` does.

    Parameters
    ----------
    x : tensor
        Rank >= 1.
    rep : int
        How often each element comes, in a row.
    axis : int
        The axis, which becomes `rep` times as long.

    Returns
    -------
    tensor
        Dtype of `x`.

    Raises
    ------
    ArgumentError
        If `x` has no such axis or `rep` is negative.

    Examples
    --------
    >>> print(K.eval(K.repeat_elements(K.variable([1., 2.]), 2, axis=0)))
    [1. 1. 2. 2.]
    """
    ...


@composed(check=shaping_checks.sequences("repeat", 2))
def repeat(x: Tensor, n: int | Tensor) -> Tensor:
    """Repeat vectors along a new axis of time.

    Parameters
    ----------
    x : tensor
        Shape (samples, dim).
    n : int or scalar tensor of int
        The number of steps.

    Returns
    -------
    tensor
        Shape (samples, n, dim).

    Raises
    ------
    ArgumentError
        If the rank of `x` is not 2.

    Examples
    --------
    >>> print(K.eval(K.repeat(K.variable([[1., 2.]]), 2)))
    [[[1. 2.]
      [1. 2.]]]
    """
    vectors = expand_dims(x, 1)
    return tile(vectors, (1, n, 1)) if is_tensor(n) else repeat_elements(vectors, n, 1)  # type: ignore[arg-type]


@op(check=shaping_checks.tile)
def tile(x: Tensor, n: int | Sequence[int | Tensor] | Tensor) -> Tensor:
    """Repeat the whole tensor along its axes, as `numpy.tile` does.

    Parameters
    ----------
    x : tensor
        Rank >= 1.
    n : int or sequence of int; or tensors of these
        The repetitions along each axis; if there are fewer numbers than axes, they are for the last ones.

    Returns
    -------
    tensor
        Axis ``i`` is ``n[i]`` times as long as in `x`.

    Raises
    ------
    ArgumentError
        If `n` has more numbers than `x` has axes, or one is negative.

    Examples
    --------
    >>> print(K.eval(K.tile(K.variable([1., 2.]), 2)))
    [1. 2. 1. 2.]
    """
    ...


@composed(check=shaping_checks.images("resize_images", 2, "height_factor", "width_factor"))
def resize_images(X: Tensor, height_factor: int, width_factor: int, dim_ordering: str) -> Tensor:
    """Enlarge images by repeating rows and columns.

    Parameters
    ----------
    X : tensor
        Shape (samples, channels, height, width) for 'th', (samples, height, width, channels) for 'tf'.
    height_factor, width_factor : int
        How often each row and column comes.
    dim_ordering : {'th', 'tf', 'default'}
        'default' is `image_dim_ordering()`.

    Returns
    -------
    tensor
        Height and width are multiplied by the factors.

    Raises
    ------
    ArgumentError
        If the rank is not 4, a factor is negative or `dim_ordering` is unknown.

    Examples
    --------
    >>> K.int_shape(K.resize_images(K.placeholder((None, 4, 5, 3)), 2, 3, "tf"))
    (None, 8, 15, 3)
    """
    return _enlarged(X, (height_factor, width_factor), dim_ordering)


@composed(check=shaping_checks.images("resize_volumes", 3, "depth_factor", "height_factor", "width_factor"))
def resize_volumes(X: Tensor, depth_factor: int, height_factor: int, width_factor: int, dim_ordering: str) -> Tensor:
    """Enlarge volumes by repeating their planes.

    Parameters
    ----------
    X : tensor
        Shape (samples, channels, depth, height, width) for 'th', with the channels last for 'tf'.
    depth_factor, height_factor, width_factor : int
        How often each plane comes.
    dim_ordering : {'th', 'tf', 'default'}
        'default' is `image_dim_ordering()`.

    Returns
    -------
    tensor
        Depth, height and width are multiplied by the factors.

    Raises
    ------
    ArgumentError
        If the rank is not 5, a factor is negative or `dim_ordering` is unknown.

    Examples
    --------
    >>> K.int_shape(K.resize_volumes(K.placeholder((None, 2, 4, 5, 3)), 2, 2, 3, "tf"))
    (None, 4, 8, 15, 3)
    """
    return _enlarged(X, (depth_factor, height_factor, width_factor), dim_ordering)


def _enlarged(x: Tensor, factors: Sequence[int], dim_ordering: str) -> Tensor:
    for axis, factor in enumerate(factors, start=2 if dim_ordering == "th" else 1):
        if factor != 1:
            x = repeat_elements(x, factor, axis)
    return x


@op(check=shaping_checks.zero_pad)
def zero_pad(x: Tensor, widths: Sequence[tuple[int, int]]) -> Tensor:
    """Put zeros around a tensor.

    Parameters
    ----------
    x : tensor
        Any rank.
    widths : sequence of pairs of int
        For each axis, how many zeros before and after.

    Returns
    -------
    tensor
        Dtype of `x`.

    Raises
    ------
    ArgumentError
        If there is not a pair for each axis, or a width is negative.

    Examples
    --------
    >>> print(K.eval(K.zero_pad(K.variable([1., 2.]), [(1, 2)])))
    [0. 1. 2. 0. 0.]
    """
    ...


@composed
def temporal_padding(x: Tensor, padding: int = 1) -> Tensor:
    """Put zeros before the first and after the last step of sequences.

    Parameters
    ----------
    x : tensor
        Shape (samples, time, dim).
    padding : int
        The steps to add on each side.

    Returns
    -------
    tensor
        Shape (samples, time + 2 * padding, dim).

    Raises
    ------
    ArgumentError
        If the rank is not 3 or `padding` is negative.

    Examples
    --------
    >>> print(K.eval(K.temporal_padding(K.variable([[[1.], [2.]]])))[0, :, 0])
    [0. 1. 2. 0.]
    """
    return asymmetric_temporal_padding(x, padding, padding)


@composed(check=shaping_checks.sequences("temporal_padding", 3))
def asymmetric_temporal_padding(x: Tensor, left_pad: int = 1, right_pad: int = 1) -> Tensor:
    """Put zeros before the first and after the last step of sequences, differently many.

    Parameters
    ----------
    x : tensor
        Shape (samples, time, dim).
    left_pad, right_pad : int
        The steps to add before the first and after the last one.

    Returns
    -------
    tensor
        Shape (samples, left_pad + time + right_pad, dim).

    Raises
    ------
    ArgumentError
        If the rank is not 3 or a width is negative.

    Examples
    --------
    >>> print(K.eval(K.asymmetric_temporal_padding(K.variable([[[1.], [2.]]]), 2, 0))[0, :, 0])
    [0. 0. 1. 2.]
    """
    return zero_pad(x, [(0, 0), (left_pad, right_pad), (0, 0)])


@composed(check=shaping_checks.padding("spatial_2d_padding", 2))
def spatial_2d_padding(x: Tensor, padding: tuple[int, int] = (1, 1), dim_ordering: str = "default") -> Tensor:
    """Put zeros around images.

    Parameters
    ----------
    x : tensor
        Shape (samples, channels, rows, cols) for 'th', (samples, rows, cols, channels) for 'tf'.
    padding : pair of int
        The rows to add above and below, and the columns to add at the left and right.
    dim_ordering : {'default', 'th', 'tf'}
        'default' is `image_dim_ordering()`.

    Returns
    -------
    tensor
        Rows and columns grow by twice the padding.

    Raises
    ------
    ArgumentError
        If the rank is not 4, a width is negative or `dim_ordering` is unknown.

    Examples
    --------
    >>> K.int_shape(K.spatial_2d_padding(K.placeholder((None, 4, 5, 3)), (1, 2), "tf"))
    (None, 6, 9, 3)
    """
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
    """Put zeros around images, as many as given on each side.

    Parameters
    ----------
    x : tensor
        Shape (samples, channels, rows, cols) for 'th', (samples, rows, cols, channels) for 'tf'.
    top_pad, bottom_pad, left_pad, right_pad : int
        The rows and columns to add on each side.
    dim_ordering : {'default', 'th', 'tf'}
        'default' is `image_dim_ordering()`.

    Returns
    -------
    tensor
        Rows grow by ``top_pad + bottom_pad``, columns by ``left_pad + right_pad``.

    Raises
    ------
    ArgumentError
        If the rank is not 4, a width is negative or `dim_ordering` is unknown.

    Examples
    --------
    >>> K.int_shape(K.asymmetric_spatial_2d_padding(K.placeholder((None, 4, 5, 3)), 1, 0, 2, 0, "tf"))
    (None, 5, 7, 3)
    """
    return _framed(x, [(top_pad, bottom_pad), (left_pad, right_pad)], dim_ordering)


@composed(check=shaping_checks.padding("spatial_3d_padding", 3))
def spatial_3d_padding(x: Tensor, padding: tuple[int, int, int] = (1, 1, 1), dim_ordering: str = "default") -> Tensor:
    """Put zeros around volumes.

    Parameters
    ----------
    x : tensor
        Shape (samples, channels, dim1, dim2, dim3) for 'th', with the channels last for 'tf'.
    padding : tuple of 3 int
        The zeros to add on both sides of each spatial axis.
    dim_ordering : {'default', 'th', 'tf'}
        'default' is `image_dim_ordering()`.

    Returns
    -------
    tensor
        Each spatial axis grows by twice its padding.

    Raises
    ------
    ArgumentError
        If the rank is not 5, a width is negative or `dim_ordering` is unknown.

    Examples
    --------
    >>> K.int_shape(K.spatial_3d_padding(K.placeholder((None, 2, 4, 5, 3)), (1, 1, 2), "tf"))
    (None, 4, 6, 9, 3)
    """
    return _framed(x, [(n, n) for n in padding], dim_ordering)


def _framed(x: Tensor, widths: Sequence[tuple[int, int]], dim_ordering: str) -> Tensor:
    return zero_pad(x, [(0, 0), (0, 0), *widths] if dim_ordering == "th" else [(0, 0), *widths, (0, 0)])


@op(check=shaping_checks.arange)
def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Dtype = "int32") -> Tensor:
    """Count from `start` in steps, up to `stop` but without it.

    Parameters
    ----------
    start : number or scalar tensor
        The first element; or, without `stop`, the end of a count from 0.
    stop : number or scalar tensor, optional
        The end, which is not included.
    step : number or scalar tensor
        Not 0.
    dtype : str
        Of the result.

    Returns
    -------
    tensor
        A vector.

    Raises
    ------
    ArgumentError
        If `step` is 0 or an argument is not a scalar.

    Examples
    --------
    >>> print(K.eval(K.arange(3)), K.eval(K.arange(1, 6, 2)))
    [0 1 2] [1 3 5]
    """
    ...


@composed(check=shaping_checks.one_hot)
def one_hot(indices: Tensor, nb_classes: int | Tensor) -> Tensor:
    """Encode integers as one-hot vectors.

    Parameters
    ----------
    indices : tensor of int
        Any shape and dtype.
    nb_classes : int or scalar tensor of int
        The length of the vectors.

    Returns
    -------
    tensor
        Shape ``indices.shape + (nb_classes,)``, dtype `floatx()`; zeros for an index out of range.

    Raises
    ------
    ArgumentError
        If `nb_classes` is negative.

    Examples
    --------
    >>> print(K.eval(K.one_hot(K.variable([1, 0], dtype="int32"), 3)))
    [[0. 1. 0.]
     [1. 0. 0.]]
    """
    return cast(equal(expand_dims(cast(indices, "int32"), -1), arange(nb_classes)), settings.floatx())


@composed(check=axis_checks.mirrored)
def reverse(x: Tensor, axes: int | Sequence[int]) -> Tensor:
    """Reverse the order of the elements along axes.

    Parameters
    ----------
    x : tensor
        Rank >= 1.
    axes : int or sequence of int
        The axes to reverse.

    Returns
    -------
    tensor
        Shape and dtype of `x`.

    Raises
    ------
    ArgumentError
        If `x` has no such axis.

    Examples
    --------
    >>> print(K.eval(K.reverse(K.variable([1., 2., 3.]), 0)))
    [3. 2. 1.]
    """
    steps = [-1 if axis in axes else None for axis in range(ndim(x))]  # type: ignore[operator]
    return x[tuple(slice(None, None, step) for step in steps)]


@composed(check=shaping_checks.pattern)
def pattern_broadcast(x: Tensor, broatcastable: Sequence[bool]) -> Tensor:
    """Declare axes to have size 1, where that is not known.

    Parameters
    ----------
    x : tensor
        Any rank.
    broatcastable : sequence of bool
        For each axis, True to declare it. (The spelling is the classic one.)

    Returns
    -------
    tensor
        The values of `x`, of a more precise static shape.

    Raises
    ------
    ArgumentError
        If there is not a bool for each axis, or an axis is known to have another size.

    Examples
    --------
    >>> K.int_shape(K.pattern_broadcast(K.placeholder((None, None)), (False, True)))
    (None, 1)
    """
    sizes = symbolic_shape(x)
    return reshape(x, [1 if single else sizes[i] for i, single in enumerate(broatcastable)])


@composed
def is_explicit_shape(shape: Any) -> bool:
    """Find out whether something is a sequence of sizes none of which is None.

    Parameters
    ----------
    shape : object
        A shape, or anything else.

    Returns
    -------
    bool

    Examples
    --------
    >>> K.is_explicit_shape((2, 3)), K.is_explicit_shape((None, 3))
    (True, False)
    """
    return hasattr(shape, "__iter__") and all(size is not None for size in shape)


@composed
def normalize_axis(axis: Axis, ndim: int) -> Axis:
    """Count axes from 0.

    Parameters
    ----------
    axis : int, sequence of int or None
        Negative ones count from the end.
    ndim : int
        The number of axes.

    Returns
    -------
    int, list of int or None
        One axis as an integer, several as a list, None as it is.

    Raises
    ------
    ArgumentError
        If there is no such axis.

    Examples
    --------
    >>> K.normalize_axis(-1, 3), K.normalize_axis((0, -1), 3)
    (2, [0, 2])
    """
    axis = axis_checks.normal(axis, ndim)
    return list(axis) if isinstance(axis, tuple) else axis


def sizes_of(x: Tensor) -> list[Any]:
    """Sizes of all axes: integers where they are known, else scalars."""
    return [symbolic_shape(x)[i] if size is None else size for i, size in enumerate(int_shape(x))]
