"""Recurrent layers."""

from kerasfront.layers.recurrent import GRU, LSTM, Recurrent, SimpleRNN, time_distributed_dense
from kerasfront.legacy.registry import LAYERS

__all__ = ["GRU", "LSTM", "Recurrent", "SimpleRNN", "time_distributed_dense"]

for _layer in (GRU, LSTM, SimpleRNN):
    LAYERS.register()(_layer)
