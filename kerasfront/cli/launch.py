"""Run a script in several processes that train together, each on its part of every batch.

Weights, history and files are those of one process: batch_size is that of all processes together. The processes are
started by MPI; within mpirun or srun (`srun --mpi=pmix -n 4 kerasfront launch script.py`) this command is one of them.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import kerasfront.cli.run as run_script
from kerasfront.distributed.communicator import find_communicator
from kerasfront.distributed.hosts import settings
from kerasfront.distributed.job import Job
from kerasfront.distributed.mpirun import find_mpirun, mpirun_command, told_size
from kerasfront.distributed.process import joined
from kerasfront.distributed.whereabouts import ENDED, FAILED, Board, Whereabouts
from kerasfront.errors import KerasfrontError
from kerasfront.utils.checks import check_count, check_number
from kerasfront.utils.paths import on_path

HELP = "run a script in several processes that train together"
BOARD = "KERASFRONT_BOARD"
"""Environment variable: the machine and the file in which its processes note where they are."""
PROGRAM = "import sys; from kerasfront.cli import main; sys.exit(main())"
THREADS = ("KERASFRONT_THREADS", "OMP_NUM_THREADS")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("-n", dest="processes", type=int, default=2, help="number of processes (default: 2)")
    parser.add_argument("--hosts", metavar="A,B", help="machines to run them on, by ssh; default: this one")
    parser.add_argument(
        "--backend", metavar="NAME[,NAME]", help="backends of the processes, in turn; default: from the settings"
    )
    parser.add_argument("--threads", type=int, default=1, help="threads of each process (default: 1)")
    parser.add_argument(
        "--timeout", type=float, default=300.0, metavar="SECONDS",
        help="how long processes wait for one that is stuck, also while it compiles (default: 300)",
    )  # fmt: skip
    parser.add_argument(
        "--restarts", type=int, default=0, metavar="N",
        help="start again up to N times after a failure: the callback BackupAndRestore goes on from there (default: 0)",
    )  # fmt: skip
    parser.add_argument("--communicator", default="mpi", help="what connects the processes (default: mpi)")
    parser.add_argument("--output", choices=("first", "all"), default="first", help="whose standard output is shown")
    parser.add_argument("script", type=Path, help="a script (.py) or a notebook (.ipynb)")
    rest = parser.add_argument("arguments", nargs=argparse.REMAINDER, help="arguments of the script")
    rest.required = False  # argparse calls it missing where the script is


def run(options: argparse.Namespace) -> int:
    """Start the processes, or be one of them; the exit status is that of the job."""
    if BOARD in os.environ or told_size() > 1:
        return _be_one(options)
    check_count("-n", options.processes)
    check_count("--threads", options.threads)
    check_number("--timeout", options.timeout, least=0.0)
    check_count("--restarts", options.restarts, 0)
    with on_path(options.script, "read"):
        options.script.stat()
    hosts = [name for name in map(str.strip, (options.hosts or "").split(",")) if name]
    program = [sys.executable, "-c", PROGRAM, *_repeated(options)]
    for attempt in range(options.restarts + 1):
        with tempfile.TemporaryDirectory(prefix="kerasfront-") as folder:
            path = Path(folder, "board")
            variables = _variables(path, options.threads)
            command = mpirun_command(find_mpirun(), options.processes, hosts, variables, program)
            status = Job(command, Board(path, options.processes, "w+"), hosts).run()
        if status == 0 or attempt == options.restarts:
            return status
        print(f"kerasfront: restart {attempt + 1} of {options.restarts}", file=sys.stderr, flush=True)
    return 0


def _repeated(options: argparse.Namespace) -> list[str]:
    """The arguments of this command for the processes."""
    words = ["launch", "--timeout", str(options.timeout), "--communicator", options.communicator]
    words += ["--output", options.output, "--threads", str(options.threads)]
    words += ["--backend", options.backend] if options.backend else []
    return [*words, str(options.script), *options.arguments]


def _variables(board: Path, threads: int) -> dict[str, str]:
    """The environment variables of the processes."""
    found = {**settings(os.environ), **dict.fromkeys(THREADS, str(threads)), BOARD: f"{platform.node()}:{board}"}
    if not sys.stdout.isatty():
        found["TERM"] = "dumb"  # MPI shows them a terminal, even if what they write goes to a file
    return found


def _be_one(options: argparse.Namespace) -> int:
    """Run the script as one of the processes."""
    for name in THREADS:
        os.environ[name] = str(options.threads)
    communicator = find_communicator(options.communicator, options.timeout)
    rank = communicator.rank
    whereabouts = _whereabouts(rank, communicator.size)
    machine = "" if whereabouts.is_noted else f" on {platform.node()}"
    communicator.place = lambda: f"{whereabouts}{machine}"
    if rank and options.output == "first":
        sys.stdout = open(os.devnull, "w", encoding="utf8")  # noqa: SIM115  (for the rest of the process)
    words = argparse.Namespace(
        backend=_backend(options.backend, rank), api=None, python=None, dim_ordering=None, quiet=rank > 0,
        script=options.script, arguments=options.arguments,
    )  # fmt: skip
    with joined(communicator, whereabouts):
        status = _status_of(words)
        if status:
            whereabouts.end(FAILED)
            communicator.abort(f"rank {rank} failed {communicator.place()} (exit status {status}).", status)
        whereabouts.end(ENDED)
        communicator.leave()
    return status


def _status_of(words: argparse.Namespace) -> int:
    """Run the script, and return its exit status, as Python would."""
    try:
        return run_script.run(words)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except (KerasfrontError, OSError) as error:
        print(f"kerasfront: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _backend(names: str | None, rank: int) -> str | None:
    several: Sequence[str] = names.split(",") if names else ()
    return several[rank % len(several)] if several else None


def _whereabouts(rank: int, size: int) -> Whereabouts:
    machine, _, path = os.environ.get(BOARD, "").partition(":")
    is_here = machine == platform.node() and Path(path).is_file()  # several machines may have one name
    return Whereabouts(Board(path, size).notes[rank] if is_here else None)
