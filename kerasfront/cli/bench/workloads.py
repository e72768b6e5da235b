"""The models of the benchmark, written as in a book of 2016, with their training settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kerasfront.cli.bench.digits import CLASSES, SIDE
from kerasfront.layers import LSTM, Convolution2D, Dense, Dropout, Flatten, MaxPooling2D
from kerasfront.models import Sequential


@dataclass(frozen=True)
class Workload:
    """A model with the shape of its inputs (for each sample) and the number of epochs."""

    build: Callable[[], Sequential]
    input_shape: tuple[int, ...]
    epochs: int

    def inputs(self, images: np.ndarray) -> np.ndarray:
        """Reshape images of shape (samples, 8, 8) to this model's inputs."""
        return images.reshape(len(images), *self.input_shape)


def mlp() -> Sequential:
    """Multilayer perceptron with two hidden layers."""
    model = Sequential()
    model.add(Dense(128, input_dim=SIDE * SIDE, activation="relu"))
    model.add(Dense(64, activation="relu"))
    model.add(Dense(CLASSES, activation="softmax"))
    return model


def cnn() -> Sequential:
    """Convolutional network with two convolutions, pooling and dropout."""
    model = Sequential()
    model.add(
        Convolution2D(32, 3, 3, border_mode="same", activation="relu", input_shape=(SIDE, SIDE, 1), dim_ordering="tf")
    )
    model.add(Convolution2D(32, 3, 3, activation="relu", dim_ordering="tf"))
    model.add(MaxPooling2D((2, 2), dim_ordering="tf"))
    model.add(Dropout(0.25))
    model.add(Flatten())
    model.add(Dense(128, activation="relu"))
    model.add(Dropout(0.5))
    model.add(Dense(CLASSES, activation="softmax"))
    return model


def lstm() -> Sequential:
    """Recurrent network that reads a digit row by row."""
    model = Sequential()
    model.add(LSTM(64, input_length=SIDE, input_dim=SIDE))
    model.add(Dense(CLASSES, activation="softmax"))
    return model


WORKLOADS = {
    "mlp": Workload(mlp, (SIDE * SIDE,), epochs=30),
    "cnn": Workload(cnn, (SIDE, SIDE, 1), epochs=20),
    "lstm": Workload(lstm, (SIDE, SIDE), epochs=60),
}
