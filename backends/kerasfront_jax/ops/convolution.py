"""Convolution by XLA."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from kerasfront.backend.conv_shapes import images, kernel_parts, padding, spatial

LAYOUTS = {
    (2, "th"): ("NCHW", "OIHW", "NCHW"), (2, "tf"): ("NHWC", "HWIO", "NHWC"),
    (3, "th"): ("NCDHW", "OIDHW", "NCDHW"), (3, "tf"): ("NDHWC", "DHWIO", "NDHWC"),
}  # fmt: skip


def conv(
    x: Any,
    kernel: Any,
    strides: Sequence[int],
    border_mode: str,
    dim_ordering: str,
    dilations: Sequence[int] = (1, 1),
    groups: int = 1,
) -> Any:
    """See `K.conv2d` and `K.conv3d`."""
    sizes, _, _ = kernel_parts(kernel.shape, dim_ordering)
    lengths = spatial(x.shape, dim_ordering)
    pads = [padding(n, size, border_mode, s, d) for n, size, s, d in zip(lengths, sizes, strides, dilations)]
    return lax.conv_general_dilated(
        x, kernel, strides, pads, rhs_dilation=dilations, dimension_numbers=LAYOUTS[len(sizes), dim_ordering],
        feature_group_count=groups,
    )  # fmt: skip


def deconv(
    x: Any, kernel: Any, sizes: Sequence[int], strides: Sequence[int], border_mode: str, dim_ordering: str
) -> Any:
    """See `K.deconv2d`: what takes the result to `x` is a convolution, and this its transpose."""
    _, _, filters = kernel_parts(kernel.shape, dim_ordering)
    forth = jnp.swapaxes(kernel, *((0, 1) if dim_ordering == "th" else (-1, -2)))
    made = jax.ShapeDtypeStruct(images(x.shape[0], sizes, filters, dim_ordering), x.dtype)
    return jax.linear_transpose(lambda y: conv(y, forth, strides, border_mode, dim_ordering), made)(x)[0]


def separable(
    x: Any, depthwise: Any, pointwise: Any, strides: Sequence[int], border_mode: str, dim_ordering: str
) -> Any:
    """See `K.separable_conv2d`."""
    sizes, channels, multiplier = kernel_parts(depthwise.shape, dim_ordering)
    if dim_ordering == "th":
        depthwise = jnp.swapaxes(depthwise, 0, 1).reshape((channels * multiplier, 1, *sizes))
    else:
        depthwise = depthwise.reshape((*sizes, 1, channels * multiplier))
    each = conv(x, depthwise, strides, border_mode, dim_ordering, groups=channels)
    return conv(each, pointwise, (1, 1), "valid", dim_ordering)
