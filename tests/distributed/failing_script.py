"""A script whose second process fails once, in the third batch of the second epoch, in the way that is asked for.

Each batch is a call of its own, and it fails before that; with a third argument, `within`, all batches of the epoch are
one call, and it fails within that.
"""

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np
from keras import backend as K
from keras.callbacks import BackupAndRestore, Callback
from keras.engine.topology import Layer
from keras.layers import Dense
from keras.models import Sequential

import kerasfront.distributed as distributed
from kerasfront.engine.training import step

how, folder, within = sys.argv[1], Path(sys.argv[2]), "within" in sys.argv[3:]
BATCHES = 4
"""Number of those of an epoch."""


def fail():
    if how == "raise":
        raise ValueError("broken")
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "sleep":
        time.sleep(1000)
    if how == "exit":
        sys.exit(0)
    if how == "os._exit":
        os._exit(0)


def come_to(epoch, batch):
    if how == "slowly":
        time.sleep(1.5)
    marker = folder / "once"
    if distributed.rank() == 1 and (epoch, batch) == (1, 2) and not marker.exists():
        marker.write_text(str(announced.number))
        fail()


class Announced(Callback):
    """Notes how many batches of an epoch were announced; with `within`, many at once."""

    may_lag = within

    def on_train_begin(self, logs=None):
        (folder / "begun").touch()

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_batch_begin(self, batch, logs=None):
        self.number = batch + 1
        if not within:
            come_to(self.epoch, batch)


class Comes(Layer):
    """Comes to a batch when that is computed."""

    runs = 0

    def call(self, x, mask=None):
        return K.call_host(x, self.computed, self.computed)

    def computed(self, array):
        self.runs += 1
        come_to(*divmod(self.runs - 1, BATCHES))
        return array


announced = Announced()
x, y = np.random.RandomState(0).rand(8 * BATCHES, 5), np.arange(8 * BATCHES).reshape(-1, 1) % 2
np.random.seed(1)
model = Sequential([*([Comes(input_shape=(5,))] if within else []), Dense(4, input_dim=5), Dense(1)])
model.compile("adam", "mse")
if within:
    step.SECONDS = 1e9  # for a call, after the first one
model.fit(x, y, batch_size=8, nb_epoch=3, verbose=0, callbacks=[BackupAndRestore(folder / "backup"), announced])
np.savez(folder / f"rank{distributed.rank()}", *model.get_weights())
