"""What scripts of classic Keras read of a compiled model: its functions and the tensors that they are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Shape, Tensor
from kerasfront.engine.topology.active import on_own_backend
from kerasfront.engine.topology.tensors import shape_of
from kerasfront.engine.training.compiled import Compilable
from kerasfront.engine.training.functions import Functions
from kerasfront.engine.training.own_functions import AloneStep, OwnFunctions
from kerasfront.engine.training.step import Step
from kerasfront.utils.derived import derived

Function = Callable[[list[Any]], list[Any]]


class ClassicFunctions:
    """Functions that are called as they were in classic Keras: with the learning phase last, if the model uses it.

    They are made only for those who call them: training itself has functions that do many batches at once.

    Parameters
    ----------
    model : Compilable
        The functions are those of its present layers.
    functions : Functions or None
        What its last `compile` made.
    options : mapping
        For `K.function`.
    """

    def __init__(self, model: Compilable, functions: Functions | None, options: Mapping[str, Any]) -> None:
        self.made_for = (model.graph, functions)
        self._model = model
        self._functions = functions
        self._options = options

    @cached_property
    def train_function(self) -> Function:
        """From inputs, targets and sample weights to the loss and the metrics; it makes a step."""
        return self._of_training(self.compiled.updates)

    @cached_property
    def test_function(self) -> Function:
        """The same without the step."""
        return self._of_training(self._model.state_updates)

    @cached_property
    def predict_function(self) -> Function:
        """From inputs to outputs; with the phase 1, those of training."""
        return self._function(self._model.inputs, self._model.outputs, self._model.state_updates)

    @property
    def compiled(self) -> Functions:
        """What `compile` made; without it, none of its attributes is there."""
        if self._functions is None:
            raise AttributeError(f"{self._model} is not compiled: it has no functions and tensors of training.")
        return self._functions

    def _of_training(self, updates: list[Any]) -> Function:
        return self._function(self.compiled.inputs, self.compiled.graph.values, updates)

    def _function(self, inputs: list[Tensor], outputs: list[Tensor], updates: list[Any]) -> Function:
        phase = K.learning_phase()
        if self._model.uses_learning_phase and not isinstance(phase, int):
            inputs = [*inputs, phase]
        return K.function(inputs, outputs, updates, **self._options)


def _function(name: str) -> Any:
    """The property of a model for a function of that name."""

    @on_own_backend
    def get(self: ClassicTraining) -> Function | None:
        by_hand = self._functions is None and "total_loss" in vars(self)  # and by no `compile` of ours
        if name in self._own_functions or by_hand:
            return self._own_functions.get(name)
        return getattr(self.classic_functions, name)

    def put(self: ClassicTraining, value: Function | None) -> None:
        others = {key: function for key, function in self._own_functions.items() if key != name}
        self._own_functions = others if value is None else {**others, name: value}
        if self._classic_functions is not None:
            vars(self._classic_functions).pop(name, None)

    return property(get, put, doc=getattr(ClassicFunctions, name).__doc__)


class ClassicTraining(Compilable):
    """The attributes of a compiled model by their classic names.

    A function that is assigned to `train_function`, `test_function` or `predict_function`, also by a subclass whose
    `_make_train_function` does so, is what `fit`, `evaluate` and `predict` call, batch by batch. None has it made anew.
    """

    _classic_functions: ClassicFunctions | None = None
    _makes_functions = False
    train_function = _function("train_function")
    test_function = _function("test_function")
    predict_function = _function("predict_function")

    @property
    def classic_functions(self) -> ClassicFunctions:
        """Those of the present layers and the last `compile`."""
        known = self._classic_functions
        if known is None or known.made_for != (self.graph, self._functions):
            known = self._classic_functions = ClassicFunctions(self, self._functions, self._options)
        return known

    @derived
    def total_loss(self) -> Tensor:
        """The scalar that training makes small."""
        return self.classic_functions.compiled.graph.values[0]

    @derived
    def metrics_tensors(self) -> list[Tensor]:
        """The other scalars of `metrics_names`, in that order."""
        graph = self.classic_functions.compiled.graph
        return graph.values[1 : len(graph.labels) - len(graph.metrics)]

    @derived
    def targets(self) -> list[Tensor]:
        """The placeholders of what the outputs should be."""
        return self.classic_functions.compiled.graph.targets

    @derived
    def sample_weights(self) -> list[Tensor]:
        """The placeholders of the sample weights."""
        return self.classic_functions.compiled.graph.sample_weights

    @derived
    def loss_functions(self) -> list[Callable[..., Tensor]]:
        """The functions of (y_true, y_pred), output by output."""
        return [output.loss for output in self.classic_functions.compiled.description]

    @derived
    def sample_weight_modes(self) -> list[str | None]:
        """'temporal' or None, output by output."""
        return [output.sample_weight_mode for output in self.classic_functions.compiled.description]

    @derived
    def input_layers_node_indices(self) -> list[int]:
        """Which call of each input layer."""
        return [origin.node_index for origin in self.graph.input_origins]

    @derived
    def input_layers_tensor_indices(self) -> list[int]:
        """Which output of that call."""
        return [origin.tensor_index for origin in self.graph.input_origins]

    @derived
    def output_layers_node_indices(self) -> list[int]:
        """Which call of each output layer."""
        return [origin.node_index for origin in self.graph.output_origins]

    @derived
    def output_layers_tensor_indices(self) -> list[int]:
        """Which output of that call."""
        return [origin.tensor_index for origin in self.graph.output_origins]

    @derived
    def internal_input_shapes(self) -> list[Shape]:
        """The static shapes of the inputs."""
        return [K.int_shape(x) for x in self.inputs]

    @derived
    def internal_output_shapes(self) -> list[Shape]:
        """The static shapes of the outputs."""
        return [shape_of(x) for x in self.outputs]

    @on_own_backend
    def _make_train_function(self) -> None:
        """Work out the training step now; programs with several threads do so before they begin."""
        super()._compiled().updates  # noqa: B018  (made at first access)

    @on_own_backend
    def _make_test_function(self) -> None:
        """Work out now what `evaluate` runs."""
        super()._compiled().test  # noqa: B018  (made at first access)

    @on_own_backend
    def _make_predict_function(self) -> None:
        """Work out now what `predict` runs."""
        super()._prediction()

    def prepare_training(self) -> None:
        """Work out the training step now instead of at the first batch."""
        self._make_train_function()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        makers = ("_make_train_function", "_make_test_function")
        cls._makes_functions = any(getattr(cls, name) is not getattr(ClassicTraining, name) for name in makers)

    def _compiled(self) -> Any:
        assigned = self._own_functions and self._own_functions.keys() & {"train_function", "test_function"}
        if assigned or self._makes_functions or self._functions is None and "total_loss" in vars(self):
            return OwnFunctions(self)
        return self._functions or super()._compiled()

    def _prediction(self) -> Step:
        if type(self)._make_predict_function is not ClassicTraining._make_predict_function:
            self._make_predict_function()
        if (own := self._own_functions.get("predict_function")) is None:
            return super()._prediction()
        phase = K.learning_phase()
        rest = [0] if self.uses_learning_phase and not isinstance(phase, int) else []
        return AloneStep(own, self.inputs, rest)
