"""Virtual environments, and the commands that run in them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def create_environment(venv: Path, python: str = sys.executable) -> None:
    """Create a virtual environment that has pip, even on a Debian without the package python3-venv."""
    if (venv / "pyvenv.cfg").is_file():
        probe = [program(venv, "python"), "-c", "import sys, pip; print(sys.version)"]
        if subprocess.run(probe, capture_output=True, text=True).stdout.strip() != sys.version:
            sys.exit(f"{venv} was made by another Python or is incomplete. Remove that folder and run this again.")
        return
    must([python, "-m", "venv", "--without-pip", str(venv)])
    (packages,) = venv.glob("lib/python*/site-packages")
    own_pip = [program(venv, "python"), "-m", "ensurepip"]
    copied_pip = [python, "-m", "pip", "install", "--quiet", "--target", str(packages), "pip"]
    if all(subprocess.run(command, capture_output=True).returncode for command in (own_pip, copied_pip)):
        shutil.rmtree(venv)
        sys.exit(f"{python} has neither ensurepip nor a working pip. Debian: apt-get install python3-venv")


def program(venv: Path, name: str) -> str:
    """Return the path of a program in a virtual environment."""
    return str(venv / "bin" / name)


def run(command: Sequence[str], folder: Path | None = None, variables: Mapping[str, str] | None = None) -> int:
    """Run a command, in `folder` if given, with additional environment variables, and return its exit status."""
    return subprocess.run(command, cwd=folder, env={**os.environ, **(variables or {})}).returncode


def must(command: Sequence[str]) -> None:
    """Run a command, and stop if it fails."""
    if run(command):
        sys.exit(f"run.py stops because this failed: {' '.join(command)}")


def say(message: str) -> None:
    """Print a line that stands out from the output of the programs."""
    print(f"== {message}", flush=True)
