"""One contender in a process of its own: reads a word a line, does it, answers with a line of JSON.

usage: python -m rivals.worker CONTENDER WORKLOAD STEPS

Words: ``train``, ``predict``. Run by `rivals.process`; the first line says how long it took to the first step.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
import warnings
from dataclasses import replace


def main(contender: str, name: str, steps: str) -> None:
    """Serve until the input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print must not get between the answers
    warnings.simplefilter("ignore")
    begun = time.perf_counter()
    made = importlib.import_module(f"rivals.contenders.{contender}")
    imported = time.perf_counter()
    memory = _Memory()
    from rivals.workloads import WORKLOADS

    workload = replace(WORKLOADS[name], steps=int(steps))
    data = workload.data()
    built = time.perf_counter()
    subject = made.Contender(workload, *data)
    first_loss = float(subject.train(1))
    ready = {
        "import_s": imported - begun, "first_step_s": time.perf_counter() - built, "first_loss": first_loss,
        "imported_mb": memory.imported,
    }  # fmt: skip
    print(json.dumps({**ready, **subject.facts()}), file=answers, flush=True)
    jobs = {"train": lambda: float(subject.train(workload.steps)), "predict": subject.predict}
    loss = jobs["train"]()
    if _samples(jobs["predict"]()) != workload.batch_size * workload.steps:
        raise RuntimeError(f"{contender} did not predict all samples of {name}.")
    for word in map(str.strip, sys.stdin):
        begun = time.perf_counter()
        result = jobs[word]()
        seconds = time.perf_counter() - begun
        loss = result if word == "train" else loss
        print(json.dumps({"seconds": seconds, "loss": loss, "peak_mb": memory.peak()}), file=answers, flush=True)


def _samples(predicted: object) -> int:
    return len(predicted[0] if isinstance(predicted, list) else predicted)


class _Memory:
    """The memory that the process holds, and the most since this was made, in MB; see Linux's proc(5)."""

    def __init__(self) -> None:
        with open("/proc/self/clear_refs", "w") as forget:
            forget.write("5")
        self.imported = self._read("VmRSS")

    def peak(self) -> float:
        """The most until now."""
        return self._read("VmHWM")

    @staticmethod
    def _read(name: str) -> float:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(name)) / 1e3


if __name__ == "__main__":
    main(*sys.argv[1:])
