"""Model: a container that is trained, tested and used on whole data sets and on generators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import kerasfront.engine.training.finite as finite
import kerasfront.engine.training.loops as loops
from kerasfront import backend as K
from kerasfront.callbacks import Callback, History
from kerasfront.engine.topology.active import on_own_backend
from kerasfront.engine.topology.lists import one_or_list
from kerasfront.engine.training.arguments import check_epochs, check_flag, check_share, split, stride
from kerasfront.engine.training.batches import Order, check_batches, check_count
from kerasfront.engine.training.chunks import Pace
from kerasfront.engine.training.classic import ClassicTraining
from kerasfront.engine.training.generators.methods import GeneratorTrainable
from kerasfront.engine.training.reports import progress
from kerasfront.errors import within
from kerasfront.later_keras import refuse_later_keywords


class TrainingModel(GeneratorTrainable, ClassicTraining):
    """A container with training."""

    @refuse_later_keywords
    @on_own_backend
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
        check_finite: bool = False,
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
        check_finite : bool
            Whether to look through all data first, and refuse NaN and infinite values.

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
            held_out = self._held_out(validation_data)
        elif share:
            arrays, held_out = split(arrays, share)
        samples = self._check_batches(arrays, batch_size)
        if held_out is not None:
            self._check_batches(held_out, batch_size)
        if check_flag("check_finite", check_finite):
            self._check_finite(arrays, held_out)
        self.validation_data = self._shown(held_out)
        order = Order(samples, batch_size, shuffle)
        pace = Pace(stride(callbacks))
        return self._run_epochs(
            check_epochs(initial_epoch, nb_epoch),
            lambda start: functions.train.work(arrays, order, pace, start.batches),
            callbacks,
            None if held_out is None else lambda _: self._mean(held_out, batch_size),
            {"batch_size": batch_size, "nb_epoch": nb_epoch, "nb_sample": samples, "verbose": verbose},
            order,
        )

    @on_own_backend
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

    @on_own_backend
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

    def _check_finite(self, arrays: list[Any], held_out: list[Any] | None) -> None:
        """Refuse data for training or validation that are not finite."""
        finite.check_finite(arrays, self._fed_names)
        with within("validation data"):
            finite.check_finite(held_out or [], self._fed_names)

    def _check_batches(self, arrays: list[Any], batch_size: int) -> int:
        """The number of samples, if they can be divided into batches of that size."""
        samples = int(arrays[0].shape[0])
        check_batches(samples, batch_size, self.stateful, [K.int_shape(tensor) for tensor in self.inputs])
        return samples
