"""Shares of processes in outputs that have masks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.distributed.communicator import Communicator
from kerasfront.engine.training.functions import Functions


class MaskShares:
    """Correct the shares of outputs whose masks leave out time steps, by one count for each of them.

    The loss of such an output is divided by the share of the steps that count, in the whole batch: only all processes
    together know it, before they compute gradients. Without masks nothing is computed or sent.

    Parameters
    ----------
    functions : Functions
    communicator : Communicator
    """

    def __init__(self, functions: Functions, communicator: Communicator) -> None:
        container = functions.container
        masks = [container.inbound_nodes[0].output_masks[output.index] for output in functions.description]
        self._places = [place for place, mask in enumerate(masks) if mask is not None]
        self._inputs = len(container.inputs)
        self._communicator = communicator
        counts = [K.sum(K.cast(K.not_equal(mask, 0), K.floatx())) for mask in masks if mask is not None]
        self._count = K.over_batches(K.function(container.inputs, counts)) if counts else None

    def shares(self, arrays: Sequence[Any], sizes: Sequence[int]) -> np.ndarray:
        """Return the shares among the arrays of some batches, of which this process has so many rows, corrected."""
        shares: np.ndarray = arrays[-1]
        if self._count is None:
            return shares
        rows = shares[np.cumsum(sizes) - 1, -1:]
        mine = np.array(self._count(arrays[: self._inputs], sizes), "float64") * (rows > 0)
        all_ = mine.copy()
        self._communicator.sum(all_)
        factors = np.divide(mine, all_ * rows, out=np.zeros_like(mine), where=all_ * rows > 0)
        shares = shares.copy()
        shares[:, self._places] *= np.repeat(factors, sizes, axis=0)
        return shares
