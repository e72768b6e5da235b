"""The attributes of a model that belong to its training, by their classic names."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Shape, Tensor
from kerasfront.engine.topology import Container
from kerasfront.engine.topology.active import on_own_backend
from kerasfront.engine.topology.tensors import shape_of
from kerasfront.engine.training import inspection
from kerasfront.engine.training.classic import ClassicFunctions, classic_function
from kerasfront.engine.training.compilation import Compilation
from kerasfront.engine.training.resume import State
from kerasfront.engine.training.trainer import Trainer
from kerasfront.utils.derived import derived


class Kept:
    """An attribute that is stored in a part of the model.

    Parameters
    ----------
    part : str
        Name of the attribute that holds the part.
    """

    def __init__(self, part: str) -> None:
        self._part = part

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        return self if owner is None else getattr(getattr(owner, self._part), self._name)

    def __set__(self, owner: Any, value: Any) -> None:
        setattr(getattr(owner, self._part), self._name, value)


class TrainerOwner(Container):
    """A container with a trainer, whose attributes are found on it by their classic names.

    A function that is assigned to `train_function`, `test_function` or `predict_function`, also by a subclass whose
    `_make_train_function` does so, is what `fit`, `evaluate` and `predict` call, batch by batch. None discards it.
    """

    _own_trainer: Trainer | None = None
    _classic_functions: ClassicFunctions | None = None
    _makes_functions = False
    _makes_prediction = False

    optimizer = Kept("_compilation")
    loss = Kept("_compilation")
    metrics = Kept("_compilation")
    loss_weights = Kept("_compilation")
    sample_weight_mode = Kept("_compilation")
    accumulate = Kept("_compilation")
    metrics_names = Kept("_compilation")
    history = Kept("_trainer")
    stop_training = Kept("_trainer")
    validation_data = Kept("_trainer")
    train_function = classic_function("train_function")
    test_function = classic_function("test_function")
    predict_function = classic_function("predict_function")

    @property
    def _trainer(self) -> Trainer:
        """The trainer of the model, created at first access."""
        if self._own_trainer is None:
            self._own_trainer = self._new_trainer()
        return self._own_trainer

    def _new_trainer(self) -> Trainer:
        return Trainer(Compilation(self))

    @property
    def _refreshed_along(self) -> tuple[Any, ...]:
        """Objects to refresh when the layers are called again."""
        return (self._compilation,)

    @property
    def _compilation(self) -> Compilation:
        """The compilation of the trainer."""
        return self._trainer.compilation

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._makes_functions = _differs(cls, "_make_train_function") or _differs(cls, "_make_test_function")
        cls._makes_prediction = _differs(cls, "_make_predict_function")

    def add_loss(self, losses: Any, inputs: Any = None) -> None:
        """Add scalar tensors to the loss; see `Layer.add_loss`. They take effect with the next `compile`."""
        super().add_loss(losses, inputs)
        if self._compilation.made is not None:
            warnings.warn(f"{self} is compiled already: compile it anew for the added loss to count.", stacklevel=2)

    def _end_at(self, outputs: list[Any]) -> None:
        super()._end_at(outputs)
        self.forget_functions()

    def refresh(self) -> None:
        """Update the outputs after the layers were called again; a compiled model is compiled again."""
        made, optimizer = self._compilation.made, self.optimizer
        super().refresh()
        if made is not None:
            self._compilation.compile_anew(optimizer)

    def forget_functions(self) -> None:
        """Discard the compiled functions, because the layers have changed."""
        self._compilation.forget()

    @on_own_backend
    def gradients(
        self, x: Any, y: Any, sample_weight: Any = None, class_weight: Any = None
    ) -> inspection.Gradients:
        """Compute the gradients of the loss of `test_on_batch` for one batch; the weights stay unchanged.

        Arguments are those of `train_on_batch`.

        Returns
        -------
        Gradients
            Its `weights` is a dict of arrays by the names of the weights that are trained, its `inputs` one by the
            names of the inputs, those of floating-point numbers only.
        """
        return inspection.gradients(self._compilation, self._compilation.batch(x, y, sample_weight, class_weight))

    @on_own_backend
    def find_not_finite(self) -> str:
        """Find the first layer that computes values that are not finite for the last batch of training.

        The current weights are used; dropout and noise are drawn again.
        """
        return inspection.first_not_finite(self._compilation)

    def get_progress(self) -> State:
        """Return the progress of the training, for callbacks such as `BackupAndRestore`.

        Raises
        ------
        NotReadyError
            If the model is not being trained.
        UnsupportedOperation
            If the backend or the optimizer does not expose all of its state.
        """
        return self._trainer.get_progress()

    def set_progress(self, state: State) -> None:
        """Resume from what `get_progress` returned; for callbacks at the beginning of a training.

        Raises
        ------
        NotReadyError
            If the model is not being trained.
        ArgumentError
            If the state is that of another training.
        """
        self._trainer.set_progress(state)

    @property
    def unsaved_state(self) -> list[Tensor]:
        """Variables of the training step that a model file leaves out, such as random streams; none before it is made.

        Raises
        ------
        UnsupportedOperation
            If the optimizer does not expose its state.
        """
        functions = self._compilation.made
        if functions is None or "updates" not in vars(functions):
            return []
        saved = {id(x) for x in (*self._compilation.container.weights, *self.optimizer.weights)}
        return [x for x in functions.state if id(x) not in saved]

    @on_own_backend
    def prepare_training(self) -> None:
        """Build the training step now instead of at the first batch; this creates the weights of the optimizer.

        Raises
        ------
        NotReadyError
            If the model is not compiled.
        """
        self._make_train_function()

    @on_own_backend
    def _make_train_function(self) -> None:
        """Build the training step; programs with several threads call this before they start."""
        self._compilation.compiled.updates  # noqa: B018  (made at first access)

    @on_own_backend
    def _make_test_function(self) -> None:
        """Build the function that `evaluate` runs."""
        self._compilation.compiled.test  # noqa: B018  (made at first access)

    @on_own_backend
    def _make_predict_function(self) -> None:
        """Build the function that `predict` runs."""
        self._compilation.predict_step  # noqa: B018  (made at first access)

    @property
    def classic_functions(self) -> ClassicFunctions:
        """Classic functions for the current layers and the last `compile`."""
        known, compilation = self._classic_functions, self._compilation
        if known is None or known.made_for != (self.graph, compilation.made):
            known = self._classic_functions = ClassicFunctions(compilation)
        return known

    @derived
    def total_loss(self) -> Tensor:
        """The scalar that training minimizes."""
        return self.classic_functions.compiled.graph.values[0]

    @derived
    def metrics_tensors(self) -> list[Tensor]:
        """Scalars of `metrics_names` after the loss, in that order."""
        graph = self.classic_functions.compiled.graph
        return graph.values[1 : len(graph.labels) - len(graph.metrics)]

    @derived
    def targets(self) -> list[Tensor]:
        """Placeholders of the targets."""
        return self.classic_functions.compiled.graph.targets

    @derived
    def sample_weights(self) -> list[Tensor]:
        """Placeholders of the sample weights."""
        return self.classic_functions.compiled.graph.sample_weights

    @derived
    def loss_functions(self) -> list[Callable[..., Tensor]]:
        """Loss functions of (y_true, y_pred), one for each output."""
        return [output.loss for output in self.classic_functions.compiled.description]

    @derived
    def sample_weight_modes(self) -> list[str | None]:
        """'temporal' or None for each output."""
        return [output.sample_weight_mode for output in self.classic_functions.compiled.description]

    @derived
    def input_layers_node_indices(self) -> list[int]:
        """Index of the call of each input layer."""
        return [origin.node_index for origin in self.graph.input_origins]

    @derived
    def input_layers_tensor_indices(self) -> list[int]:
        """Index of the output of that call."""
        return [origin.tensor_index for origin in self.graph.input_origins]

    @derived
    def output_layers_node_indices(self) -> list[int]:
        """Index of the call of each output layer."""
        return [origin.node_index for origin in self.graph.output_origins]

    @derived
    def output_layers_tensor_indices(self) -> list[int]:
        """Index of the output of that call."""
        return [origin.tensor_index for origin in self.graph.output_origins]

    @derived
    def internal_input_shapes(self) -> list[Shape]:
        """The static shapes of the inputs."""
        return [K.int_shape(x) for x in self.inputs]

    @derived
    def internal_output_shapes(self) -> list[Shape]:
        """The static shapes of the outputs."""
        return [shape_of(x) for x in self.outputs]


def _differs(cls: type[TrainerOwner], method: str) -> bool:
    return getattr(cls, method) is not getattr(TrainerOwner, method)
