"""The program that reads files of unknown origin; `isolation` starts it with a task as its only argument."""

from __future__ import annotations

import json
import sys
from typing import Any

SPARE = 2**20
"""Bytes that the copy may have beside the arrays, and beside those of the file times the same."""


def limit(seconds: int, memory: int, content: int) -> None:
    """Limit the resources of this process, where the system can; elsewhere only the timeout of the parent applies."""
    try:
        import resource
    except ImportError:  # on Windows
        return
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 2 * content + SPARE),
    ):
        now = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most, now) if now == resource.RLIM_INFINITY or most < now else (now, now))


def main(task: dict[str, Any]) -> None:
    """Read and copy the file, and report the result."""
    limit(**task["limits"])
    sys.path[:] = task["places"]
    from kerasfront.errors import FileError
    from kerasfront.saving.hdf5.copying import copy

    try:
        answer = {"left_out": copy(task["path"], task["copy"], task["name"], task["limits"]["content"])}
    except FileError as error:
        answer = {"error": str(error)}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
