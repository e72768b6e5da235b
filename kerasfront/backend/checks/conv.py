"""Argument checks of convolution and pooling. Each changes the arguments in place to their normal form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import kerasfront.backend.checks.arguments as checks
from kerasfront.backend.conv_shapes import channels, images, kernel_parts, output_lengths, spatial
from kerasfront.backend.types import is_list
from kerasfront.backend.variables import dtype, int_shape, is_tensor
from kerasfront.errors import ArgumentError, ArgumentTypeError

AXES = {1: ("steps",), 2: ("rows", "cols"), 3: ("dim1", "dim2", "dim3")}
"""What messages call the spatial axes."""


def conv1d(arguments: dict[str, Any]) -> None:
    """A positive stride; operands that fit each other."""
    as_images = {"strides": (arguments["stride"],), "filter_dilation": (1,), "dim_ordering": "tf"}
    _convolution("conv1d", {**arguments, **as_images}, 1)


def conv2d(arguments: dict[str, Any]) -> None:
    """Strides and dilations of two positive integers; operands that fit each other."""
    _convolution("conv2d", arguments, 2)


def conv3d(arguments: dict[str, Any]) -> None:
    """Strides and dilations of three positive integers; operands that fit each other."""
    _convolution("conv3d", arguments, 3)


def atrous_conv2d(arguments: dict[str, Any]) -> None:
    """Operands that fit each other with this rate."""
    rate = arguments["rate"]
    _convolution("atrous_conv2d", {**arguments, "strides": (1, 1), "filter_dilation": (rate, rate)}, 2)


def deconv2d(arguments: dict[str, Any]) -> None:
    """An output shape that the convolution with these arguments would take to the shape of `x`."""
    call = _Call("deconv2d", arguments, 2, ("valid", "same"))
    call.positive("strides")
    sizes, filters = call.kernel()
    target: Any = arguments["output_shape"]
    if not is_list(target) or len(target) != 4:
        raise ArgumentError(f"deconv2d: output_shape must be a tuple {call.layout}, got {target!r}.")
    arguments["output_shape"] = target = (target[0], *_positive("deconv2d: output_shape", target[1:], 3))
    needed = output_lengths(spatial(target, call.ordering), sizes, arguments["border_mode"], arguments["strides"])
    expected = images(None, needed, channels(call.shape, call.ordering), call.ordering)
    if channels(target, call.ordering) != filters or not _agree(expected, call.shape):
        raise ArgumentError(
            f"deconv2d: output_shape {target} does not belong to x of shape {call.shape} {call.layout}. With a kernel "
            f"of size {sizes}, strides {arguments['strides']} and border_mode {arguments['border_mode']!r}, x needs "
            f"the spatial sizes {needed}; and with {filters} filters, the output has {filters} channels."
        )


def separable_conv2d(arguments: dict[str, Any]) -> None:
    """A depthwise kernel that fits `x`, and a pointwise kernel of 1 by 1 that fits the depthwise one."""
    call = _Call("separable_conv2d", arguments, 2, ("valid", "same"))
    call.positive("strides")
    sizes, multiplier = call.kernel("depthwise_kernel")
    call.find_a_place(sizes)
    stack = kernel_parts(int_shape(arguments["depthwise_kernel"]), call.ordering)[1]
    sizes, _ = call.kernel("pointwise_kernel", takes=stack * multiplier)
    if sizes != (1, 1):
        raise ArgumentError(f"separable_conv2d: pointwise_kernel must be of size (1, 1), got size {sizes}.")


def pool2d(arguments: dict[str, Any]) -> None:
    """A window and strides of two positive integers."""
    _pooling("pool2d", arguments, 2)


def pool3d(arguments: dict[str, Any]) -> None:
    """A window and strides of three positive integers."""
    _pooling("pool3d", arguments, 3)


def _convolution(name: str, arguments: dict[str, Any], rank: int) -> None:
    call = _Call(name, arguments, rank, ("valid", "same", "full"))
    call.positive("strides")
    call.positive("filter_dilation")
    if max(arguments["strides"]) > 1 and max(arguments["filter_dilation"]) > 1:
        raise ArgumentError(
            f"{name}: only one of strides and filter_dilation can be above 1, "
            f"got {arguments['strides']} and {arguments['filter_dilation']}."
        )
    sizes, _ = call.kernel()
    call.find_a_place(sizes, arguments["filter_dilation"])


def _pooling(name: str, arguments: dict[str, Any], rank: int) -> None:
    checks.one_of("pool_mode", arguments["pool_mode"], ("max", "avg"))
    call = _Call(name, arguments, rank, ("valid", "same"))
    call.positive("strides")
    call.positive("pool_size")
    call.find_a_place(arguments["pool_size"])


class _Call:
    """The arguments of one call, with what they have in common checked."""

    def __init__(self, name: str, arguments: dict[str, Any], rank: int, modes: tuple[str, ...]) -> None:
        checks.dim_ordering(arguments)
        checks.one_of("border_mode", arguments["border_mode"], modes)
        self.name, self.arguments, self.rank, self.ordering = name, arguments, rank, arguments["dim_ordering"]
        axes = images("samples", AXES[rank], "channels", self.ordering)
        self.layout = f"({', '.join(axes)})"
        self.shape = self._floats("x", axes)

    def positive(self, argument: str) -> None:
        """One positive integer for each spatial axis."""
        self.arguments[argument] = _positive(f"{self.name}: {argument}", self.arguments[argument], self.rank)

    def kernel(self, argument: str = "kernel", takes: int | None = None) -> tuple[tuple[int, ...], int]:
        """(spatial sizes, filters) of a kernel that takes as many channels as `x` has, or as said."""
        inner = AXES[self.rank]
        axes = ("filters", "channels", *inner) if self.ordering == "th" else (*inner, "channels", "filters")
        shape = self._floats(argument, axes)
        if None in shape:
            raise ArgumentError(f"{self.name}: all sizes of {argument} must be known, got shape {shape}.")
        types = dtype(self.arguments[argument]), dtype(self.arguments["x"])
        if types[0] != types[1]:
            raise ArgumentTypeError(f"{self.name}: {argument} holds {types[0]}, but x {types[1]}; cast one of them.")
        sizes, stack, filters = kernel_parts(shape, self.ordering)
        expected = takes or channels(self.shape, self.ordering)
        if expected not in (None, stack):
            raise ArgumentError(
                f"{self.name}: {argument} of shape {shape} ({', '.join(axes)}) must take {expected} channels, it takes "
                f"{stack}; x has shape {self.shape} {self.layout}, dim_ordering is {self.ordering!r}."
            )
        return sizes, filters

    def find_a_place(self, sizes: Sequence[int], dilations: Sequence[int] | None = None) -> None:
        """With border_mode 'valid', the window must not be larger than `x`."""
        lengths = spatial(self.shape, self.ordering)
        if 0 in output_lengths(lengths, sizes, self.arguments["border_mode"], self.arguments["strides"], dilations):
            raise ArgumentError(
                f"{self.name}: a window of size {tuple(sizes)} does not fit into x of shape {self.shape} "
                f"{self.layout}; take a smaller one, or border_mode='same'."
            )

    def _floats(self, argument: str, axes: Sequence[str]) -> tuple[int | None, ...]:
        """The static shape of a tensor of floats with these axes."""
        x = self.arguments[argument]
        if not is_tensor(x):
            raise ArgumentTypeError(f"{self.name}: {argument} must be a tensor, got {type(x).__name__}.")
        if not dtype(x).startswith("float"):
            raise ArgumentTypeError(f"{self.name}: {argument} must hold floats, it holds {dtype(x)}.")
        shape = int_shape(x)
        if len(shape) != len(axes):
            raise ArgumentError(f"{self.name}: {argument} must have the axes ({', '.join(axes)}), got shape {shape}.")
        return shape


def _positive(what: str, value: Any, count: int) -> tuple[int, ...]:
    given = tuple(value) if is_list(value) else ()
    if len(given) != count or not all(hasattr(v, "__index__") and v > 0 for v in given):
        raise ArgumentError(f"{what} must hold {count} positive integer{'s' * (count > 1)}, got {value!r}.")
    return tuple(int(v) for v in given)


def _agree(left: Sequence[int | None], right: Sequence[int | None]) -> bool:
    return all(None in (a, b) or a == b for a, b in zip(left, right))
