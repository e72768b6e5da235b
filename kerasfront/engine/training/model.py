"""Model: a container that is trained, tested and used on whole data sets and on generators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

import kerasfront.engine.training.loops as loops
from kerasfront import backend as K
from kerasfront.callbacks import BaseLogger, Callback, CallbackList, History, ProgbarLogger
from kerasfront.engine.topology.active import on_own_engine
from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.engine.training.arguments import (
    check_callbacks,
    check_epochs,
    check_share,
    check_verbose,
    pair_or_triple,
    split,
    unique,
)
from kerasfront.engine.training.batches import Order, check_batches, check_count
from kerasfront.engine.training.chunks import Pace
from kerasfront.engine.training.epoch_values import EpochLogger
from kerasfront.engine.training.generators import Batch, GeneratorEnqueuer, check_amount, read_work, reading, unlabelled
from kerasfront.engine.training.insight import Inspectable
from kerasfront.engine.training.reports import ignore, progress
from kerasfront.utils.sequence import is_sequence


class Model(Inspectable):
    """A container with training.

    Attributes
    ----------
    history : History
        Of the last `fit` or `fit_generator`.
    stop_training : bool
        A callback sets it to True to end the training.
    validation_data : list of arrays or None
        Inputs, targets and sample weights, for callbacks.
    """

    stop_training = False
    validation_data: list[Any] | None = None

    @on_own_engine
    def fit(
        self,
        x: Any,
        y: Any,
        batch_size: int = 32,
        nb_epoch: int = 10,
        verbose: int | str = 1,
        callbacks: Sequence[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool | str = True,
        class_weight: Any = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
    ) -> History:
        """Train on arrays.

        Parameters
        ----------
        x, y, sample_weight, class_weight
            As for `train_on_batch`.
        batch_size : int
        nb_epoch, initial_epoch : int
            Epochs are numbered from `initial_epoch` to `nb_epoch` - 1.
        verbose : {0, 1, 2, 'json'}
            Nothing, a progress bar, a line for each epoch, or lines of JSON; see `Progbar`.
        callbacks : list of Callback, optional
        validation_split : float
            In [0, 1): this share of the samples, the last ones, is left out of training and tested after each epoch.
        validation_data : tuple, optional
            (x, y) or (x, y, sample_weight) to test after each epoch; `validation_split` is then ignored.
        shuffle : bool or 'batch'
            See `Order`.

        Returns
        -------
        History

        Raises
        ------
        ArgumentError, ArgumentTypeError
            Naming the argument, what it must be and what it was.
        NotReadyError
            If the model is not compiled.
        """
        functions = self._compiled()
        batch_size = check_count("batch_size", batch_size)
        share = check_share(validation_split)
        arrays = self._flat(x, y, sample_weight, class_weight)
        held_out = None
        if validation_data is not None:
            held_out = self._flat(*pair_or_triple(validation_data))
        elif share:
            arrays, held_out = split(arrays, share)
        samples = self._check_batches(arrays, batch_size)
        if held_out is not None:
            self._check_batches(held_out, batch_size)
        self.validation_data = held_out
        order = Order(samples, batch_size, shuffle)
        pace, one_by_one = Pace(), any(callback.follows_batches for callback in check_callbacks(callbacks))
        return self._run_epochs(
            check_epochs(initial_epoch, nb_epoch),
            lambda: functions.train.work(arrays, order, pace, one_by_one),
            callbacks,
            None if held_out is None else lambda _: self._mean(held_out, batch_size),
            {"batch_size": batch_size, "nb_epoch": nb_epoch, "nb_sample": samples, "verbose": verbose},
        )

    @on_own_engine
    def evaluate(self, x: Any, y: Any, batch_size: int = 32, verbose: int | str = 1, sample_weight: Any = None) -> Any:
        """Test on arrays; arguments as for `fit`.

        Returns
        -------
        float or list of floats
            The values of `metrics_names`, averaged over the batches by their sizes.
        """
        batch_size = check_count("batch_size", batch_size)
        arrays = self._flat(x, y, sample_weight)
        samples = self._check_batches(arrays, batch_size)
        return one_or_list(self._mean(arrays, batch_size, progress(samples, verbose)))

    @on_own_engine
    def predict(self, x: Any, batch_size: int = 32, verbose: int | str = 0, layers: Any = None) -> Any:
        """The outputs for all samples: an array, or a list of arrays if there are several outputs.

        layers: a list of layers or their names, also of those of models within this one; what they give is then the
        result, a list with an entry for each, which is a list again for a layer of several outputs or calls.
        """
        batch_size = check_count("batch_size", batch_size)
        probe = None if layers is None else self._probe(layers)
        arrays = self._inputs(x)
        samples = self._check_batches(arrays, batch_size)
        step = self._prediction() if probe is None else probe.step
        works = step.work(arrays, Order(samples, batch_size), Pace())
        results = loops.collect(works, samples, progress(samples, verbose))
        return one_or_list(results) if probe is None else probe.by_layer(results)

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

    def _run_epochs(
        self,
        epochs: range,
        work: Callable[[], Iterable[loops.Work]],
        callbacks: Sequence[Callback] | None,
        validate: Callable[[int], loops.Values] | None,
        params: dict[str, Any],
    ) -> History:
        """Set up the callbacks and run the epochs: what `fit` and `fit_generator` share."""
        labels = unique(self.metrics_names)
        validated = [f"val_{label}" for label in labels] if validate else []
        self.history = History()
        bars = [ProgbarLogger()] if check_verbose(params["verbose"]) else []
        functions = self._compiled()
        values = functions.epoch_values()
        of_epochs = EpochLogger(values, labels[len(labels) - len(functions.epoch_labels) :])
        everyone = CallbackList([BaseLogger(), of_epochs, *check_callbacks(callbacks), self.history, *bars])
        everyone.set_model(self)
        everyone.set_params({**params, "do_validation": bool(validate), "metrics": [*labels, *validated]})
        self.stop_training = False

        def epoch() -> Iterable[loops.Work]:
            functions.check_trained()
            return values.over(work())

        loops.fit(epochs, epoch, everyone, labels, validate, lambda: self.stop_training)
        return self.history

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
        self.validation_data = arrays = self._flat(*pair_or_triple(data))
        return partial(self._mean, arrays)

    def _mean(self, arrays: list[Any], batch_size: int, report: Callable[[int], Any] = ignore) -> list[float]:
        """The values of `metrics_names` over arrays as `_flat` gives them."""
        order = Order(arrays[0].shape[0], batch_size)
        return self._averages(self._compiled().test.work(arrays, order, Pace()), report)

    def _mean_read(self, reader: GeneratorEnqueuer, samples: int | None) -> list[float]:
        """The values of `metrics_names` over the next `samples` samples of a generator, or all of a `Sequence`."""
        return self._averages(read_work(reader, samples, lambda batch: self._trial(*batch)), ignore)

    def _averages(self, works: Iterable[loops.Work], report: Callable[[int], Any]) -> list[float]:
        """The values of `metrics_names` over all work."""
        values = self._compiled().epoch_values()
        return [*loops.mean(values.over(works), report), *values.results()]

    def _check_batches(self, arrays: list[Any], batch_size: int) -> int:
        """The number of samples, if they can be divided into batches of that size."""
        samples = int(arrays[0].shape[0])
        check_batches(samples, batch_size, self.stateful, [K.int_shape(tensor) for tensor in self.inputs])
        return samples
