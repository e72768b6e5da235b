"""What is trained: architectures as data, which every contender reads, and data sets made of random numbers.

A layer is a tuple of a word and its sizes: ("dense", units, activation), ("dropout", rate), ("conv", filters, size,
activation) with border "valid" and channels last, ("pool", size), ("flatten",), ("batchnorm",), ("embedding", words,
size), ("lstm", units), ("gru", units), ("bi_lstm", units). Recurrent layers have sigmoid gates and give their last
output; the two directions of "bi_lstm" are concatenated. Everything is trained by Adam with its defaults.
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


WORKLOADS = {
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
