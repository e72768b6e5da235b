"""Report the results as a table, as JSON and as a plot."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

import kerasfront
from kerasfront import backend as K
from kerasfront.cli.bench.compare import Distance
from kerasfront.cli.bench.files import save_results
from kerasfront.cli.bench.runner import RunResult
from kerasfront.cli.info import in_words
from kerasfront.cli.reports import Sheet
from kerasfront.utils import pages
from kerasfront.utils.charts import Chart, Line, bar_chart, line_chart
from kerasfront.utils.plots import plot

Distances = dict[tuple[str, str], Distance]

COLUMNS = (
    "model", "backend", "test accuracy", "test loss", "ms per step (quartiles)", "first step, s", "peak MB (added)",
    "losses apart", "weights apart",
)  # fmt: skip


def sheet(results: Sequence[RunResult], apart: Distances) -> Sheet:
    """Tabulate the runs, one row for each model and backend."""
    rows = [_row(result, apart.get((result.model, result.backend))) for result in results]
    return Sheet("Digits: 1,437 to train on, 360 held out", COLUMNS, rows)


def _row(result: RunResult, gap: Distance | None) -> tuple[str, ...]:
    median, low, high = result.step_ms
    return (
        result.model,
        result.backend,
        f"{result.accuracy:.4f}",
        f"{result.loss:.4f}",
        f"{median:.2f} ({low:.2f}-{high:.2f})",
        f"{result.first_step_s:.1f}",
        f"{result.peak_memory_mb:.0f} (+{result.added_memory_mb:.0f})",
        f"{gap.loss:.1e}" if gap else "-",
        f"{gap.weights:.1e}" if gap else "-",
    )


def write_json(path: Path, results: Sequence[RunResult], apart: Distances, settings: dict[str, Any]) -> None:
    """Describe everything that was measured, except the weights, and the machine."""
    rows: list[dict[str, Any]] = []
    for result in results:
        row = {key: value for key, value in asdict(result).items() if key != "weights"}
        gap = apart.get((result.model, result.backend))
        rows.append(row | {"apart": asdict(gap) if gap else None})
    content = {"settings": settings, "machine": machine(sorted({r.backend for r in results})), "results": rows}
    save_results(path, content)


def machine(backends: Sequence[str]) -> dict[str, Any]:
    """Versions, threads and processors: what a reader needs to judge a timing."""
    return {
        "kerasfront": kerasfront.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "backends": {name: K.load(name).backend_info() for name in backends},
    }


def about(backends: Sequence[str]) -> str:
    """Describe the machine and the backends, for a page."""
    known = {name: str(value) for name, value in machine([]).items() if name != "backends"}
    return "\n".join([pages.heading("Machine"), pages.facts(known), pages.bullets(map(in_words, backends))])


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf8").splitlines() if facts.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def charts_of(model: str, results: Sequence[RunResult]) -> dict[str, Chart]:
    """The training losses of a model by epoch, and how far they are from those of the first backend."""
    runs = {result.backend: result.losses for result in results if result.model == model}
    first, *others = runs
    gaps = {name: np.abs(np.subtract(runs[name], runs[first])).tolist() for name in others}
    drawn = {f"{model}: training loss": runs, f"{model}: losses apart from {first}": gaps}
    return {
        title: Chart(title, {name: Line(range(1, len(y) + 1), y) for name, y in lines.items()}, log=True)
        for title, lines in drawn.items()
        if lines
    }


def pictures(results: Sequence[RunResult]) -> list[str]:
    """Draw the charts of each model, and the times of its steps."""
    drawn: list[str] = []
    for model in models_of(results):
        times = {result.backend: result.step_ms[0] for result in results if result.model == model}
        drawn += [*map(line_chart, charts_of(model, results).values()), bar_chart(f"{model}: ms per step", times)]
    return drawn


def models_of(results: Sequence[RunResult]) -> list[str]:
    """Names of the models, in order."""
    return list(dict.fromkeys(result.model for result in results))


def plot_losses(path: Path, results: Sequence[RunResult]) -> None:
    """Plot the training losses: one panel for each model, one line for each backend."""
    plot([next(iter(charts_of(model, results).values())) for model in models_of(results)], path, "kerasfront bench")
