"""Training, tests and predictions on batches that are read as they are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

import kerasfront.engine.training.loops as loops
from kerasfront.callbacks import Callback, History
from kerasfront.engine.topology.active import on_own_backend
from kerasfront.engine.topology.lists import one_or_list
from kerasfront.engine.training.arguments import check_epochs, stride
from kerasfront.engine.training.chunks import Pace
from kerasfront.engine.training.epochs import Trainable
from kerasfront.engine.training.generators.items import check_amount, read_batches, unlabelled
from kerasfront.engine.training.generators.reader import GeneratorEnqueuer, reading
from kerasfront.engine.training.reports import ignore
from kerasfront.later_keras import refuse_later_keywords
from kerasfront.utils.sequence import is_sequence


class GeneratorTrainable(Trainable):
    """The methods of `Model` that end in _generator."""

    @refuse_later_keywords
    @on_own_backend
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
        functions = self._compiled()
        samples = check_amount("samples_per_epoch", samples_per_epoch, generator)
        batches = len(generator) if samples is None else None
        options = (max_q_size, nb_worker, pickle_safe, timeout)

        pace = Pace(stride(callbacks))
        with ExitStack() as readers:
            validate = self._generator_validation(validation_data, nb_val_samples, options, readers)
            reader = readers.enter_context(reading(generator, *options, shuffle))

            def work(start: loops.Start) -> Iterable[loops.Work]:
                batches = read_batches(reader, samples, seen=start.samples, warn=True)
                flat = ((size, self._flat(*batch, class_weight)) for size, batch in batches)
                return functions.train.read(flat, reader.ready, pace, start.batches)

            return self._run_epochs(
                check_epochs(initial_epoch, nb_epoch),
                work,
                callbacks,
                validate,
                {"nb_epoch": nb_epoch, "nb_sample": samples, "nb_batch": batches, "verbose": verbose},
                reader,
            )

    @refuse_later_keywords
    @on_own_backend
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

    @refuse_later_keywords
    @on_own_backend
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
        with reading(generator, max_q_size, nb_worker, pickle_safe, timeout) as reader:
            batches = read_batches(reader, samples, unlabelled)
            inputs = ((size, self._inputs(x)) for size, (x, _, _) in batches)
            works = self._prediction().read(inputs, reader.ready, Pace())
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
        arrays = self._held_out(data)
        self.validation_data = self._shown(arrays)
        return partial(self._mean, arrays)

    def _mean_read(self, reader: GeneratorEnqueuer, samples: int | None) -> list[float]:
        """The values of `metrics_names` over the next `samples` samples of a generator, or all of a `Sequence`."""
        batches = ((size, self._flat(*batch)) for size, batch in read_batches(reader, samples))
        return self._averages(self._compiled().test.read(batches, reader.ready, Pace()), ignore)
