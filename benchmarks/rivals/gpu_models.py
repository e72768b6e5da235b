"""Models for GPUs, written once for the API of classic Keras and for that of Keras 3. None draws random numbers."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np


class Task(NamedTuple):
    """A model with the shape of a sample, the size of a batch, and the number of classes."""

    build: Callable[[Any, Any], Any]
    shape: tuple[int, ...]
    batch: int = 64
    classes: int = 10

    def data(self, samples: int) -> tuple[np.ndarray, np.ndarray]:
        """Inputs and targets, the same for everybody."""
        random = np.random.RandomState(7)
        x = random.rand(samples, *self.shape).astype("float32")
        return x, np.eye(self.classes, dtype="float32")[random.randint(self.classes, size=samples)]


def classic() -> SimpleNamespace:
    """The layers of kerasfront as functions of tensors."""
    layers, models = (importlib.import_module(f"kerasfront.{name}") for name in ("layers", "models"))
    last = {"dim_ordering": "tf"}
    return SimpleNamespace(
        input=lambda shape: layers.Input(shape),
        model=lambda x, y: models.Model(x, y),
        dense=lambda units, act: layers.Dense(units, activation=act),
        each=lambda units: layers.TimeDistributed(layers.Dense(units)),
        conv=lambda filters: layers.Convolution2D(filters, 3, 3, border_mode="same", **last),
        pool=lambda: layers.MaxPooling2D((2, 2), **last),
        flat=lambda: layers.Flatten(),
        normalized=lambda: layers.BatchNormalization(axis=-1),
        act=lambda name: layers.Activation(name),
        lstm=lambda units: layers.LSTM(units, inner_activation="sigmoid"),
        mean2d=lambda: layers.GlobalAveragePooling2D(**last),
        mean1d=lambda: layers.GlobalAveragePooling1D(),
        add=lambda x, y: layers.merge([x, y], mode="sum"),
        product=lambda x, y, axes: layers.merge([x, y], mode="dot", dot_axes=axes),
    )


def keras3() -> SimpleNamespace:
    """Those of Keras 3."""
    keras = importlib.import_module("keras")
    layers = keras.layers
    return SimpleNamespace(
        input=lambda shape: keras.Input(shape),
        model=lambda x, y: keras.Model(x, y),
        dense=lambda units, act: layers.Dense(units, activation=act),
        each=lambda units: layers.Dense(units),
        conv=lambda filters: layers.Conv2D(filters, 3, padding="same"),
        pool=lambda: layers.MaxPooling2D(2),
        flat=lambda: layers.Flatten(),
        normalized=lambda: layers.BatchNormalization(epsilon=1e-3),
        act=lambda name: layers.Activation(name),
        lstm=lambda units: layers.LSTM(units),
        mean2d=lambda: layers.GlobalAveragePooling2D(),
        mean1d=lambda: layers.GlobalAveragePooling1D(),
        add=lambda x, y: layers.add([x, y]),
        product=lambda x, y, axes: layers.Dot(axes)([x, y]),
    )


PACKAGES = {"kerasfront": classic, "keras3": keras3}


def _mlp(api: Any, x: Any) -> Any:
    return api.dense(512, "relu")(api.dense(512, "relu")(x))


def _cnn(api: Any, x: Any) -> Any:
    for _ in range(2):
        x = api.act("relu")(api.conv(32)(x))
    return api.dense(128, "relu")(api.flat()(api.pool()(x)))


def _lstm(api: Any, x: Any) -> Any:
    return api.lstm(128)(x)


def _resnet(api: Any, x: Any) -> Any:
    x = api.conv(64)(x)
    for _ in range(3):
        inner = api.conv(64)(api.act("relu")(api.normalized()(x)))
        x = api.add(x, api.conv(64)(api.act("relu")(api.normalized()(inner))))
    return api.mean2d()(api.act("relu")(x))


def _attention(api: Any, x: Any) -> Any:
    for _ in range(2):
        query, key, value = (api.each(128)(x) for _ in range(3))
        weights = api.act("softmax")(api.product(query, key, (2, 2)))
        x = api.add(x, api.product(weights, value, (2, 1)))
    return api.mean1d()(x)


TASKS = {
    "mlp": Task(_mlp, (784,), 128),
    "cnn": Task(_cnn, (28, 28, 1), 128),
    "lstm": Task(_lstm, (80, 64), 32),
    "resnet": Task(_resnet, (32, 32, 3)),
    "attention": Task(_attention, (64, 128)),
}


def model(package: str, task: Task) -> Any:
    """A compiled model, whose weights depend on their shapes only."""
    api = PACKAGES[package]()
    x = api.input(task.shape)
    made = api.model(x, api.dense(task.classes, "softmax")(task.build(api, x)))
    made.compile("sgd", "categorical_crossentropy")
    random = np.random.RandomState(0)
    drawn = [random.uniform(-0.1, 0.1, np.shape(w)).astype("float32") for w in made.get_weights()]
    made.set_weights([w if w.ndim > 1 else np.abs(w) + 0.5 for w in drawn])
    return made
