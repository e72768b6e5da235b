"""The machines of a job: what their processes get from this one, and why none starts on one of them."""

from __future__ import annotations

import os
import platform
import shlex
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence

from kerasfront import backend as K

SECONDS = 10
"""How long a machine may take to answer."""
SETTINGS = ("KERAS", "PYTHON")
"""How names of environment variables begin that the processes get, beside the names of backends in capitals."""
OUR_OWN = ("PYTHONHOME", "PYTHONEXECUTABLE")
"""Variables of those names that say what is where on this machine."""


def settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables of the environment by which users set something: MPI gives other machines only what is named."""
    begins = (*SETTINGS, *(name.upper() for name in K.installed()))
    return {name: value for name, value in environment.items() if name.startswith(begins) and name not in OUR_OWN}


def why_none_starts(hosts: Sequence[str]) -> str | None:
    """A sentence on the first machine that cannot run this Python environment; None if all can."""
    return next(filter(None, map(_refusal, hosts)), None)


def _refusal(host: str) -> str | None:
    if _is_this_machine(host):
        return None
    words = [f"{name}={value}" for name, value in settings(os.environ).items()]
    program = shlex.join(["env", *words, sys.executable, "-c", "import kerasfront.distributed"])
    command = ["ssh", "-o", "BatchMode=yes", "-o", f"ConnectTimeout={SECONDS}", host, program]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        reason = done.stderr.strip().rpartition("\n")[2] if done.returncode else ""
    except OSError as error:
        reason = str(error)
    if not reason:
        return None
    return (
        f"No process can be started on {host}: {reason:.300}. It must be reached by ssh without a password, and have "
        f"this Python environment at the same path, {sys.prefix}."
    )


def _is_this_machine(host: str) -> bool:
    """Whether a name is that of this machine, or of one of its addresses."""
    if host == platform.node():
        return True
    try:
        socket.create_server((host, 0)).close()
    except OSError:
        return False
    return True
