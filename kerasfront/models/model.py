"""Models: layers with training and files."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Any

import h5py

from kerasfront import saving
from kerasfront.callbacks import Callback, History
from kerasfront.engine.topology import LAYERS
from kerasfront.engine.training.attributes import TrainerOwner
from kerasfront.later_keras import refuse_later_keywords
from kerasfront.models.pickling import packed, put_together, reduced
from kerasfront.models.twins import TwinRun, verified_step
from kerasfront.utils import diagrams, pages
from kerasfront.utils.diagrams import Diagram
from kerasfront.utils.layer_utils import print_summary, summary_html


@LAYERS.register()
class Model(TrainerOwner):
    """A graph of layers that can be trained, used, saved and loaded.

    Parameters
    ----------
    input : tensor or list of tensors
        Each of `Input`.
    output : tensor or list of tensors
        What layers gave.
    name : str, optional

    Attributes
    ----------
    optimizer : Optimizer or None
        None until compiled.
    loss, metrics, loss_weights, sample_weight_mode, accumulate
        What `compile` was given; missing until then. Other numbers that are assigned to `loss_weights` count from the
        next batch on.
    metrics_names : list of str
        Names of the values that training and test give; missing until compiled.
    history : History
        Of the last `fit` or `fit_generator`.
    stop_training : bool
        A callback sets it to True to end the training.
    validation_data : list of arrays or None
        Inputs, targets and sample weights, for callbacks.

    Examples
    --------
    >>> from kerasfront.layers import Dense, Input
    >>> x = Input(shape=(784,))
    >>> y = Dense(10, activation="softmax")(x)
    >>> model = Model(input=x, output=y)
    >>> model.compile("sgd", "categorical_crossentropy")
    >>> model.metrics_names
    ['loss']
    """

    def compile(
        self,
        optimizer: Any,
        loss: Any,
        metrics: Any = None,
        loss_weights: Any = None,
        sample_weight_mode: Any = None,
        accumulate: int = 1,
        **kwargs: Any,
    ) -> None:
        """Set the optimizer, losses and metrics.

        Parameters
        ----------
        optimizer : str or Optimizer
        loss : str or callable, or a list or dict of them
            A callable takes (y_true, y_pred) and gives the loss of each sample. With several outputs, one loss is
            meant for all of them, a list is in their order, a dict goes by their names. None is for an output without
            loss and targets; instead of everything, if `add_loss` gave the model a loss. See also `objectives.joint`.
        metrics : list, optional
            Names or callables, meant for every output; or a dict of lists by output name. 'accuracy' is the kind that
            fits the loss and the output's shape.
        loss_weights : list or dict of floats, optional
            What the losses of the outputs count for in the total.
        sample_weight_mode : None or 'temporal', or a list or dict of these
            'temporal': sample weights are (samples, time).
        accumulate : int
            Number of batches whose gradients are averaged per optimizer step; see `Accumulation`.
        **kwargs
            Options for `K.function`, as far as the backend has any; others are left out with a warning.

        Raises
        ------
        ArgumentError
            Naming the argument and the accepted forms.
        UnknownNameError
            With the nearest known names.
        """
        self._compilation.compile(optimizer, loss, metrics, loss_weights, sample_weight_mode, accumulate, **kwargs)

    @refuse_later_keywords
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
        verify_with: str | TwinRun | None = None,
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
        verify_with : str or TwinRun, optional
            Name of another backend, on which a twin of the model is trained on the same batches. Training stops with a
            `DriftError` at the first layer whose output, gradient or weight is too far apart; see `TwinRun`.

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
        return self._trainer.fit(
            x, y, batch_size, nb_epoch, verbose, callbacks, validation_split, validation_data, shuffle,
            class_weight, sample_weight, initial_epoch, check_finite,
            verified_step(self, self._compilation, verify_with),
        )  # fmt: skip

    def evaluate(self, x: Any, y: Any, batch_size: int = 32, verbose: int | str = 1, sample_weight: Any = None) -> Any:
        """Test on arrays; arguments as for `fit`.

        Returns
        -------
        float or list of floats
            The values of `metrics_names`, averaged over the batches by their sizes.
        """
        return self._trainer.evaluate(x, y, batch_size, verbose, sample_weight)

    def predict(self, x: Any, batch_size: int = 32, verbose: int | str = 0, layers: Any = None) -> Any:
        """Compute the outputs for all samples.

        Parameters
        ----------
        x : array, list of arrays or dict of arrays
        batch_size : int
        verbose : {0, 1, 2, 'json'}
            1 shows a progress bar.
        layers : list of Layer or str, optional
            Layers or their names, also of models within this one, whose outputs are the result instead.

        Returns
        -------
        array or list of arrays
            A list if there are several outputs. With `layers`, a list with an entry for each, which is a list again for
            a layer of several outputs or calls.
        """
        return self._trainer.predict(x, batch_size, verbose, layers)

    def train_on_batch(self, x: Any, y: Any, sample_weight: Any = None, class_weight: Any = None) -> Any:
        """Update the weights by one batch.

        Parameters
        ----------
        x, y : array, list of arrays or dict of arrays
            Inputs and targets.
        sample_weight : array, or a list or dict of arrays, optional
            (samples,) or, for outputs compiled as 'temporal', (samples, time).
        class_weight : dict of int to float, or a list or dict of these, optional

        Returns
        -------
        float or list of floats
            The loss before the step, and the other values of `metrics_names`.
        """
        return self._compilation.train_on_batch(x, y, sample_weight, class_weight)

    def test_on_batch(self, x: Any, y: Any, sample_weight: Any = None) -> Any:
        """Compute the values of `metrics_names` for one batch; arguments as for `train_on_batch`."""
        return self._compilation.test_on_batch(x, y, sample_weight)

    def predict_on_batch(self, x: Any) -> Any:
        """Compute the output for one batch: an array, or a list of them if there are several outputs."""
        return self._compilation.predict_on_batch(x)

    @refuse_later_keywords
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
        verify_with: str | TwinRun | None = None,
    ) -> History:
        """Train on batches from a `Sequence` or a generator.

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
        nb_epoch, verbose, callbacks, class_weight, initial_epoch, verify_with
            As for `fit`.

        Returns
        -------
        History
        """
        return self._trainer.fit_generator(
            generator, samples_per_epoch, nb_epoch, verbose, callbacks, validation_data, nb_val_samples, class_weight,
            max_q_size, nb_worker, pickle_safe, initial_epoch, timeout, shuffle,
            verified_step(self, self._compilation, verify_with),
        )  # fmt: skip

    @refuse_later_keywords
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
        return self._trainer.evaluate_generator(generator, val_samples, max_q_size, nb_worker, pickle_safe, timeout)

    @refuse_later_keywords
    def predict_generator(
        self,
        generator: Any,
        val_samples: int | None = None,
        max_q_size: int = 10,
        nb_worker: int = 1,
        pickle_safe: bool = False,
        timeout: float | None = None,
    ) -> Any:
        """Compute the outputs for the first `val_samples` samples of a source of inputs; see `predict`.

        generator: gives inputs, or tuples as for `fit_generator`, of which only the inputs are used. The other
        arguments are as for `evaluate_generator`.
        """
        return self._trainer.predict_generator(generator, val_samples, max_q_size, nb_worker, pickle_safe, timeout)

    def summary(self, line_length: int = 100, positions: Sequence[float] = (0.33, 0.55, 0.67, 1.0)) -> None:
        """Print the layers, their output shapes, numbers of weights and connections.

        Parameters
        ----------
        line_length : int
            Characters in a line.
        positions : four numbers
            Where the columns end, as shares of the line (or as characters).
        """
        print_summary(self.flattened_layers, self.container_nodes, line_length, positions)

    def plot(
        self,
        to_file: str | PathLike[str] | None = None,
        show_shapes: bool = True,
        show_layer_names: bool = True,
    ) -> Diagram | None:
        """Draw the layers and how they are connected; see `kerasfront.utils.visualize_util.plot`.

        Parameters
        ----------
        to_file : path, optional
            Where to write the picture; its ending says of which kind. Without it, the result is what a notebook shows.
        show_shapes : bool
            Whether to show the shapes of inputs and outputs.
        show_layer_names : bool
            Whether to show names beside the classes.

        Returns
        -------
        Diagram or None

        Raises
        ------
        NotReadyError
            Without pydot or the program ``dot`` of Graphviz, or if a `Sequential` has no layers.

        Examples
        --------
        >>> model.plot("model.png")   # doctest: +SKIP
        """
        if to_file is None:
            return diagrams.diagram(self, show_shapes, show_layer_names)
        diagrams.plot(self, to_file, show_shapes, show_layer_names)
        return None

    def _repr_html_(self) -> str:
        """Show the layers in a notebook, as `summary` prints them."""
        title = pages.paragraph(f"{type(self).__name__} {self.name}")
        nodes = self.container_nodes if self.layers else None
        return "\n".join([title, summary_html(self.flattened_layers, nodes)])

    def to_json(self, **kwargs: Any) -> str:
        """Return the architecture, without weights, as JSON; kwargs are passed to `json.dumps`."""
        return saving.to_json(self, **kwargs)

    def to_yaml(self, **kwargs: Any) -> str:
        """Return the architecture, without weights, as YAML; kwargs are passed to `yaml.dump`."""
        return saving.to_yaml(self, **kwargs)

    def __reduce__(self) -> tuple[Any, ...]:
        """Take the model apart for `pickle`; see `kerasfront.models.pickling`."""
        return reduced(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Model:
        """Make a model of equal layers, weights and state of training."""
        return put_together(*packed(self))

    def save(self, filepath: str | PathLike[str], overwrite: bool = True) -> None:
        """Write layers, weights and the state of training to an HDF5 file; see `kerasfront.saving.save_model`."""
        saving.save_model(self, filepath, overwrite)

    def save_weights(self, filepath: str | PathLike[str], overwrite: bool = True) -> None:
        """Write the weights to an HDF5 file; see `kerasfront.saving.save_weights`."""
        saving.save_weights(self, filepath, overwrite)

    def save_weights_to_hdf5_group(self, f: h5py.Group) -> None:
        """Write the weights to an open group of an HDF5 file."""
        saving.save_weights_to_group(self, f)

    def load_weights(
        self,
        filepath: str | PathLike[str],
        by_name: bool = False,
        kernels: str | None = None,
        isolated: bool = False,
    ) -> None:
        """Read the weights from an HDF5 file; see `kerasfront.saving.load_weights`."""
        saving.load_weights(self, filepath, by_name, kernels, isolated)

    def load_weights_from_hdf5_group(self, f: h5py.Group) -> None:
        """Read the weights, layer by layer in order, from an open group of an HDF5 file."""
        saving.load_weights_from_group(self, f)

    def load_weights_from_hdf5_group_by_name(self, f: h5py.Group) -> None:
        """Read the weights by the names of layers, from an open group of an HDF5 file."""
        saving.load_weights_from_group(self, f, by_name=True)

    def save_progress(self, filepath: str | PathLike[str]) -> None:
        """Save the progress of the training, for `BackupAndRestore`; see `kerasfront.saving.save_progress`."""
        saving.save_progress(self, filepath)

    def load_progress(self, filepath: str | PathLike[str]) -> None:
        """Resume the training from such a file; see `kerasfront.saving.load_progress`."""
        saving.load_progress(self, filepath)
