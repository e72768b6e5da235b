"""A layer's weights: declared, trained or frozen, read and set."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront import initializations
from kerasfront.backend.types import Shape, Tensor
from kerasfront.engine.topology.active import on_own_backend
from kerasfront.engine.topology.limits import take_parameters, take_work, work_of_penalty
from kerasfront.errors import ArgumentError, NotReadyError

NO_WEIGHTS = "has no weights yet. Call it on a tensor, or give it an input_shape in a Sequential."


class WeightOwner:
    """Part of a layer: its weights.

    Attributes
    ----------
    initial_weights : list of arrays or None
        What the weights become once they exist.
    """

    name: str
    trainable: bool
    built: bool
    own_backend: K.Backend | None
    init: Any
    add_loss: Callable[..., None]
    initial_weights: Sequence[Any] | None = None  # on the class: layers of users delete their own once they are set

    def __init__(self) -> None:
        self._trainable_weights: list[Tensor] = []
        self._non_trainable_weights: list[Tensor] = []
        self.initial_weights = None
        self._constraints: dict[Tensor, Callable[[Tensor], Tensor]] = {}

    def declare(self, name: str, shape: Shape, init: Any = None, trainable: bool = True) -> Tensor:
        """Make the weight ``<layer>_<name>``.

        Its regularizer and constraint are the layer's attributes ``<name>_regularizer`` and ``<name>_constraint``; its
        initialization is `init`, otherwise the layer's attribute ``init``.
        """
        return self.add_weight(
            shape,
            self.init if init is None else init,
            name=f"{self.name}_{name}",
            trainable=trainable,
            regularizer=getattr(self, f"{name}_regularizer", None),
            constraint=getattr(self, f"{name}_constraint", None),
        )

    def add_weight(
        self,
        shape: Shape,
        initializer: Any,
        name: str | None = None,
        trainable: bool = True,
        regularizer: Callable[[Tensor], Tensor] | None = None,
        constraint: Callable[[Tensor], Tensor] | None = None,
    ) -> Tensor:
        """Make a weight.

        Parameters
        ----------
        shape : tuple of int
        initializer : str or callable
            A name, or a function of (shape, name) that returns a variable.
        name : str, optional
        trainable : bool
        regularizer : callable, optional
            Its value at the weight is added to the loss.
        constraint : callable, optional
            Applied to the weight after each step of training.

        Raises
        ------
        ArgumentError
            If a size in `shape` is unknown or not positive; if a model from a file is larger than allowed.
        """
        self._check_weight_shape(shape, name)
        take_parameters(self, shape)
        take_work(self, 1 + work_of_penalty(regularizer))
        weight = self._initialized(initializations.get(initializer), tuple(shape), name)
        if regularizer is not None:
            self.add_loss(regularizer(weight))
        if constraint is not None:
            self._constraints[weight] = constraint
        (self._trainable_weights if trainable else self._non_trainable_weights).append(weight)
        return weight

    def _check_weight_shape(self, shape: Shape, name: str | None) -> None:
        if any(size is None or size <= 0 for size in shape):
            raise ArgumentError(
                f"{self} cannot make its weight {name or ''} of shape {tuple(shape)}: every size must be known and "
                "positive. Give the sizes of the input (input_shape=, or shape= of Input) that it follows from."
            )

    def _initialized(self, initializer: Callable[..., Tensor], shape: Shape, name: str | None) -> Tensor:
        ordering = getattr(self, "dim_ordering", None)
        if ordering is not None and "dim_ordering" in inspect.signature(initializer).parameters:
            return initializer(shape, name=name, dim_ordering=ordering)
        return initializer(shape, name=name)

    @property
    def constraints(self) -> dict[Tensor, Callable[[Tensor], Tensor]]:
        """The constraints of weights, applied after each step of training."""
        return self._constraints

    @constraints.setter
    def constraints(self, constraints: dict[Tensor, Callable[[Tensor], Tensor]]) -> None:
        self._constraints = dict(constraints)

    @property
    def trainable_weights(self) -> list[Tensor]:
        """The weights that training changes; none if the layer is frozen."""
        return self._trainable_weights if self.trainable else []

    @trainable_weights.setter
    def trainable_weights(self, weights: list[Tensor]) -> None:
        self._trainable_weights = weights

    @property
    def non_trainable_weights(self) -> list[Tensor]:
        """The weights that training leaves alone; all of them if the layer is frozen."""
        return self._non_trainable_weights if self.trainable else self._trainable_weights + self._non_trainable_weights

    @non_trainable_weights.setter
    def non_trainable_weights(self, weights: list[Tensor]) -> None:
        self._non_trainable_weights = weights

    @property
    def weights(self) -> list[Tensor]:
        """All weights, the trainable ones first."""
        return [*self.trainable_weights, *self.non_trainable_weights]

    def _ordered_weights(self) -> list[Tensor]:
        """The weights in the order of `get_weights` and `set_weights`."""
        return self.weights

    @on_own_backend
    def count_params(self) -> int:
        """Number of elements of all weights.

        Raises
        ------
        NotReadyError
            If the weights do not exist yet.
        """
        if not self.built:
            raise NotReadyError(f"{self} {NO_WEIGHTS}")
        return sum(K.count_params(weight) for weight in self._ordered_weights())

    @on_own_backend
    def get_weights(self) -> list[np.ndarray]:
        """The values of all weights."""
        return K.batch_get_value(self._ordered_weights())

    @on_own_backend
    def set_weights(self, weights: Sequence[Any]) -> None:
        """Give all weights new values, in the order of `get_weights`.

        Raises
        ------
        ArgumentError
            If the number of arrays or a shape does not fit; nothing is changed then.
        """
        variables = self._ordered_weights()
        arrays = [np.asarray(array) for array in weights]
        shapes = [K.int_shape(variable) for variable in variables]
        if [array.shape for array in arrays] != shapes:
            raise ArgumentError(self._misfit([array.shape for array in arrays], variables, shapes))
        K.batch_set_value(list(zip(variables, arrays)))

    def _misfit(self, given: list[Shape], variables: list[Tensor], shapes: list[Shape]) -> str:
        if not variables and not self.built:
            return f"{self} {NO_WEIGHTS}"
        if len(given) != len(shapes):
            listed = ", ".join(f"{K.variable_name(v)} {s}" for v, s in zip(variables, shapes))
            return f"{self} has {len(shapes)} weights ({listed}), {len(given)} arrays were given."
        wrong = next(i for i, shape in enumerate(shapes) if given[i] != shape)
        return (
            f"{self}: weight {wrong} ({K.variable_name(variables[wrong])}) has shape {shapes[wrong]}, "
            f"the array given has shape {given[wrong]}. Arrays come in the order of get_weights()."
        )
