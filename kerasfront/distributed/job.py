"""A job of several processes, watched from outside."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any, NoReturn

from kerasfront.distributed.hosts import why_none_starts
from kerasfront.distributed.whereabouts import FAILED, Board

DIED = re.compile(r"process rank (\d+) with PID \d+ on node (\S+) (exited on signal (\d+)|exiting improperly|exiting)")
"""What Open MPI says of a process that was killed, or has ended without its library."""

GUARD = "trap '' HUP INT TERM; read -r _ || kill $0"
"""Ends the process of a number when its own input ends before a line comes: whoever would write it has been killed."""

LAST_SECONDS = 2.0
"""How long a process may outlive the command before it is killed."""

ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)]
"""Signals that end the job; Windows has no SIGHUP."""

REMEMBERED = 4000
"""Number of characters of standard error that are searched for it: Open MPI writes at the end."""


class Job:
    """Run a command that starts the processes, and say what became of them.

    Parameters
    ----------
    command : sequence of str
    board : Board
        Where the processes on this machine note where they are.
    hosts : sequence of str
        Names of machines, if the command does not run all on this one.
    """

    def __init__(self, command: Sequence[str], board: Board, hosts: Sequence[str] = ()) -> None:
        self._command = list(command)
        self._board = board
        self._hosts = hosts
        self._said = ""

    def run(self) -> int:
        """Run the command to its end, and return its exit status; no process is left alive.

        Raises
        ------
        SystemExit
            When a signal has ended this process, and with it the job.
        """
        with (
            _signals_end_it(self._say_where),
            subprocess.Popen(self._command, stderr=subprocess.PIPE, text=True, errors="replace") as running,
            _guarding(running.pid),
        ):
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
        """Show what the processes write to standard error, and remember its end."""
        for line in lines:
            sys.stderr.write(line)
            sys.stderr.flush()
            self._said = f"{self._said} {line.strip()}"[-REMEMBERED:]

    def _explain(self) -> None:
        """Say which process died without a word of its own, or which machine cannot run any."""
        if (found := DIED.search(self._said)) and self._board.ended(int(found[1])) != FAILED:
            how = f"was killed by {signal.Signals(int(found[4])).name}" if found[4] else "ended without leaving the job"
            print(f"kerasfront: rank {found[1]} {how} {self._place(int(found[1]), found[2])}.", file=sys.stderr)
        elif self._board.first() is None and (reason := why_none_starts(self._hosts)):
            print(f"kerasfront: {reason}", file=sys.stderr)

    def _place(self, rank: int, machine: str) -> str:
        """Say where a process was; of one on another machine only what is known of others, which are close to it."""
        if self._board.process(rank) or not self._hosts:
            return self._board.place(rank)
        return f"on {machine}{self._others()}"

    def _others(self) -> str:
        """Say where a process of this machine is."""
        rank = self._board.first()
        return "" if rank is None else f"; rank {rank} was {self._board.place(rank)}"

    def _say_where(self, name: str) -> None:
        """Say that a signal ends the job."""
        print(f"kerasfront: ended by {name}{self._others()}.", file=sys.stderr, flush=True)

    def _end_all(self) -> None:
        """Kill processes on this machine that outlived the command."""
        for process in filter(None, map(self._board.process, range(self._board.size))):
            deadline = time.monotonic() + LAST_SECONDS
            with suppress(ProcessLookupError):  # it has ended
                while time.monotonic() < deadline:
                    os.kill(process, 0)
                    time.sleep(0.1)
                os.kill(process, signal.SIGKILL)


@contextmanager
def _guarding(process: int) -> Generator[None]:
    """Within the block, end a process if this one is killed, which leaves it no moment to do so itself."""
    with subprocess.Popen(["sh", "-c", GUARD, str(process)], stdin=subprocess.PIPE, text=True) as guard:
        try:
            yield
        finally:
            guard.communicate("\n")


@contextmanager
def _signals_end_it(say: Callable[[str], None]) -> Generator[None]:
    """Within the block, signals that end a process raise `SystemExit`, after `say` was called with their names.

    Ignored ones remain ignored, such as the end of a terminal under `nohup`.
    """

    def end(number: int, frame: Any) -> NoReturn:
        say(signal.Signals(number).name)
        raise SystemExit(128 + number)

    before = {number: handler for number in ENDING if (handler := signal.getsignal(number)) != signal.SIG_IGN}
    for number in before:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
