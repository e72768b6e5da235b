"""Sizes and layouts of convolution and pooling, worked out once for all backends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kerasfront.backend.types import Shape


def span(size: int, dilation: int = 1) -> int:
    """Elements from the first tap of a window to its last, both included."""
    return (size - 1) * dilation + 1


def output_length(length: int | None, size: int, border_mode: str, stride: int = 1, dilation: int = 1) -> int | None:
    """Number of places that a window takes along an axis.

    Parameters
    ----------
    length : int or None
        Of the axis; None gives None.
    size, stride, dilation : int
        Of the window: its taps, the step from place to place, the distance between taps.
    border_mode : str
        'valid': the window stays inside. 'same': as many places as elements, divided by the stride and rounded up.
        'full': wherever the window touches the axis.
    """
    if length is None:
        return None
    reach = span(size, dilation) - 1
    places = {"valid": length - reach, "same": length, "full": length + reach}[border_mode]
    return max(-(-places // stride), 0)


def padding(
    length: Any, size: int, border_mode: str, stride: int = 1, dilation: int = 1, maximum: Callable[..., Any] = max
) -> tuple[Any, Any]:
    """Elements to add before and after an axis, so that a window that stays inside takes the places of `border_mode`.

    'same' adds as evenly as it can; what is odd comes after. `length` may be a symbolic integer, then `maximum` is the
    backend's own; with a stride of 1 it does not matter. The other arguments are those of `output_length`.
    """
    reach = span(size, dilation) - 1
    if border_mode == "valid":
        return 0, 0
    if border_mode == "full":
        return reach, reach
    if stride == 1:
        total = reach
    else:
        last_place = (length - 1) // stride * stride
        total = maximum(last_place + reach + 1 - length, 0)
    return total // 2, total - total // 2


def spatial(shape: Sequence[Any], dim_ordering: str) -> tuple[Any, ...]:
    """The spatial part of the shape of a batch of images."""
    return tuple(shape[2:] if dim_ordering == "th" else shape[1:-1])


def channels(shape: Sequence[Any], dim_ordering: str) -> Any:
    """The number of channels in the shape of a batch of images."""
    return shape[1 if dim_ordering == "th" else -1]


def images(samples: Any, sizes: Sequence[Any], channels: Any, dim_ordering: str) -> tuple[Any, ...]:
    """The shape of a batch of images, put together."""
    return (samples, channels, *sizes) if dim_ordering == "th" else (samples, *sizes, channels)


def kernel(sizes: Sequence[int], channels: int, filters: int, dim_ordering: str) -> tuple[int, ...]:
    """The shape of a kernel, put together."""
    return (filters, channels, *sizes) if dim_ordering == "th" else (*sizes, channels, filters)


def kernel_parts(shape: Sequence[Any], dim_ordering: str) -> tuple[tuple[Any, ...], Any, Any]:
    """(spatial sizes, channels that go in, filters) of the shape of a kernel."""
    if dim_ordering == "th":
        return tuple(shape[2:]), shape[1], shape[0]
    return tuple(shape[:-2]), shape[-2], shape[-1]


def output_lengths(
    lengths: Sequence[int | None],
    sizes: Sequence[int],
    border_mode: str,
    strides: Sequence[int],
    dilations: Sequence[int] | None = None,
) -> Shape:
    """`output_length` of every axis."""
    dilations = dilations or (1,) * len(sizes)
    return tuple(
        output_length(length, size, border_mode, stride, dilation)
        for length, size, stride, dilation in zip(lengths, sizes, strides, dilations)
    )
