"""Keras 3, on the backend that KERAS_BACKEND names."""

from __future__ import annotations

import importlib
import os
from typing import Any

import keras
import numpy as np
from keras import layers

from rivals.contenders.generator import batches
from rivals.workloads import Workload

LAYERS = {
    "dense": lambda units, activation: layers.Dense(units, activation=activation),
    "dropout": lambda rate: layers.Dropout(rate),
    "conv": lambda filters, size, activation: layers.Conv2D(filters, size, activation=activation),
    "pool": lambda size: layers.MaxPooling2D(size),
    "flatten": lambda: layers.Flatten(),
    "batchnorm": lambda: layers.BatchNormalization(epsilon=1e-3),
    "embedding": lambda words, size: layers.Embedding(words, size),
    "lstm": lambda units: layers.LSTM(units),
    "gru": lambda units: layers.GRU(units, reset_after=False),  # the classic cell
    "bi_lstm": lambda units: layers.Bidirectional(layers.LSTM(units)),
}


class Contender:
    """A Sequential model."""

    def __init__(self, workload: Workload) -> None:
        keras.utils.set_random_seed(0)
        self._workload = workload
        self._x, self._y = workload.data()
        inputs = keras.Input(workload.input_shape, dtype="int32" if workload.words else "float32")
        self._model = keras.Sequential([inputs, *(LAYERS[word](*sizes) for word, *sizes in workload.layers)])
        self._model.compile("adam", workload.loss)

    def train(self) -> float:
        if self._workload.from_generator:
            feed = batches(self._x, self._y, self._workload.batch_size)
            history = self._model.fit(feed, epochs=1, steps_per_epoch=self._workload.steps, verbose=0)
        else:
            history = self._model.fit(self._x, self._y, self._workload.batch_size, epochs=1, verbose=0)
        return history.history["loss"][0]

    def predict(self) -> np.ndarray:
        return self._model.predict(self._x, self._workload.batch_size, verbose=0)

    def versions(self) -> dict[str, Any]:
        name = os.environ["KERAS_BACKEND"]
        return {"keras": keras.__version__, name: importlib.import_module(name).__version__}
