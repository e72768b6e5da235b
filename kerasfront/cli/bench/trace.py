"""Show where backends drift apart in the trainings of a script or of a model: the first layer, the first step."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import kerasfront
from kerasfront import backend as K
from kerasfront.cli.bench import model_file
from kerasfront.cli.reports import Report, Sheet
from kerasfront.models import TwinRun
from kerasfront.models.twins import tracing
from kerasfront.utils.charts import Chart, Line, line_chart

COLUMNS = ("training", "kind", "layer", "weight", "first step", "distance", "largest in all steps")


def trace(words: Sequence[str], backends: Sequence[str], settings: dict[str, Any], seed: int, page: Report) -> None:
    """Run a file for each backend after the first, with twins of its models there, and report the distances."""
    for other in backends[1:]:
        runs: list[tuple[str, TwinRun]] = []

        def make_run(model: Any, other: str = other, runs: list[tuple[str, TwinRun]] = runs) -> TwinRun:
            runs.append((f"{len(runs) + 1}: {model.name}", TwinRun(other, action="record")))
            return runs[-1][1]

        kerasfront.set_random_seed(seed, across_backends=True)
        with K.use(backends[0]), tracing(make_run):
            _work(words, settings)
        rows = [row for title, run in runs for row in _rows(title, run)]
        page.show(Sheet(f"{other} apart from {backends[0]}, relative", COLUMNS, rows))
        page.draw(line_chart(_chart(title, run)) for title, run in runs)


def _work(words: Sequence[str], settings: dict[str, Any]) -> None:
    if Path(words[0]).suffix != ".py":
        model_file.work(Path(words[0]), **settings)
        return
    before = sys.argv, sys.path
    sys.argv, sys.path = list(words), [str(Path(words[0]).resolve().parent), *sys.path]
    try:
        runpy.run_path(words[0], run_name="__main__")
    finally:
        sys.argv, sys.path = before


def _rows(title: str, run: TwinRun) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for kind, distances in run.distances.items():
        drift, largest = run.first.get(kind), f"{max(distances, default=0.0):.1e}"
        found = (drift.layer, drift.name, str(drift.step), f"{drift.distance:.1e}") if drift else ("-",) * 4
        rows.append((title, kind, *found, largest))
    return rows


def _chart(title: str, run: TwinRun) -> Chart:
    lines = {f"{kind}s": Line(range(1, len(y) + 1), y) for kind, y in run.distances.items()}
    return Chart(title, lines, "step", log=True)
