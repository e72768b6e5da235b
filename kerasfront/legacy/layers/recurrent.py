"""Recurrent layers."""

from kerasfront.layers import recurrent
from kerasfront.layers.recurrent import time_distributed_dense
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.registry import LAYERS

__all__ = ["GRU", "LSTM", "Recurrent", "SimpleRNN", "time_distributed_dense"]


class Recurrent(recurrent.Recurrent, Layer):
    __doc__ = recurrent.Recurrent.__doc__


@LAYERS.register()
class GRU(recurrent.GRU, Recurrent):
    __doc__ = recurrent.GRU.__doc__


@LAYERS.register()
class LSTM(recurrent.LSTM, Recurrent):
    __doc__ = recurrent.LSTM.__doc__


@LAYERS.register()
class SimpleRNN(recurrent.SimpleRNN, Recurrent):
    __doc__ = recurrent.SimpleRNN.__doc__
