"""What many small models in one process cost: memory that stays, and whether later models are slower than the first.

Each model is built, trained on one batch, asked for a prediction and given up, with and without `K.clear_session()`.
Run it as ``python benchmarks/many_models.py [number of models] [backend ...]``.
"""

from __future__ import annotations

import multiprocessing
import sys
import time

import numpy as np
import psutil

from kerasfront import backend as K
from kerasfront.cli.info import in_words
from kerasfront.layers import Dense
from kerasfront.models import Sequential

SAMPLE = 20  # models whose seconds are averaged, at each end


def one_model() -> None:
    """Build, train and use a model that nobody holds afterwards."""
    model = Sequential([Dense(2, input_dim=2), Dense(1)])
    model.compile("sgd", "mse")
    model.train_on_batch(np.ones((4, 2)), np.ones((4, 1)))
    model.predict(np.ones((4, 2)))


def measure(backend: str, clear: bool, number: int) -> str:
    """One line of the table."""
    process, seconds, memory = psutil.Process(), [], []
    with K.use(backend):
        for _ in range(number):
            start = time.process_time()
            one_model()
            if clear:
                K.clear_session()
            seconds.append(time.process_time() - start)
            memory.append(process.memory_info().rss / 1e6)
    first, last = np.mean(seconds[:SAMPLE]), np.mean(seconds[-SAMPLE:])
    growth = (memory[-1] - memory[SAMPLE]) / (number - SAMPLE) * 100
    costs = f"{growth:>14.1f} {first:>10.3f} {last:>10.3f} {last / first:>8.2f}"
    return f"{backend:<12} {'yes' if clear else 'no':<8} {costs}"


def main() -> None:
    """Print the table; each line is measured in a process of its own."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    names = sys.argv[2:] or list(K.installed())
    print(f"{number} models: processor seconds for each model, mean of the first and of the last {SAMPLE}")
    print(f"{'backend':<12} {'cleared':<8} {'MB/100 models':>14} {'first':>10} {'last':>10} {'ratio':>8}")
    for backend in names:
        print(in_words(backend))
        for clear in (True, False):
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                print(pool.apply(measure, (backend, clear, number)), flush=True)


if __name__ == "__main__":
    main()
