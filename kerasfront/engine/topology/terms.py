"""Terms that a layer adds to the loss and the updates of a training step, each with the inputs that it depends on."""

from __future__ import annotations

import warnings
from typing import Any, TypeVar

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Update
from kerasfront.engine.topology.lists import object_list_uid, to_list
from kerasfront.errors import ArgumentError

T = TypeVar("T", bound="TermOwner")

TERMS = ("_losses", "_updates", "_inner_calls")
"""Attributes that keep the terms, as lists."""
REGULARIZERS = (
    "The regularizers of a layer are not part of training: penalties are in `losses`, to which "
    "add_weight(..., regularizer=) and add_loss() add."
)


class TermOwner:
    """Part of a layer: losses and updates.

    A term that depends on the inputs of a call (a penalty of activities, a moving average) counts in every model that
    contains this call; one that does not (a penalty of weights) counts in every model that contains the layer.
    """

    _losses: list[tuple[str | None, Tensor]]
    _updates: list[tuple[str | None, Update]]
    _inner_calls: list[tuple[str | None, TermOwner, Any, Any]]

    def __new__(cls: type[T], *_: Any, **__: Any) -> T:
        """Begin without terms, also in a class whose `__init__` does not call that of `Layer`."""
        made = super().__new__(cls)  # type: ignore[misc]
        made._losses, made._updates, made._inner_calls = [], [], []
        return made

    def add_loss(self, losses: Any, inputs: Any = None) -> None:
        """Add scalar tensors to the loss.

        Parameters
        ----------
        losses : tensor or list of tensors
        inputs : tensor or list of tensors, optional
            The inputs of the call that they depend on.

        Raises
        ------
        ArgumentError
            If one is not a scalar.
        """
        for loss in to_list(losses):
            if K.is_tensor(loss) and K.ndim(loss):
                raise ArgumentError(
                    f"{self}: add_loss takes scalars, got a tensor of {K.ndim(loss)} axes. Use K.mean or K.sum."
                )
        self._losses += _keyed(losses, inputs)

    def add_update(self, updates: Any, inputs: Any = None) -> None:
        """Add updates, pairs (variable, new value), to a training step.

        Parameters
        ----------
        updates : pair or list of pairs
        inputs : tensor or list of tensors, optional
            The inputs of the call that they depend on.
        """
        self._updates += _keyed(updates, inputs)

    def add_inner_call(self, layer: TermOwner, values: Any, inputs: Any) -> None:
        """Count what a layer within adds in its call on `values` as added in the call of this one on `inputs`.

        Whether the layer is frozen is asked when training is compiled, not now.
        """
        self._inner_calls.append((_key(inputs), layer, values, inputs))

    def forget_terms(self, inputs: Any) -> None:
        """Drop what depends on `inputs`, also in layers within: the call on them is made again."""
        key = _key(inputs)
        for own, layer, values, _ in self._inner_calls:
            if own == key:
                layer.forget_terms(values)
        self._losses = [term for term in self._losses if term[0] != key]
        self._updates = [term for term in self._updates if term[0] != key]
        self._inner_calls = [call for call in self._inner_calls if call[0] != key]

    @property
    def losses(self) -> list[Tensor]:
        """All scalar tensors that were added to the loss."""
        inner = (loss for _, layer, values, _ in self._inner_calls for loss in layer.get_losses_for(values))
        return [*(loss for _, loss in self._losses), *inner]

    @losses.setter
    def losses(self, losses: list[Tensor]) -> None:
        self._losses = _keyed(losses, None)

    @property
    def regularizers(self) -> list[Any]:
        """Empty; a relic of Keras 1.1, where penalties were found here."""
        warnings.warn(REGULARIZERS, DeprecationWarning, stacklevel=2)
        return []

    @regularizers.setter
    def regularizers(self, _: Any) -> None:
        warnings.warn(REGULARIZERS, DeprecationWarning, stacklevel=2)

    @property
    def updates(self) -> list[Update]:
        """All updates that were added; none if the layer is frozen, unless they keep its states."""
        inner = (update for _, layer, values, _ in self._inner_calls for update in layer.get_updates_for(values))
        return [*(update for _, update in self._updates), *inner] if self._updating else []

    @updates.setter
    def updates(self, updates: list[Update]) -> None:
        self._updates = _keyed(updates, None)

    @property
    def _updating(self) -> bool:
        return self.trainable or self.stateful  # type: ignore[attr-defined]

    def get_losses_for(self, inputs: Any) -> list[Tensor]:
        """The losses that depend on `inputs`; with None, those that depend on no inputs."""
        return [*_selected(self._losses, inputs), *self._of_inner_calls("get_losses_for", inputs)]

    def get_updates_for(self, inputs: Any) -> list[Update]:
        """Select the updates that depend on `inputs`; with None, those that depend on no inputs."""
        if not self._updating:
            return []
        return [*_selected(self._updates, inputs), *self._of_inner_calls("get_updates_for", inputs)]

    def _of_inner_calls(self, getter: str, inputs: Any) -> list[Any]:
        """The last call comes first, see `Container.get_updates_for`."""
        calls = [(layer, values) for key, layer, values, _ in self._inner_calls if key == _key(inputs)]
        return [term for layer, values in reversed(calls) for term in getattr(layer, getter)(values)]


def _key(inputs: Any) -> str | None:
    return None if inputs is None or inputs == [] else object_list_uid(inputs)


def _keyed(terms: Any, inputs: Any) -> list[tuple[str | None, Any]]:
    key = _key(inputs)
    return [(key, term) for term in to_list(terms)]


def _selected(terms: list[tuple[str | None, Any]], inputs: Any) -> list[Any]:
    key = _key(inputs)
    return [term for own, term in terms if own == key]
