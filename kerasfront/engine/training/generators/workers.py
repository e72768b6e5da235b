"""Workers that read batches: threads or processes."""

from __future__ import annotations

import contextvars
import hashlib
import multiprocessing
import os
import pickle
import queue
import signal
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path
from typing import Any, Protocol

from kerasfront.errors import ArgumentTypeError, SourceError

Getter = Callable[[int], Any]
"""Function from the index of a batch to the batch."""


class Workers(Protocol):
    """Protocol of threads or processes that read batches."""

    def getter(self, sequence: Any) -> Getter:
        """Return the function by which a worker reads a batch of `sequence`."""
        ...

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """Submit a function call; calls start in order."""
        ...

    def restart(self) -> None:
        """Replace workers that died."""
        ...

    def close(self, seconds: float | None) -> None:
        """Stop. Workers still at work after so many seconds (None: no limit) are abandoned or killed."""
        ...


class Threads:
    """Threads with the active backend of the thread that starts them.

    Unlike those of `ThreadPoolExecutor` they do not keep Python from ending when one is stuck.
    """

    def __init__(self, count: int) -> None:
        self._tasks: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=contextvars.copy_context().run, args=(self._work,), daemon=True)
            for _ in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def getter(self, sequence: Any) -> Getter:
        """Return the method of `sequence`."""
        return sequence.__getitem__

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """Submit a function call."""
        future: Future[Any] = Future()
        self._tasks.put((future, function, arguments))
        return future

    def restart(self) -> None:
        """Do nothing: threads do not die."""

    def close(self, seconds: float | None) -> None:
        """Stop the threads."""
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join(seconds)

    def _work(self) -> None:
        for future, function, arguments in iter(self._tasks.get, None):
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(function(*arguments))
                except BaseException as error:  # whatever it is, it is for the one who reads
                    future.set_exception(error)


class Processes:
    """Processes, started by spawn, as threads and locks of backends do not survive a fork."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._folder = tempfile.TemporaryDirectory(prefix="kerasfront-")
        self._start()

    def getter(self, sequence: Any) -> Getter:
        """Write `sequence` to a file that each process reads once, unless it is there already.

        Raises
        ------
        ArgumentTypeError
            If it cannot be pickled.
        """
        try:
            content = pickle.dumps(sequence, pickle.HIGHEST_PROTOCOL)
        except (pickle.PicklingError, TypeError, AttributeError) as error:
            raise ArgumentTypeError(
                f"pickle_safe=True sends the source to other processes, but {type(sequence).__name__} cannot be "
                f"pickled: {error}. Open files and the like in __getitem__, or use threads (pickle_safe=False)."
            ) from error
        path = Path(self._folder.name, hashlib.blake2b(content).hexdigest())
        if not path.exists():
            for old in path.parent.iterdir():
                old.unlink()
            path.write_bytes(content)
        return partial(_item, str(path))

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """Submit a function call."""
        return self._pool.submit(function, *arguments)

    def restart(self) -> None:
        """Start new processes."""
        self._stop(0.0)
        self._start()

    def close(self, seconds: float | None) -> None:
        """Stop the processes, by force if necessary."""
        self._stop(seconds)
        self._folder.cleanup()

    def _start(self) -> None:
        self._context = _Context()
        self._pool = ProcessPoolExecutor(self._count, self._context, _follow_parent)

    def _stop(self, seconds: float | None) -> None:
        force = threading.Timer(threading.TIMEOUT_MAX if seconds is None else seconds, self._context.kill)
        force.daemon = True
        force.start()
        self._pool.shutdown(wait=True, cancel_futures=True)
        force.cancel()


class _Context(SpawnContext):
    """A `ProcessPoolExecutor` that can kill its processes, as that of Python 3.14 can."""

    def __init__(self) -> None:
        super().__init__()
        self._started: list[SpawnProcess] = []

    def Process(self, *args: Any, **kwargs: Any) -> SpawnProcess:  # type: ignore[override]
        process = SpawnProcess(*args, **kwargs)
        self._started.append(process)
        return process

    def kill(self) -> None:
        for process in self._started:
            process.kill()


def _follow_parent() -> None:
    """Prepare a worker process: ignore Ctrl-C, and exit when the reading process ends for any reason."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        multiprocessing.parent_process().join()  # type: ignore[union-attr]
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


_loaded: tuple[str, Any] = ("", None)


def _item(path: str, index: int) -> Any:
    """Read batch `index` of the sequence in a file, in a worker process."""
    global _loaded
    if _loaded[0] != path:
        _loaded = (path, pickle.loads(Path(path).read_bytes()))
    try:
        return _loaded[1][index]
    except Exception as error:
        if not _can_be_sent(error):
            raise SourceError(f"{type(error).__name__}: {error}") from error
        raise


def _can_be_sent(error: Exception) -> bool:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return False
    return True
