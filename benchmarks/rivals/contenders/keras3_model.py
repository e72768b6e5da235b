"""Keras 3, on the backend that KERAS_BACKEND names."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from rivals.contenders.generator import AUGMENTATION
from rivals.contenders.model import ModelContender
from rivals.contenders.tensorflow_blas import blas
from rivals.workloads import DIVERGENCE, Workload


class Sample(layers.Layer):
    """A normal sample by mean and log of the variance."""

    def __init__(self) -> None:
        super().__init__()
        self._seeds = keras.random.SeedGenerator(0)

    def call(self, values: Any) -> Any:
        mean, log = values
        self.add_loss(DIVERGENCE * ops.mean(ops.sum(ops.square(mean) + ops.exp(log) - 1 - log, axis=-1) / 2))
        return mean + ops.exp(log / 2) * keras.random.normal(ops.shape(mean), seed=self._seeds)


def _weighed(values: list[Any]) -> Any:
    x, scores = values
    return layers.Flatten()(layers.Dot(axes=1)([layers.Softmax(axis=1)(scores), x]))


LAYERS: dict[str, Callable[..., Any]] = {
    "dense": lambda units, activation: layers.Dense(units, activation=activation),
    "dense_time": lambda units, activation: layers.Dense(units, activation=activation),
    "dropout": lambda rate: layers.Dropout(rate),
    "flatten": lambda: layers.Flatten(),
    "batchnorm": lambda: layers.BatchNormalization(_channels()),
    "conv": lambda filters, size, activation: layers.Conv2D(filters, size, activation=activation),
    "conv_same": lambda filters, size, activation: layers.Conv2D(filters, size, padding="same", activation=activation),
    "conv1d": lambda filters, size, activation: layers.Conv1D(filters, size, activation=activation),
    "pool": lambda size: layers.MaxPooling2D(size),
    "embedding": lambda words, size: layers.Embedding(words, size),
    "simple_rnn": lambda units: layers.SimpleRNN(units),
    "lstm": lambda units: layers.LSTM(units),
    "lstm_all": lambda units: layers.LSTM(units, return_sequences=True),
    "lstm_stateful": lambda units: layers.LSTM(units, stateful=True),
    "gru": lambda units: layers.GRU(units, reset_after=False),  # the classic cell
    "bi_lstm": lambda units: layers.Bidirectional(layers.LSTM(units)),
    "conv_lstm": lambda filters, size: layers.ConvLSTM2D(filters, size, padding="same", recurrent_activation="sigmoid"),
    "max_time": lambda: layers.GlobalMaxPooling1D(),
    "mean_time": lambda: layers.GlobalAveragePooling1D(),
    "times": lambda model: layers.TimeDistributed(model),
    "sum": lambda: layers.add,
    "concat": lambda: layers.concatenate,
    "distance": lambda: lambda values: ops.abs(layers.subtract(values)),
    "weigh": lambda: _weighed,
    "sample": lambda: Sample(),
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


def _channels() -> int:
    return 1 if keras.config.image_data_format() == "channels_first" else -1


class Contender(ModelContender):
    """A functional model."""

    layers = LAYERS
    flattens_channels_first = False

    def __init__(self, workload: Workload, xs: list[np.ndarray], ys: list[np.ndarray]) -> None:
        keras.utils.set_random_seed(0)
        keras.config.set_image_data_format("channels_first" if workload.channels_first else "channels_last")
        super().__init__(workload, xs, ys)

    def facts(self) -> dict[str, str]:
        """Versions, threads and BLAS."""
        name = os.environ["KERAS_BACKEND"]
        library = importlib.import_module(name)
        threads, blas = LIBRARIES[name](library)
        versions = f"keras {keras.__version__}, {name} {library.__version__}"
        return {"versions": versions, "threads": threads, "blas": blas}

    def _input(self, shape: Any) -> Any:
        size = self._workload.batch_size if self._workload.feed == "stateful" else None
        return keras.Input(batch_shape=(size, *shape), dtype="int32" if self._workload.words else "float32")

    def _made(self, inputs: list[Any], outputs: Any) -> Any:
        return keras.Model(inputs[0] if len(inputs) == 1 else inputs, outputs)

    def _images(self) -> Any:
        from keras.src.legacy.preprocessing.image import ImageDataGenerator  # what scripts of the time become

        return ImageDataGenerator(**AUGMENTATION)

    def _stored(self, word: str, values: list[np.ndarray]) -> list[np.ndarray]:
        return values

    def _fit(self, x: Any, y: Any, shuffle: bool) -> float:
        history = self._model.fit(x, y, self._workload.batch_size, epochs=1, verbose=0, shuffle=shuffle)
        return history.history["loss"][0]

    def _fit_batches(self, feed: Any, steps: int) -> float:
        return self._model.fit(feed, epochs=1, steps_per_epoch=steps, verbose=0).history["loss"][0]

    def _predict(self, x: Any) -> Any:
        return self._model.predict(x, self._workload.batch_size, verbose=0)
