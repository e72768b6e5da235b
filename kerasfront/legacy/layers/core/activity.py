"""A penalty on activity as a layer."""

from __future__ import annotations

from typing import Any

from kerasfront.layers import core
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.registry import LAYERS
from kerasfront.legacy.regularizers import ActivityRegularizer


@LAYERS.register()
class ActivityRegularization(core.ActivityRegularization, Layer):
    """Pass the input on and add the mean over the samples of ``l1 * sum(abs(x)) + l2 * sum(x ** 2)`` to the loss.

    Parameters
    ----------
    l1, l2 : float
        Weights of the two penalties.
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0, **kwargs: Any) -> None:
        super().__init__(l1, l2, **kwargs)
        self.activity_regularizer = ActivityRegularizer(l1, l2)
