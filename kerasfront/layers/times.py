"""Functions applied at all times of a sequence."""

from __future__ import annotations

from collections.abc import Callable

from kerasfront import backend as K
from kerasfront.backend.types import Tensor


def at_all_times(function: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """Apply a function to all times of a sequence in one call.

    Parameters
    ----------
    function : callable
        From (samples, ...) to (samples, ...). It gets all times of all samples as so many samples.
    x : tensor
        Shape (samples, time, ...).

    Returns
    -------
    tensor
        Shape (samples, time, ...).
    """
    samples, time, *sizes = _sizes(x)
    output = function(K.reshape(x, (-1, *sizes)))
    steps = (samples, time)
    if isinstance(samples, int) != isinstance(time, int):  # keep a known size known
        steps = (samples, -1) if isinstance(samples, int) else (-1, time)
    return K.reshape(output, (*steps, *_sizes(output)[1:]))


def _sizes(x: Tensor) -> list[int | Tensor]:
    """Sizes of `x`, symbolic where they are unknown."""
    return [K.shape(x)[axis] if size is None else size for axis, size in enumerate(K.int_shape(x))]
