"""Convolution and pooling, against a visit to every place of the window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from kerasfront.testing.conformance.case import Case, numbers

ORDERINGS = ("tf", "th")
Sizes = Sequence[int]


def _images(x: np.ndarray, dim_ordering: str) -> np.ndarray:
    """Images or volumes with channels last, in the order asked for."""
    return x if dim_ordering == "tf" else np.moveaxis(x, -1, 1)


def _images_last(x: np.ndarray, dim_ordering: str) -> np.ndarray:
    return x if dim_ordering == "tf" else np.moveaxis(x, 1, -1)


def _kernel(kernel: np.ndarray, dim_ordering: str) -> np.ndarray:
    """A kernel (*sizes, channels, filters), in the order asked for."""
    return kernel if dim_ordering == "tf" else np.moveaxis(kernel, (-1, -2), (0, 1))


def _kernel_last(kernel: np.ndarray, dim_ordering: str) -> np.ndarray:
    return kernel if dim_ordering == "tf" else np.moveaxis(kernel, (0, 1), (-1, -2))


def _axis(length: int, span: int, stride: int, mode: str) -> tuple[int, int]:
    """(elements added before an axis, number of places of the window)."""
    if mode == "valid":
        return 0, (length - span) // stride + 1
    if mode == "full":
        return span - 1, (length + span - 2) // stride + 1
    places = (length + stride - 1) // stride
    return max((places - 1) * stride + span - length, 0) // 2, places


def _places(lengths: Sizes, spans: Sizes, strides: Sizes, mode: str) -> Iterator[tuple[Any, list[int]]]:
    """Each place in the result, as an index, with the element at which its window starts (below 0: in the padding)."""
    axes = [_axis(*axis, mode) for axis in zip(lengths, spans, strides)]
    for place in np.ndindex(*(count for _, count in axes)):
        yield (slice(None), *place), [p * s - before for p, s, (before, _) in zip(place, strides, axes)]


def _result(x: np.ndarray, spans: Sizes, strides: Sizes, mode: str, channels: int) -> np.ndarray:
    counts = [_axis(*axis, mode)[1] for axis in zip(x.shape[1:-1], spans, strides)]
    return np.zeros((len(x), *counts, channels))


def _correlate(x: np.ndarray, kernel: np.ndarray, strides: Sizes, mode: str, dilations: Sizes) -> np.ndarray:
    """All with channels last."""
    spans = [(size - 1) * d + 1 for size, d in zip(kernel.shape, dilations)]
    wide = np.pad(x, [(0, 0), *((span, span) for span in spans), (0, 0)])
    result = _result(x, spans, strides, mode, kernel.shape[-1])
    for place, start in _places(x.shape[1:-1], spans, strides, mode):
        taps = [slice(s + span, s + 2 * span, d) for s, span, d in zip(start, spans, dilations)]
        result[place] = np.tensordot(wide[(slice(None), *taps)], kernel, kernel.ndim - 1)
    return result


def _pool(
    x: np.ndarray, pool_size: Sizes, strides: Sizes, border_mode: str, dim_ordering: str, pool_mode: str
) -> np.ndarray:
    x = _images_last(x, dim_ordering)
    result = _result(x, pool_size, strides, border_mode, x.shape[-1])
    reduce = np.max if pool_mode == "max" else np.mean
    for place, start in _places(x.shape[1:-1], pool_size, strides, border_mode):
        inside = [slice(max(s, 0), s + size) for s, size in zip(start, pool_size)]
        result[place] = reduce(x[(slice(None), *inside)], axis=tuple(range(1, x.ndim - 1)))
    return _images(result, dim_ordering)


def convolve(
    x: np.ndarray,
    kernel: np.ndarray,
    strides: Sizes,
    border_mode: str,
    dim_ordering: str,
    filter_dilation: Sizes | None = None,
) -> np.ndarray:
    x, kernel = _images_last(x, dim_ordering), _kernel_last(kernel, dim_ordering)
    y = _correlate(x, kernel, strides, border_mode, filter_dilation or (1,) * len(strides))
    return _images(y, dim_ordering)


def _transposed(
    x: np.ndarray, kernel: np.ndarray, output_shape: Sizes, strides: Sizes, border_mode: str, dim_ordering: str
) -> np.ndarray:
    """Every element of `x` adds its copy of the kernel, scaled, at its place."""
    x, kernel = _images_last(x, dim_ordering), _kernel_last(kernel, dim_ordering)
    lengths, spans = _images_last(np.empty(output_shape), dim_ordering).shape[1:-1], kernel.shape[:-2]
    wide = np.zeros((len(x), *(length + 2 * span for length, span in zip(lengths, spans)), kernel.shape[-1]))
    for place, start in _places(lengths, spans, strides, border_mode):
        window = [slice(s + span, s + 2 * span) for s, span in zip(start, spans)]
        wide[(slice(None), *window)] += np.tensordot(x[place], kernel, (1, kernel.ndim - 2))
    y = wide[(slice(None), *(slice(span, span + length) for length, span in zip(lengths, spans)))]
    return _images(y, dim_ordering)


def _separable(
    x: np.ndarray, depthwise: np.ndarray, pointwise: np.ndarray, strides: Sizes, border_mode: str, dim_ordering: str
) -> np.ndarray:
    x, depthwise = _images_last(x, dim_ordering), _kernel_last(depthwise, dim_ordering)
    channels = range(x.shape[-1])
    parts = [_correlate(x[..., [c]], depthwise[:, :, [c]], strides, border_mode, (1, 1)) for c in channels]
    mixed = _correlate(np.concatenate(parts, -1), _kernel_last(pointwise, dim_ordering), (1, 1), "valid", (1, 1))
    return _images(mixed, dim_ordering)


def _label(*parts: Any) -> str:
    return " ".join(str(part).replace(" ", "") for part in parts)


def _convolution(op: str, lengths: Sizes, size: Sizes, mode: str, dim_ordering: str, **window: Sizes) -> Case:
    """Images of two channels, a kernel of three filters."""
    x, kernel = numbers(2, *lengths, 2), numbers(*size, 2, 3, seed=1)
    return Case(
        op,
        (_images(x, dim_ordering), _kernel(kernel, dim_ordering)),
        convolve,
        {"strides": (1,) * len(size), "border_mode": mode, "dim_ordering": dim_ordering, **window},
        label=_label(dim_ordering, mode, size, *window.values()),
        differentiable=True,
        unknown_shapes=False,
    )


def _without_sizes(op: str, lengths: Sizes, size: Sizes, mode: str, dim_ordering: str, strides: Sizes) -> Case:
    """A convolution of images whose sizes need not be known, by a kernel whose sizes are."""
    kernel = _kernel(numbers(*size, 2, 3, seed=1), dim_ordering)
    return Case(
        op,
        (_images(numbers(2, *lengths, 2), dim_ordering),),
        lambda x, **window: convolve(x, kernel.astype("float64"), **window),
        {"strides": strides, "border_mode": mode, "dim_ordering": dim_ordering},
        build=lambda K, x, **window: getattr(K, op)(x, K.variable(kernel), **window),
        label=_label(dim_ordering, mode, size, strides, "sizes unknown"),
    )


def _conv1d(mode: str, stride: int) -> Case:
    return Case(
        "conv1d",
        (numbers(2, 5, 2), numbers(3, 2, 3, seed=1)),
        lambda x, kernel, stride, border_mode: _correlate(x, kernel, (stride,), border_mode, (1,)),
        {"stride": stride, "border_mode": mode},
        label=_label(mode, stride),
        differentiable=True,
        unknown_shapes=False,
    )


def _atrous(dim_ordering: str, mode: str) -> Case:
    return Case(
        "atrous_conv2d",
        (_images(numbers(1, 5, 6, 2), dim_ordering), _kernel(numbers(2, 3, 2, 2, seed=1), dim_ordering)),
        lambda x, kernel, rate, **rest: convolve(x, kernel, (1, 1), filter_dilation=(rate, rate), **rest),
        {"rate": 2, "border_mode": mode, "dim_ordering": dim_ordering},
        label=_label(dim_ordering, mode),
        unknown_shapes=False,
    )


def _deconv2d(dim_ordering: str, mode: str, strides: Sizes, x_lengths: Sizes, lengths: Sizes, samples: Any) -> Case:
    x, kernel = numbers(2, *x_lengths, 2), numbers(2, 3, 2, 3, seed=1)
    target = (samples, *lengths, 3) if dim_ordering == "tf" else (samples, 3, *lengths)
    return Case(
        "deconv2d",
        (_images(x, dim_ordering), _kernel(kernel, dim_ordering)),
        lambda x, kernel, output_shape, **rest: _transposed(x, kernel, (2, *output_shape[1:]), **rest),
        {"output_shape": target, "strides": strides, "border_mode": mode, "dim_ordering": dim_ordering},
        label=_label(dim_ordering, mode, strides, target),
        differentiable=True,
        unknown_shapes=False,
    )


def _separable_conv2d(dim_ordering: str, mode: str, strides: Sizes) -> Case:
    depthwise, pointwise = numbers(2, 3, 2, 2, seed=1), numbers(1, 1, 4, 3, seed=2)
    return Case(
        "separable_conv2d",
        (
            _images(numbers(1, 4, 5, 2), dim_ordering),
            _kernel(depthwise, dim_ordering),
            _kernel(pointwise, dim_ordering),
        ),
        _separable,
        {"strides": strides, "border_mode": mode, "dim_ordering": dim_ordering},
        label=_label(dim_ordering, mode, strides),
        differentiable=True,
        unknown_shapes=False,
    )


def pooling(op: str, lengths: Sizes, size: Sizes, strides: Sizes, mode: str, pool_mode: str, dim_ordering: str) -> Case:
    """Negative numbers, so that what lies around them would show in a maximum."""
    return Case(
        op,
        (_images(numbers(2, *lengths, 2, low=-3.0, high=-1.0), dim_ordering),),
        _pool,
        {
            "pool_size": size,
            "strides": strides,
            "border_mode": mode,
            "dim_ordering": dim_ordering,
            "pool_mode": pool_mode,
        },
        label=_label(dim_ordering, mode, pool_mode, size, strides),
        differentiable=True,
    )


CASES = [
    *(
        _convolution("conv2d", (5, 6), size, mode, dim_ordering, **window)
        for dim_ordering in ORDERINGS
        for size, mode, window in (
            ((3, 2), "valid", {}),
            ((2, 3), "valid", {"strides": (2, 1)}),
            ((3, 3), "same", {}),
            ((2, 4), "same", {}),
            ((2, 3), "same", {"strides": (2, 3)}),
            ((1, 1), "same", {"strides": (2, 2)}),
            ((2, 3), "full", {}),
            ((3, 3), "full", {"strides": (1, 2)}),
            ((3, 2), "valid", {"filter_dilation": (2, 3)}),
            ((2, 3), "same", {"filter_dilation": (2, 2)}),
            ((2, 2), "full", {"filter_dilation": (1, 2)}),
        )
    ),
    *(
        _convolution("conv3d", (3, 4, 3), size, mode, dim_ordering, **window)
        for dim_ordering in ORDERINGS
        for size, mode, window in (
            ((2, 1, 3), "valid", {"strides": (1, 2, 1)}),
            ((1, 3, 3), "same", {}),
            ((2, 3, 2), "same", {"strides": (1, 2, 2)}),
            ((2, 2, 1), "full", {}),
            ((2, 2, 1), "same", {"filter_dilation": (1, 2, 1)}),
        )
    ),
    *(
        _without_sizes("conv2d", (5, 6), (2, 3), mode, dim_ordering, strides)
        for dim_ordering in ORDERINGS
        for mode, strides in (("valid", (1, 1)), ("same", (1, 1)), ("same", (2, 3)), ("full", (1, 1)))
    ),
    _without_sizes("conv3d", (3, 4, 2), (2, 3, 1), "same", "th", (2, 1, 1)),
    _conv1d("valid", 1),
    _conv1d("same", 2),
    _conv1d("full", 1),
    _atrous("tf", "same"),
    _atrous("th", "valid"),
    *(
        _deconv2d(dim_ordering, mode, strides, x_lengths, lengths, samples)
        for dim_ordering in ORDERINGS
        for mode, strides, x_lengths, lengths, samples in (
            ("valid", (1, 1), (3, 2), (4, 4), 2),
            ("valid", (2, 2), (2, 2), (5, 5), 2),
            ("same", (1, 1), (3, 4), (3, 4), None),
            ("same", (2, 3), (2, 2), (3, 6), 2),
        )
    ),
    *(
        _separable_conv2d(dim_ordering, mode, strides)
        for dim_ordering in ORDERINGS
        for mode, strides in (("valid", (1, 1)), ("same", (2, 2)))
    ),
    *(
        pooling("pool2d", (5, 4), size, strides, mode, pool_mode, dim_ordering)
        for dim_ordering in ORDERINGS
        for pool_mode in ("max", "avg")
        for mode, size, strides in (
            ("valid", (2, 2), (2, 2)),
            ("valid", (3, 2), (1, 2)),
            ("same", (2, 3), (2, 1)),
            ("same", (3, 1), (3, 2)),
        )
    ),
    *(
        pooling("pool3d", (3, 4, 2), (2, 3, 1), (1, 2, 2), mode, pool_mode, dim_ordering)
        for dim_ordering, pool_mode, mode in (
            ("tf", "max", "same"),
            ("th", "avg", "same"),
            ("th", "max", "valid"),
            ("tf", "avg", "valid"),
        )
    ),
]
