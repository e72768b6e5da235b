"""Layers applied to every time of a sequence."""

# Classic Keras names parameters differently from class to class, and what is an attribute in one is derived in another.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

from typing import Any

from kerasfront.backend.types import Unpack
from kerasfront.engine.topology import LAYERS, InputSpec, Layer
from kerasfront.engine.topology.indexes import index_limit
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.engine.topology.limits import TIMES, take_work
from kerasfront.layers.times import at_all_times
from kerasfront.layers.wrappers.base import Wrapper


@LAYERS.register()
class TimeDistributed(Wrapper):
    """Apply a layer to every time of a sequence, with the same weights: ``output[:, t] = layer(x[:, t])``.

    All times of all samples go through the layer at once, as so many samples.

    Parameters
    ----------
    layer : Layer
        The layer to apply.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, time, ...), where `layer` takes (samples, ...). Output: that of `layer`, with the axis of time.

    Examples
    --------
    >>> from kerasfront.layers import Dense, TimeDistributed
    >>> from kerasfront.models import Sequential
    >>> Sequential([TimeDistributed(Dense(8), input_shape=(10, 16))]).output_shape
    (None, 10, 8)
    """

    def __init__(self, layer: Layer, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(layer, **kwargs)
        self.input_spec = [InputSpec(ndim="3+")]

    @property
    def index_limit(self) -> int | None:
        """The index limit of the inner layer."""
        return index_limit(self.layer)

    def inner_shape(self, input_shape: Any) -> Any:
        """Shape without the time axis."""
        return (input_shape[0], *input_shape[2:])

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """Compute the output, at masked times, too."""
        take_work(self, TIMES)
        return at_all_times(lambda frames: self.run_inner(self.layer, frames, None, inputs), inputs)

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """Shape (samples, time, ...), where the inner layer returns (samples, ...)."""
        samples, *rest = self.layer.get_output_shape_for(self.inner_shape(input_shape))
        return (samples, input_shape[1], *rest)
