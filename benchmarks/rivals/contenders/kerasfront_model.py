"""kerasfront, on the backend that KERASFRONT_BACKEND names."""

from __future__ import annotations

from typing import Any

import numpy as np

import kerasfront
from kerasfront import backend as K
from kerasfront import layers
from kerasfront.models import Sequential
from rivals.contenders.generator import batches
from rivals.workloads import Layer, Workload

RECURRENT = {"inner_activation": "sigmoid"}

LAYERS = {
    "dense": lambda units, activation, **first: layers.Dense(units, activation=activation, **first),
    "dropout": lambda rate: layers.Dropout(rate),
    "conv": lambda filters, size, activation, **first: layers.Convolution2D(
        filters, size, size, activation=activation, dim_ordering="tf", **first
    ),
    "pool": lambda size: layers.MaxPooling2D((size, size), dim_ordering="tf"),
    "flatten": lambda: layers.Flatten(),
    "batchnorm": lambda: layers.BatchNormalization(axis=-1),
    "embedding": lambda words, size, **first: layers.Embedding(words, size, **first),
    "lstm": lambda units: layers.LSTM(units, **RECURRENT),
    "gru": lambda units: layers.GRU(units, **RECURRENT),
    "bi_lstm": lambda units: layers.Bidirectional(layers.LSTM(units, **RECURRENT)),
}


class Contender:
    """A model of the classic API."""

    def __init__(self, workload: Workload, x: np.ndarray, y: np.ndarray) -> None:
        kerasfront.set_random_seed(0)
        self._workload = workload
        self._x, self._y = x, y
        self._model = Sequential([_layer(layer, workload) for layer in workload.layers])
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


def _layer(layer: Layer, workload: Workload) -> Any:
    word, *sizes = layer
    first: dict[str, Any] = {}
    if layer is workload.layers[0]:
        first = {"input_length": 80} if word == "embedding" else {"input_shape": workload.input_shape}
    return LAYERS[word](*sizes, **first)
