"""Training, tests and predictions on batches that are read as they are needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

import kerasfront.engine.training.loops as loops
from kerasfront.callbacks import Callback, History
from kerasfront.engine.topology.active import on_own_engine
from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.engine.training.arguments import check_epochs
from kerasfront.engine.training.epochs import Trainable
from kerasfront.engine.training.generators.items import Batch, check_amount, read_work, unlabelled
from kerasfront.engine.training.generators.reader import GeneratorEnqueuer, reading
from kerasfront.engine.training.reports import ignore
from kerasfront.utils.sequence import is_sequence


class GeneratorTrainable(Trainable):
    """The methods of `Model` that end in _generator."""

    @on_own_engine
    def fit_generator(
        self,
        generator: Any,
        samples_per_epoch: int | None = None,
        nb_epoch: int = 10,
        verbose: int | str = 1,
        callbacks: Sequence[Callback] | None = None,
        validation_data: Any = None,
        nb_val_samples: int | None = None,
        class_weight: Any = None,
        max_q_size: int = 10,
        nb_worker: int = 1,
        pickle_safe: bool = False,
        initial_epoch: int = 0,
        timeout: float | None = None,
        shuffle: bool = False,
    ) -> History:
        """Train on what a generator gives.

        Parameters
        ----------
        generator : Sequence or iterator
            Of tuples (x, y) or (x, y, sample_weight), each a batch; an iterator must not end.
        samples_per_epoch : int, optional
            An epoch ends when so many samples are seen; without it, when all batches of the `Sequence` are.
        validation_data : tuple, Sequence or iterator, optional
            As for `fit`, or a source like the first; then `nb_val_samples` of its samples are tested, or all of a
            `Sequence`.
        max_q_size, nb_worker, pickle_safe, timeout, shuffle
            See `GeneratorEnqueuer`.
        nb_epoch, verbose, callbacks, class_weight, initial_epoch
            As for `fit`.

        Returns
        -------
        History
        """
        self._compiled()
        samples = check_amount("samples_per_epoch", samples_per_epoch, generator)
        batches = len(generator) if samples is None else None
        options = (max_q_size, nb_worker, pickle_safe, timeout)

        def step(batch: Batch) -> loops.Values:
            x, y, sample_weight = batch
            return self._step(x, y, sample_weight, class_weight)

        with ExitStack() as readers:
            validate = self._generator_validation(validation_data, nb_val_samples, options, readers)
            reader = readers.enter_context(reading(generator, *options, shuffle))
            return self._run_epochs(
                check_epochs(initial_epoch, nb_epoch),
                lambda: read_work(reader, samples, step, warn=True),
                callbacks,
                validate,
                {"nb_epoch": nb_epoch, "nb_sample": samples, "nb_batch": batches, "verbose": verbose},
            )

    @on_own_engine
    def evaluate_generator(
        self,
        generator: Any,
        val_samples: int | None = None,
        max_q_size: int = 10,
        nb_worker: int = 1,
        pickle_safe: bool = False,
        timeout: float | None = None,
    ) -> Any:
        """Test on `val_samples` samples of a source of batches (x, y) or (x, y, sample_weight); see `evaluate`.

        generator, max_q_size, nb_worker, pickle_safe, timeout: as for `fit_generator`. val_samples: may be left out for
        a `Sequence`.
        """
        self._compiled()
        samples = check_amount("val_samples", val_samples, generator)
        with reading(generator, max_q_size, nb_worker, pickle_safe, timeout) as reader:
            return one_or_list(self._mean_read(reader, samples))

    @on_own_engine
    def predict_generator(
        self,
        generator: Any,
        val_samples: int | None = None,
        max_q_size: int = 10,
        nb_worker: int = 1,
        pickle_safe: bool = False,
        timeout: float | None = None,
    ) -> Any:
        """The outputs for the first `val_samples` samples of a source of inputs; see `predict`.

        generator: gives inputs, or tuples as for `fit_generator`, of which only the inputs are used. The other
        arguments are as for `evaluate_generator`.
        """
        samples = check_amount("val_samples", val_samples, generator)

        def step(batch: Batch) -> list[Any]:
            return to_list(self.predict_on_batch(batch[0]))

        with reading(generator, max_q_size, nb_worker, pickle_safe, timeout) as reader:
            works = read_work(reader, samples, step, unlabelled)
            return one_or_list(loops.gather(works) if samples is None else loops.collect(works, samples, ignore))

    def _generator_validation(
        self, data: Any, samples: int | None, options: tuple[Any, ...], readers: ExitStack
    ) -> Callable[[int], loops.Values] | None:
        self.validation_data = None
        if data is None:
            return None
        if is_sequence(data) or hasattr(data, "__next__"):
            wanted = check_amount("nb_val_samples", samples, data)
            reader = readers.enter_context(reading(data, *options))
            return lambda _: self._mean_read(reader, wanted)
        self.validation_data = arrays = self._held_out(data)
        return partial(self._mean, arrays)

    def _mean_read(self, reader: GeneratorEnqueuer, samples: int | None) -> list[float]:
        """The values of `metrics_names` over the next `samples` samples of a generator, or all of a `Sequence`."""
        return self._averages(read_work(reader, samples, lambda batch: self._trial(*batch)), ignore)
