"""Windows over images, in NumPy: for where there is no compiler."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

Pair = tuple[int, int]


class ImageWindows(NamedTuple):
    """Windows over images with channels last. Each attribute is a number of rows and one of columns.

    Attributes
    ----------
    taps : (int, int)
        Size of a window.
    steps, gaps : (int, int)
        Distances between windows, and between the taps of one.
    places : (int, int)
        Number of windows.
    before : (int, int)
        Padding above and to the left of the images.
    """

    taps: Pair
    steps: Pair
    gaps: Pair
    places: Pair
    before: Pair

    def parts(self) -> Iterator[tuple[Pair, tuple[slice, ...]]]:
        """Iterate over the taps, each with the part of `padded` images that it covers in all windows."""
        for tap in np.ndindex(*self.taps):
            starts = [index * gap for index, gap in zip(tap, self.gaps)]
            ends = [
                start + (n - 1) * step + 1 if n else start for start, n, step in zip(starts, self.places, self.steps)
            ]
            yield tap, (slice(None), *map(slice, starts, ends, self.steps))

    def padded(self, images: np.ndarray, fill: Any) -> np.ndarray:
        """The pixels that the windows cover: `fill` outside of the images."""
        made = np.full((len(images), *self._extents, images.shape[-1]), fill, images.dtype)
        outside, inside = self._common(images.shape[1:3])
        made[outside] = images[inside]
        return made

    def cropped(self, padded: np.ndarray, size: Pair) -> np.ndarray:
        """Images of a size that were `padded`; pixels that no window covers are 0."""
        made = np.zeros((len(padded), *size, padded.shape[-1]), padded.dtype)
        outside, inside = self._common(size)
        made[inside] = padded[outside]
        return made

    @property
    def _extents(self) -> list[int]:
        """Rows and columns from the first tap of the first window to the last of the last."""
        each = zip(self.places, self.steps, self.taps, self.gaps)
        return [max((n - 1) * step + (count - 1) * gap + 1, 0) for n, step, count, gap in each]

    def _common(self, size: Pair) -> list[tuple[slice, ...]]:
        """Where padded images and images of a size have the same pixels: in the former, and in the latter."""
        counts = [max(min(n, extent - first), 0) for n, extent, first in zip(size, self._extents, self.before)]
        starts = self.before, (0, 0)
        return [(slice(None), *(slice(s, s + n) for s, n in zip(start, counts))) for start in starts]
