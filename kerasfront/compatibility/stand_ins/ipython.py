"""IPython's syntax in notebooks."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from typing import Any

_VALUE = re.compile(r"\{([^{}]+)\}|\$(\w+)")


def output(command: str, names: Mapping[str, Any]) -> list[str]:
    """Run a shell command and return the lines that it prints.

    Parameters
    ----------
    command : str
        ``{expression}`` and ``$name`` in it are replaced by values; without a value they are left to the shell.
    names : mapping
        Namespace of the notebook.
    """

    def value(found: re.Match[str]) -> str:
        try:
            return str(eval(found[1] or found[2], dict(names)))
        except Exception:
            return found[0]

    done = subprocess.run(_VALUE.sub(value, command), shell=True, stdout=subprocess.PIPE, text=True, check=False)
    return done.stdout.splitlines()
