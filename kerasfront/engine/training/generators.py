"""Batches from generators: the one reader behind fit_generator, evaluate_generator and predict_generator."""

from __future__ import annotations

import inspect
import queue
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

from kerasfront.engine.training.loops import Values, Work
from kerasfront.errors import ArgumentError, ArgumentTypeError

Batch = tuple[Any, Any, Any]
"""Inputs, targets, sample weights; None where a generator leaves them out."""

_END = object()


class GeneratorEnqueuer:
    """Reads a generator ahead, in threads.

    Parameters
    ----------
    generator : iterator
        With several workers, a plain generator is read by one at a time; any other iterator must be safe to share.
    pickle_safe : bool
        Accepted for old scripts. Workers are threads either way: the state of a generator cannot be sent to another
        process.

    Raises
    ------
    ArgumentTypeError
        If `generator` cannot be iterated.
    """

    def __init__(self, generator: Any, pickle_safe: bool = False) -> None:
        if not hasattr(generator, "__next__"):
            raise ArgumentTypeError(
                f"generator must be a generator or iterator, got {type(generator).__name__}. "
                "Call a generator function; wrap a list in iter()."
            )
        self._generator = generator
        self._one_at_a_time = threading.Lock() if inspect.isgenerator(generator) else nullcontext()
        self._stop = threading.Event()
        self._workers: list[threading.Thread] = []
        self._at_work = 0
        self._counting = threading.Lock()
        self.queue: queue.Queue[tuple[Any, BaseException | None]] = queue.Queue()

    def start(self, nb_worker: int = 1, max_q_size: int = 10, wait_time: float = 0.05) -> None:
        """Begin to read.

        nb_worker: number of threads. max_q_size: most items to read ahead. wait_time: seconds after which a worker
        that waits for room looks whether it should stop.
        """
        self.queue = queue.Queue(max_q_size)
        self._at_work = nb_worker
        self._workers = [threading.Thread(target=self._work, args=(wait_time,), daemon=True) for _ in range(nb_worker)]
        for worker in self._workers:
            worker.start()

    def get(self) -> Any:
        """The next item.

        Raises
        ------
        StopIteration
            At the end of the generator.
        Exception
            What the generator raised, with its traceback.
        """
        if not self.is_running():
            raise StopIteration
        item, error = self.queue.get()
        if error is not None or item is _END:
            self.stop()
            raise error or StopIteration
        return item

    def is_running(self) -> bool:
        """Whether it was started and not stopped."""
        return bool(self._workers) and not self._stop.is_set()

    def stop(self, timeout: float | None = None) -> None:
        """End the workers; one that is inside the generator ends when that gives its item.

        timeout: most seconds to wait for each of them, None to wait until it is done.
        """
        self._stop.set()
        for worker in self._workers:
            worker.join(timeout)

    def _work(self, wait_time: float) -> None:
        while not self._stop.is_set():
            try:
                with self._one_at_a_time:
                    item = next(self._generator)
            except StopIteration:
                break
            except BaseException as error:
                self._put((None, error), wait_time)
                return
            self._put((item, None), wait_time)
        with self._counting:
            self._at_work -= 1
            last = self._at_work == 0
        if last:
            self._put((_END, None), wait_time)

    def _put(self, item: tuple[Any, BaseException | None], wait_time: float) -> None:
        while not self._stop.is_set():
            try:
                return self.queue.put(item, timeout=wait_time)
            except queue.Full:
                continue


@contextmanager
def reading(generator: Any, max_q_size: int, nb_worker: int, pickle_safe: bool) -> Iterator[Callable[[], Any]]:
    """Within the block, the given function reads the next item of `generator`."""
    reader = GeneratorEnqueuer(generator, pickle_safe)
    reader.start(nb_worker, max_q_size)
    try:
        yield reader.get
    finally:
        reader.stop()


def labelled(item: Any) -> Batch:
    """An item for training or test.

    Raises
    ------
    ArgumentError
        If it is not (inputs, targets) or (inputs, targets, sample weights).
    """
    if isinstance(item, (tuple, list)) and len(item) in (2, 3):
        x, y, *weights = item
        return x, y, weights[0] if weights else None
    got = f"a {type(item).__name__}" + (f" of {len(item)}" if isinstance(item, (tuple, list)) else "")
    raise ArgumentError(f"The generator must give tuples (x, y) or (x, y, sample_weight), got {got}.")


def unlabelled(item: Any) -> Batch:
    """An item for prediction: inputs alone, or first in a tuple as for training."""
    return labelled(item) if isinstance(item, tuple) else (item, None, None)


def count_samples(x: Any) -> int:
    """Number of samples of the inputs of a batch: an array, or a list or dict of arrays.

    Raises
    ------
    ArgumentError
        If there is no array.
    """
    first = next(iter(x.values()), None) if isinstance(x, dict) else x
    if isinstance(x, (list, tuple)) and x and hasattr(x[0], "shape"):
        first = x[0]
    shape = getattr(first, "shape", ())
    if not shape or shape[0] == 0:
        raise ArgumentError(f"The generator must give batches of at least one sample, as arrays; got inputs {x!r}.")
    return int(shape[0])


def read_work(
    read: Callable[[], Any],
    samples: int,
    step: Callable[[Batch], Values],
    unpack: Callable[[Any], Batch] = labelled,
    warn: bool = False,
) -> Iterator[Work]:
    """Work of one batch each, until `samples` samples are read.

    Parameters
    ----------
    read : callable
        Gives the next item of the generator.
    samples : int
    step : callable
        What to do with a batch.
    unpack : callable
        Makes a batch of an item.
    warn : bool
        Whether to warn when the last batch goes beyond `samples`.

    Raises
    ------
    ArgumentError
        If the generator ends before.
    """
    seen = 0
    while seen < samples:
        try:
            item = read()
        except StopIteration:
            raise ArgumentError(
                f"The generator ended after {seen} of {samples} samples. It must go on for ever (while True: ...)."
            ) from None
        batch = unpack(item)
        size = count_samples(batch[0])
        seen += size
        if warn and seen > samples:
            warnings.warn(
                f"An epoch took {seen} samples, more than samples_per_epoch={samples}. "
                "Make samples_per_epoch a multiple of the generator's batch size.",
                stacklevel=2,
            )
        yield Work([size], partial(_run, step, batch))


def _run(step: Callable[[Batch], Values], batch: Batch) -> list[Values]:
    return [step(batch)]
