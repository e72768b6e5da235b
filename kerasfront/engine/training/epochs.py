"""What training does for each epoch, whatever the batches come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import kerasfront.engine.training.loops as loops
from kerasfront.callbacks import EVERYWHERE, BaseLogger, Callback, CallbackList, History, ProgbarLogger
from kerasfront.engine.topology.active import on_own_backend
from kerasfront.engine.training.arguments import check_callbacks, check_verbose, unique
from kerasfront.engine.training.batches import Order
from kerasfront.engine.training.chunks import Pace
from kerasfront.engine.training.epoch_values import EpochLogger
from kerasfront.engine.training.insight import Inspectable
from kerasfront.engine.training.place import Placed, refuse
from kerasfront.engine.training.progress import Progress
from kerasfront.engine.training.reports import ignore
from kerasfront.engine.training.resume import State, describe
from kerasfront.errors import NotReadyError


class Trainable(Inspectable):
    """What `fit` and `fit_generator` share.

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
    _progress: Progress | None = None

    @on_own_backend
    def get_progress(self) -> State:
        """How far the training is, for a callback to keep at the end of an epoch or of batches; see `BackupAndRestore`.

        Raises
        ------
        NotReadyError
            If there is no training.
        UnsupportedOperation
            If the backend or the optimizer does not tell all of its state.
        """
        arrays, facts = self._training().keep()
        return arrays, {**facts, "stopped": bool(self.stop_training)}

    @on_own_backend
    def set_progress(self, state: State) -> None:
        """Go on from what `get_progress` gave, for a callback at the beginning of a training.

        Raises
        ------
        NotReadyError
            If there is no training.
        ArgumentError
            If the state is that of another training.
        """
        stopped = state[1]["stopped"]
        if not isinstance(stopped, bool):
            refuse(f"stopped is {stopped!r}")
        self._training().restore(state)
        self.stop_training = stopped

    def _training(self) -> Progress:
        if self._progress is None:
            raise NotReadyError(f"{self} is not being trained: there is no progress to keep or to put back.")
        return self._progress

    def _run_epochs(
        self,
        epochs: range,
        work: Callable[[loops.Start], Iterable[loops.Work]],
        callbacks: Sequence[Callback] | None,
        validate: Callable[[int], loops.Values] | None,
        params: dict[str, Any],
        placed: Placed,
    ) -> History:
        """Set up the callbacks and run the epochs: what `fit` and `fit_generator` share."""
        labels = unique(self.metrics_names)
        validated = [f"val_{label}" for label in labels] if validate else []
        self.history = History()
        bars = [ProgbarLogger()] if check_verbose(params["verbose"]) else []
        functions = self._compiled()
        values = functions.epoch_values()
        of_epochs = EpochLogger(values, labels[len(labels) - len(functions.epoch_labels) :])
        in_order = [BaseLogger(), of_epochs, *check_callbacks(callbacks), *EVERYWHERE, self.history, *bars]
        everyone = CallbackList(sorted(in_order, key=lambda callback: callback.comes_last))
        everyone.set_model(self)
        everyone.set_params({**params, "do_validation": bool(validate), "metrics": [*labels, *validated]})
        self.stop_training = False


        def description() -> dict[str, Any]:
            return describe(self, batch_size=params.get("batch_size"))

        progress = Progress(lambda: functions.state, placed, values, in_order, epochs, description)
        self._progress = progress

        def epoch(start: loops.Start) -> Iterable[loops.Work]:
            functions.check_trained()
            return values.over(progress.over(work(start)))

        def stopped() -> bool:
            return self.stop_training

        loops.fit(progress.starts(stopped), epoch, everyone, labels, validate, stopped)
        return self.history

    def _mean(self, arrays: list[Any], batch_size: int, report: Callable[[int], Any] = ignore) -> list[float]:
        """The values of `metrics_names` over arrays as `_flat` gives them."""
        order = Order(arrays[0].shape[0], batch_size)
        return self._averages(self._compiled().test.work(arrays, order, Pace()), report)

    def _averages(self, works: Iterable[loops.Work], report: Callable[[int], Any]) -> list[float]:
        """The values of `metrics_names` over all work."""
        values = self._compiled().epoch_values()
        return [*loops.mean(values.over(works), report), *values.results()]
