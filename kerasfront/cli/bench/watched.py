"""Run a script or a model in a process of its own, on the backend that KERASFRONT_BACKEND names.

Run by `subject`: ``python -m kerasfront.cli.bench.watched REPORT SETTINGS FILE [ARGUMENT ...]``. SETTINGS is JSON with
what a model file needs; REPORT is the file that gets what was measured.
"""

from __future__ import annotations

import json
import runpy
import sys
import time
from pathlib import Path
from typing import Any

from kerasfront import backend as K
from kerasfront.callbacks import EVERYWHERE
from kerasfront.cli.bench import model_file
from kerasfront.cli.bench.stopwatch import Stopwatch

SCRIPT = ".py"


def main(report: str, settings: str, file: str, *arguments: str) -> None:
    """Measure the subject and write the result."""
    begun = time.perf_counter()
    K.current()
    imported = time.perf_counter()
    watch = Stopwatch()
    EVERYWHERE.append(watch)
    more: dict[str, float] = {}
    if Path(file).suffix == SCRIPT:
        sys.argv = [file, *arguments]
        sys.path[0] = str(Path(file).resolve().parent)
        runpy.run_path(file, run_name="__main__")
    else:
        more = model_file.work(Path(file), **_settings(settings))
    facts = {
        "backends": sorted(watch.backends),
        "import_s": imported - begun,
        "first_step_s": watch.first_step_s,
        "step_ms": watch.step_ms,
        "loss": watch.loss,
        "total_s": time.perf_counter() - begun,
    }
    Path(report).write_text(json.dumps(facts | more), encoding="utf8")


def _settings(text: str) -> dict[str, Any]:
    settings: dict[str, Any] = json.loads(text)
    return settings | {"data": settings["data"] and Path(settings["data"])}


if __name__ == "__main__":
    main(*sys.argv[1:])
