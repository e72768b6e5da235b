"""Of IPython, for notebooks."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from typing import Any

_VALUE = re.compile(r"\{([^{}]+)\}|\$(\w+)")


def output(command: str, names: Mapping[str, Any]) -> list[str]:
    """What a command of the shell prints, line by line.

    Parameters
    ----------
    command : str
        ``{expression}`` and ``$name`` in it stand for values; where there is none, they are the shell's.
    names : mapping
        Of the notebook.
    """

    def value(found: re.Match[str]) -> str:
        try:
            return str(eval(found[1] or found[2], dict(names)))
        except Exception:
            return found[0]

    done = subprocess.run(_VALUE.sub(value, command), shell=True, stdout=subprocess.PIPE, text=True, check=False)
    return done.stdout.splitlines()
