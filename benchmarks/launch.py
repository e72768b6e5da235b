"""Efficiency of `kerasfront launch` with more processes, by the size of the model, and the share of communication.

Run it as ``python benchmarks/launch.py [--quick] [--processes 1 2 4] [--backend NAME]``. It writes `launch.json` and
`launch.md`. Processes share the cores and the memory of this machine: with more processes than cores nothing can become
faster, and no network is measured. What more machines would do is computed from the measured times of sums, by the
formula that the table states, and marked as extrapolated.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

WORKER = Path(__file__).parent / "rivals" / "launch_worker.py"
PROGRAM = "import sys; from kerasfront.cli import main; sys.exit(main())"
PROCESSES = (1, 2)
MORE = (4, 8, 16, 64)
"""Numbers of processes that the table extrapolates to."""

FORMULA = """Efficiency is T(1) / (n T(n)): a batch of 512 samples in one process, over n times that in n processes that
share it. Communication is the share of a step that a process is in the sum of gradients, waiting for others included.

Extrapolated to n processes on cores of their own, not measured: T(n) = T(1) (1 - f) / n + T(1) f + S(n), where f is the
share of a step that did not become less with the processes measured, at least 0, and
S(n) = 2 (n - 1) a + 2 (n - 1) / n b s, a ring's time for s bytes. Latency a and seconds for each byte b are fitted to
the times of sums measured with {processes} processes on this machine, through shared memory: a = {latency:.1f} us,
1 / b = {rate:.2f} GB/s. A network is slower: put its a and b there.
"""


def measure(processes: int, backend: str | None, quick: bool) -> dict[str, Any]:
    """Times of the worker in several processes."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [sys.executable, "-c", PROGRAM, "launch", "-n", str(processes)]
        command += ["--backend", backend] if backend else []
        subprocess.run([*command, str(WORKER), str(report), str(int(quick))], check=True, timeout=3000)
        found: dict[str, Any] = json.loads(report.read_text())
    return found


def fitted(sums: dict[str, float], processes: int) -> tuple[float, float]:
    """Latency and seconds for each byte of a ring of processes, from the seconds of sums by their bytes."""
    size, seconds = np.array([int(name) for name in sums], float), np.array(list(sums.values()))
    steps = 2 * (processes - 1)
    line = np.stack([np.full(len(size), steps), steps / processes * size], axis=1)
    weights = 1.0 / seconds  # relative errors count
    solution, *_ = np.linalg.lstsq(line * weights[:, None], seconds * weights, rcond=None)
    latency, per_byte = np.maximum(solution, 1e-12)
    return float(latency), float(per_byte)


def extrapolated(processes: int, alone: float, fixed: float, size: int, latency: float, per_byte: float) -> float:
    """Seconds of a step by the formula."""
    ring = 2 * (processes - 1) * latency + 2 * (processes - 1) / processes * per_byte * size
    return alone * (1 - fixed) / processes + alone * fixed + ring


def fixed_share(alone: float, together: float, communication: float, processes: int) -> float:
    """The share of a step that takes as long with more processes."""
    return min(max((processes * (together - communication) / alone - 1) / (processes - 1), 0.0), 1.0)


def table(found: dict[int, dict[str, Any]]) -> str:
    """The table of all models."""
    most = max(found)
    latency, per_byte = fitted(found[most]["sums"], most)
    head = ["model", "weights", *(f"{n}: ms, efficiency, communication" for n in found), *(f"{n}*" for n in MORE)]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for name, model in found[1]["models"].items():
        alone, cells = model["step"], [name, f"{model['weights']:,}"]
        for n, report in found.items():
            one = report["models"][name]
            share = one["communication"] / one["step"]
            cells.append(f"{1e3 * one['step']:.2f}, {alone / n / one['step']:.0%}, {share:.0%}")
        last = found[most]["models"][name]
        fixed = fixed_share(alone, last["step"], last["communication"], most)
        steps = [extrapolated(n, alone, fixed, 4 * model["weights"], latency, per_byte) for n in MORE]
        lines.append("| " + " | ".join([*cells, *(f"{alone / n / t:.0%}" for n, t in zip(MORE, steps))]) + " |")
    told = FORMULA.format(processes=most, latency=1e6 * latency, rate=1e-9 / per_byte)
    machine = f"Measured on {os.cpu_count()} cores, one thread a process, backend {found[1]['backend']}."
    return "\n".join(["# `kerasfront launch`: efficiency", "", machine, "", *lines, "", "*: extrapolated.", "", told])


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller models and fewer steps: one or two minutes")
    parser.add_argument("--processes", type=int, nargs="+", default=PROCESSES, help="1 and others; default: 1 2")
    parser.add_argument("--backend", help="default: from the settings")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "results")
    options = parser.parse_args()
    numbers = sorted({1, *options.processes})
    if len(numbers) == 1:
        parser.error("--processes: there must be more than one")
    options.output.mkdir(parents=True, exist_ok=True)
    found = {n: measure(n, options.backend, options.quick) for n in numbers}
    (options.output / "launch.json").write_text(json.dumps(found, indent=1) + "\n")
    (options.output / "launch.md").write_text(table(found))
    print(table(found))


if __name__ == "__main__":
    main()
