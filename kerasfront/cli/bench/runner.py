"""Train one workload on one backend."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median, quantiles

import numpy as np

import kerasfront
from kerasfront import backend as K
from kerasfront.cli.bench.digits import Split
from kerasfront.cli.bench.measure import PeakMemory, StepClock
from kerasfront.cli.bench.workloads import WORKLOADS
from kerasfront.optimizers import Adam
from kerasfront.utils.progress import Progbar


@dataclass
class RunResult:
    """Result of a run.

    Attributes
    ----------
    accuracy, loss : float
        Values for the held-out digits after the last epoch.
    losses : list of float
        Mean training loss of each epoch.
    step_ms : tuple of three floats
        Median, first and third quartile of the time of a training step, except the first step.
    first_step_s : float
        Time from the start of building the model to the end of its first step, including compilation.
    peak_memory_mb, added_memory_mb : float
        Peak memory of the process, and its increase during the run.
    """

    model: str
    backend: str
    accuracy: float
    loss: float
    losses: list[float]
    step_ms: tuple[float, float, float]
    first_step_s: float
    peak_memory_mb: float
    added_memory_mb: float
    weights: list[np.ndarray] = field(repr=False)


def train(name: str, backend: str, data: Split, epochs: int | None, batch_size: int, seed: int) -> RunResult:
    """Train the workload `name` on `backend`, with a progress bar, and evaluate it on held-out digits."""
    workload = WORKLOADS[name]
    epochs = workload.epochs if epochs is None else epochs
    x_train, x_test = workload.inputs(data.x_train), workload.inputs(data.x_test)
    bar = Progbar(epochs * len(x_train), label=f"{name} on {backend}")
    with K.use(backend), PeakMemory() as memory:
        kerasfront.set_random_seed(seed)
        clock = StepClock(bar)
        model = workload.build()
        model.compile(Adam(), "categorical_crossentropy", metrics=["accuracy"])
        history = model.fit(x_train, data.y_train, batch_size=batch_size, nb_epoch=epochs, verbose=0, callbacks=[clock])
        loss, accuracy = model.evaluate(x_test, data.y_test, verbose=0)
        weights = model.get_weights()
    low, _, high = quantiles(clock.steps, n=4)
    return RunResult(
        model=name,
        backend=backend,
        accuracy=float(accuracy),
        loss=float(loss),
        losses=[float(v) for v in history.history["loss"]],
        step_ms=(1e3 * median(clock.steps), 1e3 * low, 1e3 * high),
        first_step_s=clock.first,
        peak_memory_mb=memory.peak,
        added_memory_mb=memory.peak - memory.before,
        weights=weights,
    )
