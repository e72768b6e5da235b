"""Base of the operations on two-dimensional images."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from kerasfront_theano.compat import threads
from kerasfront_theano.library import theano
from kerasfront_theano.ops.windows import Pair
from kerasfront_theano.static_shape import static_shape

T = theano.tensor


def int_params(*names: str) -> Any:
    """Attributes that the C code of an operation reads, so that one compiled module serves all their values."""
    return theano.graph.params_type.ParamsType(**dict.fromkeys(names, theano.scalar.int64))


def geometry(size: Sequence[Any], before: Sequence[Any]) -> list[Any]:
    """The last inputs: height and width of the result; rows of padding above and columns left of the images."""
    numbers = [*size, *before]
    return [T.constant(np.int64(x)) if isinstance(x, int) else T.cast(x, "int64") for x in numbers]


def lengths_of(x: Any, axes: Iterable[int]) -> list[Any]:
    """The lengths of axes: integers where they are known, else symbolic."""
    known = static_shape(x)
    return [x.shape[axis] if known[axis] is None else known[axis] for axis in axes]


class ImageOp(theano.graph.op.ExternalCOp):
    """An operation that makes one array of four axes from others and, as the last inputs, a `geometry`.

    Images are (samples, height, width, channels), or (samples, channels, height, width) unless `channels_last`.
    """

    channels_last: bool

    def perform(self, node: Any, inputs: Sequence[np.ndarray], outputs: Any, params: Any = None) -> None:
        *arrays, height, width, top, left = inputs
        made = self.in_numpy(arrays, (int(height), int(width)), (int(top), int(left)))
        outputs[0][0] = np.ascontiguousarray(made)

    def in_numpy(self, arrays: Sequence[np.ndarray], size: Pair, before: Pair) -> np.ndarray:
        """Compute the result where there is no compiler."""
        raise NotImplementedError

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """Apply the operation; half precision, which C and BLAS lack, is computed in single precision."""
        if inputs[0].dtype != "float16":
            return super().__call__(*inputs, **options)
        wide = [T.cast(x, "float32") if x.dtype == "float16" else x for x in inputs]
        return T.cast(super().__call__(*wide, **options), "float16")

    def make_node(self, *inputs: Any) -> Any:
        return theano.graph.basic.Apply(self, list(inputs), [T.TensorType(inputs[0].dtype, (False,) * 4)()])

    def last(self, images: np.ndarray) -> np.ndarray:
        """Images with their channels last."""
        return images if self.channels_last else np.moveaxis(images, 1, -1)

    def as_asked(self, images: np.ndarray) -> np.ndarray:
        """Images with their channels where they belong."""
        return images if self.channels_last else np.moveaxis(images, -1, 1)

    @property
    def spatial(self) -> tuple[int, int]:
        """The axes of height and width."""
        return (1, 2) if self.channels_last else (2, 3)

    def shape(self, samples: Any, size: Sequence[Any], channels: Any) -> tuple[Any, ...]:
        """The shape of images."""
        return (samples, *size, channels) if self.channels_last else (samples, channels, *size)

    def c_compile_args(self, **kwargs: Any) -> list[str]:
        return ["-fopenmp"] if threads.parallel else []
