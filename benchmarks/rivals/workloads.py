"""What is trained: architectures as data, which every contender reads, and data sets made of random numbers.

A layer is a tuple of a word and its sizes. Everything is trained by Adam with its defaults.

=============================== ======================================================================================
word                            layer
=============================== ======================================================================================
dense units activation          fully connected; "dense_time" for each time
dropout rate
flatten
batchnorm                       over the last axis, or that of channels
conv filters size activation    over images, border "valid"; "conv_same" with border "same"; "conv1d" over time
pool size                       the maximum of squares of an image
embedding words size
simple_rnn, lstm, gru units     recurrent, with sigmoid gates; gives its last output; "lstm_all" gives all outputs,
                                "lstm_stateful" goes on where the batch before ended
bi_lstm units                   one in each direction, concatenated
conv_lstm filters size          border "same", sigmoid gates, the last output
max_time, mean_time             over all times
parallel chain chain ...        what each chain of layers makes of the same input: several values
twice chain                     the same layers, with the same weights, for each of several values
times chain                     the layers for each time
sum, concat                     of several values
distance                        of two values: the absolute difference of each number
weigh                           values and scores by time: the mean of the values, weighted by the softmax of scores
sample                          of mean and log of the variance, normal; its `DIVERGENCE` is added to the loss
=============================== ======================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterator, Tuple, Union  # noqa: UP035 - also read by Python 3.7

import numpy as np

Layer = Tuple[Any, ...]  # noqa: UP006
Shape = Tuple[int, ...]  # noqa: UP006
SEED = 7
DIVERGENCE = 1e-3
"""The weight of the divergence from the standard normal distribution, which is summed over the axes of the sample."""


@dataclass(frozen=True)
class Workload:
    """An architecture with its data.

    Attributes
    ----------
    layers : tuple of tuples
    input_shape : tuple of int, or tuple of tuples of int
        Of a sample, channels last; of several inputs.
    loss : str or tuple of str
        'binary_crossentropy', 'categorical_crossentropy' or 'mse'; one for each output.
    batch_size, steps : int
        An epoch has `steps` batches; a round of measurement is one epoch.
    words : int or None
        Inputs are integers below this; None: floats.
    feed : {'arrays', 'generator', 'augmented', 'calls', 'stateful', 'gan'}
        How batches come: whole arrays; from a Python generator; from ImageDataGenerator; one call for each batch; in
        order, states being reset before each epoch; noise, and real samples for the critic.
    channels_first : bool
        How images are stored and layers are told to take them.
    critic : tuple of tuples
        A second model, which `layers` learn to deceive.
    """

    layers: tuple[Layer, ...]
    input_shape: Any
    loss: Union[str, tuple[str, ...]]  # noqa: UP007
    batch_size: int
    steps: int
    words: int | None = None
    feed: str = "arrays"
    channels_first: bool = False
    critic: tuple[Layer, ...] = ()

    @property
    def input_shapes(self) -> list[Shape]:
        """Of each input."""
        return list(self.input_shape) if isinstance(self.input_shape[0], tuple) else [self.input_shape]

    @property
    def losses(self) -> tuple[str, ...]:
        """Of each output."""
        return (self.loss,) if isinstance(self.loss, str) else self.loss

    @property
    def random(self) -> bool:
        """Whether the loss depends on random numbers that each library draws for itself."""
        return self.feed == "augmented" or not {"dropout", "sample"}.isdisjoint(_words_of(self.layers))

    def stored(self, shape: Shape) -> Shape:
        """The shape of a sample in the order of its axes."""
        return (shape[-1], *shape[:-1]) if self.channels_first else tuple(shape)

    def data(self) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Inputs and targets of an epoch: something that can be learned, the same for everybody."""
        random = np.random.RandomState(SEED)
        samples = self.batch_size * self.steps
        xs = [self._inputs(random, (samples, *self.stored(shape))) for shape in self.input_shapes]
        if self.critic:
            return xs, [random.rand(samples, self.layers[-1][1]).astype("float32")]
        ys = []
        for loss in self.losses:
            if loss == "categorical_crossentropy":
                classes, patterns = random.randint(10, size=samples), random.rand(10, *xs[0].shape[1:])
                xs[0] = (xs[0] + patterns.astype("float32")[classes]) / 2
                ys.append(np.eye(10, dtype="float32")[classes])
            else:
                ys.append(xs[0] if loss == "mse" else self._yes_or_no(xs))
        return xs, ys

    def _inputs(self, random: Any, shape: Shape) -> np.ndarray:
        if self.words:
            return random.randint(1, self.words, shape).astype("int32")
        return random.rand(*shape).astype("float32")

    def _yes_or_no(self, xs: list[np.ndarray]) -> np.ndarray:
        middle = self.words / 2 if self.words else 0.5
        seen = xs[0].reshape(len(xs[0]), -1)
        first = seen[:, :8].mean(axis=1, keepdims=True) > middle
        if len(xs) > 1:
            first ^= xs[1].reshape(len(xs[1]), -1)[:, :8].mean(axis=1, keepdims=True) > middle
        return first.astype("float32")


def _words_of(layers: tuple[Any, ...]) -> Iterator[str]:
    for part in layers:
        if isinstance(part, str):
            yield part
        elif isinstance(part, tuple):
            yield from _words_of(part)


_CONVOLUTIONS = (("conv", 32, 3, "relu"), ("conv", 32, 3, "relu"), ("pool", 2))
_TEN = ("dense", 10, "softmax")
_HEAD = (("flatten",), ("dense", 128, "relu"), ("dropout", 0.5), _TEN)
_MLP = (("dense", 512, "relu"), ("dropout", 0.2), ("dense", 512, "relu"), ("dropout", 0.2), _TEN)
_YES_OR_NO = ("dense", 1, "sigmoid")


def _words(size: int, *layers: Layer, words: int = 20000, length: int = 80) -> Workload:
    layers = (("embedding", words, size), *layers, _YES_OR_NO)
    return Workload(layers, (length,), "binary_crossentropy", 32, 20, words=words)


def _images(layers: tuple[Layer, ...], shape: Shape = (32, 32, 3), size: int = 32, **more: Any) -> Workload:
    return Workload(layers, shape, "categorical_crossentropy", size, 10, **more)


TUNED = {
    "tiny": Workload((("dense", 5, "tanh"), _YES_OR_NO), (2,), "binary_crossentropy", 10, 1000),
    "mlp": Workload(_MLP, (784,), "categorical_crossentropy", 128, 60),
    "cnn": _images((*_CONVOLUTIONS, ("dropout", 0.25), *_HEAD), (28, 28, 1), 128),
    "lstm": _words(128, ("lstm", 128)),
    "gru": _words(128, ("gru", 128)),
    "bi_lstm": _words(128, ("bi_lstm", 64)),
    "autoencoder": Workload(
        (("dense", 128, "relu"), ("dense", 32, "relu"), ("dense", 128, "relu"), ("dense", 784, "sigmoid")),
        (784,), "mse", 256, 60,
    ),
    "conv_bn": _images(
        (("conv", 32, 3, "linear"), ("batchnorm",), ("conv", 32, 3, "relu"), ("batchnorm",), ("pool", 2), *_HEAD),
        (28, 28, 1), 128,
    ),
    "generator": Workload(_MLP, (784,), "categorical_crossentropy", 128, 60, feed="generator"),
}  # fmt: skip
"""Workloads that were looked at while kerasfront was made fast."""


def _same(filters: int, activation: str = "relu") -> Layer:
    return ("conv_same", filters, 3, activation)


def _residual(filters: int) -> tuple[Layer, ...]:
    return ("parallel", (), (_same(filters), _same(filters, "linear"))), ("sum",)


_VGG = (_same(32), _same(32), ("pool", 2), _same(64), _same(64), ("pool", 2), *_HEAD)
_RESIDUAL = (_same(32), *_residual(32), ("pool", 2), *_residual(32), ("flatten",), _TEN)
_AUGMENTED = (_same(16), ("pool", 2), _same(32), ("pool", 2), ("flatten",), _TEN)
_HALF = (("dense", 64, "relu"), ("batchnorm",))
_SCORES = (("dense_time", 1, "tanh"),)

KINDS = {
    "text_cnn": _words(50, ("conv1d", 128, 5, "relu"), ("max_time",), ("dense", 64, "relu"), length=200),
    "simple_rnn": _words(64, ("simple_rnn", 64)),
    "stacked_lstm": _words(64, ("lstm_all", 64), ("lstm", 64)),
    "big_embedding": _words(50, ("mean_time",), words=200000, length=20),
    "attention": _words(64, ("lstm_all", 64), ("parallel", (), _SCORES), ("weigh",)),
    "deep": Workload((("dense", 32, "relu"),) * 21 + (("dense", 32, "sigmoid"),), (32,), "mse", 32, 200),
    "vgg": _images(_VGG),
    "residual": _images(_RESIDUAL),
    "residual_first": _images(_RESIDUAL, channels_first=True),
    "augmented": _images(_AUGMENTED, feed="augmented"),
    "conv_lstm": _images((("conv_lstm", 16, 3), ("flatten",), _TEN), (6, 16, 16, 1), 16),
    "video": _images(
        (("times", (("conv", 16, 3, "relu"), ("pool", 2), ("flatten",))), ("lstm", 64), _TEN), (8, 16, 16, 1)
    ),
    "siamese": Workload(
        (("twice", (("dense", 128, "relu"), ("dense", 128, "relu"))), ("distance",), _YES_OR_NO),
        ((784,), (784,)), "binary_crossentropy", 128, 60,
    ),
    "one_sample": Workload(
        (("dense", 64, "relu"), ("dense", 64, "relu"), _YES_OR_NO), (32,), "binary_crossentropy", 1, 300, feed="calls"
    ),
    "vae": Workload(
        (
            ("dense", 256, "relu"), ("parallel", (("dense", 16, "linear"),), (("dense", 16, "linear"),)), ("sample",),
            ("dense", 256, "relu"), ("dense", 784, "sigmoid"),
        ),
        (784,), "mse", 128, 60,
    ),
    "gan": Workload(
        (("dense", 128, "relu"), ("dense", 784, "tanh")), (64,), "binary_crossentropy", 64, 40,
        feed="gan", critic=(("dense", 128, "relu"), _YES_OR_NO),
    ),
    "stateful_lstm": Workload(
        (("lstm_stateful", 64), _YES_OR_NO), (20, 16), "binary_crossentropy", 32, 20, feed="stateful"
    ),
    "multi_output": Workload(
        (
            ("dense", 256, "relu"), ("batchnorm",), ("parallel", _HALF, (("dense", 64, "tanh"),)), ("concat",),
            ("parallel", (_TEN,), (("dense", 32, "relu"), _YES_OR_NO)),
        ),
        (256,), ("categorical_crossentropy", "binary_crossentropy"), 64, 60,
    ),
}  # fmt: skip
"""Other kinds of models that people train; nobody tuned for them."""

WORKLOADS = {**TUNED, **KINDS}
