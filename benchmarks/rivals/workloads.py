"""What is trained: architectures as data, which every contender reads, and data sets made of random numbers.

A layer is a tuple of a word and its sizes: ("dense", units, activation), ("dropout", rate), ("conv", filters, size,
activation) with border "valid" and channels last, ("pool", size), ("flatten",), ("batchnorm",), ("embedding", words,
size), ("lstm", units), ("gru", units), ("bi_lstm", units). Recurrent layers have sigmoid gates and give their last
output; the two directions of "bi_lstm" are concatenated. Those of the other kinds: ("conv_same", filters, size,
activation) with border "same", ("residual", filters), two such convolutions that are added to what they take,
("conv1d", filters, size, activation), ("max_time",) and ("mean_time",) over all times, ("simple_rnn", units),
("lstm_all", units) with all outputs, ("conv_lstm", filters, size) with border "same" and sigmoid gates, which gives its
last output. Everything is trained by Adam with its defaults.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Layer = tuple[Any, ...]
SEED = 7


@dataclass(frozen=True)
class Workload:
    """An architecture with its data.

    Attributes
    ----------
    layers : tuple of tuples
    input_shape : tuple of int
        Of a sample.
    words : int or None
        Inputs are integers below this; None: floats.
    loss : {'binary_crossentropy', 'categorical_crossentropy', 'mse'}
    batch_size, steps : int
        An epoch has `steps` batches; a round of measurement is one epoch.
    from_generator : bool
        Whether batches come from a Python generator.
    """

    layers: tuple[Layer, ...]
    input_shape: tuple[int, ...]
    loss: str
    batch_size: int
    steps: int
    words: int | None = None
    from_generator: bool = False

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """Inputs and targets of an epoch: something that can be learned, the same for everybody."""
        random = np.random.RandomState(SEED)
        samples = self.batch_size * self.steps
        if self.words:
            x = random.randint(1, self.words, (samples, *self.input_shape)).astype("int32")
            return x, (x[:, :8].mean(axis=1, keepdims=True) > self.words / 2).astype("float32")
        x = random.rand(samples, *self.input_shape).astype("float32")
        if self.loss == "mse":
            return x, x
        if self.loss == "binary_crossentropy":
            return x, (x.sum(axis=1, keepdims=True) > 1).astype("float32")
        classes, patterns = random.randint(10, size=samples), random.rand(10, *self.input_shape).astype("float32")
        return (x + patterns[classes]) / 2, np.eye(10, dtype="float32")[classes]


_CONVOLUTIONS = (("conv", 32, 3, "relu"), ("conv", 32, 3, "relu"), ("pool", 2))
_HEAD = (("flatten",), ("dense", 128, "relu"), ("dropout", 0.5), ("dense", 10, "softmax"))
_MLP = (
    ("dense", 512, "relu"), ("dropout", 0.2), ("dense", 512, "relu"), ("dropout", 0.2), ("dense", 10, "softmax"),
)  # fmt: skip
_WORDS = ("embedding", 20000, 128)
_YES_OR_NO = ("dense", 1, "sigmoid")


def _reading(layer: Layer) -> Workload:
    return Workload((_WORDS, layer, _YES_OR_NO), (80,), "binary_crossentropy", 32, 20, words=20000)


TUNED = {
    "tiny": Workload((("dense", 5, "tanh"), _YES_OR_NO), (2,), "binary_crossentropy", 10, 1000),
    "mlp": Workload(_MLP, (784,), "categorical_crossentropy", 128, 60),
    "cnn": Workload(
        (*_CONVOLUTIONS, ("dropout", 0.25), *_HEAD), (28, 28, 1), "categorical_crossentropy", 128, 10
    ),
    "lstm": _reading(("lstm", 128)),
    "gru": _reading(("gru", 128)),
    "bi_lstm": _reading(("bi_lstm", 64)),
    "autoencoder": Workload(
        (("dense", 128, "relu"), ("dense", 32, "relu"), ("dense", 128, "relu"), ("dense", 784, "sigmoid")),
        (784,), "mse", 256, 60,
    ),
    "conv_bn": Workload(
        (("conv", 32, 3, "linear"), ("batchnorm",), ("conv", 32, 3, "relu"), ("batchnorm",), ("pool", 2), *_HEAD),
        (28, 28, 1), "categorical_crossentropy", 128, 10,
    ),
    "generator": Workload(_MLP, (784,), "categorical_crossentropy", 128, 60, from_generator=True),
}  # fmt: skip
"""Workloads that were looked at while kerasfront was made fast."""

_BLOCK = (("conv_same", 32, 3, "relu"), ("conv_same", 32, 3, "relu"), ("pool", 2))
_VGG = (*_BLOCK, ("conv_same", 64, 3, "relu"), ("conv_same", 64, 3, "relu"), ("pool", 2), *_HEAD)
_RESIDUAL = (("conv_same", 32, 3, "relu"), ("residual", 32), ("pool", 2), ("residual", 32), ("flatten",))


def _words(size: int, *layers: Layer, words: int = 20000, length: int = 80) -> Workload:
    layers = (("embedding", words, size), *layers, _YES_OR_NO)
    return Workload(layers, (length,), "binary_crossentropy", 32, 20, words=words)


KINDS = {
    "text_cnn": _words(50, ("conv1d", 128, 5, "relu"), ("max_time",), ("dense", 64, "relu"), length=200),
    "simple_rnn": _words(64, ("simple_rnn", 64)),
    "stacked_lstm": _words(64, ("lstm_all", 64), ("lstm", 64)),
    "big_embedding": _words(50, ("mean_time",), words=200000, length=20),
    "deep": Workload((("dense", 32, "relu"),) * 21 + (("dense", 32, "linear"),), (32,), "mse", 32, 200),
    "vgg": Workload(_VGG, (32, 32, 3), "categorical_crossentropy", 32, 10),
    "residual": Workload(
        (*_RESIDUAL, ("dense", 10, "softmax")), (32, 32, 3), "categorical_crossentropy", 32, 10
    ),
    "conv_lstm": Workload(
        (("conv_lstm", 16, 3), ("flatten",), ("dense", 10, "softmax")),
        (6, 16, 16, 1), "categorical_crossentropy", 16, 10,
    ),
}  # fmt: skip
"""Other kinds of models that people train; nobody tuned for them."""

WORKLOADS = {**TUNED, **KINDS}
