"""What all optimizers share: hyperparameters, gradients and their clipping, decay of the rate, slots, constraints."""

from __future__ import annotations

import inspect
import itertools
import warnings
from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Update
from kerasfront.errors import ArgumentError, ArgumentTypeError, near_misses
from kerasfront.optimizers.multipliers import by_name, factors
from kerasfront.registry import Registry

REGISTRY = Registry("optimizer")
CLIPPING = ("clipnorm", "clipvalue")
SETTINGS = (*CLIPPING, "lr_multipliers")
Step = Callable[..., Sequence[Tensor]]
FusedStep = Callable[..., Update]


class Optimizer:
    """Base of all optimizers.

    A subclass declares its hyperparameters, `lr` among them, and gives its rule; the rest is taken care of here::

        class Momentum(Optimizer):
            slots = 1

            def __init__(self, lr=0.01, momentum=0.9, **kwargs):
                super().__init__(**kwargs)
                self.declare(lr=lr, momentum=momentum)

            def rule(self, lr):
                def step(p, g, v):
                    v_new = self.momentum * v - lr * g
                    return p + v_new, v_new

                return step

    Parameters
    ----------
    clipnorm : float, optional
        All gradients are scaled by one factor so that their common, global norm is at most this. 0: off.
    clipvalue : float, optional
        Each element of a gradient is then cut to [-clipvalue, clipvalue]. 0: off.
    lr_multipliers : dict, optional
        What the learning rate is multiplied by for the weights of a layer or for a single weight. A key is a layer or
        its name, or a weight or its name; where both are given, that of the weight counts. 0: no change.

    A number that is assigned to a hyperparameter (``optimizer.lr = 0.01``) counts from the next step on, also in a
    model that is compiled already.

    Attributes
    ----------
    slots : int
        How many tensors of the shape of each parameter the rule keeps.
    always_counts, saves_count : bool
        Whether `iterations` grows without decay too, and whether it is the first of `weights`, as in classic files.
    keeps_own_state : bool
        Whether a step changes more than `updates` tells.
    iterations : variable
        Number of steps so far.
    weights : list of variables
        The state that files hold: all first slots, all second slots, ... None before `get_updates`.
    owners : list of (variable or None)
        For each of `weights`, the parameter whose slot it is.
    updates : list of (variable, new value)
        What `get_updates` returned last.
    """

    slots: ClassVar[int] = 0
    always_counts: ClassVar[bool] = False
    saves_count: ClassVar[bool] = False
    keeps_own_state: ClassVar[bool] = False
    weights: list[Tensor]

    if TYPE_CHECKING:  # attributes that `declare` and `keep` make

        def __getattr__(self, name: str) -> Any: ...

    def __init__(self, **kwargs: Any) -> None:
        for name in kwargs:
            if name not in SETTINGS:
                known = {*inspect.signature(type(self)).parameters, *SETTINGS} - {"kwargs"}
                raise ArgumentTypeError(f"{type(self).__name__} has no argument {name!r}. {near_misses(name, known)}")
        self.engine = K.current()
        self.weights = []
        self.owners: list[Tensor | None] = []
        self.updates: list[Update] = []
        self._hyperparameters: list[str] = []
        self._variables: list[str] = []
        self.clipnorm = self._limit("clipnorm", kwargs.get("clipnorm"))
        self.clipvalue = self._limit("clipvalue", kwargs.get("clipvalue"))
        self.lr_multipliers = by_name(kwargs.get("lr_multipliers"))
        self.keep(iterations=0.0)

    def _limit(self, name: str, value: Any) -> Any:
        if value is None or (isinstance(value, Real) and float(value) >= 0):
            return value
        raise ArgumentError(f"{type(self).__name__}: {name} must be a number >= 0 (0: off), got {value!r}.")

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute; numbers go into the variables of hyperparameters.

        Raises
        ------
        ArgumentTypeError
            If a hyperparameter is neither a number nor a tensor.
        """
        before = vars(self).get(name)
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
            with self.engine.active():
                K.set_value(before, value)
        else:
            super().__setattr__(name, value)

    def _is_built_in(self, name: str, value: Any) -> bool:
        """Whether the training function does not notice that the attribute becomes `value`."""
        if name in self._variables:
            if name == "decay" and isinstance(value, Real):
                return (float(value) > 0) != (self._values()["decay"] > 0)
            return not isinstance(value, Real)
        return (name in SETTINGS or name in self._hyperparameters) and value != vars(self).get(name)

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

    def rule(self, lr: Tensor) -> Step:
        """The step function, built once for all parameters.

        Parameters
        ----------
        lr : scalar tensor
            The learning rate of this step, decay included.

        Returns
        -------
        step : callable
            ``step(p, g, *slots)`` gives the new values of parameter `p`, whose gradient is `g`, and of its slots.
        """
        raise NotImplementedError(f"{type(self).__name__} must define rule(lr).")

    def fused(self, lr: Tensor) -> FusedStep | None:
        """What does the work of `rule` in one operation, where the engine has one: a function with equal arguments.

        Its one update, of the parameter, changes the slots too. None: there is no such operation.
        """
        return None

    def rule_updates(self) -> list[Update]:
        """The updates of scalars that `rule` keeps besides `iterations`."""
        return []

    def get_updates(
        self,
        params: Sequence[Tensor],
        constraints: Mapping[Tensor, Callable[[Tensor], Tensor]],
        loss: Tensor,
        layers: Mapping[str, Sequence[Tensor]] | None = None,
        fuse: bool = True,
    ) -> list[Update]:
        """One step of training.

        Parameters
        ----------
        params : list of variables
        constraints : dict of variable to constraint
        loss : scalar tensor
        layers : dict of str to list of variables, optional
            The weights of each layer that `lr_multipliers` may name.
        fuse : bool
            Whether parameters without constraint may be changed by an operation of the engine for the whole step.

        Returns
        -------
        list of updates
            For `K.function`; all new values are computed from the old ones. With `fuse`, not every new value need be a
            tensor.

        Raises
        ------
        ArgumentError
            If `lr_multipliers` names what there is not.
        """
        self.updates = []
        self._move()
        params = list(params)
        slots = [[K.zeros(K.int_shape(p), K.dtype(p)) for p in params] for _ in range(self.slots)]
        self.weights = [self.iterations] * self.saves_count + list(itertools.chain(*slots))
        self.owners = [None] * self.saves_count + params * self.slots
        decays = self._values().get("decay", 0.0) > 0
        updates = [K.update_add(self.iterations, 1.0)] if decays or self.always_counts else []
        updates += self.rule_updates()
        rate = self.lr / (1.0 + self.decay * self.iterations) if decays else self.lr
        scales = factors(self.lr_multipliers, params, layers or {})
        rates = {scale: rate if scale == 1 else scale * rate for scale in sorted(set(scales))}
        steps = {scale: self._step(r, fuse) for scale, r in rates.items()}
        for p, g, scale, *state in zip(params, self.get_gradients(loss, params), scales, *slots, strict=True):
            updates += steps[scale](constraints.get(p), p, g, state)
        self.updates = updates
        return updates

    def _step(self, lr: Tensor, fuse: bool) -> Callable[..., list[Update]]:
        """From a constraint or None, a parameter, its gradient and its slots to their updates."""
        rule, fused = self.rule(lr), self.fused(lr) if fuse else None

        def updates(constraint: Any, p: Tensor, g: Tensor, slots: list[Tensor]) -> list[Update]:
            if fused and constraint is None:
                return [fused(p, g, *slots)]
            new_p, *new_slots = rule(p, g, *slots)
            new_p = constraint(new_p) if constraint else new_p
            return list(zip([p, *slots], [new_p, *new_slots], strict=True))

        return updates

    def get_gradients(self, loss: Tensor, params: Sequence[Tensor]) -> list[Tensor]:
        """Gradients of `loss` by each of `params`, clipped."""
        gradients = K.gradients(loss, params)
        if self.clipnorm and gradients:
            norm = K.sqrt(sum(K.sum(K.square(g)) for g in gradients))
            gradients = [clip_norm(g, self.clipnorm, norm) for g in gradients]
        if self.clipvalue:
            gradients = [K.clip(g, -self.clipvalue, self.clipvalue) for g in gradients]
        return gradients

    def get_weights(self) -> list[np.ndarray]:
        """The values of `weights`."""
        with self.engine.active():
            return K.batch_get_value(self.weights)

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Set the values of `weights`.

        Raises
        ------
        ArgumentError
            If their number or shapes differ; then nothing is changed.
        """
        with self.engine.active():
            expected = [K.int_shape(w) for w in self.weights]
            given = [np.shape(w) for w in weights]
            if given != expected:
                raise ArgumentError(
                    f"The state of {type(self).__name__} has the shapes {expected}, got {given}. "
                    "It takes the state of an equal optimizer on equal weights, once `get_updates` was called."
                )
            K.batch_set_value(list(zip(self.weights, weights, strict=True)))

    def get_counters(self) -> dict[str, float]:
        """The scalars that training changes, `iterations` and what else a rule counts, by name."""
        return {name: value for name, value in self._values().items() if name not in self._hyperparameters}

    def set_counters(self, counters: Mapping[str, float]) -> None:
        """Set those of the scalars of `get_counters` that are given."""
        with self.engine.active():
            known = self.get_counters()
            K.batch_set_value([(getattr(self, name), value) for name, value in counters.items() if name in known])

    @property
    def scalars(self) -> list[Tensor]:
        """The variables of hyperparameters and counters."""
        return [x for x in (getattr(self, name) for name in self._variables) if K.is_variable(x)]

    def get_config(self) -> dict[str, Any]:
        """The hyperparameters as they are now, as plain numbers."""
        settings = {name: getattr(self, name) for name in CLIPPING if getattr(self, name) is not None}
        if self.lr_multipliers:
            settings["lr_multipliers"] = dict(self.lr_multipliers)
        values = self._values()
        return {**settings, **{n: values[n] if n in values else getattr(self, n) for n in self._hyperparameters}}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Optimizer:
        """An optimizer with the hyperparameters of `get_config`."""
        return cls(**config)

    def _values(self) -> dict[str, float]:
        """The scalar variables as numbers, in the shortest notation: 0.1, not 0.10000000149."""
        with self.engine.active():
            held = {name: getattr(self, name) for name in self._variables}
            return {n: float(str(K.get_value(v))) if K.is_variable(v) else v for n, v in held.items()}

    def _move(self) -> None:
        """Take the variables along to the engine of the model, which need not be the one that was active before."""
        if self.engine is not K.current():
            values = self._values()
            self.engine = K.current()
            for name, value in values.items():
                setattr(self, name, K.variable(value, name=name))


def clip_norm(g: Tensor, c: float, n: Tensor) -> Tensor:
    """Gradient `g` scaled by c / n if the norm `n` is more than `c`; a `c` of 0 changes nothing."""
    return g * (c / K.maximum(n, c)) if c > 0 else g
