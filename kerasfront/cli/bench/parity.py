"""Train one small model for each layer on every backend from the same start, and compare the weights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

import kerasfront
from kerasfront import backend as K
from kerasfront.cli.bench.compare import relative_distance
from kerasfront.cli.bench.files import save_results
from kerasfront.cli.bench.parity_cases import CASES, ParityCase
from kerasfront.cli.bench.report import machine
from kerasfront.cli.reports import Sheet
from kerasfront.engine.topology import LAYERS
from kerasfront.layers import Dense, Flatten, Input
from kerasfront.models import Model
from kerasfront.optimizers import SGD
from kerasfront.utils.charts import bar_chart
from kerasfront.utils.progress import Progbar

STEPS = 50
SAMPLES = 8
RATE = 0.02

Arrays = list[np.ndarray]


@dataclass(frozen=True)
class Parity:
    """Result for one layer.

    Attributes
    ----------
    layer : str
        Name of the class, with its mode.
    backend : str
    moved : float
        Relative distance of the weights after training from those before, on this backend.
    apart : float or None
        Relative distance of the trained weights from those of the first backend; None for the first backend.
    """

    layer: str
    backend: str
    moved: float
    apart: float | None


class Branch:
    """Build the small model of a case: a layer with weights, the layer itself, and a reduction to one number.

    The first layer has no bias: before some layers (normalization) its gradient would be zero except for rounding,
    and a relative distance of such numbers is meaningless.
    """

    def __init__(self, case: ParityCase, seed: int) -> None:
        random = np.random.RandomState(seed)
        shape = (SAMPLES, *case.shape)
        if case.integers:
            self.data = [random.randint(case.integers, size=shape) for _ in range(case.inputs)]
        else:
            self.data = [random.normal(size=shape).astype("float32") for _ in range(case.inputs)]
            for array in self.data:
                array[::2, -1] = 0.0  # a masked step, for layers that see masks
        self.target = random.uniform(-0.5, 0.5, (SAMPLES, 1)).astype("float32")
        self.inputs = [Input(case.shape, dtype=str(array.dtype)) for array in self.data]
        layer = LAYERS.find(case.layer)(**case.arguments)
        self.layers = [layer]
        tensors = self.inputs
        if not case.integers:
            tensors = [self._put(Dense(case.shape[-1], bias=False), x) for x in self.inputs]
        output = layer(tensors if case.inputs > 1 else tensors[0])
        if case.then:
            output = self._put(LAYERS.find(case.then)(2), output)
        if K.ndim(output) > 2:
            output = Flatten()(output)
        self.output = self._put(Dense(1, activation="tanh"), output)

    def _put(self, layer: Any, x: Any) -> Any:
        self.layers.append(layer)
        return layer(x)

    def weights(self) -> Arrays:
        """Values of all weights."""
        return [array for layer in self.layers for array in layer.get_weights()]


def train(cases: Sequence[ParityCase], backend: str, seed: int, label: str) -> list[tuple[Arrays, Arrays]]:
    """Weights before and after training, for each case.

    The models are branches of one that do not touch, so that a backend that compiles does so once for all of them;
    the loss is the sum of theirs, so that each is trained as if it were alone.
    """
    bar = Progbar(STEPS, label=f"{label} on {backend}")
    with K.use(backend):
        kerasfront.set_random_seed(seed)
        branches = [Branch(case, seed + number) for number, case in enumerate(cases)]
        model = Model([x for branch in branches for x in branch.inputs], [branch.output for branch in branches])
        model.compile(SGD(lr=RATE), "mse")
        before = [branch.weights() for branch in branches]
        inputs, targets = [x for branch in branches for x in branch.data], [branch.target for branch in branches]
        for _ in range(STEPS):
            loss = model.train_on_batch(inputs, targets)
            bar.add(1, [("loss", float(np.ravel(loss)[0]))])
        return list(zip(before, (branch.weights() for branch in branches)))


def compare(backends: Sequence[str], seed: int = 1337, families: Iterable[str] = CASES) -> list[Parity]:
    """Train the layers of `families` on all backends; the results of a layer are consecutive."""
    found: list[Parity] = []
    for family in families:
        runs = {backend: train(CASES[family], backend, seed, f"{family} layers") for backend in backends}
        for number, case in enumerate(CASES[family]):
            _, reference = runs[backends[0]][number]
            for backend, (before, after) in ((backend, run[number]) for backend, run in runs.items()):
                apart = None if backend == backends[0] else relative_distance(reference, after)
                found.append(Parity(case.title, backend, relative_distance(after, before), apart))
    return found


def sheet(results: Sequence[Parity], backends: Sequence[str]) -> Sheet:
    """Tabulate for each layer how far the weights moved, and how far apart they ended."""
    others = [f"{backends[0]} - {backend}" for backend in backends[1:]]
    rows: list[tuple[str, ...]] = []
    for start in range(0, len(results), len(backends)):
        first, *rest = results[start : start + len(backends)]
        rows.append((first.layer, f"{first.moved:.1e}", *(f"{result.apart:.1e}" for result in rest)))
    return Sheet(f"Weights after {STEPS} steps, relative", ("layer", "moved", *others), rows, numbers=True)


def pictures(results: Sequence[Parity], backends: Sequence[str]) -> list[str]:
    """Draw how far the weights of each layer ended apart, a chart for each backend after the first."""
    apart = {name: {r.layer: r.apart or 0.0 for r in results if r.backend == name} for name in backends[1:]}
    return [bar_chart(f"{backends[0]} - {name}", layers, ".1e", log=True) for name, layers in apart.items()]


def write_json(path: Path, results: Sequence[Parity], backends: Sequence[str], seed: int) -> None:
    """Describe the results and the machine they were measured on."""
    settings = {"steps": STEPS, "samples": SAMPLES, "rate": RATE, "seed": seed}
    content = {"settings": settings, "machine": machine(backends), "results": [asdict(result) for result in results]}
    save_results(path, content)
