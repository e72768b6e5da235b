"""Weights, penalties, constraints and updates as attributes that can be assigned, as in Keras 0.x."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Update, is_mapping
from kerasfront.constraints import Constraint
from kerasfront.engine.topology import Layer
from kerasfront.engine.topology.lists import one_or_list
from kerasfront.legacy.layers.contract.outside_training import in_phase, untraced
from kerasfront.legacy.regularizers import Regularizer


class TrainingTerms(Layer):
    """Part of a layer of Keras 0.x: its weights, penalties, constraints and updates.

    Attributes
    ----------
    params : list of variables
        The trainable weights, as they were called up to Keras 0.2.
    regularizers : list of Regularizer
        Each takes the loss and gives it with its penalty.
    constraints : list of (callable or None)
        For each trainable weight; read, they are a dict by weight.
    updates : list of (variable, new value)
    """

    _old_regularizers: Sequence[Any] = ()
    _old_constraints: Sequence[Any] = ()

    make_weights: Callable[[], None]
    seeing: Callable[..., Any]

    @property
    def trainable_weights(self) -> list[Tensor]:
        """The weights that training changes; none if the layer is frozen."""
        self.make_weights()
        return super().trainable_weights

    @trainable_weights.setter
    def trainable_weights(self, weights: list[Tensor]) -> None:
        self._trainable_weights = weights

    def _ordered_weights(self) -> list[Tensor]:
        self.make_weights()
        return super()._ordered_weights()

    def count_params(self) -> int:
        """Number of elements of all weights; see `Layer.count_params`."""
        self.make_weights()
        return super().count_params()

    @property
    def params(self) -> list[Tensor]:
        """The trainable weights."""
        return self.trainable_weights

    @params.setter
    def params(self, weights: list[Tensor]) -> None:
        self.trainable_weights = weights

    @property
    def regularizers(self) -> Any:
        """The regularizers that were assigned."""
        return self._old_regularizers

    @regularizers.setter
    def regularizers(self, regularizers: list[Any]) -> None:
        self._old_regularizers = regularizers

    @property
    def constraints(self) -> Any:
        """The constraints of weights, applied after each step of training."""
        assigned = zip(self._trainable_weights, self._old_constraints)
        return {**self._constraints, **{weight: constraint for weight, constraint in assigned if constraint}}

    @constraints.setter
    def constraints(self, constraints: Any) -> None:
        if is_mapping(constraints):
            self._constraints = dict(constraints)
        else:
            self._old_constraints = list(constraints)

    @property
    def updates(self) -> list[Update]:
        """All updates that were added; none if the layer is frozen, unless they keep its states."""
        return super().updates

    @updates.setter
    def updates(self, updates: list[Update]) -> None:
        seen = getattr(self, "_seen", None)
        if seen is not None and seen.tensor is not None:
            seen.updates = list(updates)  # of this call, in training
        else:
            self._updates = [(None, update) for update in updates]

    def add_weight(self, shape: Any, initializer: Any, name: Any = None, trainable: bool = True,
                   regularizer: Any = None, constraint: Any = None) -> Tensor:  # fmt: skip
        """Make a weight; see `Layer.add_weight`. A regularizer may be one that adds to the loss that it is given."""
        penalty: Callable[[Tensor], Tensor] | None = None
        if regularizer is not None:
            penalty = partial(penalty_of, regularizer)
        return super().add_weight(shape, initializer, name, trainable, penalty, constraint)

    def run(self, inputs: list[Tensor], masks: list[Any]) -> tuple[list[Tensor], list[Any]]:
        """Outputs and their masks, as a node records them; activities are penalized."""
        results = super().run(inputs, masks)
        activity = [regularizer for regularizer in self._old_regularizers if _is_of_activity(regularizer)]
        with in_phase(True), untraced(self), self.seeing(one_or_list(inputs), one_or_list(masks)):
            penalties = [regularizer(K.variable(0.0)) for regularizer in activity]
        self.add_loss(penalties, inputs)
        return results

    def penalize_weights(self) -> None:
        """Add the penalties of the weights, once these exist."""
        for regularizer in self._old_regularizers:
            if not _is_of_activity(regularizer):
                self.add_loss(regularizer(K.variable(0.0)))

    def get_params(self) -> tuple[list[Any], ...]:
        """The trainable weights, then regularizers, constraints (one for each weight) and updates."""
        weights = self.trainable_weights
        constraints = self.constraints
        return weights, list(self.regularizers), [constraints.get(w, Constraint()) for w in weights], self.updates


def penalty_of(regularizer: Any, x: Tensor) -> Tensor:
    """The penalty for a weight: what a regularizer gives for it, or else what it adds to a loss of 0."""
    if not isinstance(regularizer, Regularizer):
        return regularizer(x)
    regularizer.set_param(x)
    penalty = regularizer(x)
    return regularizer(K.variable(0.0)) if K.ndim(penalty) else penalty


def _is_of_activity(regularizer: Any) -> bool:
    return getattr(regularizer, "layer", None) is not None
