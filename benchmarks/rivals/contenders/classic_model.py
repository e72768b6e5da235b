"""A model of the classic API: kerasfront, or the real Keras 1.2.2, as CLASSIC says."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any, Callable  # noqa: UP035 - also read by Python 3.7

import numpy as np

from rivals.contenders.model import ModelContender
from rivals.sizes import GATES
from rivals.workloads import DIVERGENCE, Workload

CLASSIC = os.environ["CLASSIC"]
if os.environ.get("KERAS_BACKEND") == "theano":
    import theano.ifelse  # noqa: F401 - which Keras 1.2.2 takes for granted
library = import_module(CLASSIC)
layers, models, image = (import_module(f"{CLASSIC}.{name}") for name in ("layers", "models", "preprocessing.image"))
K = import_module(f"{CLASSIC}.backend")
K.variable(0.0)  # a backend that is loaded at first use is loaded now

RECURRENT = {"inner_activation": "sigmoid"}
ORDERS = {4: (0, 2, 1, 3), 3: (0, 1, 2)}
"""In which order the weights of so many gates are kept."""

FLIPPED = CLASSIC == "keras" and K.backend() == "theano"
"""Whether convolutions turn their kernels around."""


def _convolution(filters: int, size: int, activation: str, **options: Any) -> Any:
    return layers.Convolution2D(filters, size, size, activation=activation, **options)


def _channels() -> int:
    return 1 if K.image_dim_ordering() == "th" else -1


class Sample(layers.Layer):
    """A normal sample by mean and log of the variance."""

    def call(self, x: Any, mask: Any = None) -> Any:
        mean, log = x
        divergence = K.sum(K.square(mean) + K.exp(log) - 1.0 - log, axis=-1) / 2
        self.add_loss(DIVERGENCE * K.mean(divergence), x)
        return mean + K.exp(log / 2) * K.random_normal(K.shape(mean), 0.0, 1.0)

    def get_output_shape_for(self, shapes: Any) -> Any:
        return shapes[0]


def _weighed(values: list[Any]) -> Any:
    """By the attention that scripts of the time have."""
    x, scores = values
    units = K.int_shape(x)[-1]
    weights = layers.Activation("softmax")(layers.Flatten()(scores))
    weights = layers.Permute((2, 1))(layers.RepeatVector(units)(weights))
    product = layers.merge([x, weights], mode="mul")
    return layers.Lambda(lambda x: K.sum(x, axis=1), output_shape=(units,))(product)


def _distance(values: list[Any]) -> Any:
    return layers.merge(values, mode=lambda v: K.abs(v[0] - v[1]), output_shape=lambda shapes: shapes[0])


LAYERS: dict[str, Callable[..., Any]] = {
    "dense": lambda units, activation: layers.Dense(units, activation=activation),
    "dense_time": lambda units, activation: layers.TimeDistributed(layers.Dense(units, activation=activation)),
    "dropout": lambda rate: layers.Dropout(rate),
    "flatten": lambda: layers.Flatten(),
    "batchnorm": lambda: layers.BatchNormalization(axis=_channels()),
    "conv": _convolution,
    "conv_same": lambda *sizes: _convolution(*sizes, border_mode="same"),
    "conv1d": lambda filters, size, activation: layers.Convolution1D(filters, size, activation=activation),
    "pool": lambda size: layers.MaxPooling2D((size, size)),
    "embedding": lambda words, size: layers.Embedding(words, size),
    "simple_rnn": lambda units: layers.SimpleRNN(units),
    "lstm": lambda units: layers.LSTM(units, **RECURRENT),
    "lstm_all": lambda units: layers.LSTM(units, return_sequences=True, **RECURRENT),
    "lstm_stateful": lambda units: layers.LSTM(units, stateful=True, **RECURRENT),
    "gru": lambda units: layers.GRU(units, **RECURRENT),
    "bi_lstm": lambda units: layers.Bidirectional(layers.LSTM(units, **RECURRENT)),
    "conv_lstm": lambda filters, size: layers.ConvLSTM2D(filters, size, size, border_mode="same", **RECURRENT),
    "max_time": lambda: layers.GlobalMaxPooling1D(),
    "mean_time": lambda: layers.GlobalAveragePooling1D(),
    "times": lambda model: layers.TimeDistributed(model),
    "sum": lambda: lambda values: layers.merge(values, mode="sum"),
    "concat": lambda: lambda values: layers.merge(values, mode="concat"),
    "distance": lambda: _distance,
    "weigh": lambda: _weighed,
    "sample": lambda: Sample(),
}


class Contender(ModelContender):
    """On the backend that KERASFRONT_BACKEND or KERAS_BACKEND names."""

    layers = LAYERS

    def __init__(self, workload: Workload, xs: list[np.ndarray], ys: list[np.ndarray]) -> None:
        np.random.seed(0)
        if CLASSIC == "kerasfront":
            library.set_random_seed(0)
        K.set_image_dim_ordering("th" if workload.channels_first else "tf")
        super().__init__(workload, xs, ys)

    def facts(self) -> dict[str, str]:
        """Versions, threads and BLAS."""
        if CLASSIC == "kerasfront":
            backend = K.backend_info()
            versions = f"kerasfront {library.__version__}, {backend['library']} {backend['version']}"
            blas = f"{backend['blas']}; kernels for {backend['instructions']}"
            return {"versions": versions, "threads": backend["threads"], "blas": blas}
        name = K.backend()
        versions = f"keras {library.__version__}, {name} {import_module(name).__version__}"
        blas = {"tensorflow": "Eigen, built in", "theano": "scipy_openblas"}[name]
        return {"versions": versions, "threads": "all cores", "blas": blas}

    def _input(self, shape: Any) -> Any:
        words = {"dtype": "int32"} if self._workload.words else {}
        if self._workload.feed == "stateful":
            return layers.Input(batch_shape=(self._workload.batch_size, *shape), **words)
        return layers.Input(tuple(shape), **words)

    def _made(self, inputs: list[Any], outputs: Any) -> Any:
        return models.Model(inputs, outputs)

    def _images(self) -> Any:
        from rivals.contenders.generator import AUGMENTATION

        return image.ImageDataGenerator(**AUGMENTATION)

    def _stored(self, word: str, values: list[np.ndarray]) -> list[np.ndarray]:
        """Weights as the classic layers keep them: gate by gate, and kernels of images with the axes of Theano's."""
        count = GATES.get(word, 1)
        if FLIPPED and word.startswith("conv"):
            values = [array[::-1, ::-1] if array.ndim == 4 else array for array in values]
        if word == "conv1d":
            return [values[0][:: -1 if FLIPPED else 1, None], values[1]]
        if word in ("conv", "conv_same") and self._workload.channels_first:
            return [values[0].transpose(3, 2, 0, 1), values[1]]
        if count == 1:
            return values
        return [
            np.split(array, count, axis=-1)[gate]
            for start in range(0, len(values), 3)
            for gate in ORDERS[count]
            for array in values[start : start + 3]
        ]

    def _fit(self, x: Any, y: Any, shuffle: bool) -> float:
        size = self._workload.batch_size
        return self._model.fit(x, y, size, nb_epoch=1, verbose=0, shuffle=shuffle).history["loss"][0]

    def _fit_batches(self, feed: Any, steps: int) -> float:
        samples = steps * self._workload.batch_size
        return self._model.fit_generator(feed, samples, 1, verbose=0).history["loss"][0]

    def _predict(self, x: Any) -> Any:
        return self._model.predict(x, self._workload.batch_size)
