"""How cost grows: with batch size, width, depth, length of sequences, number of layers and number of batches.

usage: python benchmarks/growth.py [--backend NAME[,NAME]] [--output FOLDER]

Prints for each quantity the measured times and the slope of log(time) over log(quantity), fitted by least squares over
the larger half of the sizes: 1 is linear growth, 0 none. Writes growth.json, the table as growth.md, and the log-log
picture growth.png.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from rich.console import Console
from rivals.report import in_words as machine_in_words
from rivals.report import machine
from rivals.tables import Grid

import kerasfront
from kerasfront import backend as K
from kerasfront.cli.backends import add_backends
from kerasfront.cli.info import in_words
from kerasfront.layers import LSTM, Dense
from kerasfront.models import Sequential

OUTPUT = Path(__file__).parent / "results"
STEPS = 16  # batches of an epoch, unless they are what grows
ROUNDS = 5
Measured = dict[str, dict[int, float]]


def epoch_seconds(model: Sequential, shape: tuple[int, ...], batch_size: int, steps: int = STEPS) -> float:
    """Median seconds of an epoch after the first."""
    x = np.random.rand(batch_size * steps, *shape).astype("float32")
    y = np.random.rand(batch_size * steps, 1).astype("float32")
    model.compile("sgd", "mse")
    seconds = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        model.fit(x, y, batch_size, nb_epoch=1, verbose=0)
        seconds.append(time.perf_counter() - begun)
    return median(seconds[1:])


def stack(width: int, depth: int) -> Sequential:
    """Dense layers of one width."""
    first = Dense(width, input_dim=width, activation="relu")
    return Sequential([first, *(Dense(width, activation="relu") for _ in range(depth - 1)), Dense(1)])


def by_batch_size(size: int) -> float:
    """Milliseconds a step."""
    return 1e3 * epoch_seconds(stack(256, 2), (256,), size) / STEPS


def by_width(size: int) -> float:
    """Milliseconds a step."""
    return 1e3 * epoch_seconds(stack(size, 2), (size,), 64) / STEPS


def by_depth(size: int) -> float:
    """Milliseconds a step."""
    return 1e3 * epoch_seconds(stack(128, size), (128,), 64) / STEPS


def by_length(size: int) -> float:
    """Milliseconds a step."""
    model = Sequential([LSTM(64, input_shape=(size, 16), consume_less="gpu"), Dense(1)])
    return 1e3 * epoch_seconds(model, (size, 16), 32) / STEPS


def by_layers(size: int) -> float:
    """Milliseconds to build the model."""
    begun = time.perf_counter()
    stack(4, size).compile("sgd", "mse")
    return 1e3 * (time.perf_counter() - begun)


def by_batches(size: int) -> float:
    """Milliseconds of an epoch of a model that computes next to nothing."""
    return 1e3 * epoch_seconds(stack(2, 1), (2,), 8, size)


QUANTITIES: dict[str, tuple[Callable[[int], float], tuple[int, ...]]] = {
    "batch size": (by_batch_size, (16, 32, 64, 128, 256, 512)),
    "width": (by_width, (64, 128, 256, 512, 1024)),
    "depth": (by_depth, (2, 4, 8, 16)),
    "sequence length": (by_length, (8, 16, 32, 64, 128)),
    "layers built": (by_layers, (62, 125, 250, 500, 1000)),
    "batches of an epoch": (by_batches, (10, 100, 1000, 10000)),
}
"""The sizes stay small where Theano has to compile a graph for each: that of "depth" is as deep as the model."""


def slope(times: dict[int, float]) -> float:
    """Of log(time) over log(size), in the larger half of the sizes."""
    sizes = sorted(times)[len(times) // 2 - 1 :]
    return float(np.polyfit(np.log(sizes), np.log([times[size] for size in sizes]), 1)[0])


def measure(backend: str) -> Measured:
    """All quantities on one backend."""
    found: Measured = {}
    with K.use(backend):
        for name, (cost, sizes) in QUANTITIES.items():
            found[name] = {}
            for size in sizes:
                kerasfront.set_random_seed(0)
                found[name][size] = cost(size)
                K.clear_session()
    return found


def table(results: dict[str, Measured]) -> Grid:
    """A line for each quantity and backend."""
    rows = []
    for name in QUANTITIES:
        for backend, found in results.items():
            times = found[name]
            costs = ", ".join(f"{ms:.3g}" for ms in times.values())
            rows.append([name, backend, ", ".join(map(str, times)), costs, f"{slope(times):.2f}"])
    return Grid(f"How cost grows: {machine_in_words()}", ["quantity", "backend", "sizes", "ms", "slope"], rows)


def plot(path: Path, results: dict[str, Measured]) -> None:
    """One panel for each quantity."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 7), layout="constrained")
    FigureCanvasAgg(figure)
    for axes, name in zip(figure.subplots(2, 3).flat, QUANTITIES):
        for backend, found in results.items():
            times = found[name]
            axes.loglog(list(times), list(times.values()), "o-", label=f"{backend}, slope {slope(times):.2f}")
        axes.set(title=name, ylabel="ms")
        axes.legend()
    figure.savefig(path, dpi=100)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_backends(parser)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    backends = options.backends or list(K.usable())
    results = {backend: measure(backend) for backend in backends}
    options.output.mkdir(parents=True, exist_ok=True)
    found = table(results)
    conditions = [in_words(backend) for backend in backends]
    Console(width=140).print(found.rich(), *conditions, sep="\n")
    content = "\n\n".join([found.title, found.markdown(), *conditions])
    (options.output / "growth.md").write_text(f"{content}\n", encoding="utf8")
    content = json.dumps({"machine": machine(), "results": results}, indent=1)
    (options.output / "growth.json").write_text(content + "\n", encoding="utf8")
    plot(options.output / "growth.png", results)


if __name__ == "__main__":
    main()
