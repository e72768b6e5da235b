"""A script that trains with a backup, and kills itself at a given batch: python -m tests.resumed ENGINE FILE N."""

import os
import signal
import sys

import numpy as np

import kerasfront
from kerasfront.backend import use
from kerasfront.callbacks import BackupAndRestore, Callback, EarlyStopping, ReduceLROnPlateau
from kerasfront.layers import BatchNormalization, Dense, Dropout
from kerasfront.models import Sequential

EPOCHS, BATCHES = 6, 4


class Kill(Callback):
    """Ends the process, without a chance to clean up, after so many batches."""

    def __init__(self, batches):
        super().__init__()
        self.left = batches

    def on_batch_end(self, batch, logs=None):
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def train(callbacks, epochs=EPOCHS):
    """What a training gives and leaves."""
    model = Sequential([Dense(5, input_dim=3, activation="tanh"), Dropout(0.4), BatchNormalization(), Dense(1)])
    model.compile("adam", "mse")
    x = np.random.RandomState(1).rand(6 * BATCHES - 1, 3)
    watching = [EarlyStopping("loss", patience=50), ReduceLROnPlateau("loss", patience=0, factor=0.5)]
    history = model.fit(x, x[:, :1], 6, nb_epoch=epochs, verbose=0, callbacks=[*callbacks, *watching]).history
    return {"history": history, "weights": [weights.tolist() for weights in model.get_weights()]}


if __name__ == "__main__":
    engine, path, batches = sys.argv[1:]
    with use(engine):
        kerasfront.set_random_seed(3)
        train([BackupAndRestore(path), Kill(int(batches))])
