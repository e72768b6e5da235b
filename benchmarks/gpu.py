"""kerasfront on a GPU, on TensorFlow and on JAX, beside Keras 3 on both; and whether it computes there what it should.

usage: python benchmarks/gpu.py [--here] [--cpu] [--tf32] [--models M ...] [--seconds S] [--steps N] [--output FILE]

It makes an environment for each library (`.venv-gpu-*`, 3 GB each; with --here, the running Python is taken), trains
each model on the GPU, and again, for the check, on the processor. It ends with 1 if a check fails:

- losses of five steps, and predictions, agree with those of the processor to 1e-4 of their size, products being exact;
  with --tf32 (10 bits of each factor, faster) to 2e-2;
- the process holds memory on the GPU, and less than half of it, as no model here needs more.

With --cpu nothing asks for a GPU: the script itself is tried. All of it takes less than 8 minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rivals.gpu_models import TASKS

HERE = Path(__file__).resolve().parent
PACKAGES = {"tensorflow": ("tensorflow[and-cuda]", "keras>=3"), "jax": ("jax[cuda12]", "keras>=3")}
CONTENDERS = [(package, backend) for package in ("kerasfront", "keras3") for backend in PACKAGES]
TOLERANCES = {False: 1e-4, True: 2e-2}
"""With and without TF32, of the size of the numbers."""

CPU = {"CUDA_VISIBLE_DEVICES": "-1", "JAX_PLATFORMS": "cpu"}
PRECISION = {
    False: {"NVIDIA_TF32_OVERRIDE": "0"},
    True: {"JAX_DEFAULT_MATMUL_PRECISION": "tensorfloat32"},
}

Findings = dict[str, dict[str, Any]]
"""What a process said, by model."""


def prepare(backend: str) -> str:
    """The Python of an environment with a library for GPUs and with kerasfront, which is made if need be."""
    folder = HERE / f".venv-gpu-{backend}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        wanted = [f"{HERE.parent}[{backend}]", *PACKAGES[backend]]
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *wanted], check=True)
        (folder / "complete").touch()
    return str(python)


def run(python: str, package: str, backend: str, environment: dict[str, str], options: Any) -> Findings:
    """Let a process train all models."""
    path = os.pathsep.join(map(str, (HERE, HERE.parent, HERE.parent / "backends")))
    chosen = {"KERASFRONT_BACKEND": backend, "KERAS_BACKEND": backend, "PYTHONPATH": path, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [python, "-m", "rivals.gpu_worker", package, str(options.seconds), str(options.steps), *options.models]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **chosen, **environment}, timeout=480
    )
    if done.returncode:
        raise RuntimeError(f"{package} on {backend} ended with an error:\n{done.stderr[-2000:]}")
    return {found.pop("model"): found for found in map(json.loads, done.stdout.splitlines())}


def faults(found: Findings, expected: Findings, tolerance: float, on_gpu: bool) -> list[str]:
    """What is wrong with what a process found on a GPU, beside what was expected."""
    said = []
    for model, here in found.items():
        for what in ("losses", "predicted"):
            size = max(abs(x) for x in expected[model][what])
            off = max(abs(x - y) for x, y in zip(here[what], expected[model][what])) / size
            if not off <= tolerance:
                said.append(f"{model}: {what} differ from those of the processor by {off:.1e} of their size")
        if on_gpu and not here.get("gpu_mb"):
            said.append(f"{model}: nothing was held on a GPU")
        elif on_gpu and here["gpu_mb"] > here["gpu_total_mb"] / 2:
            said.append(f"{model}: {here['gpu_mb']} MB of {here['gpu_total_mb']} MB were taken")
    return said


def table(results: dict[str, Findings], models: list[str]) -> Table:
    """Times of a step in ms, with those of the first step."""
    made = Table("model", *results, title="ms for a step (seconds to the end of the first)")
    for model in models:
        found = [results[name][model] for name in results]
        made.add_row(model, *(f"{x['ms']:.2f} ({x['first_step_s']:.1f})" for x in found))
    return made


def main() -> int:
    """Measure, check, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--here", action="store_true", help="take the running Python for everything")
    parser.add_argument("--cpu", action="store_true", help="without a GPU, to try the script")
    parser.add_argument("--tf32", action="store_true", help="products of 10 bits, faster")
    parser.add_argument("--models", nargs="+", choices=TASKS, default=list(TASKS))
    parser.add_argument("--seconds", type=float, default=3.0, help="of measurement for each model")
    parser.add_argument("--steps", type=int, default=50, help="of an epoch")
    parser.add_argument("--output", type=Path, help="a JSON file for all results")
    options = parser.parse_args()
    console, results, wrong = Console(), {}, []
    for package, backend in CONTENDERS:
        name = f"{package}/{backend}"
        python = sys.executable if options.here else prepare(backend)
        environment = CPU if options.cpu else PRECISION[options.tf32]
        results[name] = run(python, package, backend, environment, options)
        console.print(f"{name} is done")
        if package == "kerasfront":
            short = argparse.Namespace(**{**vars(options), "seconds": 0.0, "steps": 5})
            expected = run(python, package, backend, CPU, short)
            found = faults(results[name], expected, TOLERANCES[options.tf32], not options.cpu)
            wrong += [f"{name}, {fault}" for fault in found]
    console.print(table(results, options.models))
    for fault in wrong:
        console.print(f"[red]{fault}[/red]")
    console.print("Checks: " + ("failed" if wrong else "passed"))
    if options.output:
        options.output.write_text(json.dumps({"results": results, "faults": wrong}, indent=1))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
