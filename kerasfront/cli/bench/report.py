"""Report the results as a table, as JSON and as a plot."""

# The types of matplotlib are incomplete.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table

import kerasfront
from kerasfront import backend as K
from kerasfront.cli.bench.compare import Distance
from kerasfront.cli.bench.runner import RunResult

Distances = dict[tuple[str, str], Distance]

COLUMNS = (
    "model", "backend", "test accuracy", "test loss", "ms per step (quartiles)", "first step, s", "peak MB (added)",
    "losses apart", "weights apart",
)  # fmt: skip


def table(results: Sequence[RunResult], apart: Distances) -> Table:
    """Tabulate the runs, one row for each model and backend."""
    made = Table(*COLUMNS, title="Digits: 1,437 to train on, 360 held out", title_justify="left")
    for result in results:
        gap = apart.get((result.model, result.backend))
        median, low, high = result.step_ms
        made.add_row(
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
    return made


def write_json(path: Path, results: Sequence[RunResult], apart: Distances, settings: dict[str, Any]) -> None:
    """Describe everything that was measured, except the weights, and the machine."""
    rows: list[dict[str, Any]] = []
    for result in results:
        row = {key: value for key, value in asdict(result).items() if key != "weights"}
        gap = apart.get((result.model, result.backend))
        rows.append(row | {"apart": asdict(gap) if gap else None})
    content = {"settings": settings, "machine": machine(sorted({r.backend for r in results})), "results": rows}
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf8")


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


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf8").splitlines() if facts.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def plot(path: Path, results: Sequence[RunResult]) -> None:
    """Plot the training loss by epoch: one panel for each model, one line for each backend."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    models = list(dict.fromkeys(result.model for result in results))
    figure = Figure(figsize=(4 * len(models), 3.5), layout="constrained")
    FigureCanvasAgg(figure)
    for axes, model in zip(np.atleast_1d(figure.subplots(1, len(models))), models):
        runs = [result for result in results if result.model == model]
        for style, run in zip(("-", "--", ":", "-."), runs):
            axes.semilogy(range(1, len(run.losses) + 1), run.losses, style, label=run.backend)
        axes.set(title=model, xlabel="epoch", ylabel="training loss")
        axes.legend()
    figure.savefig(path, dpi=120)
