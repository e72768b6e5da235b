"""Keras 0.3 can be given up: without its room and the tests of it, the others do not miss it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("kerasfront", "backends", "tests")
CHECKS = ("tests/architecture", "tests/test_classic_api.py", "tests/smoke")
"""They import every module of the classic API, reach all names that are found when asked for, and train a model."""


@pytest.mark.slow
def test_the_suite_stays_green(tmp_path):
    ignored = shutil.ignore_patterns("legacy", "test_mirrors.py", "__pycache__", Path(__file__).name)
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    assert not list(tmp_path.rglob("legacy"))
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *CHECKS],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout[-5000:] + result.stderr[-2000:]
