"""A script whose second process fails once, in the third batch of the second epoch, in the way that is asked for."""

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np
from keras.callbacks import BackupAndRestore, Callback
from keras.layers import Dense
from keras.models import Sequential

import kerasfront.distributed as distributed

how, folder = sys.argv[1], Path(sys.argv[2])


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


class Fail(Callback):
    def on_train_begin(self, logs=None):
        (folder / "begun").touch()

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_batch_begin(self, batch, logs=None):
        if how == "slowly":
            time.sleep(1.5)
        marker = folder / "once"
        if distributed.rank() == 1 and (self.epoch, batch) == (1, 2) and not marker.exists():
            marker.touch()
            fail()


x, y = np.random.RandomState(0).rand(32, 5), np.arange(32).reshape(-1, 1) % 2
np.random.seed(1)
model = Sequential([Dense(4, input_dim=5), Dense(1)])
model.compile("adam", "mse")
model.fit(x, y, batch_size=8, nb_epoch=3, verbose=0, callbacks=[BackupAndRestore(folder / "backup"), Fail()])
np.savez(folder / f"rank{distributed.rank()}", *model.get_weights())
