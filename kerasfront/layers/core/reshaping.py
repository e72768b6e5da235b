"""Layers that reshape, permute and repeat elements."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Unpack
from kerasfront.engine.topology import LAYERS, InputSpec, Layer
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.errors import ArgumentError
from kerasfront.utils.checks import check_count, check_counts


@LAYERS.register()
class Reshape(Layer):
    """Give each sample another shape: ``output[s] = x[s].reshape(target_shape)``, in words of NumPy.

    Parameters
    ----------
    target_shape : tuple of int
        Shape without the samples axis. One size may be -1 and is then inferred.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Output: (samples,) + target_shape.

    Examples
    --------
    >>> from kerasfront.layers import Reshape
    >>> from kerasfront.models import Sequential
    >>> Sequential([Reshape((-1, 2), input_shape=(12,))]).output_shape
    (None, 6, 2)
    """

    keeps_values = True
    target_shape: tuple[int, ...]

    def __init__(self, target_shape: Sequence[int], **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())
        self.target_shape = check_counts(f"{self}: target_shape", target_shape, least=-1)
        if self.target_shape.count(-1) > 1:
            raise ArgumentError(f"{self}: target_shape may have at most one -1, got {self.target_shape}.")

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.reshape(x, (-1, *self._sizes(K.int_shape(x)[1:])))

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """Shape (samples,) + target_shape."""
        return (input_shape[0], *(None if size == -1 else size for size in self._sizes(input_shape[1:])))

    def _sizes(self, given: Any) -> tuple[int, ...]:
        if None in given:
            return self.target_shape
        total, rest = prod(given), prod(size for size in self.target_shape if size != -1)
        fits = total % rest == 0 if rest and -1 in self.target_shape else total == rest
        if not fits:
            raise ArgumentError(
                f"{self} cannot reshape samples of shape {tuple(given)} ({total} elements) "
                f"to target_shape {self.target_shape}: the number of elements must stay the same."
            )
        return tuple(total // rest if size == -1 else size for size in self.target_shape)


@LAYERS.register()
class Permute(Layer):
    """Reorder the axes of each sample: ``output = transpose(x, (0,) + dims)``.

    Parameters
    ----------
    dims : tuple of int
        Input axis, counted from 1, for each axis of the output: (2, 1) swaps the two axes of a sample.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Output: the sizes of the input, in the order of `dims`.

    Examples
    --------
    >>> from kerasfront.layers import Permute
    >>> from kerasfront.models import Sequential
    >>> Sequential([Permute((2, 1), input_shape=(10, 64))]).output_shape
    (None, 64, 10)
    """

    keeps_values = True
    dims: tuple[int, ...]

    def __init__(self, dims: Sequence[int], **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())
        self.dims = check_counts(f"{self}: dims", dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            numbers = f"1 to {len(self.dims)}"
            raise ArgumentError(f"{self}: dims must hold {numbers} once each, got {self.dims}.")
        self.input_spec = [InputSpec(ndim=len(self.dims) + 1)]

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.permute_dimensions(x, (0, *self.dims))

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """The permuted shape."""
        return (input_shape[0], *(input_shape[axis] for axis in self.dims))


@LAYERS.register()
class Flatten(Layer):
    """Flatten each sample to a vector: ``output[s] = x[s].reshape(-1)``, in words of NumPy.

    Parameters
    ----------
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, a, b, ...). Output: (samples, a * b * ...).

    Examples
    --------
    >>> from kerasfront.layers import Flatten
    >>> from kerasfront.models import Sequential
    >>> Sequential([Flatten(input_shape=(4, 8))]).output_shape
    (None, 32)
    """

    keeps_values = True

    def __init__(self, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.input_spec = [InputSpec(ndim="2+")]

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.batch_flatten(x)

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """Shape (samples, product of the other sizes)."""
        if None in input_shape[1:]:
            raise ArgumentError(
                f"{self} needs to know all sizes but the first of its input, got {input_shape}. "
                "Give the first layer a complete input_shape or batch_input_shape."
            )
        return (input_shape[0], prod(input_shape[1:]))


@LAYERS.register()
class RepeatVector(Layer):
    """Repeat a vector along a new time axis: ``output[:, t] = x``.

    Parameters
    ----------
    n : int
        Number of repetitions.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, features). Output: (samples, n, features).

    Examples
    --------
    >>> from kerasfront.layers import RepeatVector
    >>> from kerasfront.models import Sequential
    >>> Sequential([RepeatVector(3, input_shape=(16,))]).output_shape
    (None, 3, 16)
    """

    checks = {"n": check_count}

    keeps_values = True
    n: int

    def __init__(self, n: int, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())
        self.input_spec = [InputSpec(ndim=2)]

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.repeat(x, self.n)

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """Shape (samples, n, features)."""
        return (input_shape[0], self.n, input_shape[1])
