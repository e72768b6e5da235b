"""Layers that read a sequence step by step."""

from kerasfront.layers.recurrent.base import Recurrent as Recurrent
from kerasfront.layers.recurrent.gru import GRU as GRU
from kerasfront.layers.recurrent.lstm import LSTM as LSTM
from kerasfront.layers.recurrent.matrices import time_distributed_dense as time_distributed_dense
from kerasfront.layers.recurrent.simple_rnn import SimpleRNN as SimpleRNN
