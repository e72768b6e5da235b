"""One contender in a process of its own: reads a word a line, does it, answers with a line of JSON.

Words: ``train``, ``predict``. Run by `rivals.process`; the first line says how long it took to the first step.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
import warnings


def main(contender: str, workload: str) -> None:
    """Serve until the input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print must not get between the answers
    warnings.simplefilter("ignore")
    begun = time.perf_counter()
    made = importlib.import_module(f"rivals.contenders.{contender}")
    imported = time.perf_counter()
    from rivals.workloads import WORKLOADS

    subject = made.Contender(WORKLOADS[workload])
    losses = [float(subject.train())]
    subject.predict()
    ready = {"import_s": imported - begun, "first_epoch_s": time.perf_counter() - imported}
    print(json.dumps(ready | {"versions": subject.versions()}), file=answers, flush=True)
    for word in sys.stdin:
        begun = time.perf_counter()
        result = getattr(subject, word.strip())()
        seconds = time.perf_counter() - begun
        if word.strip() == "train":
            losses.append(float(result))
        print(json.dumps({"seconds": seconds, "loss": losses[-1]}), file=answers, flush=True)


main(*sys.argv[1:])
