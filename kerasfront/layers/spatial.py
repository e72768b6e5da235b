"""The base of layers over sequences, images and volumes: layout of channels, sizes of the output, checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from kerasfront import backend as K
from kerasfront.backend.conv_shapes import channels, images, output_lengths, padding, span, spatial
from kerasfront.backend.types import Shape, Tensor, Unpack
from kerasfront.engine.topology import InputSpec, Layer
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.engine.topology.lists import to_list
from kerasfront.engine.topology.tensors import shape_of
from kerasfront.errors import ArgumentError
from kerasfront.later_keras import refuse_later_arguments
from kerasfront.utils.checks import check_count, check_counts

W = TypeVar("W", bound="WindowLayer")


class SpatialLayer(Layer):
    """Base of layers over space: sequences (rank 1), images (2) or volumes (3).

    The input is (samples, channels, sizes...) in dim_ordering 'th', (samples, sizes..., channels) in 'tf'. Sequences
    have no dim_ordering: their channels are last.

    A subclass defines `output_sizes` and names those of its arguments that are sizes. The names of a group belong to
    the axes in their order, an integer each; a single name holds a tuple for all axes.
    """

    rank: ClassVar[int]
    dim_ordering: str  # sequences have none
    size_names: ClassVar[tuple[str, ...]] = ()
    stride_names: ClassVar[tuple[str, ...]] = ()
    dilation_names: ClassVar[tuple[str, ...]] = ()
    border_modes: ClassVar[tuple[str, ...]] = ("valid", "same")
    least_size: ClassVar[int] = 1
    way_out: ClassVar[str] = "Give it a larger input."

    def __init__(self, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.input_spec = [InputSpec(ndim=self.rank + 2)]

    def configure(self, arguments: Mapping[str, Any]) -> None:
        """Store the arguments of ``__init__``; sizes become integers and tuples of integers.

        Raises
        ------
        ArgumentError
            If a size is not positive, the number of sizes is wrong, or the border_mode is unknown.
        """
        super().configure(arguments)
        for group in (self.size_names, self.stride_names, self.dilation_names):
            for name in group:
                self._configure_size(name, self.rank // len(group), arguments)
        mode = arguments.get("border_mode", "valid")
        if mode not in self.border_modes:
            choices = " or ".join(map(repr, self.border_modes))
            raise ArgumentError(f"{self}: border_mode must be {choices}, got {mode!r}.")

    def _configure_size(self, name: str, count: int, arguments: Mapping[str, Any]) -> None:
        if name in arguments:  # a base class may not have it in its signature
            value = arguments[name]
            argument = f"{self}: {name}"
            number = check_count(argument, value) if count == 1 else check_counts(argument, value, count)
            setattr(self, name, number)

    def along_axes(self, names: Sequence[str]) -> tuple[int, ...]:
        """The values of a group of arguments, one for each axis of space."""
        values = tuple(getattr(self, name) for name in names)
        return values if len(values) == self.rank else values[0]

    @property
    def layout(self) -> str:
        """The dim_ordering; 'tf' for sequences, which have none."""
        return getattr(self, "dim_ordering", "tf")

    def output_sizes(self, sizes: Shape) -> Shape:
        """Sizes of space of the output for those of the input; None where unknown."""
        return sizes

    def output_channels(self, stack: int | None) -> int | None:
        """Number of channels of the output for that of the input."""
        return stack

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """Static shape of the output.

        Raises
        ------
        ArgumentError
            If the input is so small that the output would be empty.
        """
        sizes = self.output_sizes(spatial(input_shape, self.layout))
        stack = self.output_channels(channels(input_shape, self.layout))
        output_shape = images(input_shape[0], sizes, stack, self.layout)
        if any(size is not None and size < self.least_size for size in sizes):
            raise ArgumentError(
                f"{self} would turn an input of shape {tuple(input_shape)} into an output of shape {output_shape}. "
                f"{self.way_out}"
            )
        return output_shape

    def assert_input_compatibility(self, input: Any) -> None:
        """Check a tensor against `input_spec`, and its sizes of space against the window."""
        super().assert_input_compatibility(input)
        self.get_output_shape_for(shape_of(to_list(input)[0]))


class WindowLayer(SpatialLayer):
    """Base of layers with a window that moves along the axes of space."""

    way_out = "Give it a larger input or a smaller window, or border_mode='same'."
    border_mode: str
    marks = ("leading_margin",)
    leading_margin: bool = False
    """Whether 'same' puts an odd padding before the input, not after it, as files of one classic backend need."""

    def __new__(cls: type[W], *given: Any, **named: Any) -> W:
        if len(cls.size_names) > 1 and any(isinstance(size, (tuple, list)) for size in given[1:2]):
            refuse_later_arguments(cls.__name__, ["kernel_size"], [base.__name__ for base in cls.__mro__])
        return super().__new__(cls, *given, **named)

    @property
    def window_size(self) -> tuple[int, ...]:
        """Taps of the window along each axis."""
        return self.along_axes(self.size_names)

    @property
    def kernels(self) -> list[Tensor]:
        """The convolution kernels among the weights, which have axes of space and two of channels."""
        return [weight for weight in self.weights if K.ndim(weight) > 3]

    @property
    def window_strides(self) -> tuple[int, ...]:
        """Strides of the window along each axis."""
        return self.along_axes(self.stride_names)

    @property
    def window_dilations(self) -> tuple[int, ...]:
        """Distances between taps along each axis."""
        return self.along_axes(self.dilation_names) if self.dilation_names else (1,) * self.rank

    def output_sizes(self, sizes: Shape) -> Shape:
        """Number of places of the window along each axis."""
        return output_lengths(sizes, self.window_size, self.border_mode, self.window_strides, self.window_dilations)

    @property
    def leading_margins(self) -> tuple[tuple[int, int], ...]:
        """Padding of 'same' before and after each axis with `leading_margin`, for all sizes and strides."""
        spans = [span(size, dilation) for size, dilation in zip(self.window_size, self.window_dilations)]
        return tuple((size // 2, (size - 1) // 2) for size in spans)

    def differs_by_margin(self, input_shape: Shape) -> bool:
        """Whether `leading_margin` makes a difference for inputs of a static shape."""
        return self.border_mode == "same" and self._differ(spatial(input_shape, self.layout))

    def _differ(self, sizes: Shape) -> bool:
        windows = zip(self.window_size, self.window_strides, self.window_dilations)
        return any(
            padding(length, size, "same", stride, dilation)[0] != before
            for known, (size, stride, dilation), (before, _) in zip(sizes, windows, self.leading_margins)
            for length in (range(size * dilation, size * dilation + stride) if known is None else [known])
        )

    def bordered(self, image: Tensor, border_mode: str) -> tuple[Tensor, str]:
        """Pad an image for 'same' if `leading_margin` is set, and return it with the border_mode that is left."""
        if border_mode != "same" or not self.leading_margin:
            return image, border_mode
        margins = [*self.leading_margins, (0, 0)][: max(self.rank, 2)]
        return K.zero_pad(image, images((0, 0), margins, (0, 0), self.layout)), "valid"

    def in_image(self, sizes: tuple[int, ...]) -> tuple[int, ...]:
        """Extend `sizes` for `on_image`: the image that a sequence becomes has a second axis, of size 1."""
        return (*sizes, 1) if self.rank == 1 else sizes

    def on_image(self, function: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
        """Apply a function of images or volumes; a sequence becomes an image for it."""
        if self.rank > 1:
            return function(x)
        return K.squeeze(function(K.expand_dims(x, 2)), 2)
