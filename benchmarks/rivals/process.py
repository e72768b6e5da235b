"""The contenders as processes, so that each has its own libraries, threads and memory."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
OTHERS = HERE / ".venv-rivals"
CLASSIC = HERE / ".venv-classic"
"""The environments of the rivals that do not come with kerasfront; `setup_rivals.py` makes them."""
FOLDER = re.compile(r"-L\S+ ")
"""What a result need not tell of the machine."""


@dataclass(frozen=True)
class Contender:
    """Which file of `contenders` is run, by the Python of which environment, in which environment variables.

    rival: whether it is one of those that users would choose instead; else it is ours, or a yardstick. without:
    workloads that it does not have, with the reason.
    """

    module: str
    variables: Mapping[str, str] = field(default_factory=dict)
    environment: Path | None = None
    rival: bool = False
    without: Mapping[str, str] = field(default_factory=dict)

    @property
    def python(self) -> Path:
        """The Python that has its libraries."""
        return self.environment / "bin" / "python" if self.environment else Path(sys.executable)


UNWRITTEN = ("gru", "bi_lstm", "conv_bn", "conv_lstm", "vae", "gan", "stateful_lstm", "multi_output")
"""Workloads with a layer that the loop on JAX lacks."""


def _ours(backend: str) -> Contender:
    return Contender("classic_model", {"CLASSIC": "kerasfront", "KERASFRONT_BACKEND": backend})


def _keras3(backend: str, environment: Path | None) -> Contender:
    return Contender("keras3_model", {"KERAS_BACKEND": backend}, environment, rival=True)


def _keras1(backend: str) -> Contender:
    variables = {"CLASSIC": "keras", "KERAS_BACKEND": backend, "HOME": str(CLASSIC)}
    return Contender("classic_model", variables, CLASSIC, rival=True)


CONTENDERS = {
    "kerasfront/tensorflow": _ours("tensorflow"),
    "kerasfront/theano": _ours("theano"),
    "kerasfront/jax": _ours("jax"),
    "keras3/tensorflow": _keras3("tensorflow", None),
    "keras3/jax": _keras3("jax", OTHERS),
    "keras3/torch": _keras3("torch", OTHERS),
    "keras1/tensorflow": _keras1("tensorflow"),
    "keras1/theano": _keras1("theano"),
    "tensorflow by hand": Contender("tensorflow_loop"),
    "theano by hand": Contender("theano_loop"),
    "jax by hand": Contender("jax_loop", without=dict.fromkeys(UNWRITTEN, "no loop was written")),
}


class ContenderFailedError(RuntimeError):
    """A contender's process ended; the message is the last line of what it said."""


class Process:
    """A contender at work on a workload.

    Attributes
    ----------
    facts : dict
        'import_s', 'first_step_s' (building and compiling included), 'first_loss', 'imported_mb' (memory after import),
        'versions', 'threads' and 'blas'.
    """

    def __init__(self, contender: Contender, workload: str, steps: int) -> None:
        self._process = subprocess.Popen(
            [str(contender.python), "-m", "rivals.worker", contender.module, workload, str(steps)],
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
            said = self._process.communicate()[1].strip().splitlines() or ["nothing was said"]
            raise ContenderFailedError(said[-1][-300:])
        return json.loads(line)


def hardware_rates() -> dict[str, float]:
    """What `rivals.hardware` measures."""
    command = [sys.executable, "-m", "rivals.hardware"]
    return json.loads(subprocess.run(command, capture_output=True, check=True, env=_environment()).stdout)


def _environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    path = os.pathsep.join(map(str, (HERE, HERE.parent, HERE.parent / "backends")))
    return {**os.environ, **(variables or {}), "PYTHONPATH": path, "TF_CPP_MIN_LOG_LEVEL": "3"}
