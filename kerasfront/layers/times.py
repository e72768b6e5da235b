"""The same function at all times of a sequence."""

from __future__ import annotations

from collections.abc import Callable

from kerasfront import backend as K
from kerasfront.backend.types import Tensor


def at_all_times(function: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """Apply a function to each time of a sequence, by one call.

    Parameters
    ----------
    function : callable
        (samples, ...) -> (samples, ...). It sees all times of all samples as so many samples.
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
    if isinstance(samples, int):  # what is known stays known
        steps = (samples, -1)
    elif isinstance(time, int):
        steps = (-1, time)
    return K.reshape(output, (*steps, *_sizes(output)[1:]))


def _sizes(x: Tensor) -> list[int | Tensor]:
    """The shape of `x`: integers where they are known, otherwise symbolic ones."""
    return [K.shape(x)[axis] if size is None else size for axis, size in enumerate(K.int_shape(x))]
