"""Sources of batches with random access."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any


class Sequence(ABC):
    """Base of indexed sources of batches: the only kind that several workers can read in order.

    An epoch reads each batch once. Batches may be read in any order and at the same time, so `__getitem__` must not
    depend on the calls before it; in worker processes it is called on a copy of the object.

    Examples
    --------
    >>> class Lines(Sequence):
    ...     def __init__(self, x, y, batch_size):
    ...         self.x, self.y, self.batch_size = x, y, batch_size
    ...
    ...     def __len__(self):
    ...         return -(-len(self.x) // self.batch_size)
    ...
    ...     def __getitem__(self, index):
    ...         batch = slice(index * self.batch_size, (index + 1) * self.batch_size)
    ...         return self.x[batch], self.y[batch]
    >>> model.fit_generator(Lines(x, y, 32), nb_epoch=10, nb_worker=4)  # doctest: +SKIP
    """

    @abstractmethod
    def __len__(self) -> int:
        """Number of batches."""

    @abstractmethod
    def __getitem__(self, index: int) -> Any:
        """Batch number `index`: (x, y) or (x, y, sample_weight); for prediction also x alone."""

    def on_epoch_end(self) -> None:  # noqa: B027  (most sources have nothing to do)
        """Called after all batches were read; may change the source, for instance shuffle its samples."""


def is_sequence(source: Any) -> bool:
    """Whether `source` has the interface of a `Sequence`, as those of other libraries do."""
    return all(hasattr(source, name) for name in ("__len__", "__getitem__", "on_epoch_end"))
