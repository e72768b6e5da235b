"""Write which files `run.py` installs, each with its hash, for the Python that runs this, on Linux x86-64.

usage: python3.10 constraints/lock.py && python3.11 constraints/lock.py

PyPI is asked for the newest versions that setup.cfg allows; nothing is installed. Commit the folder `locked` once
`python3 run.py test` has passed with it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LOCKED = HERE / "locked"
BUILD = ("setuptools<81", "wheel")
"""What builds source archives and the checkout itself; setup.cfg says why not with newer ones."""
SOURCE = "https://files.pythonhosted.org/"


def main() -> None:
    """Write one file for each set of extras that `run.py` installs, and one for what builds."""
    version = ".".join(map(str, sys.version_info[:2]))
    LOCKED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python, agreed = str(Path(folder, "bin", "python")), Path(folder, "agreed.txt")
        write("build", resolve(python, *BUILD))
        everything = resolve(python, f"{HERE.parent}[all,dev]")
        agreed.write_text("\n".join(f"{name}=={release}" for name, release, _ in everything))
        write(f"all-dev-{version}", everything)
        write(f"all-{version}", resolve(python, f"{HERE.parent}[all]", "--constraint", str(agreed)))


def resolve(python: str, *wanted: str) -> list[tuple[str, str, str]]:
    """The names, versions and hashes of what pip would install, except for the checkout."""
    command = [python, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-", *wanted]
    settings = {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""}  # so that only PyPI counts
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, env={**os.environ, **settings}).stdout
    found = [item for item in json.loads(said)["install"] if "archive_info" in item["download_info"]]
    return sorted(map(_entry, found))


def _entry(item: dict[str, Any]) -> tuple[str, str, str]:
    url, metadata = item["download_info"]["url"], item["metadata"]
    if not url.startswith(SOURCE):
        sys.exit(f"{url} does not come from PyPI.")
    return metadata["name"].lower(), metadata["version"], item["download_info"]["archive_info"]["hashes"]["sha256"]


def write(name: str, entries: list[tuple[str, str, str]]) -> None:
    """A file that `pip install --require-hashes --requirement` takes."""
    lines = [f"{package}=={release} --hash=sha256:{digest}\n" for package, release, digest in entries]
    (LOCKED / f"{name}.txt").write_text("# Made by constraints/lock.py.\n" + "".join(lines))


if __name__ == "__main__":
    main()
