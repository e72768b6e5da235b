"""Compare the backends on a user's own script or model: once per backend and round, each in a new process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from kerasfront.cli.bench.files import MARK, check_own, save_results
from kerasfront.cli.bench.report import machine
from kerasfront.cli.reports import Sheet
from kerasfront.errors import ArgumentError
from kerasfront.utils.charts import Chart, Line, line_chart
from kerasfront.utils.progress import Progbar

Runs = dict[str, list[dict[str, Any]]]
"""Measurements of each round, by backend."""

TIMES = {
    "import_s": "import, s", "first_step_s": "first step, s", "step_ms": "ms/step", "predict_ms": "predict, ms/batch",
    "total_s": "total, s", "loss": "last loss",
}  # fmt: skip


def check(name: str) -> None:
    """Refuse a file that is not there.

    Raises
    ------
    ArgumentError
    """
    if not Path(name).is_file():
        raise ArgumentError(f"There is no file {name}. Pass a script (.py), a model (.h5) or its .json or .yaml.")


def compare(words: Sequence[str], backends: Sequence[str], rounds: int, settings: dict[str, Any], folder: Path) -> Runs:
    """Run a file with its arguments on each backend in turn.

    Raises
    ------
    ArgumentError
        If it fails, or the script chooses its backend itself. What it printed is in `folder`.
    """
    runs: Runs = {backend: [] for backend in backends}
    bar = Progbar(rounds * len(backends), label=Path(words[0]).name)
    for _ in range(rounds):
        for backend in backends:
            runs[backend].append(_run(words, backend, settings, folder))
            bar.add(1)
    return runs


def _run(words: Sequence[str], backend: str, settings: dict[str, Any], folder: Path) -> dict[str, Any]:
    log = folder / f"{Path(words[0]).stem}-{backend}.log"
    check_own(log)
    environment = {**os.environ, "KERASFRONT_BACKEND": backend}
    with tempfile.TemporaryDirectory() as temporary:
        report = Path(temporary, "run.json")
        command = [sys.executable, "-m", f"{__package__}.watched", str(report), json.dumps(settings), *words]
        with log.open("w", encoding="utf8") as output:
            print(f"# {MARK}: what {words[0]} printed", file=output, flush=True)
            status = subprocess.run(command, env=environment, stdout=output, stderr=subprocess.STDOUT).returncode
        if status or not report.exists():
            last = log.read_text(encoding="utf8").rstrip().rpartition("\n")[2]
            raise ArgumentError(f"{words[0]} ended with status {status} on {backend}: {last}\nAll it printed: {log}")
        facts = json.loads(report.read_text(encoding="utf8"))
    if facts["backends"] and facts["backends"] != [backend]:
        raise ArgumentError(
            f"{words[0]} trained on {', '.join(facts['backends'])} when it was to train on {backend}: it chooses its "
            "backend itself. Take the call of kerasfront.backend.use out."
        )
    return facts


def sheet(title: str, runs: Runs) -> Sheet:
    """Tabulate medians over the rounds for each backend, and ratios of steps round by round with their range."""
    first = next(iter(runs))
    keys = [key for key in TIMES if any(run.get(key) is not None for found in runs.values() for run in found)]
    rows = [(name, *(_median(found, key) for key in keys), _ratio(found, runs[first])) for name, found in runs.items()]
    return Sheet(title, ("backend", *(TIMES[key] for key in keys), f"step / {first}"), rows, numbers=True)


def pictures(runs: Runs) -> list[str]:
    """Draw the time of a step and the last loss by round, where they were measured."""
    charts = [
        Chart(TIMES[key], {name: _by_round(found, key) for name, found in runs.items()}, "round")
        for key in ("step_ms", "loss")
    ]
    return [line_chart(chart) for chart in charts if any(line.y for line in chart.lines.values())]


def _by_round(runs: Sequence[dict[str, Any]], key: str) -> Line:
    measured = [(number, run[key]) for number, run in enumerate(runs, 1) if run.get(key) is not None]
    return Line([number for number, _ in measured], [value for _, value in measured])


def _median(runs: Sequence[dict[str, Any]], key: str) -> str:
    values = [run[key] for run in runs if run.get(key) is not None]
    return f"{median(values):.4g}" if values else "-"


def _ratio(runs: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]]) -> str:
    pairs = zip(runs, others)
    ratios = [one["step_ms"] / other["step_ms"] for one, other in pairs if one["step_ms"] and other["step_ms"]]
    return f"{median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})" if ratios else "-"


def write_json(path: Path, words: Sequence[str], runs: Runs) -> None:
    """Describe everything that was measured, and the machine."""
    content = {"command": list(words), "machine": machine(list(runs)), "runs": runs}
    save_results(path, content)
