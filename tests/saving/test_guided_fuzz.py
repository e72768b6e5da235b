"""Files that fuzzing begins with or has found, and fuzzing itself; see fuzz_guided.py, which goes on for longer."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kerasfront.errors import FileError
from tests.conftest import BACKENDS
from tests.saving import fuzz_targets
from tests.saving.fuzz_targets import CORPUS, TARGETS, Target

ROOT = Path(__file__).parents[2]
SECONDS = 30
"""For each kind of file, which makes two minutes."""


@pytest.fixture
def target(backend, tmp_path, monkeypatch):
    """From the kind of a file to what is called with its bytes."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(fuzz_targets, "MEGABYTES", 1000)  # the library of a backend may be loaded in here
    yield lambda kind: TARGETS[kind](tmp_path)
    fuzz_targets.config.reset()


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_corpus(target, path):
    target(path.parent.name)(path.read_bytes())


def reading(read):
    """A target whose reader is `read`."""
    made = Target(None)
    made.readers = lambda content: [read]
    return made


def refuse(message):
    raise FileError(message)


def test_what_is_a_finding(monkeypatch):
    reading(lambda: refuse("The text is not JSON."))(b"")
    with pytest.raises(ValueError, match="not ours"):
        reading(lambda: int("not ours"))(b"")
    with pytest.raises(RuntimeWarning):
        reading(lambda: np.float32(1e30) * np.float32(1e30))(b"")
    with pytest.raises(AssertionError):
        reading(lambda: refuse(""))(b"")
    monkeypatch.setattr(fuzz_targets, "SECONDS", 0)
    with pytest.raises(AssertionError, match="s for 10 bytes"):
        reading(lambda: sum(range(10**7)))(bytes(10))
    monkeypatch.setattr(fuzz_targets, "MEGABYTES", -1)
    with pytest.raises(AssertionError, match="MB for 10 bytes"):
        reading(lambda: None)(bytes(10))


@pytest.mark.full
@pytest.mark.parametrize("kind", TARGETS)
def test_fuzzing_finds_nothing(kind, tmp_path):
    command = [sys.executable, str(ROOT / "tests/saving/fuzz_guided.py"), kind, str(SECONDS), str(tmp_path)]
    environment = {**os.environ, "KERASFRONT_BACKEND": BACKENDS[0]}
    result = subprocess.run(command, capture_output=True, text=True, timeout=20 * SECONDS, env=environment)
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert result.returncode == 0, f"{found!r:.3000}\n{result.stderr[-3000:]}"
    assert int(re.search(r"^Done (\d+) runs", result.stderr, re.MULTILINE)[1]) > len(list((CORPUS / kind).iterdir()))
