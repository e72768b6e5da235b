"""Argument checks of convolution and pooling. Each changes the arguments in place to their normal form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import kerasfront.backend.checks as checks
from kerasfront.backend.conv_shapes import channels, kernel_parts, output_lengths, spatial
from kerasfront.backend.variables import dtype, int_shape, is_tensor
from kerasfront.errors import ArgumentError, ArgumentTypeError

AXES = {1: ("steps",), 2: ("rows", "cols"), 3: ("dim1", "dim2", "dim3")}
"""What messages call the spatial axes."""


def conv1d(arguments: dict[str, Any]) -> None:
    """A positive stride; operands that fit each other."""
    (arguments["stride"],) = _positive("conv1d", "stride", (arguments["stride"],), 1)
    window = {"strides": (arguments["stride"],), "filter_dilation": (1,)}
    _convolution("conv1d", {**arguments, **window, "dim_ordering": "tf"}, 1)


def conv2d(arguments: dict[str, Any]) -> None:
    """Strides and dilations of two positive integers; operands that fit each other."""
    checks.dim_ordering(arguments)
    _convolution("conv2d", arguments, 2)


def conv3d(arguments: dict[str, Any]) -> None:
    """Strides and dilations of three positive integers; operands that fit each other."""
    checks.dim_ordering(arguments)
    _convolution("conv3d", arguments, 3)


def atrous_conv2d(arguments: dict[str, Any]) -> None:
    """A positive rate; `conv2d` checks the rest."""
    (arguments["rate"],) = _positive("atrous_conv2d", "rate", (arguments["rate"],), 1)


def deconv2d(arguments: dict[str, Any]) -> None:
    """An output shape that the convolution with these arguments would take back to the shape of `x`."""
    checks.dim_ordering(arguments)
    ordering, mode = arguments["dim_ordering"], arguments["border_mode"]
    checks.one_of("border_mode", mode, ("valid", "same"))
    strides = arguments["strides"] = _positive("deconv2d", "strides", arguments["strides"], 2)
    shape = _shape("deconv2d", "x", arguments["x"], _image_axes(2, ordering))
    sizes, stack, filters = _kernel("deconv2d", "kernel", arguments["kernel"], arguments["x"], ordering, 2)
    _same_channels("deconv2d", shape, stack, ordering)
    target = arguments["output_shape"]
    if not isinstance(target, (tuple, list)) or len(target) != 4:
        raise ArgumentError(f"deconv2d: output_shape must be a tuple {_layout(2, ordering)}, got {target!r}.")
    arguments["output_shape"] = target = (target[0], *_positive("deconv2d", "output_shape", target[1:], 3))
    needed = output_lengths(spatial(target, ordering), sizes, mode, strides)
    if channels(target, ordering) != filters or not _agree(needed, spatial(shape, ordering)):
        raise ArgumentError(
            f"deconv2d: output_shape {target} does not belong to x of shape {shape}: with a kernel of {sizes} and {filters} "
            f"filters, strides {strides} and border_mode {mode!r}, x would have spatial sizes {needed} and the output "
            f"{filters} channels."
        )


def separable_conv2d(arguments: dict[str, Any]) -> None:
    """A depthwise kernel that fits `x`, and a pointwise kernel of 1 by 1 that fits the depthwise one."""
    checks.dim_ordering(arguments)
    checks.one_of("border_mode", arguments["border_mode"], ("valid", "same"))
    ordering, x = arguments["dim_ordering"], arguments["x"]
    arguments["strides"] = _positive("separable_conv2d", "strides", arguments["strides"], 2)
    shape = _shape("separable_conv2d", "x", x, _image_axes(2, ordering))
    sizes, stack, multiplier = _kernel("separable_conv2d", "depthwise_kernel", arguments["depthwise_kernel"], x, ordering, 2)
    _same_channels("separable_conv2d", shape, stack, ordering)
    _fits("separable_conv2d", shape, sizes, (1, 1), arguments)
    point, mixed, _ = _kernel("separable_conv2d", "pointwise_kernel", arguments["pointwise_kernel"], x, ordering, 2)
    if point != (1, 1) or mixed != stack * multiplier:
        raise ArgumentError(
            f"separable_conv2d: pointwise_kernel must be of size (1, 1) and take {stack * multiplier} channels ({stack} of x "
            f"times {multiplier} of depthwise_kernel), got size {point} and {mixed} channels."
        )


def pool2d(arguments: dict[str, Any]) -> None:
    """A window and strides of two positive integers."""
    _pooling("pool2d", arguments, 2)


def pool3d(arguments: dict[str, Any]) -> None:
    """A window and strides of three positive integers."""
    _pooling("pool3d", arguments, 3)


def _convolution(name: str, arguments: dict[str, Any], rank: int) -> None:
    checks.one_of("border_mode", arguments["border_mode"], ("valid", "same", "full"))
    for argument in ("strides", "filter_dilation"):
        arguments[argument] = _positive(name, argument, arguments[argument], rank)
    if max(arguments["strides"]) > 1 and max(arguments["filter_dilation"]) > 1:
        raise ArgumentError(
            f"{name}: only one of strides and filter_dilation can be above 1, "
            f"got {arguments['strides']} and {arguments['filter_dilation']}."
        )
    ordering = arguments["dim_ordering"]
    shape = _shape(name, "x", arguments["x"], _image_axes(rank, ordering))
    sizes, stack, _ = _kernel(name, "kernel", arguments["kernel"], arguments["x"], ordering, rank)
    _same_channels(name, shape, stack, ordering)
    _fits(name, shape, sizes, arguments["filter_dilation"], arguments)


def _pooling(name: str, arguments: dict[str, Any], rank: int) -> None:
    checks.dim_ordering(arguments)
    checks.one_of("border_mode", arguments["border_mode"], ("valid", "same"))
    checks.one_of("pool_mode", arguments["pool_mode"], ("max", "avg"))
    for argument in ("pool_size", "strides"):
        arguments[argument] = _positive(name, argument, arguments[argument], rank)
    shape = _shape(name, "x", arguments["x"], _image_axes(rank, arguments["dim_ordering"]))
    _fits(name, shape, arguments["pool_size"], (1,) * rank, arguments)


def _positive(name: str, argument: str, value: Any, count: int) -> tuple[int, ...]:
    given = tuple(value) if isinstance(value, (tuple, list)) else ()
    if len(given) != count or not all(hasattr(v, "__index__") and v > 0 for v in given):
        wanted = "a positive integer" if count == 1 else f"{count} positive integers"
        raise ArgumentError(f"{name}: {argument} must be {wanted}, got {given[0] if len(given) == 1 else value!r}.")
    return tuple(int(v) for v in given)


def _shape(name: str, argument: str, x: Any, axes: Sequence[str]) -> tuple[int | None, ...]:
    """The static shape of a float tensor with these axes."""
    if not is_tensor(x):
        raise ArgumentTypeError(f"{name}: {argument} must be a tensor of the engine in use, got {type(x).__name__}.")
    if not dtype(x).startswith("float"):
        raise ArgumentTypeError(f"{name}: {argument} must hold floats, it holds {dtype(x)}; use cast({argument}, 'float32').")
    shape = int_shape(x)
    if len(shape) != len(axes):
        raise ArgumentError(f"{name}: {argument} must have {len(axes)} axes ({', '.join(axes)}), got shape {shape}.")
    return shape


def _kernel(name: str, argument: str, kernel: Any, x: Any, ordering: str, rank: int) -> tuple[tuple[int, ...], int, int]:
    """(spatial sizes, channels, filters) of a kernel."""
    axes = ("filters", "channels", *AXES[rank]) if ordering == "th" else (*AXES[rank], "channels", "filters")
    shape = _shape(name, argument, kernel, axes)
    if None in shape:
        raise ArgumentError(f"{name}: all sizes of {argument} must be known, got shape {shape}.")
    if dtype(kernel) != dtype(x):
        raise ArgumentTypeError(f"{name}: {argument} is of type {dtype(kernel)}, but x of type {dtype(x)}; cast one of them.")
    return kernel_parts(shape, ordering)


def _same_channels(name: str, shape: Sequence[int | None], stack: int, ordering: str) -> None:
    if channels(shape, ordering) not in (None, stack):
        raise ArgumentError(
            f"{name}: the kernel takes {stack} channels, x of shape {tuple(shape)} has {channels(shape, ordering)} "
            f"(dim_ordering {ordering!r}: {_layout(len(shape) - 2, ordering)})."
        )


def _fits(
    name: str, shape: Sequence[int | None], sizes: Sequence[int], dilations: Sequence[int], arguments: dict[str, Any]
) -> None:
    """With border_mode 'valid' the window must find a place."""
    lengths = spatial(shape, arguments["dim_ordering"])
    if 0 in output_lengths(lengths, sizes, arguments["border_mode"], arguments["strides"], dilations):
        raise ArgumentError(
            f"{name}: a window of {tuple(sizes)} does not fit into x with spatial sizes {lengths}; "
            "make it smaller, or use border_mode='same'."
        )


def _agree(left: Sequence[int | None], right: Sequence[int | None]) -> bool:
    return all(None in (a, b) or a == b for a, b in zip(left, right))


def _image_axes(rank: int, ordering: str) -> tuple[str, ...]:
    return ("samples", "channels", *AXES[rank]) if ordering == "th" else ("samples", *AXES[rank], "channels")


def _layout(rank: int, ordering: str) -> str:
    return f"({', '.join(_image_axes(rank, ordering))})"
