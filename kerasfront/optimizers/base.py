"""The base of all optimizers: gradients and their clipping, learning rate decay, slots and constraints."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import Any, ClassVar, TypeAlias, TypedDict

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Unpack, Update
from kerasfront.errors import ArgumentError, ArgumentTypeError, near_misses
from kerasfront.later_keras import refuse_later_arguments
from kerasfront.optimizers.hyperparameters import Hyperparameters, Scalar
from kerasfront.optimizers.multipliers import by_name, factors
from kerasfront.registry import Registry
from kerasfront.utils.checks import check_shapes

REGISTRY = Registry("optimizer")
CLIPPING = ("clipnorm", "clipvalue")
STATE_HINT = "Pass the state of the same kind of optimizer, for weights of the same shapes, after `get_updates`."
UpdateRule: TypeAlias = Callable[..., Sequence[Tensor]]
"""(parameter, gradient, slots) -> new values of the parameter and of its slots."""
FusedStep: TypeAlias = Callable[..., Update]


class OptimizerArguments(TypedDict, total=False):
    """The keyword arguments that every optimizer takes; see `Optimizer`."""

    clipnorm: float | None
    clipvalue: float | None
    lr_multipliers: Mapping[Any, float] | None


class Optimizer(Hyperparameters):
    """Base of all optimizers.

    A subclass declares its hyperparameters, `lr` among them, and defines its rule; the rest is done here::

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
        Upper bound of the global norm of all gradients, which are scaled by one common factor. 0: off.
    clipvalue : float, optional
        Bound of the elements of gradients, which are then clipped to [-clipvalue, clipvalue]. 0: off.
    lr_multipliers : dict, optional
        Factors of the learning rate for the weights of a layer or for a single weight. A key is a layer, a weight, or
        the name of one; a weight takes precedence over its layer. 0 freezes the weight.

    Attributes
    ----------
    slots : int
        Number of tensors of the shape of each parameter that the rule keeps.
    always_counts, saves_count : bool
        Whether `iterations` is counted without decay, too, and whether it is the first of `weights`, as in classic
        files.
    keeps_own_state : bool
        Whether a step changes more than `updates` lists.
    iterations : variable
        Number of steps taken.
    weights : list of variables
        The state that is saved: all first slots, all second slots, ... Empty before `get_updates`.
    owners : list of (variable or None)
        For each of `weights`, the parameter whose slot it is.
    updates : list of (variable, new value)
        The last result of `get_updates`.

    Notes
    -----
    A number that is assigned to a hyperparameter (``optimizer.lr = 0.01``) counts from the next step on, also in a
    model that is already compiled.
    """

    slots: ClassVar[int] = 0
    always_counts: ClassVar[bool] = False
    saves_count: ClassVar[bool] = False
    keeps_own_state: ClassVar[bool] = False
    settings = tuple(OptimizerArguments.__annotations__)
    weights: list[Tensor]
    lr: Scalar
    decay: Scalar  # where a subclass declares it
    iterations: Scalar
    initial_decay: float

    def __init__(self, **kwargs: Unpack[OptimizerArguments]) -> None:
        for name in kwargs:
            if name not in self.settings:
                refuse_later_arguments(type(self).__name__, kwargs, ["Optimizer"])
                known = {*inspect.signature(type(self)).parameters, *self.settings} - {"kwargs"}
                raise ArgumentTypeError(f"{type(self).__name__} has no argument {name!r}. {near_misses(name, known)}")
        super().__init__()
        self.weights = []
        self.owners: list[Tensor | None] = []
        self.updates: list[Update] = []
        self.clipnorm = self._limit("clipnorm", kwargs.get("clipnorm"))
        self.clipvalue = self._limit("clipvalue", kwargs.get("clipvalue"))
        self.lr_multipliers = by_name(kwargs.get("lr_multipliers"))
        self.keep(iterations=0.0)

    def declare(self, **hyperparameters: float | bool) -> None:
        """Declare hyperparameters; see `Hyperparameters.declare`. The initial decay is kept as `initial_decay`."""
        super().declare(**hyperparameters)
        if "decay" in hyperparameters:
            self.initial_decay = hyperparameters["decay"]

    def _limit(self, name: str, value: Any) -> Any:
        if value is None:
            return 0.0
        if isinstance(value, Real) and float(value) >= 0:
            return value
        raise ArgumentError(f"{type(self).__name__}: {name} must be a number >= 0 (0: off), got {value!r}.")

    def rule(self, lr: Tensor) -> UpdateRule:
        """Make the step function, once for all parameters.

        Parameters
        ----------
        lr : scalar tensor
            The learning rate of this step, decay included.

        Returns
        -------
        step : callable
            ``step(p, g, *slots)`` returns the new values of parameter `p`, whose gradient is `g`, and of its slots.
        """
        raise NotImplementedError(f"{type(self).__name__} must define rule(lr).")

    def fused(self, lr: Tensor) -> FusedStep | None:
        """Make a step function that is one operation of the backend, if there is one.

        It takes the arguments of the function that `rule` makes, and returns one update, that of the parameter, which
        changes the slots, too.
        """
        return None

    def rule_updates(self) -> list[Update]:
        """Make the updates of scalars that `rule` uses besides `iterations`."""
        return []

    def get_updates(
        self,
        params: Sequence[Tensor],
        constraints: Mapping[Tensor, Callable[[Tensor], Tensor]] | Sequence[Any],
        loss: Tensor,
        layers: Mapping[str, Sequence[Tensor]] | None = None,
        fuse: bool = True,
    ) -> list[Update]:
        """Make the updates of one training step.

        Parameters
        ----------
        params : list of variables
            The parameters to train.
        constraints : dict of variable to constraint
            May be an empty list, as in classic scripts.
        loss : scalar tensor
            The loss to minimize.
        layers : dict of str to list of variables, optional
            The weights of each layer that `lr_multipliers` may name.
        fuse : bool
            Whether a parameter without constraint may be updated by a single operation of the backend.

        Returns
        -------
        list of updates
            Updates for `K.function`, which computes all new values from the old ones. With `fuse`, some new values may
            not be tensors.

        Raises
        ------
        ArgumentError
            If `lr_multipliers` names an unknown layer or weight.
        """
        self.updates = []
        self._move()
        params, limits = list(params), dict(constraints)
        slots = [[K.zeros(K.get_variable_shape(p), K.dtype(p)) for p in params] for _ in range(self.slots)]
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
            updates += steps[scale](limits.get(p), p, g, state)
        self.updates = updates
        return updates

    def _step(self, lr: Tensor, fuse: bool) -> Callable[..., list[Update]]:
        """Make the function from a constraint or None, a parameter, its gradient and its slots to their updates."""
        rule, fused = self.rule(lr), self.fused(lr) if fuse else None

        def updates(constraint: Any, p: Tensor, g: Tensor, slots: list[Tensor]) -> list[Update]:
            if fused and constraint is None:
                return [fused(p, g, *slots)]
            new_p, *new_slots = rule(p, g, *slots)
            new_p = constraint(new_p) if constraint else new_p
            return list(zip([p, *slots], [new_p, *new_slots], strict=True))

        return updates

    def get_gradients(self, loss: Tensor, params: Sequence[Tensor]) -> list[Tensor]:
        """Gradients of `loss` with respect to each of `params`, clipped."""
        gradients = K.gradients(loss, params)
        if self.clipnorm and gradients:
            norm = K.sqrt(sum(K.sum(K.square(g)) for g in gradients))
            gradients = [clip_norm(g, self.clipnorm, norm) for g in gradients]
        if self.clipvalue:
            gradients = [K.clip(g, -self.clipvalue, self.clipvalue) for g in gradients]
        return gradients

    def get_weights(self) -> list[np.ndarray]:
        """The values of `weights`."""
        with self.own_backend.active():
            return K.batch_get_value(self.weights)

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Set the values of `weights`.

        Raises
        ------
        ArgumentError
            If their number or a shape differs; nothing is changed then.
        """
        with self.own_backend.active():
            expected = [K.int_shape(w) for w in self.weights]
            given = [np.asarray(w).shape for w in weights]
            if given and not expected:
                raise ArgumentError(
                    f"{type(self).__name__} has no state yet: it does not belong to a model that is ready for "
                    "training. Call model.prepare_training() after compile, then set_weights."
                )
            check_shapes(f"The state of {type(self).__name__}", expected, given, STATE_HINT)
            K.batch_set_value(list(zip(self.weights, weights, strict=True)))

    def get_config(self) -> dict[str, Any]:
        """The current hyperparameters as plain numbers."""
        settings = {name: getattr(self, name) for name in CLIPPING if getattr(self, name)}
        if self.lr_multipliers:
            settings["lr_multipliers"] = dict(self.lr_multipliers)
        values = self._values()
        return {**settings, **{n: values[n] if n in values else getattr(self, n) for n in self._hyperparameters}}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Optimizer:
        """Build an optimizer from what `get_config` returned."""
        return cls(**config)


def clip_norm(g: Tensor, c: float, n: Tensor) -> Tensor:
    """Scale gradient `g` by c / n if the norm `n` exceeds `c`; a `c` of 0 changes nothing."""
    return g * (c / K.maximum(n, c)) if c > 0 else g
