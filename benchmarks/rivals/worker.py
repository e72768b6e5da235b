"""One contender in a process of its own: reads a word a line, does it, answers with a line of JSON.

Words: ``train``, ``predict``. Run by `rivals.process`; the first line says how long it took to the first step.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import time
import warnings


def main(contender: str, name: str) -> None:
    """Serve until the input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print must not get between the answers
    warnings.simplefilter("ignore")
    begun = time.perf_counter()
    made = importlib.import_module(f"rivals.contenders.{contender}")
    imported = time.perf_counter()
    from rivals.workloads import WORKLOADS

    workload = WORKLOADS[name]
    data = workload.data()
    built = time.perf_counter()
    subject = made.Contender(workload, *data)
    subject.train(1)
    ready = {"import_s": imported - begun, "first_step_s": time.perf_counter() - built}
    print(json.dumps(ready | subject.facts()), file=answers, flush=True)
    jobs = {"train": lambda: float(subject.train(workload.steps)), "predict": subject.predict}
    loss = jobs["train"]()
    if len(jobs["predict"]()) != workload.batch_size * workload.steps:
        raise RuntimeError(f"{contender} did not predict all samples of {name}.")
    for word in map(str.strip, sys.stdin):
        begun = time.perf_counter()
        result = jobs[word]()
        seconds = time.perf_counter() - begun
        loss = result if word == "train" else loss
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(json.dumps({"seconds": seconds, "loss": loss, "peak_mb": peak}), file=answers, flush=True)


main(*sys.argv[1:])
