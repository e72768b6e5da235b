"""One package and backend in a process of its own: trains each model, and tells what came out and how long it took.

usage: python -m rivals.gpu_worker {kerasfront,keras3} SECONDS STEPS MODEL ...
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import warnings
from typing import Any

import numpy as np

from rivals.gpu_models import TASKS, Task, model

CHECKED = 5
"""Steps whose losses are compared."""


def main(package: str, seconds: float, steps: int, *names: str) -> None:
    """Print a line of JSON for each model."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print must not get between the answers
    warnings.simplefilter("ignore")
    for name in names:
        found = {"model": name} | measure(package, TASKS[name], seconds, steps) | memory()
        print(json.dumps(found), file=answers, flush=True)


def measure(package: str, task: Task, seconds: float, steps: int) -> dict[str, Any]:
    """Losses of the first steps, and times."""
    begun = time.perf_counter()
    made = model(package, task)
    x, y = task.data(steps * task.batch)
    losses = []
    for i in range(CHECKED):
        part = slice(i * task.batch, (i + 1) * task.batch)
        losses.append(float(np.ravel(made.train_on_batch(x[part], y[part]))[0]))
        if not i:
            first = time.perf_counter() - begun
    predicted = np.asarray(made.predict(x[: task.batch], batch_size=task.batch))
    epochs = {"nb_epoch" if package == "kerasfront" else "epochs": 1}
    times: list[float] = []
    while len(times) < 3 or (sum(times) < seconds and len(times) < 50):
        begun = time.perf_counter()
        made.fit(x, y, batch_size=task.batch, verbose=0, **epochs)
        times.append(time.perf_counter() - begun)
    return {
        "first_step_s": first, "ms": 1e3 * float(np.median(times[1:])) / steps, "losses": losses,
        "predicted": predicted[:4].ravel().tolist(),
    }  # fmt: skip


def memory() -> dict[str, Any]:
    """Megabytes that this process holds on GPUs, and that these have; empty without nvidia-smi."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return {}
    used = _numbers(program, "--query-compute-apps=pid,used_memory")
    total = _numbers(program, "--query-gpu=index,memory.total")
    own = [size for pid, size in used if pid == os.getpid()]
    # In a container, processes have other numbers outside: then there is only the sum.
    return {"gpu_mb": sum(own or [size for _, size in used]), "gpu_total_mb": sum(size for _, size in total)}


def _numbers(program: str, query: str) -> list[list[int]]:
    command = [program, query, "--format=csv,noheader,nounits"]
    said = subprocess.run(command, capture_output=True, text=True).stdout
    return [[int(word) for word in line.split(",")] for line in said.splitlines() if line.strip()]


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
