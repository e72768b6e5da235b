"""Write the versions and hashes of the files that `run.py` installs, for the running Python on Linux x86-64.

usage: python3.10 constraints/lock.py && python3.11 constraints/lock.py

It asks PyPI for the newest versions that setup.cfg allows, and installs nothing. Commit the folder `locked` once
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
"""Build requirements of source archives and the checkout; setup.cfg has the reason for the limit."""
SOURCE = "https://files.pythonhosted.org/"


def main() -> None:
    """Write a file for each set of extras that `run.py` installs, and one for build requirements."""
    version = ".".join(map(str, sys.version_info[:2]))
    LOCKED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python, agreed = str(Path(folder, "bin", "python")), Path(folder, "agreed.txt")
        write("build", resolve(python, *BUILD))
        everything = resolve(python, f"{HERE.parent}[all,dev]")
        agreed.write_text("\n".join(f"{name}=={release}" for name, release, _ in everything))
        write(f"all-dev-{version}", everything)
        for extras in ("all", "all,docs"):
            entries = resolve(python, f"{HERE.parent}[{extras}]", "--constraint", str(agreed))
            write(f"{extras.replace(',', '-')}-{version}", entries)


def resolve(python: str, *wanted: str) -> list[tuple[str, str, str]]:
    """Return names, versions and hashes of what pip would install, except the checkout."""
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
    """Write a file for `pip install --require-hashes --requirement`."""
    lines = [f"{package}=={release} --hash=sha256:{digest}\n" for package, release, digest in entries]
    (LOCKED / f"{name}.txt").write_text("# Made by constraints/lock.py.\n" + "".join(lines))


if __name__ == "__main__":
    main()
