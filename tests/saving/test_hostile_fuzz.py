"""Good files changed at random: a right model or an error of ours comes out; see fuzz.py, which goes on for longer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import BACKENDS

ROOT = Path(__file__).parents[2]
COUNTS = {"json": 150, "yaml": 50, "weights": 200, "model": 30}


@pytest.mark.slow
@pytest.mark.parametrize("kind", COUNTS)
def test_changed_files(kind):
    command = [sys.executable, str(ROOT / "tests/saving/fuzz.py"), kind, "0", str(COUNTS[kind])]
    environment = {**os.environ, "KERASFRONT_BACKEND": BACKENDS[0]}
    result = subprocess.run(command, capture_output=True, text=True, timeout=600, env=environment)
    *_, last = result.stdout.splitlines() or [""]
    assert result.returncode == 0, f"{last}: {result.stderr[-3000:]}"
    assert "'models': 0" not in last and "'errors': 0" not in last
