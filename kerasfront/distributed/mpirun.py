"""The command that starts the processes of a job by MPI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from kerasfront.errors import BackendError

INSIDE = ("OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MPI_LOCALNRANKS", "SLURM_STEP_NUM_TASKS")
"""Environment variables by which mpirun or srun tells a process that it is one of several: their number."""


def told_size() -> int:
    """Number of processes that mpirun or srun has started together, as it tells them; 1 outside."""
    told = (os.environ.get(name, "") for name in INSIDE)
    return next((int(number) for number in told if number.isdecimal() and int(number)), 1)


def find_mpirun() -> str:
    """Find the program: that of the environment of this Python first.

    Raises
    ------
    BackendError
        If there is none.
    """
    beside = Path(sys.executable).parent
    found = shutil.which("mpirun", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        raise BackendError(
            "There is no mpirun. Install one, for example by the extra: pip install 'kerasfront[mpi]'; or start the "
            "processes by srun: srun --mpi=pmix -n 4 kerasfront launch script.py"
        )
    return found


def mpirun_command(
    mpirun: str, processes: int, hosts: Sequence[str], environment: Mapping[str, str], program: Sequence[str]
) -> list[str]:
    """Build the command that runs a program in several processes.

    Parameters
    ----------
    mpirun : str
    processes : int
    hosts : sequence of str
        Names of machines; none for this one.
    environment : mapping
        Variables that the processes get, also on other machines.
    program : sequence of str
    """
    if not _is_open_mpi(mpirun):
        of_hosts = ["-hosts", ",".join(hosts)] if hosts else []
        settings = [word for name, value in environment.items() for word in ("-genv", name, value)]
        return [mpirun, "-n", str(processes), *of_hosts, *settings, *program]
    # There may be more processes than cores, and root in a container; a process that waits leaves its core to others.
    options = ["--oversubscribe", "--bind-to", "none", "--mca", "mpi_yield_when_idle", "1"]
    if os.geteuid() == 0:
        options.append("--allow-run-as-root")
    if hosts:
        options += ["--host", ",".join(f"{host}:{processes}" for host in hosts), "--map-by", "node"]
    settings = [word for name, value in environment.items() for word in ("-x", f"{name}={value}")]
    return [mpirun, *options, "-n", str(processes), *settings, *program]


def _is_open_mpi(mpirun: str) -> bool:
    found = subprocess.run([mpirun, "--version"], capture_output=True, text=True, check=False)
    return "Open MPI" in found.stdout or "open-mpi" in found.stdout
