"""Recurrent layers."""

from kerasfront.layers.recurrent.base import Recurrent
from kerasfront.layers.recurrent.gru import GRU
from kerasfront.layers.recurrent.lstm import LSTM
from kerasfront.layers.recurrent.matrices import time_distributed_dense
from kerasfront.layers.recurrent.simple_rnn import SimpleRNN

__all__ = [
    "GRU", "LSTM", "Recurrent", "SimpleRNN", "time_distributed_dense",
]  # fmt: skip
