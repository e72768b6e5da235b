"""kerasfront, on the backend that KERASFRONT_BACKEND names."""

from __future__ import annotations

from typing import Any

import numpy as np

import kerasfront
from kerasfront import backend as K
from kerasfront import layers
from kerasfront.models import Model
from rivals.contenders.generator import batches
from rivals.workloads import Workload

RECURRENT = {"inner_activation": "sigmoid"}


def _convolution(filters: int, size: int = 3, **options: Any) -> Any:
    return layers.Convolution2D(filters, size, size, dim_ordering="tf", **options)


def _residual(filters: int) -> Any:
    first, second = (_convolution(filters, border_mode="same", **more) for more in ({"activation": "relu"}, {}))
    return lambda x: layers.merge([x, second(first(x))], mode="sum")


LAYERS = {
    "dense": lambda units, activation: layers.Dense(units, activation=activation),
    "dropout": lambda rate: layers.Dropout(rate),
    "conv": lambda filters, size, activation: _convolution(filters, size, activation=activation),
    "pool": lambda size: layers.MaxPooling2D((size, size), dim_ordering="tf"),
    "flatten": lambda: layers.Flatten(),
    "batchnorm": lambda: layers.BatchNormalization(axis=-1),
    "embedding": lambda words, size: layers.Embedding(words, size),
    "lstm": lambda units: layers.LSTM(units, **RECURRENT),
    "gru": lambda units: layers.GRU(units, **RECURRENT),
    "bi_lstm": lambda units: layers.Bidirectional(layers.LSTM(units, **RECURRENT)),
    "conv_same": lambda filters, size, activation: _convolution(
        filters, size, activation=activation, border_mode="same"
    ),
    "residual": _residual,
    "conv1d": lambda filters, size, activation: layers.Convolution1D(filters, size, activation=activation),
    "max_time": lambda: layers.GlobalMaxPooling1D(),
    "mean_time": lambda: layers.GlobalAveragePooling1D(),
    "simple_rnn": lambda units: layers.SimpleRNN(units),
    "lstm_all": lambda units: layers.LSTM(units, return_sequences=True, **RECURRENT),
    "conv_lstm": lambda filters, size: layers.ConvLSTM2D(
        filters, size, size, border_mode="same", dim_ordering="tf", **RECURRENT
    ),
}


class Contender:
    """A model of the classic API."""

    def __init__(self, workload: Workload, x: np.ndarray, y: np.ndarray) -> None:
        kerasfront.set_random_seed(0)
        self._workload = workload
        self._x, self._y = x, y
        inputs = outputs = layers.Input(workload.input_shape, dtype="int32" if workload.words else None)
        for word, *sizes in workload.layers:
            outputs = LAYERS[word](*sizes)(outputs)
        self._model = Model(inputs, outputs)
        self._model.compile("adam", workload.loss)

    def train(self, steps: int) -> float:
        size = self._workload.batch_size
        if self._workload.from_generator:
            history = self._model.fit_generator(batches(self._x, self._y, size), steps * size, 1, verbose=0)
        else:
            history = self._model.fit(self._x[: steps * size], self._y[: steps * size], size, nb_epoch=1, verbose=0)
        return history.history["loss"][0]

    def predict(self) -> np.ndarray:
        return self._model.predict(self._x, self._workload.batch_size)

    def facts(self) -> dict[str, str]:
        backend = K.backend_info()
        versions = f"kerasfront {kerasfront.__version__}, {backend['library']} {backend['version']}"
        blas = f"{backend['blas']}; kernels for {backend['instructions']}"
        return {"versions": versions, "threads": backend["threads"], "blas": blas}
