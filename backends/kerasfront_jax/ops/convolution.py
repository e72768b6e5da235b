"""Convolution: of images by our own kernels where these run, as those of XLA are slow on processors, else by XLA.

Ours have channels last, and kernels (height, width, channels, filters).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from kerasfront.backend.conv_shapes import images, kernel_parts, output_lengths, padding, spatial
from kerasfront_jax.ops import compiled

FORWARD, BY_IMAGES, BY_KERNEL = CALLS = (
    "KerasfrontConvolution", "KerasfrontConvolutionByImages", "KerasfrontConvolutionByKernel",
)  # fmt: skip

ROOM, LARGE = 8, 2**21
"""Where gradients will follow, a call with so many numbers asks for large pages for so many times its results.

XLA lays out all that a program computes in one piece of memory, which it takes from the system for each run. The room
is a part of that piece which nothing else uses yet, is not written, and then becomes that of the next results.
"""

LAYOUTS = {
    (2, "th"): ("NCHW", "OIHW", "NCHW"), (2, "tf"): ("NHWC", "HWIO", "NHWC"),
    (3, "th"): ("NCDHW", "OIDHW", "NCDHW"), (3, "tf"): ("NDHWC", "DHWIO", "NDHWC"),
}  # fmt: skip


class Spacing(NamedTuple):
    """Distances from window to window and from tap to tap, and how many zeros lie before the first pixel."""

    steps: tuple[int, ...]
    gaps: tuple[int, ...]
    before: tuple[int, ...]


def runs(x: Any) -> bool:
    """Whether images can be convolved by our own kernels on this machine."""
    return x.ndim == 4 and x.dtype == "float32" and 0 not in x.shape and compiled.load("convolution", *CALLS)


def conv(
    x: Any, kernel: Any, strides: Sequence[int], border_mode: str, dim_ordering: str, dilations: Sequence[int]
) -> Any:
    """See `K.conv2d` and `K.conv3d`."""
    sizes, _, filters = kernel_parts(kernel.shape, dim_ordering)
    lengths = spatial(x.shape, dim_ordering)
    pads = [padding(n, size, border_mode, s, d) for n, size, s, d in zip(lengths, sizes, strides, dilations)]
    made = output_lengths(lengths, sizes, border_mode, strides, dilations)
    if runs(x) and 0 not in made:
        spacing = Spacing(tuple(strides), tuple(dilations), tuple(before for before, _ in pads))
        results = (len(x), *made, filters)
        found = _convolved(FORWARD, spacing, results, 0, _last(x, dim_ordering), _kernel_last(kernel, dim_ordering))
        return _as_asked(found, dim_ordering)
    layouts = LAYOUTS[len(sizes), dim_ordering]
    return lax.conv_general_dilated(x, kernel, strides, pads, rhs_dilation=dilations, dimension_numbers=layouts)


def deconv(
    x: Any, kernel: Any, sizes: Sequence[int], strides: Sequence[int], border_mode: str, dim_ordering: str
) -> Any:
    """See `K.deconv2d`: what takes the result to `x` is a convolution, and this its transpose."""
    _, _, filters = kernel_parts(kernel.shape, dim_ordering)
    forth = jnp.swapaxes(kernel, *((0, 1) if dim_ordering == "th" else (-1, -2)))
    made = jax.ShapeDtypeStruct(images(x.shape[0], sizes, filters, dim_ordering), x.dtype)

    def back(y: Any) -> Any:
        return conv(y, forth, strides, border_mode, dim_ordering, (1, 1))

    return jax.vjp(back, jnp.zeros(made.shape, made.dtype))[1](x)[0]


def _with_gradients(function: Any) -> Any:
    """A function of four options and two arrays, which gets gradients of its own."""
    return jax.custom_vjp(function, nondiff_argnums=(0, 1, 2, 3))


@_with_gradients
def _convolved(call: str, spacing: Spacing, shape: tuple[int, ...], room: int, a: Any, b: Any) -> Any:
    """Run a custom call on two arrays of images, kernel and results; the shape is that of the third.

    room: for how many times the results large pages are asked for.
    """
    results = [jax.ShapeDtypeStruct(each, a.dtype) for each in (shape, (room, *shape)) if 0 not in each]
    numbers = {name: np.array(value, "int64") for name, value in spacing._asdict().items()}
    return jax.ffi.ffi_call(call, results, vmap_method="sequential")(a, b, **numbers)[0]


def _forward(call, spacing, shape, room, a, b):
    room = ROOM if call == FORWARD and math.prod(shape) >= LARGE else 0
    return _convolved(call, spacing, shape, room, a, b), (a, b)


GRADIENTS = {
    FORWARD: lambda a, b, by: ((BY_IMAGES, by, b), (BY_KERNEL, a, by)),
    BY_IMAGES: lambda a, b, by: ((FORWARD, by, b), (BY_KERNEL, by, a)),
    BY_KERNEL: lambda a, b, by: ((BY_IMAGES, b, by), (FORWARD, a, by)),
}
"""The result of each call is linear in both arrays, and each gradient is again one of the calls."""


def _backward(call, spacing, shape, room, given, by):
    made = zip(GRADIENTS[call](*given, by), given)
    return tuple(_convolved(name, spacing, like.shape, 0, a, b) for (name, a, b), like in made)


_convolved.defvjp(_forward, _backward)


def _last(x: Any, dim_ordering: str) -> Any:
    return jnp.transpose(x, (0, 2, 3, 1)) if dim_ordering == "th" else x


def _kernel_last(kernel: Any, dim_ordering: str) -> Any:
    return jnp.transpose(kernel, (2, 3, 1, 0)) if dim_ordering == "th" else kernel


def _as_asked(y: Any, dim_ordering: str) -> Any:
    return jnp.transpose(y, (0, 3, 1, 2)) if dim_ordering == "th" else y
