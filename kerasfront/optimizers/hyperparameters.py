"""Hyperparameters of optimizers: variables, so that they can be changed while a model trains."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from numbers import Real
from typing import Any, ClassVar, Protocol

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Update
from kerasfront.errors import ArgumentTypeError
from kerasfront.utils.derived import derived


class Scalar(Protocol):
    """The type of an attribute that is read as a variable, and may be assigned a number, which becomes its value."""

    def __get__(self, owner: Any, kind: type | None = None, /) -> Tensor: ...
    def __set__(self, owner: Any, value: Tensor | float, /) -> None: ...


class Hyperparameters:
    """The scalars of an optimizer: its hyperparameters and counters.

    Attributes
    ----------
    own_backend : Backend
        The backend on which the variables live.
    settings : tuple of str
        Attributes that are not variables, but become part of the training function once it is built.
    updates : list of (variable, new value)
        The updates in the training function; empty before it is built.
    """

    settings: ClassVar[tuple[str, ...]] = ()
    updates: list[Update]

    def __init__(self) -> None:
        self.own_backend = K.current()
        self._hyperparameters: list[str] = []
        self._variables: list[str] = []

    @derived
    def backend(self) -> K.Backend:
        """The backend on which the variables live."""
        return self.own_backend

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute; for a hyperparameter, set the value of its variable.

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
                f"{name} of {type(self).__name__} is part of the training function, which is already built: "
                "the new value takes effect once the model is compiled anew.",
                stacklevel=2,
            )
        if adjustable and isinstance(value, Real):
            with self.own_backend.active():
                K.set_value(before, value)
        else:
            super().__setattr__(name, value)

    def _is_built_in(self, name: str, value: Any) -> bool:
        """Whether the training function, once built, ignores that the attribute becomes `value`."""
        if name in self._variables:
            if name == "decay" and isinstance(value, Real):
                return (float(value) > 0) != (self._values()["decay"] > 0)
            return not isinstance(value, Real)
        return (name in self.settings or name in self._hyperparameters) and value != vars(self).get(name)

    def declare(self, **hyperparameters: float | bool) -> None:
        """Make hyperparameters attributes and part of the configuration.

        Numbers become variables, so that `K.set_value` can change them while a model trains.

        Raises
        ------
        ArgumentTypeError
            If one is not a number.
        """
        for name, value in hyperparameters.items():
            if isinstance(value, bool):
                setattr(self, name, value)
            elif isinstance(value, Real):
                self.keep(**{name: value})
            else:
                raise ArgumentTypeError(f"{type(self).__name__}: {name} must be a number, got {value!r}.")
            self._hyperparameters.append(name)

    def keep(self, **scalars: Any) -> None:
        """Make scalar variables as attributes, which are not part of the configuration."""
        for name, value in scalars.items():
            setattr(self, name, K.variable(value, name=name))
        self._variables += scalars

    def get_counters(self) -> dict[str, float]:
        """The values of the scalars that training changes, such as `iterations`, by name."""
        return {name: value for name, value in self._values().items() if name not in self._hyperparameters}

    def set_counters(self, counters: Mapping[str, float]) -> None:
        """Set scalars of `get_counters`; names that are unknown here are ignored."""
        with self.own_backend.active():
            known = self.get_counters()
            K.batch_set_value([(getattr(self, name), value) for name, value in counters.items() if name in known])

    @property
    def scalars(self) -> list[Tensor]:
        """The variables of hyperparameters and counters."""
        return [x for x in (getattr(self, name) for name in self._variables) if K.is_variable(x)]

    @property
    def counters(self) -> list[Tensor]:
        """The scalars that training changes, such as `iterations`, which are never negative."""
        return [getattr(self, name) for name in self._variables if name not in self._hyperparameters]

    def _values(self) -> dict[str, float]:
        """The scalar variables as numbers, in the shortest notation: 0.1, not 0.10000000149."""
        with self.own_backend.active():
            held = {name: getattr(self, name) for name in self._variables}
            variables = {name: value for name, value in held.items() if K.is_variable(value)}
            values = zip(variables, K.batch_get_value(list(variables.values())))
            return held | {name: float(str(value)) for name, value in values}

    def _move(self) -> None:
        """Make the variables anew on the active backend, that of the model, if they live on another."""
        if self.own_backend is not K.current():
            values = self._values()
            self.own_backend = K.current()
            for name, value in values.items():
                setattr(self, name, K.variable(value, name=name))
