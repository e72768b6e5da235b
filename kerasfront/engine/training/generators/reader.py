"""Batches read ahead, in order: the one reader behind fit_generator, evaluate_generator and predict_generator."""

from __future__ import annotations

import inspect
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, wait
from contextlib import contextmanager
from itertools import islice, repeat
from typing import Any, NamedTuple

import numpy as np

from kerasfront.engine.training.batches import check_count
from kerasfront.engine.training.generators.workers import Processes, Threads, Workers
from kerasfront.engine.training.positions import check_order, check_same_training, refuse
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError, SourceError
from kerasfront.utils.sequence import is_sequence

_END = object()

PATIENCE = 5.0
"""Seconds to wait for workers after the last item, as a generator may be computing one more."""


class _Task(NamedTuple):
    """An item to read: its name for messages, and the function to call."""

    name: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


class GeneratorEnqueuer:
    """Read a source of batches ahead, and return its items in order.

    Parameters
    ----------
    generator : Sequence or iterator
        A `Sequence` is read by all workers, and its items come in its order. A plain generator is read by one worker.
        Any other iterator is read by all workers if there are several: it must be safe to share, and items come in the
        order in which it gives them out.
    pickle_safe : bool
        Read a `Sequence` in processes instead of threads. They are spawned: the source is pickled, and a script needs
        its ``if __name__ == "__main__":``.
    timeout : float, optional
        Most seconds to wait for an item.
    shuffle : bool
        Read the batches of a `Sequence` in another order in each epoch, by NumPy's global generator.

    Raises
    ------
    ArgumentTypeError
        If `generator` cannot be read, or `pickle_safe` or `shuffle` is neither True nor False.
    ArgumentError
        If an option needs a `Sequence`, or `timeout` is invalid.
    """

    def __init__(
        self, generator: Any, pickle_safe: bool = False, timeout: float | None = None, shuffle: bool = False
    ) -> None:
        _check(generator, pickle_safe, timeout, shuffle)
        if pickle_safe and not is_sequence(generator):
            warnings.warn(
                "pickle_safe=True asks for processes, but what a generator is at cannot be sent to one: it is read in "
                "threads. For processes give a kerasfront.utils.Sequence.",
                stacklevel=2,
            )
        self._source = generator
        self._numbered = is_sequence(generator)
        self._in_processes = pickle_safe and self._numbered
        self._timeout = timeout
        self._shuffle = shuffle
        self._workers: Workers | None = None
        self._waiting: deque[tuple[_Task, Future[Any]]] = deque()
        self._numbers = np.arange(0)
        self._taken = 0
        self._died = False
        self.endless = self._endless()

    def start(self, nb_worker: int = 1, max_q_size: int = 10, wait_time: float = 0.05) -> None:
        """Create the workers, which start with the first item.

        Parameters
        ----------
        nb_worker : int
            Number of threads or processes.
        max_q_size : int
            Most items to read ahead.
        wait_time : float
            Of old scripts, without effect: nothing here looks again and again whether something has happened.
        """
        self._ahead = check_count("max_q_size", max_q_size)
        count = check_count("nb_worker", nb_worker)
        if inspect.isgenerator(self._source):
            count = 1
        self._workers = Processes(count) if self._in_processes else Threads(count)

    def is_running(self) -> bool:
        """Whether the reader has been started and not stopped."""
        return self._workers is not None

    def get(self) -> Any:
        """Return the next item.

        Raises
        ------
        StopIteration
            At the end of an iterator; a `Sequence` begins again.
        SourceError
            If the item does not come in time, or processes that read it die.
        Exception
            What the source raised, with its traceback.
        """
        return next(self.endless)

    def stop(self, timeout: float | None = None) -> None:
        """Stop the workers.

        timeout: most seconds to wait for each that is at work; then a process is killed and a thread left alone.
        """
        workers, self._workers = self._workers, None
        self._forget()
        if workers is not None:
            workers.close(timeout)

    def ready(self) -> bool:
        """Whether the next item of this epoch is ready."""
        future = self._waiting[0][1] if self._waiting else None
        return future is not None and future.done() and future.exception() is None

    @property
    def position(self) -> np.ndarray:
        """Number of batches taken from the epoch of a `Sequence`, then their order; empty for an iterator."""
        return np.array([self._taken, *self._numbers])

    @position.setter
    def position(self, position: np.ndarray) -> None:
        if position.tolist() == [0]:  # nothing was taken yet
            return
        if not self._numbered:
            warnings.warn(
                "What a generator gave before cannot be skipped: it is read from its beginning. To go on exactly where "
                "a training was, give a kerasfront.utils.Sequence.",
                stacklevel=2,
            )
            return
        self._taken, self._numbers = int(position[0]), position[1:]

    def check_position(self, position: np.ndarray) -> None:
        """Reject an invalid position in a `Sequence` of this length."""
        if not self._numbered or position.tolist() == [0]:
            return
        check_same_training("numbers of batches", len(position) - 1, len(self._source))
        check_order(position[1:], len(self._source), "batches")
        if not 0 <= position[0] <= len(self._source):
            refuse(f"{position[0]} batches of {len(self._source)} cannot have been taken")

    def epoch(self) -> Iterator[Any]:
        """Yield the remaining items of one epoch of a `Sequence`, or all of an iterator."""
        tasks = self._tasks()
        try:
            self._begin(islice(tasks, self._ahead))
            while self._waiting:
                item = self._next()
                if item is _END:
                    tasks = iter(())
                    continue
                self._begin(islice(tasks, 1))
                self._taken += 1
                yield item
        finally:
            self._forget()
        self._taken = 0
        if self._numbered:
            self._source.on_epoch_end()

    def _endless(self) -> Iterator[Any]:
        yield from self.epoch()
        while self._numbered:
            yield from self.epoch()

    def _tasks(self) -> Iterator[_Task]:
        name = type(self._source).__name__
        if not self._numbered:
            return repeat(_Task(f"The next item of the {name}", next, (self._source, _END)))
        if not self._taken:
            self._numbers = np.arange(len(self._source))
            if self._shuffle:
                np.random.shuffle(self._numbers)
        if not self._numbers.size:
            raise ArgumentError(f"{name} has no batches: its __len__ gives 0.")
        getter = self._running().getter(self._source)
        left = self._numbers[self._taken :].tolist()
        return (_Task(f"Batch {index} of {name}", getter, (index,)) for index in left)

    def _begin(self, tasks: Iterable[_Task]) -> None:
        self._waiting.extend((task, self._submitted(task)) for task in tasks)

    def _submitted(self, task: _Task) -> Future[Any]:
        try:
            return self._running().submit(task.function, *task.arguments)
        except BrokenExecutor as error:
            future: Future[Any] = Future()
            future.set_exception(error)
            return future

    def _next(self) -> Any:
        """Wait for the first of the tasks. If a process dies, all tasks are tried once more in new processes."""
        task, future = self._waiting[0]
        if not wait([future], self._timeout).done:
            raise SourceError(
                f"{task.name} did not come within timeout={self._timeout} seconds. It is stuck, or needs longer: then "
                "give a longer timeout, or more workers (nb_worker) if it is a Sequence."
            )
        try:
            item = future.result()
        except BrokenExecutor as error:
            self._start_again(task, error)
            return self._next()
        self._died = False
        self._waiting.popleft()
        return item

    def _start_again(self, task: _Task, error: BrokenExecutor) -> None:
        if self._died:
            raise SourceError(
                f"{task.name} cannot be read: the processes that should do it died twice. They may have been killed "
                "for want of memory (use a smaller nb_worker), or the script starts itself again in them because it "
                'lacks `if __name__ == "__main__":`.'
            ) from error
        warnings.warn(f"{task.name}: a process that read ahead died. New ones go on from there.", stacklevel=2)
        self._died = True
        tasks = [task for task, _ in self._waiting]
        self._waiting.clear()
        self._running().restart()
        self._begin(tasks)

    def _forget(self) -> None:
        for _, future in self._waiting:
            future.cancel()
        self._waiting.clear()

    def _running(self) -> Workers:
        if self._workers is None:
            raise NotReadyError("The enqueuer is not running. Call start().")
        return self._workers


def _check(source: Any, pickle_safe: Any, timeout: Any, shuffle: Any) -> None:
    if not is_sequence(source) and not hasattr(source, "__next__"):
        raise ArgumentTypeError(
            f"generator must be a Sequence, a generator or an iterator, got {type(source).__name__}. "
            "Call a generator function; wrap a list in iter()."
        )
    for argument, value in {"pickle_safe": pickle_safe, "shuffle": shuffle}.items():
        if not isinstance(value, (bool, np.bool_)):
            raise ArgumentTypeError(f"{argument} must be True or False, got {value!r}.")
    if shuffle and not is_sequence(source):
        raise ArgumentError("shuffle=True needs a Sequence: a generator has an order of its own.")
    if timeout is not None and not (isinstance(timeout, (int, float)) and timeout > 0):
        raise ArgumentError(f"timeout must be None or a number of seconds above 0, got {timeout!r}.")


@contextmanager
def reading(
    source: Any, max_q_size: int, nb_worker: int, pickle_safe: bool, timeout: float | None, shuffle: bool = False
) -> Generator[GeneratorEnqueuer]:
    """Run a reader of `source` within the block."""
    reader = GeneratorEnqueuer(source, pickle_safe, timeout, shuffle)
    reader.start(nb_worker, max_q_size)
    patience = 0.0
    try:
        yield reader
        patience = PATIENCE
    finally:
        reader.stop(patience)
