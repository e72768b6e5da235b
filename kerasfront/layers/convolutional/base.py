"""The base of convolutions of all ranks."""

from __future__ import annotations

import warnings
from typing import Any

from kerasfront import backend as K
from kerasfront.activations import ActivationFunction
from kerasfront.backend.conv_shapes import channels, images, kernel
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import InputSpec
from kerasfront.layers.affine import Affine
from kerasfront.layers.spatial import WindowLayer
from kerasfront.utils.checks import check_count

IMAGE_CHANNELS = (1, 3, 4)
"""Usual numbers of channels of images."""
LEAST_SIDE = 16
"""Smallest side of an image, in pixels, that gives a hint about the layout."""


class ConvolutionLayer(WindowLayer, Affine):
    """Base of convolutions: ``activation(convolve(x) + b)``.

    A subclass is a rank, a signature and the names of its sizes. Sequences are given to the backend as images one pixel
    wide, so that one layout of kernels serves both ranks.
    """

    nb_filter: int
    activation: ActivationFunction
    checks = {"nb_filter": check_count}
    border_modes = ("valid", "same", "full")

    def build(self, input_shape: Any) -> None:
        """Create the kernel and b, which fixes the number of channels of the input."""
        stack = channels(input_shape, self.layout)
        self._warn_of_layout(input_shape)
        self.input_spec = [InputSpec(shape=images(None, (None,) * self.rank, stack, self.layout))]
        self.build_kernel(stack)
        self.b = self.declare_bias((self.nb_filter,))

    def _warn_of_layout(self, input_shape: Any) -> None:
        """Warn if the channels of an image do not seem to be where the dim_ordering has them."""
        first, *sides, last = input_shape[1:]
        at_end = self.layout == "tf"
        few, many = (first, last) if at_end else (last, first)
        if self.rank == 2 and few in IMAGE_CHANNELS and (many or 0) >= LEAST_SIDE and [many] == sides:
            other, end = ("th", "first") if at_end else ("tf", "last")
            warnings.warn(
                f"{self} takes images of shape {tuple(input_shape[1:])}, whose channels seem to come {end}, in "
                f"dim_ordering={self.layout!r}: as {many} channels. Pass dim_ordering={other!r}, or move the axis "
                "of channels.",
                stacklevel=4,
            )

    def build_kernel(self, stack: int) -> None:
        """Create W for `stack` channels of input.

        Kernels of sequences have no dim_ordering and are initialized as if in 'th', as in classic Keras: models are
        tuned to that.
        """
        self.W_shape = self.kernel_shape(self.window_size, stack, self.nb_filter)
        self.W = self.declare("W", self.W_shape)

    def kernel_shape(self, sizes: tuple[int, ...], stack: int, filters: int) -> tuple[int, ...]:
        """The shape of a kernel; see `conv_shapes.kernel`."""
        return kernel(self.in_image(sizes), stack, filters, self.layout)

    def convolve(self, image: Tensor) -> Tensor:
        """Convolve images or volumes, without bias and activation."""
        convolution = K.conv3d if self.rank == 3 else K.conv2d
        image, border_mode = self.bordered(image, self.border_mode)
        return convolution(
            image,
            self.W,
            strides=self.in_image(self.window_strides),
            border_mode=border_mode,
            dim_ordering=self.layout,
            filter_dilation=self.in_image(self.window_dilations),
        )

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        output = self.on_image(self.convolve, x)
        if self.b is not None:
            output = K.bias_add(output, self.b, self.layout)
        return self.activation(output)

    def output_channels(self, stack: int | None) -> int | None:
        """The number of filters."""
        return self.nb_filter
