"""Where the measurements go: JSON, a file of tables, and the block of docs/benchmarks.md."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from rivals.result import JOBS, Result, Results, suspicious
from rivals.tables import grids, overview, targets
from rivals.targets import OVERALL, Verdict
from rivals.workloads import WORKLOADS

COMMAND = "python benchmarks/compare.py"
RANDOM = [name for name, workload in WORKLOADS.items() if workload.random]
BEGIN, END = "<!-- compare: begin -->", "<!-- compare: end -->"


def machine() -> dict[str, Any]:
    """The machine, as far as a time depends on it; each contender's threads and BLAS are among its own facts."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "system": platform.platform(),
        "processor": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "variables": {k: v for k, v in os.environ.items() if k.endswith("_NUM_THREADS") or k.startswith("OPENBLAS_")},
    }


def write_json(path: Path, results: Results, hardware: dict[str, float], verdicts: Sequence[Verdict]) -> None:
    """Everything measured."""
    content = {
        "machine": machine() | hardware,
        "targets": [asdict(verdict) | {"met": verdict.met} for verdict in verdicts],
        "losses apart": suspicious(results, RANDOM),
        "results": [asdict(result) for result in results],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(content, indent=1) + "\n", encoding="utf8")
    unfinished.replace(path)


def read_json(path: Path) -> Results:
    """What `write_json` wrote."""
    return Results(Result(**entry) for entry in json.loads(path.read_text(encoding="utf8"))["results"])


def write_markdown(path: Path, results: Results, hardware: dict[str, float], verdicts: Sequence[Verdict]) -> None:
    """All tables."""
    parts = ["# Measured", f"By `{COMMAND}` on: {in_words()}."]
    for grid in grids(results, verdicts, hardware):
        parts += [f"**{grid.title}**", grid.markdown()]
    parts += ["**Losses**", *(suspicious(results, RANDOM) or ["No contender ended at another loss than the others."])]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf8")


def update_page(path: Path, results: Results, verdicts: Sequence[Verdict]) -> None:
    """Replace the block between `BEGIN` and `END` by short tables."""
    before, rest = path.read_text(encoding="utf8").split(BEGIN)
    after = rest.split(END)[1]
    overall = targets([verdict for verdict in verdicts if verdict.workload == OVERALL])
    tables = [overview(results, job).markdown() for job in JOBS]
    said = (
        f"Milliseconds of a step, medians of one run of `{COMMAND}`: {in_words()}. "
        "[All tables](../benchmarks/results/README.md)."
    )
    block = "\n\n".join([BEGIN, *tables, overall.markdown(), said, END])
    path.write_text(before + block + after, encoding="utf8")


def in_words() -> str:
    """The machine in a line."""
    facts = machine()
    return f"{facts['processor']}, {facts['cores']} cores, Python {facts['python']}, NumPy {facts['numpy']}"
