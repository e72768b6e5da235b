"""Layers that wrap other layers."""

from kerasfront.layers.wrappers.base import Wrapper
from kerasfront.layers.wrappers.bidirectional import Bidirectional
from kerasfront.layers.wrappers.time_distributed import TimeDistributed

__all__ = ["Bidirectional", "TimeDistributed", "Wrapper"]
