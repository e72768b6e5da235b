"""Sources of batches that behave and that do not. Worker processes import this file, so it stays small."""

import os
import signal
import threading
import time
from pathlib import Path

import numpy as np

from kerasfront.utils import Sequence


class Numbers(Sequence):
    """Batch i is the number i; later ones are ready sooner."""

    def __init__(self, count):
        self.count = count

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        time.sleep(0.003 * (self.count - index))
        return index


class Rising(Numbers):
    """Each epoch begins where the last one ended."""

    start = 0

    def __getitem__(self, index):
        return self.start + index

    def on_epoch_end(self):
        self.start += self.count


class Arrays(Sequence):
    """Batches of arrays."""

    def __init__(self, x, y, batch_size):
        self.x, self.y, self.batch_size = x, y, batch_size

    def __len__(self):
        return -(-len(self.x) // self.batch_size)

    def __getitem__(self, index):
        batch = slice(index * self.batch_size, (index + 1) * self.batch_size)
        return self.x[batch], self.y[batch]


class Broken(Numbers):
    """Batch 2 cannot be read."""

    def __init__(self, count, error, *arguments):
        super().__init__(count)
        self.error = error
        self.arguments = arguments

    def __getitem__(self, index):
        if index == 2:
            raise self.error(*self.arguments)
        return index


class TwoArguments(Exception):
    """An error that cannot be unpickled."""

    def __init__(self, what, where):
        super().__init__(f"{what} in {where}")


class Stuck(Numbers):
    """Batch 2 takes a long time."""

    def __getitem__(self, index):
        if index == 2:
            time.sleep(30)
        return index


class Killed(Numbers):
    """The process that reads batch 2 dies, the first `times` times."""

    def __init__(self, count, folder, times):
        super().__init__(count)
        self.folder = Path(folder)
        self.times = times

    def __getitem__(self, index):
        if index == 2:
            deaths = len(list(self.folder.iterdir()))
            if deaths < self.times:
                (self.folder / str(deaths)).touch()
                os.kill(os.getpid(), signal.SIGKILL)
        return index


class Whereabouts(Numbers):
    """Where each batch was read."""

    def __getitem__(self, index):
        return os.getpid()


class Unpicklable(Numbers):
    """It holds something that cannot be sent to another process."""

    def __init__(self, count):
        super().__init__(count)
        self.lock = threading.Lock()


def regression(samples=10):
    """Inputs and targets for a linear model from 3 numbers to 2."""
    x = np.random.RandomState(0).normal(size=(samples, 3)).astype("float32")
    return x, (x @ np.array([[1.0, 2.0], [0.5, -1.0], [0.0, 1.0]])).astype("float32")
