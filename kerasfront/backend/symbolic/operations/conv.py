"""Convolution and pooling: four kernels, for images and volumes alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront.backend.conv_shapes import channels, images, kernel_parts, output_lengths, spatial
from kerasfront.backend.symbolic.graph import Graph
from kerasfront.backend.symbolic.tensors import Tensor

__all__ = ["conv2d", "conv3d", "deconv2d", "pool2d", "separable_conv2d"]


def conv2d(
    graph: Graph,
    x: Any,
    kernel: Any,
    strides: Sequence[int] = (1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
    image_shape: Any = None,
    filter_shape: Any = None,
    filter_dilation: Sequence[int] = (1, 1),
) -> Tensor:
    return _conv(graph, x, kernel, strides, border_mode, dim_ordering, filter_dilation)


def conv3d(
    graph: Graph,
    x: Any,
    kernel: Any,
    strides: Sequence[int] = (1, 1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
    volume_shape: Any = None,
    filter_shape: Any = None,
    filter_dilation: Sequence[int] = (1, 1, 1),
) -> Tensor:
    return _conv(graph, x, kernel, strides, border_mode, dim_ordering, filter_dilation)


def _conv(
    graph: Graph, x: Any, kernel: Any, strides: Sequence[int], mode: str, ordering: str, dilations: Sequence[int]
) -> Tensor:
    sizes, _, filters = kernel_parts(kernel.shape, ordering)
    lengths = output_lengths(spatial(x.shape, ordering), sizes, mode, strides, dilations)
    shape = images(x.shape[0], lengths, filters, ordering)
    options: dict[str, Any] = {
        "strides": strides,
        "border_mode": mode,
        "dim_ordering": ordering,
        "dilations": dilations,
    }
    return graph.apply("conv", x, kernel, shape=shape, **options)


def deconv2d(
    graph: Graph,
    x: Any,
    kernel: Any,
    output_shape: Sequence[Any],
    strides: Sequence[int] = (1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
    image_shape: Any = None,
    filter_shape: Any = None,
) -> Tensor:
    sizes = spatial(output_shape, dim_ordering)
    shape = images(x.shape[0], sizes, channels(output_shape, dim_ordering), dim_ordering)
    options: dict[str, Any] = {
        "sizes": sizes,
        "strides": strides,
        "border_mode": border_mode,
        "dim_ordering": dim_ordering,
    }
    return graph.apply("deconv", x, kernel, shape=shape, **options)


def separable_conv2d(
    graph: Graph,
    x: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    strides: Sequence[int] = (1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
) -> Tensor:
    sizes, _, _ = kernel_parts(depthwise_kernel.shape, dim_ordering)
    _, _, filters = kernel_parts(pointwise_kernel.shape, dim_ordering)
    lengths = output_lengths(spatial(x.shape, dim_ordering), sizes, border_mode, strides)
    shape = images(x.shape[0], lengths, filters, dim_ordering)
    options: dict[str, Any] = {"strides": strides, "border_mode": border_mode, "dim_ordering": dim_ordering}
    return graph.apply("separable", x, depthwise_kernel, pointwise_kernel, shape=shape, **options)


def pool2d(
    graph: Graph,
    x: Any,
    pool_size: Sequence[int],
    strides: Sequence[int] = (1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
    pool_mode: str = "max",
) -> Tensor:
    lengths = output_lengths(spatial(x.shape, dim_ordering), pool_size, border_mode, strides)
    shape = images(x.shape[0], lengths, channels(x.shape, dim_ordering), dim_ordering)
    options: dict[str, Any] = {"border_mode": border_mode, "dim_ordering": dim_ordering, "pool_mode": pool_mode}
    return graph.apply("pool", x, shape=shape, pool_size=pool_size, strides=strides, **options)
