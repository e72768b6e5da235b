"""The contenders as processes, so that each has its own libraries, threads and memory."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rivals.workloads import TUNED

HERE = Path(__file__).resolve().parents[1]
OTHERS = HERE / ".venv-rivals"
"""The environment of the rivals that do not come with kerasfront; `setup_rivals.py` makes it."""
FOLDER = re.compile(r"-L\S+ ")
"""What a result need not tell of the machine."""


@dataclass(frozen=True)
class Contender:
    """Which file of `contenders` is run, by which Python, in which environment variables.

    rival: whether it is one of those that users would choose instead; else it is ours, or a yardstick. workloads: those
    that it has; empty: all of them.
    """

    module: str
    variables: tuple[tuple[str, str], ...] = ()
    own_environment: bool = False
    rival: bool = False
    workloads: tuple[str, ...] = ()

    @property
    def python(self) -> Path:
        """The Python that has its libraries."""
        return OTHERS / "bin" / "python" if self.own_environment else Path(sys.executable)


def _keras3(backend: str, own_environment: bool) -> Contender:
    return Contender("keras3_model", (("KERAS_BACKEND", backend),), own_environment, rival=True)


CONTENDERS = {
    "kerasfront/tensorflow": Contender("kerasfront_model", (("KERASFRONT_BACKEND", "tensorflow"),)),
    "kerasfront/theano": Contender("kerasfront_model", (("KERASFRONT_BACKEND", "theano"),)),
    "kerasfront/jax": Contender("kerasfront_model", (("KERASFRONT_BACKEND", "jax"),)),
    "keras3/tensorflow": _keras3("tensorflow", own_environment=False),
    "keras3/jax": _keras3("jax", own_environment=True),
    "keras3/torch": _keras3("torch", own_environment=True),
    "tensorflow by hand": Contender("tensorflow_loop", workloads=tuple(TUNED)),
    "theano by hand": Contender("theano_loop", workloads=tuple(TUNED)),
    "jax by hand": Contender("jax_loop", workloads=("tiny", "mlp", "cnn", "lstm", "autoencoder", "generator")),
}


class Process:
    """A contender at work on a workload.

    Attributes
    ----------
    facts : dict
        'import_s', 'first_step_s' (building and compiling included), 'versions', 'threads' and 'blas'.
    """

    def __init__(self, contender: Contender, workload: str) -> None:
        self._process = subprocess.Popen(
            [str(contender.python), "-m", "rivals.worker", contender.module, workload],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=_environment(contender.variables),
        )  # fmt: skip
        self.facts = self._answer()
        self.facts["blas"] = FOLDER.sub("", self.facts["blas"])

    def ask(self, word: str) -> dict[str, Any]:
        """Have it do something; its answer has 'seconds', 'loss' and 'peak_mb'."""
        assert self._process.stdin
        print(word, file=self._process.stdin, flush=True)
        return self._answer()

    def end(self) -> None:
        """Stop it."""
        self._process.communicate()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(self._process.args)} ended:\n{self._process.communicate()[1][-2000:]}")
        return json.loads(line)


def hardware_rates() -> dict[str, float]:
    """What `rivals.hardware` measures."""
    command = [sys.executable, "-m", "rivals.hardware"]
    return json.loads(subprocess.run(command, capture_output=True, check=True, env=_environment()).stdout)


def _environment(variables: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    path = os.pathsep.join(map(str, (HERE, HERE.parent, HERE.parent / "backends")))
    return {**os.environ, **dict(variables), "PYTHONPATH": path, "TF_CPP_MIN_LOG_LEVEL": "3"}
