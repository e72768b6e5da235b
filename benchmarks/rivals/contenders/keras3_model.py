"""Keras 3, on the backend that KERAS_BACKEND names."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import layers

from rivals.contenders.generator import batches
from rivals.contenders.tensorflow_blas import blas
from rivals.workloads import Workload


def _same(filters: int, size: int = 3, **options: Any) -> Any:
    return layers.Conv2D(filters, size, padding="same", **options)


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
    "conv_same": lambda filters, size, activation: _same(filters, size, activation=activation),
    "residual": lambda filters: lambda x: layers.add([x, _same(filters)(_same(filters, activation="relu")(x))]),
    "conv1d": lambda filters, size, activation: layers.Conv1D(filters, size, activation=activation),
    "max_time": lambda: layers.GlobalMaxPooling1D(),
    "mean_time": lambda: layers.GlobalAveragePooling1D(),
    "simple_rnn": lambda units: layers.SimpleRNN(units),
    "lstm_all": lambda units: layers.LSTM(units, return_sequences=True),
    "conv_lstm": lambda filters, size: layers.ConvLSTM2D(filters, size, padding="same", recurrent_activation="sigmoid"),
}

LIBRARIES: dict[str, Callable[[Any], tuple[str, str]]] = {
    "tensorflow": lambda tf: (
        f"intra-op {tf.config.threading.get_intra_op_parallelism_threads() or 'all cores'}",
        blas(),
    ),
    "jax": lambda jax: ("all cores", "that of XLA, built in"),
    "torch": lambda torch: (
        str(torch.get_num_threads()),
        f"{'MKL' if torch.backends.mkl.is_available() else 'OpenBLAS'} and oneDNN, built in",
    ),
}
"""Threads and BLAS of a library."""


class Contender:
    """A functional model."""

    def __init__(self, workload: Workload, x: np.ndarray, y: np.ndarray) -> None:
        keras.utils.set_random_seed(0)
        self._workload = workload
        self._x, self._y = x, y
        inputs = outputs = keras.Input(workload.input_shape, dtype="int32" if workload.words else "float32")
        for word, *sizes in workload.layers:
            outputs = LAYERS[word](*sizes)(outputs)
        self._model = keras.Model(inputs, outputs)
        self._model.compile("adam", workload.loss)

    def train(self, steps: int) -> float:
        size = self._workload.batch_size
        if self._workload.from_generator:
            history = self._model.fit(batches(self._x, self._y, size), epochs=1, steps_per_epoch=steps, verbose=0)
        else:
            history = self._model.fit(self._x[: steps * size], self._y[: steps * size], size, epochs=1, verbose=0)
        return history.history["loss"][0]

    def predict(self) -> np.ndarray:
        return self._model.predict(self._x, self._workload.batch_size, verbose=0)

    def facts(self) -> dict[str, str]:
        name = os.environ["KERAS_BACKEND"]
        library = importlib.import_module(name)
        threads, blas = LIBRARIES[name](library)
        versions = f"keras {keras.__version__}, {name} {library.__version__}"
        return {"versions": versions, "threads": threads, "blas": blas}
