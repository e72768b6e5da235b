"""Pooling in two dimensions, for many adjacent channels at once."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from kerasfront_theano.library import theano
from kerasfront_theano.ops.gradients import fitting
from kerasfront_theano.ops.images import ImageOp, geometry, int_params, lengths_of
from kerasfront_theano.ops.windows import ImageWindows, Pair

LARGEST, GATHER, SPREAD = range(3)


class Pooling(ImageOp):
    """The largest element (LARGEST) or the sum (GATHER) of each window, channel by channel.

    SPREAD goes back: each pixel gets the sum of the values of all windows over it. Inputs: what is pooled or spread;
    images; their largest elements; the `geometry`.

    Parameters
    ----------
    direction : int
        LARGEST, GATHER or SPREAD.
    largest : bool
        Whether only pixels that are the largest of a window count, of equal ones the first; otherwise the second and
        third input are unused.
    window, steps : (int, int)
        Rows and columns of a window, and from window to window.
    channels_last : bool
    """

    __props__ = ("direction", "largest", "window", "steps", "channels_last")
    params_type = int_params(
        "direction", "largest", "window_rows", "window_columns", "step_down", "step_right", "channels_last"
    )

    def __init__(
        self, direction: int, largest: bool, window: tuple[int, int], steps: tuple[int, int], channels_last: bool
    ) -> None:
        super().__init__(["images.c", "pooling.c"], "APPLY_SPECIFIC(pool)")
        self.direction, self.largest, self.channels_last = direction, largest, channels_last
        self.window, self.steps = tuple(window), tuple(steps)
        self.window_rows, self.window_columns = window
        self.step_down, self.step_right = steps

    def infer_shape(self, fgraph: Any, node: Any, shapes: Any) -> list[tuple[Any, ...]]:
        samples, channels = shapes[0][0], shapes[0][3 if self.channels_last else 1]
        return [self.shape(samples, node.inputs[3:5], channels)]

    def connection_pattern(self, node: Any) -> list[list[bool]]:
        return [[True], *[[False]] * 6]

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        a, images, largest, *_, top, left = inputs
        if self.direction == LARGEST:
            images, largest = a, outputs[0]
        back = GATHER if self.direction == SPREAD else SPREAD
        op = Pooling(back, self.largest, self.window, self.steps, self.channels_last)
        made = op(output_gradients[0], images, largest, *geometry(lengths_of(a, self.spatial), (top, left)))
        return fitting([made, *(theano.gradient.DisconnectedType()() for _ in inputs[1:])], inputs)

    def in_numpy(self, arrays: Sequence[np.ndarray], size: Pair, before: Pair) -> np.ndarray:
        a, images, largest = map(self.last, arrays)
        places = a.shape[1:3] if self.direction == SPREAD else size
        windows = ImageWindows(self.window, self.steps, (1, 1), places, before)
        if self.direction == LARGEST:
            padded = windows.padded(a, _least(a.dtype))
            return self.as_asked(functools.reduce(np.fmax, [padded[part] for _, part in windows.parts()]))
        counted = self._largest(windows, images, largest) if self.largest else itertools.repeat(True)
        pairs = zip(windows.parts(), counted)
        if self.direction == GATHER:
            padded = windows.padded(a, 0)
            return self.as_asked(sum(np.where(counts, padded[part], 0).astype(a.dtype) for (_, part), counts in pairs))
        padded = windows.padded(np.zeros((len(a), *size, a.shape[3]), a.dtype), 0)
        for (_, part), counts in pairs:
            padded[part] += np.where(counts, a, 0).astype(a.dtype)
        return self.as_asked(windows.cropped(padded, size))

    def _largest(self, windows: ImageWindows, images: np.ndarray, largest: np.ndarray) -> Iterator[np.ndarray]:
        """Iterate over the taps: which windows have their largest element there, of equal ones the first."""
        padded, found = windows.padded(images, np.inf), np.zeros(largest.shape, bool)
        for _, part in windows.parts():
            hit = (padded[part] == largest) & ~found
            found |= hit
            yield hit

    def c_headers(self, **kwargs: Any) -> list[str]:
        return ["<limits>", "<vector>"]


def _least(dtype: np.dtype) -> Any:
    """What no number of a type is below."""
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min
