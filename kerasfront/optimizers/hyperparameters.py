"""The numbers that a rule works with: variables, so that they can change while a model trains."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from numbers import Real
from typing import TYPE_CHECKING, Any, ClassVar

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Update
from kerasfront.errors import ArgumentTypeError


class Hyperparameters:
    """Part of an optimizer: its scalars.

    Attributes
    ----------
    backend : Backend
        That on which the variables live.
    settings : tuple of str
        Attributes that are no variables, but part of the training function once there is one.
    updates : list of (variable, new value)
        What is part of the training function; empty before there is one.
    """

    settings: ClassVar[tuple[str, ...]] = ()
    updates: list[Update]

    if TYPE_CHECKING:  # attributes that `declare` and `keep` make

        def __getattr__(self, name: str) -> Any: ...

    def __init__(self) -> None:
        self.backend = K.current()
        self._hyperparameters: list[str] = []
        self._variables: list[str] = []

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute; numbers go into the variables of hyperparameters.

        Raises
        ------
        ArgumentTypeError
            If a hyperparameter is neither a number nor a tensor.
        """
        before: Any = vars(self).get(name)
        adjustable = name in vars(self).get("_variables", ())
        if adjustable and not isinstance(value, Real) and not K.is_tensor(value):
            raise ArgumentTypeError(f"{type(self).__name__}: {name} must be a number, got {value!r}.")
        if vars(self).get("updates") and self._is_built_in(name, value):
            warnings.warn(
                f"{name} of {type(self).__name__} is part of the training function that exists already: "
                "the new value counts once the model is compiled anew.",
                stacklevel=2,
            )
        if adjustable and isinstance(value, Real):
            with self.backend.active():
                K.set_value(before, value)
        else:
            super().__setattr__(name, value)

    def _is_built_in(self, name: str, value: Any) -> bool:
        """Whether the training function does not notice that the attribute becomes `value`."""
        if name in self._variables:
            if name == "decay" and isinstance(value, Real):
                return (float(value) > 0) != (self._values()["decay"] > 0)
            return not isinstance(value, Real)
        return (name in self.settings or name in self._hyperparameters) and value != vars(self).get(name)

    def declare(self, **hyperparameters: float | bool) -> None:
        """Make hyperparameters attributes and part of the configuration; numbers become variables.

        So they can be changed by `K.set_value` while a model trains.

        Raises
        ------
        ArgumentTypeError
            If one is not a number.
        """
        for name, value in hyperparameters.items():
            if not isinstance(value, Real):
                raise ArgumentTypeError(f"{type(self).__name__}: {name} must be a number, got {value!r}.")
            if isinstance(value, bool):
                setattr(self, name, value)
            else:
                self.keep(**{name: value})
            self._hyperparameters.append(name)

    def keep(self, **scalars: Any) -> None:
        """Make scalar variables, as attributes."""
        for name, value in scalars.items():
            setattr(self, name, K.variable(value, name=name))
        self._variables += scalars

    def get_counters(self) -> dict[str, float]:
        """The scalars that training changes, `iterations` and what else a rule counts, by name."""
        return {name: value for name, value in self._values().items() if name not in self._hyperparameters}

    def set_counters(self, counters: Mapping[str, float]) -> None:
        """Set those of the scalars of `get_counters` that are given."""
        with self.backend.active():
            known = self.get_counters()
            K.batch_set_value([(getattr(self, name), value) for name, value in counters.items() if name in known])

    @property
    def scalars(self) -> list[Tensor]:
        """The variables of hyperparameters and counters."""
        return [x for x in (getattr(self, name) for name in self._variables) if K.is_variable(x)]

    def _values(self) -> dict[str, float]:
        """The scalar variables as numbers, in the shortest notation: 0.1, not 0.10000000149."""
        with self.backend.active():
            held = {name: getattr(self, name) for name in self._variables}
            variables = {name: value for name, value in held.items() if K.is_variable(value)}
            values = zip(variables, K.batch_get_value(list(variables.values())))
            return held | {name: float(str(value)) for name, value in values}

    def _move(self) -> None:
        """Take the variables along to the backend of the model, which need not be the one that was active before."""
        if self.backend is not K.current():
            values = self._values()
            self.backend = K.current()
            for name, value in values.items():
                setattr(self, name, K.variable(value, name=name))
