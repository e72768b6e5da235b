"""Recurrent layers."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from kerasfront import backend as K
from kerasfront.engine.topology.lists import to_list
from kerasfront.layers import recurrent
from kerasfront.layers.recurrent import time_distributed_dense
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.layers.contract.outside_training import in_phase
from kerasfront.legacy.registry import LAYERS

__all__ = ["GRU", "LSTM", "Recurrent", "SimpleRNN", "time_distributed_dense"]

PHASED = ("preprocess_input", "get_constants")
"""Methods that Keras 0.3 called for training and for test: (inputs, train) -> a tensor, or a list."""


class Recurrent(recurrent.Recurrent, Layer):
    __doc__ = recurrent.Recurrent.__doc__

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in PHASED:
            if not hasattr(getattr(cls, name), "phased"):
                setattr(cls, name, _phased(getattr(cls, name)))


def _phased(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method that can be asked for one phase, and else gives what holds in both."""
    takes_phase = "train" in inspect.signature(method).parameters

    def of_phase(self: Any, x: Any, train: bool) -> Any:
        with in_phase(train):
            return method(self, x, train) if takes_phase else method(self, x)

    def run(self: Any, x: Any, train: bool | None = None) -> Any:
        if train is not None:
            return of_phase(self, x, train)
        if not takes_phase:
            return method(self, x)
        test, training = of_phase(self, x, False), of_phase(self, x, True)
        both = [K.in_train_phase(one, other) for one, other in zip(to_list(training), to_list(test))]
        return both if isinstance(test, list) else both[0]

    run.phased = True  # type: ignore[attr-defined]
    return run


@LAYERS.register()
class GRU(recurrent.GRU, Recurrent):
    __doc__ = recurrent.GRU.__doc__


@LAYERS.register()
class LSTM(recurrent.LSTM, Recurrent):
    __doc__ = recurrent.LSTM.__doc__


@LAYERS.register()
class SimpleRNN(recurrent.SimpleRNN, Recurrent):
    __doc__ = recurrent.SimpleRNN.__doc__
