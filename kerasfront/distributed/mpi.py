"""Processes that MPI has started, by mpi4py."""

from __future__ import annotations

import pickle
import platform
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from kerasfront.distributed.mpirun import told_size
from kerasfront.errors import BackendError

ANSWER_SECONDS = 2.0
"""How long to wait for an answer from processes that seem to be stuck."""
PATIENT_SECONDS = 0.02
"""From then on a waiting process leaves its core to others."""
NAP_SECONDS = 0.001
ASK, HERE, LEFT = 71, 72, 73
"""Tags of messages: are you there; I am here, and wait, too; I have left the script."""
STUCK = 75
"""Exit status when a process is stuck or has left early."""


class MPICommunicator:
    """A communicator over all processes of an MPI job.

    Nothing waits in the library forever: each operation is started, and then asked again and again whether it is
    complete. Meanwhile a process answers the others, so that the one that does not answer can be named.

    Parameters
    ----------
    timeout : float
        Seconds to wait for the other processes.
    place : callable
        Says where this process is, for messages.
    """

    def __init__(self, timeout: float, place: Callable[[], str] = lambda: "") -> None:
        try:
            from mpi4py import MPI
        except (ImportError, RuntimeError) as error:
            raise BackendError(
                f"MPI cannot be used on {platform.node()}: {error}. Install mpi4py there, for example by the extra: "
                "pip install 'kerasfront[mpi]'."
            ) from error
        self._mpi: Any = MPI
        self._data: Any = MPI.COMM_WORLD.Dup()
        self._talk: Any = MPI.COMM_WORLD.Dup()
        self._timeout = timeout
        self._left: set[int] = set()
        self._sent: list[Any] = []
        self.place = place

    @property
    def rank(self) -> int:
        """Number of this process."""
        return self._data.rank

    @property
    def size(self) -> int:
        """Number of processes."""
        return self._data.size

    def sum(self, array: np.ndarray) -> None:
        """Replace an array by the sum over all processes."""
        self._wait(self._data.Iallreduce(self._mpi.IN_PLACE, array, self._mpi.SUM))

    def broadcast(self, thing: Any) -> Any:
        """Return the object that process 0 gives."""
        content = np.frombuffer(pickle.dumps(thing, 5), "uint8") if self.rank == 0 else np.empty(0, "uint8")
        length = np.array([content.size])
        self._wait(self._data.Ibcast(length))
        content = content.copy() if self.rank == 0 else np.empty(int(length[0]), "uint8")
        self._wait(self._data.Ibcast(content))
        return pickle.loads(content.tobytes())

    def all_gather(self, thing: Any) -> list[Any]:
        """Return the objects of all processes."""
        content = np.frombuffer(pickle.dumps(thing, 5), "uint8")
        lengths = np.zeros(self.size, "int64")
        self._wait(self._data.Iallgather(np.array([content.size]), lengths))
        everything = np.empty(int(lengths.sum()), "uint8")
        self._wait(self._data.Iallgatherv(content, [everything, lengths]))
        ends = np.cumsum(lengths)
        return [pickle.loads(everything[end - n : end].tobytes()) for n, end in zip(lengths, ends)]

    def barrier(self) -> None:
        """Wait for all processes."""
        self._wait(self._data.Ibarrier())

    def leave(self) -> None:
        """Tell the others that this process is about to end, and wait until all do."""
        self._tell(LEFT, [other for other in range(self.size) if other != self.rank])
        self._until(lambda: len(self._left) == self.size - 1, is_leaving=True)

    def abort(self, reason: str, status: int = 1) -> NoReturn:
        """End all processes."""
        sys.stdout.flush()
        print(f"kerasfront: {reason}", file=sys.stderr, flush=True)
        time.sleep(0.2)  # or the sentence may be lost with the process
        self._mpi.COMM_WORLD.Abort(status)
        raise SystemExit(status)

    def _wait(self, request: Any) -> None:
        self._until(request.Test)

    def _until(self, complete: Callable[[], bool], is_leaving: bool = False) -> None:
        """Wait until something is complete; end all processes if it takes too long, or one has left unexpectedly."""
        begun = time.monotonic()
        deserted = None
        while not complete():
            waited = time.monotonic() - begun
            if waited < PATIENT_SECONDS:
                time.sleep(0)
                continue
            time.sleep(NAP_SECONDS)
            self._answer()
            if self._left and not is_leaving:
                deserted = deserted or time.monotonic()
                if time.monotonic() - deserted > ANSWER_SECONDS:
                    self._give_up(sorted(self._left), "has left the script")
            if waited > self._timeout:
                absent = self._roll_call()
                self._give_up(absent or [self.rank], f"did not come within {self._timeout:g} seconds")

    def _give_up(self, ranks: list[int], what: str) -> NoReturn:
        named = " and ".join(f"rank {rank}" for rank in ranks)
        self.abort(f"rank {self.rank} waited {self.place()}: {named} {what}.", STUCK)

    def _roll_call(self) -> list[int]:
        """Ask all processes whether they are there, and return those that do not answer."""
        absent = {other for other in range(self.size) if other != self.rank}
        self._tell(ASK, sorted(absent))
        begun = time.monotonic()
        while absent and time.monotonic() - begun < ANSWER_SECONDS:
            absent -= self._answer()
            time.sleep(NAP_SECONDS)
        return sorted(absent)

    def _answer(self) -> set[int]:
        """Read the messages of other processes, answer them, and return those that say that they are here."""
        here: set[int] = set()
        status = self._mpi.Status()
        while self._talk.Iprobe(self._mpi.ANY_SOURCE, self._mpi.ANY_TAG, status):
            source, tag = status.Get_source(), status.Get_tag()
            self._talk.Recv(np.empty(1, "uint8"), source, tag)
            if tag == ASK:
                self._tell(HERE, [source])
            elif tag == HERE:
                here.add(source)
            else:
                self._left.add(source)
        return here

    def _tell(self, tag: int, others: list[int]) -> None:
        self._sent = [request for request in self._sent if not request.Test()]
        for other in others:
            message = np.zeros(1, "uint8")
            self._sent.append(self._talk.Isend(message, other, tag))


def connect(timeout: float) -> MPICommunicator:
    """Connect this process to those of its MPI job.

    Raises
    ------
    BackendError
        If there is no MPI, or another one than that which started the processes.
    """
    found, told = MPICommunicator(timeout), told_size()
    if found.size < told:  # it may be told too few: of one of several programs
        raise BackendError(
            f"mpirun or srun has started {told} processes, but this one is connected to {found.size - 1} others. Use "
            "the mpirun of the MPI that mpi4py was built with; with srun, choose its protocol: srun --mpi=list shows "
            "them, and Open MPI needs --mpi=pmix."
        )
    return found
