"""A script that trains with a backup, and kills itself: python -m tests.resumed BACKEND FILE BATCHES SECONDS.

It does so at the end of that batch, or so many seconds after the first one, whatever it is then about to do.
"""

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


class After(Callback):
    """Does something after so many batches."""

    may_lag = True

    def __init__(self, batches, action):
        super().__init__()
        self.left = batches
        self.action = action

    def on_batch_end(self, batch, logs=None):
        self.left -= 1
        if self.left == 0:
            self.action()


class Restless(Callback):
    """Begins each epoch with a random number, and has the model learn faster from batch to batch."""

    def on_epoch_begin(self, epoch, logs=None):
        np.random.rand()
        self.rate = 0.01

    def on_batch_end(self, batch, logs=None):
        self.model.optimizer.lr = self.rate = 1.1 * self.rate

    kept = ("rate",)


def train(callbacks, epochs=EPOCHS):
    """What a training gives and leaves."""
    model = Sequential([Dense(5, input_dim=3, activation="tanh"), Dropout(0.4), BatchNormalization(), Dense(1)])
    model.compile("adam", "mse", metrics=["mae", "AUC", "Recall"])
    x = np.random.RandomState(1).rand(6 * BATCHES - 1, 3)
    watching = [EarlyStopping("loss", patience=50), ReduceLROnPlateau("loss", patience=0, factor=0.5)]
    y = x[:, :1] > 0.5
    history = model.fit(x, y, 6, nb_epoch=epochs, verbose=0, callbacks=[*callbacks, *watching]).history
    return {"history": history, "weights": [weights.tolist() for weights in model.get_weights()]}


def kill():
    """End the process without a chance to clean up."""
    os.kill(os.getpid(), signal.SIGKILL)


def kill_within(seconds):
    """Have the process ended by the system, at any moment."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    backend, path, batches, seconds = sys.argv[1:]
    with use(backend):
        kerasfront.set_random_seed(3)
        killers = [After(int(batches), kill), After(1, lambda: kill_within(float(seconds)))]
        train([BackupAndRestore(path, batches=1), *killers])
