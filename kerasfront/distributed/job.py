"""A job of several processes, watched from outside."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

from kerasfront.distributed.whereabouts import FAILED, Board

KILLED = re.compile(r"rank (\d+) with PID (\d+) .*signal (\d+)")
"""What Open MPI says of a process that was killed."""


class Job:
    """Run a command that starts the processes, and say what became of them.

    Parameters
    ----------
    command : sequence of str
    board : Board
        Where the processes note where they are.
    processes : int
        Their number.
    """

    def __init__(self, command: Sequence[str], board: Board, processes: int) -> None:
        self._command = list(command)
        self._board = board
        self._processes = processes
        self._killed: list[tuple[int, int]] = []

    def run(self) -> int:
        """Run the command to its end, and return its exit status; no process is left alive."""
        with subprocess.Popen(self._command, stderr=subprocess.PIPE, text=True, errors="replace") as running:
            assert running.stderr is not None
            reader = threading.Thread(target=self._copy, args=(running.stderr,), daemon=True)
            reader.start()
            try:
                status = running.wait()
            except BaseException:
                running.terminate()
                raise
            finally:
                self._end_all()
            reader.join(5.0)
        if status:
            self._explain()
        return status if status >= 0 else 128 - status

    def _copy(self, lines: IO[str]) -> None:
        """Show what the processes write to standard error, and note which of them were killed."""
        for line in lines:
            sys.stderr.write(line)
            sys.stderr.flush()
            if found := KILLED.search(line):
                self._killed.append((int(found[1]), int(found[3])))

    def _explain(self) -> None:
        for rank, number in self._killed[:1]:
            if self._board.ended(rank) != FAILED:
                name = signal.Signals(number).name
                print(f"kerasfront: rank {rank} was killed by {name} {self._board.place(rank)}.", file=sys.stderr)

    def _end_all(self) -> None:
        """Kill processes on this machine that outlived the command."""
        for rank in range(self._processes):
            process = self._board.process(rank)
            for _ in range(20 if process else 0):
                with suppress(ProcessLookupError):
                    os.kill(process, 0)
                    time.sleep(0.1)
                    continue
                break
            else:
                if process:
                    with suppress(ProcessLookupError):
                        os.kill(process, signal.SIGKILL)
