"""Activation functions, and penalties on outputs, as layers."""

from __future__ import annotations

from typing import Any

from kerasfront.activations import ActivationFunction, ActivationLike
from kerasfront.backend.types import Unpack
from kerasfront.engine.topology import LAYERS, Layer
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.regularizers import L1L2Regularizer
from kerasfront.utils.checks import check_number


@LAYERS.register()
class Activation(Layer):
    """Apply an activation function to the input: ``output = activation(x)``.

    Parameters
    ----------
    activation : str or callable
        Name of an activation, or a function of a tensor.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Output: the shape of the input.

    Examples
    --------
    >>> from kerasfront.layers import Activation
    >>> from kerasfront.models import Sequential
    >>> Sequential([Activation("relu", input_shape=(64,))]).output_shape
    (None, 64)
    """

    supports_masking = True
    activation: ActivationFunction

    def __init__(self, activation: ActivationLike, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return self.activation(x)


@LAYERS.register()
class ActivityRegularization(Layer):
    """Return the input unchanged, and add ``l1 * sum(abs(x)) + l2 * sum(x**2)`` to the loss.

    Parameters
    ----------
    l1, l2 : float
        Factors of the two penalties.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Output: the shape of the input.

    Examples
    --------
    >>> from kerasfront.layers import ActivityRegularization
    >>> from kerasfront.models import Sequential
    >>> Sequential([ActivityRegularization(l2=0.01, input_shape=(64,))]).output_shape
    (None, 64)
    """

    supports_masking = True
    checks = {"l1": check_number, "l2": check_number}
    l1: float
    l2: float

    def __init__(self, l1: float = 0.0, l2: float = 0.0, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())
        self.activity_regularizer = L1L2Regularizer(l1=l1, l2=l2)
