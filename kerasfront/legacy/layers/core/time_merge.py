"""Reduction of sequences over time."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.engine.topology import InputSpec
from kerasfront.errors import UnknownNameError, near_misses
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.registry import LAYERS

REDUCTIONS = {"sum": K.sum, "mul": K.prod, "ave": K.mean}


@LAYERS.register()
class TimeDistributedMerge(Layer):
    """Reduce a sequence over time: (samples, time, features) becomes (samples, features).

    Parameters
    ----------
    mode : str
        'sum', 'mul' (the product) or 'ave' (the mean).
    """

    def __init__(self, mode: Any = "sum", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.configure(locals())
        if mode not in REDUCTIONS:
            raise UnknownNameError(f"{self}: unknown mode {mode!r}. {near_misses(str(mode), REDUCTIONS)}")
        self.input_spec = [InputSpec(ndim=3)]

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return REDUCTIONS[self.mode](x, axis=1)

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """(samples, features)."""
        return (input_shape[0], input_shape[2])
