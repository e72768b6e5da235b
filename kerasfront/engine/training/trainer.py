"""The trainer: fit, evaluate and predict for a container."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

import kerasfront.engine.training.loops as loops
import kerasfront.engine.training.strategy as strategy
from kerasfront import backend as K
from kerasfront.callbacks import EVERYWHERE, BaseLogger, Callback, CallbackList, History, ProgbarLogger
from kerasfront.engine.topology.active import on_own_backend
from kerasfront.engine.topology.lists import one_or_list
from kerasfront.engine.training.arguments import (
    check_callbacks,
    check_epochs,
    check_flag,
    check_share,
    check_verbose,
    pair_or_triple,
    split,
    stride,
    unique,
)
from kerasfront.engine.training.batches import check_batches, check_count
from kerasfront.engine.training.compilation import Compilation
from kerasfront.engine.training.epoch_metrics import EpochLogger
from kerasfront.engine.training.finite import check_finite as refuse_not_finite
from kerasfront.engine.training.generators.items import check_amount, unlabelled
from kerasfront.engine.training.generators.reader import GeneratorEnqueuer, reading
from kerasfront.engine.training.generators.source import ReaderSource
from kerasfront.engine.training.inspection import layer_outputs
from kerasfront.engine.training.loops import Validate
from kerasfront.engine.training.positions import refuse
from kerasfront.engine.training.progress import Progress
from kerasfront.engine.training.reports import ignore, progress
from kerasfront.engine.training.resume import State, describe
from kerasfront.engine.training.sources import ArraySource, BatchSource
from kerasfront.engine.training.step import BlockRunner, CompiledStep, MakeStep
from kerasfront.errors import NotReadyError, within
from kerasfront.utils.sequence import is_sequence


class Trainer:
    """Train, test and run a container; `Model` documents the methods.

    Parameters
    ----------
    compilation : Compilation

    Attributes
    ----------
    history : History
        Of the last `fit` or `fit_generator`.
    stop_training : bool
        A callback sets it to True to end the training.
    validation_data : list of arrays or None
        Inputs, targets and sample weights, for callbacks.
    """

    history: History

    def __init__(self, compilation: Compilation) -> None:
        self.compilation = compilation
        self.container = compilation.container
        self.stop_training = False
        self.validation_data: list[Any] | None = None
        self._progress: Progress | None = None

    @property
    def own_backend(self) -> K.Backend:
        """The backend of the container."""
        return self.container.own_backend

    @on_own_backend
    def fit(
        self,
        x: Any,
        y: Any,
        batch_size: int,
        nb_epoch: int,
        verbose: int | str,
        callbacks: Sequence[Callback] | None,
        validation_split: float,
        validation_data: Any,
        shuffle: bool | str,
        class_weight: Any,
        sample_weight: Any,
        initial_epoch: int = 0,
        check_finite: bool = False,
        make_step: MakeStep | None = None,
    ) -> History:
        """Train on arrays."""
        compilation, functions = self.compilation, self.compilation.functions
        batch_size, share = check_count("batch_size", batch_size), check_share(validation_split)
        arrays = compilation.batch(x, y, sample_weight, class_weight).arrays
        held_out = None
        if validation_data is not None:
            held_out = self._held_out(validation_data)
        elif share:
            arrays, held_out = split(arrays, share)
        samples = self._check_batches(arrays, batch_size)
        if held_out is not None:
            self._check_batches(held_out, batch_size)
        if check_flag("check_finite", check_finite):
            refuse_not_finite(arrays, compilation.array_names)
            with within("validation data"):
                refuse_not_finite(held_out or [], compilation.array_names)
        self._show(held_out)
        validate: Validate | None = None if held_out is None else lambda _: self._mean(held_out, batch_size, ignore)
        params = {"batch_size": batch_size, "nb_epoch": nb_epoch, "nb_sample": samples, "verbose": verbose}
        epochs, step = check_epochs(initial_epoch, nb_epoch), make_step() if make_step else functions.train
        source = ArraySource(arrays, batch_size, shuffle, step.sparse, step.cut)
        return self._train(step, source, epochs, callbacks, validate, params)

    @on_own_backend
    def fit_generator(
        self,
        generator: Any,
        samples_per_epoch: int | None,
        nb_epoch: int,
        verbose: int | str,
        callbacks: Sequence[Callback] | None,
        validation_data: Any,
        nb_val_samples: int | None,
        class_weight: Any,
        max_q_size: int = 10,
        nb_worker: int = 1,
        pickle_safe: bool = False,
        initial_epoch: int = 0,
        timeout: float | None = None,
        shuffle: bool = False,
        make_step: MakeStep | None = None,
    ) -> History:
        """Train on batches from a `Sequence` or a generator."""
        functions, epochs = self.compilation.functions, check_epochs(initial_epoch, nb_epoch)
        samples = check_amount("samples_per_epoch", samples_per_epoch, generator)
        batches = len(generator) if samples is None else None
        params = {"nb_epoch": nb_epoch, "nb_sample": samples, "nb_batch": batches, "verbose": verbose}
        options = (max_q_size, nb_worker, pickle_safe, timeout)
        with ExitStack() as readers:
            validate = self._validation(validation_data, nb_val_samples, options, readers)
            reader = readers.enter_context(reading(generator, *options, shuffle))
            step = make_step() if make_step else functions.train
            source = ReaderSource(reader, samples, self._prepare(step, class_weight), warn=True, sparse=step.sparse)
            return self._train(step, source, epochs, callbacks, validate, params)

    def _train(
        self,
        step: CompiledStep,
        source: BatchSource,
        epochs: range,
        callbacks: Sequence[Callback] | None,
        validate: Validate | None,
        params: dict[str, Any],
    ) -> History:
        """Set up the callbacks and run the epochs."""
        functions, labels = self.compilation.functions, unique(self.compilation.metrics_names)
        validated = [f"val_{label}" for label in labels] if validate else []
        self.history = History()
        self.stop_training = False
        bars = [ProgbarLogger()] if check_verbose(params["verbose"]) else []
        metrics = functions.epoch_metrics()
        of_epochs = EpochLogger(metrics, labels[len(labels) - len(functions.epoch_labels) :])
        in_order = [BaseLogger(), of_epochs, *check_callbacks(callbacks), *EVERYWHERE, self.history, *bars]
        process, facts = strategy.active(), {**params, "callbacks": [type(x).__name__ for x in in_order]}
        everyone = CallbackList(process.present(sorted(in_order, key=lambda callback: callback.comes_last)))
        everyone.set_model(self.container)
        everyone.set_params({**params, "do_validation": bool(validate), "metrics": [*labels, *validated]})
        self._progress = Progress(
            functions, source, metrics, in_order, epochs,
            lambda: describe(self.container, batch_size=params.get("batch_size")),
        )  # fmt: skip
        loops.train(
            loops.Training(
                source, BlockRunner(step, source, stride(callbacks)), metrics, self._progress, everyone, labels,
                lambda: process.join(facts, self.get_progress, self.set_progress), functions.check_trained, validate,
                process.agreed(lambda: self.stop_training),
            )
        )  # fmt: skip
        return self.history

    @on_own_backend
    def evaluate(self, x: Any, y: Any, batch_size: int, verbose: int | str, sample_weight: Any = None) -> Any:
        """Test on arrays."""
        batch_size = check_count("batch_size", batch_size)
        arrays = self.compilation.batch(x, y, sample_weight).arrays
        samples = self._check_batches(arrays, batch_size)
        return one_or_list(self._mean(arrays, batch_size, progress(samples, verbose)))

    @on_own_backend
    def evaluate_generator(
        self,
        generator: Any,
        val_samples: int | None,
        max_q_size: int = 10,
        nb_worker: int = 1,
        pickle_safe: bool = False,
        timeout: float | None = None,
        report: loops.Report = ignore,
    ) -> Any:
        """Test on batches from a `Sequence` or a generator; `report` receives the number of samples seen."""
        self.compilation.functions  # noqa: B018  (there, or refused)
        samples = check_amount("val_samples", val_samples, generator)
        with reading(generator, max_q_size, nb_worker, pickle_safe, timeout) as reader:
            return one_or_list(self._mean_read(reader, samples, report))

    @on_own_backend
    def predict(self, x: Any, batch_size: int, verbose: int | str = 0, layers: Any = None) -> Any:
        """Compute the outputs for all samples."""
        batch_size = check_count("batch_size", batch_size)
        probe = None if layers is None else layer_outputs(self.compilation, layers)
        arrays = self.compilation.inputs(x)
        samples = self._check_batches(arrays, batch_size)
        step = self.compilation.prediction if probe is None else probe.step
        source = ArraySource(arrays, batch_size, sparse=step.sparse)
        results = loops.collect(source, BlockRunner(step, source), samples, progress(samples, verbose))
        return one_or_list(results) if probe is None else probe.by_layer(results)

    @on_own_backend
    def predict_generator(self, generator: Any, val_samples: int | None, *options: Any) -> Any:
        """Compute the outputs for batches from a generator; `options` are those of `reading`."""
        samples = check_amount("val_samples", val_samples, generator)
        with reading(generator, *options) as reader:
            step = self.compilation.prediction
            source = ReaderSource(reader, samples, self.compilation.inputs, unlabelled, sparse=step.sparse)
            runner = BlockRunner(step, source)
            if samples is None:
                return one_or_list(loops.gather(source, runner))
            return one_or_list(loops.collect(source, runner, samples, ignore))

    @on_own_backend
    def get_progress(self) -> State:
        """Return the progress of the training."""
        arrays, facts = self._running().keep()
        return arrays, {**facts, "stopped": bool(self.stop_training)}

    @on_own_backend
    def set_progress(self, state: State) -> None:
        """Resume from what `get_progress` returned."""
        stopped = state[1]["stopped"]
        if not isinstance(stopped, bool):
            refuse(f"stopped is {stopped!r}")
        self._running().restore(state)
        self.stop_training = stopped

    def _running(self) -> Progress:
        if self._progress is None:
            raise NotReadyError(f"{self.container} is not being trained: there is no progress to keep or to put back.")
        return self._progress

    def _mean(self, arrays: list[Any], batch_size: int, report: loops.Report) -> list[float]:
        """Compute the values of `metrics_names` for arrays."""
        functions, step = self.compilation.functions, self.compilation.functions.test
        source = ArraySource(arrays, batch_size, sparse=step.sparse, cut=step.cut)
        return loops.mean(source, BlockRunner(step, source), functions.epoch_metrics(), report)

    def _mean_read(self, reader: GeneratorEnqueuer, samples: int | None, report: loops.Report = ignore) -> list[float]:
        """Compute the values of `metrics_names` for the next `samples` samples of a reader, or all of a `Sequence`."""
        functions, step = self.compilation.functions, self.compilation.functions.test
        source = ReaderSource(reader, samples, self._prepare(step), sparse=step.sparse)
        return loops.mean(source, BlockRunner(step, source), functions.epoch_metrics(), report)

    def _prepare(self, step: CompiledStep, class_weight: Any = None) -> Callable[..., Sequence[Any]]:
        batch = self.compilation.batch
        return lambda *item: step.part(batch(item[0], item[1], item[2], class_weight).arrays)

    def _validation(
        self, data: Any, samples: int | None, options: tuple[Any, ...], readers: ExitStack
    ) -> Validate | None:
        """Make the function that validates at the end of each epoch of `fit_generator`."""
        self.validation_data = None
        if data is None:
            return None
        if is_sequence(data) or hasattr(data, "__next__"):
            wanted = check_amount("nb_val_samples", samples, data)
            reader = readers.enter_context(reading(data, *options))
            return lambda _: self._mean_read(reader, wanted)
        arrays = self._held_out(data)
        self._show(arrays)
        return lambda batch_size: self._mean(arrays, batch_size, ignore)

    def _held_out(self, validation_data: Any) -> list[Any]:
        """Check `validation_data`, and return its arrays."""
        parts = pair_or_triple(validation_data)
        with within("validation_data"):
            return self.compilation.batch(*parts).arrays

    def _show(self, held_out: list[Any] | None) -> None:
        """Set `validation_data` for callbacks: the arrays, then the learning phase 0 if the model uses it."""
        phase = [0.0] if self.container.uses_learning_phase else []
        self.validation_data = held_out and [*held_out, *phase]

    def _check_batches(self, arrays: list[Any], batch_size: int) -> int:
        """Check that the samples can be divided into batches of this size, and return their number."""
        samples, container = int(arrays[0].shape[0]), self.container
        check_batches(samples, batch_size, container.stateful, [K.int_shape(x) for x in container.inputs])
        return samples
