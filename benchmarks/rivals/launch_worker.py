"""What each process of `benchmarks/launch.py` does: steps of models of several sizes, and sums of several sizes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter

import numpy as np

from kerasfront import backend as K
from kerasfront.distributed import find_communicator, rank, size
from kerasfront.distributed.mpi import MPICommunicator
from kerasfront.layers import Dense
from kerasfront.models import Sequential

BATCH = 512
WIDTHS, QUICK_WIDTHS = (32, 256, 1024, 2048), (32, 256)
"""Units of the three layers of a model."""
BYTES = tuple(4**k for k in range(5, 13))

summing = [0.0]
original = MPICommunicator.sum


def timed(self: MPICommunicator, array: np.ndarray) -> None:
    """Sum, and note the seconds."""
    start = perf_counter()
    original(self, array)
    summing[0] += perf_counter() - start


def steps(width: int, number: int) -> dict[str, float]:
    """Median seconds of a step, and those of its sum."""
    np.random.seed(1)
    first = Dense(width, input_dim=width, activation="relu")
    model = Sequential([first, Dense(width, activation="relu"), Dense(width)])
    model.compile("sgd", "mse")
    x = np.random.rand(BATCH, width).astype("float32")
    whole, within = [], []
    for _ in range(number):
        summing[0], start = 0.0, perf_counter()
        model.train_on_batch(x, x)
        whole.append(perf_counter() - start)
        within.append(summing[0])
    counted = slice(number // 3, None)  # the first ones compile
    return {
        "weights": model.count_params(),
        "step": float(np.median(whole[counted])),
        "communication": float(np.median(within[counted])),
    }


def sums(number: int) -> dict[int, float]:
    """Median seconds of a sum, by its bytes."""
    communicator, found = find_communicator("mpi", 60.0), {}
    for count in BYTES:
        array, seconds = np.ones(count // 4, "float32"), []
        for _ in range(number):
            communicator.barrier()
            start = perf_counter()
            communicator.sum(array)
            seconds.append(perf_counter() - start)
        found[count] = float(np.median(seconds))
    return found


def main(report: str, quick: str) -> None:
    """Measure, and let the first process write the report."""
    MPICommunicator.sum = timed  # type: ignore[method-assign]
    is_quick = bool(int(quick))
    models = {f"MLP {w}": steps(w, 15 if is_quick else 30) for w in (QUICK_WIDTHS if is_quick else WIDTHS)}
    found = {"backend": K.backend(), "models": models, "sums": sums(10 if is_quick else 30) if size() > 1 else {}}
    if rank() == 0:
        Path(report).write_text(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
