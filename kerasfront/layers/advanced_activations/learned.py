"""Activations with trainable parameters, for each element of a sample or shared along axes."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import cached_property
from numbers import Integral
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Unpack
from kerasfront.engine.topology import LAYERS, Layer
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.errors import ArgumentError
from kerasfront.initializations import Initialization, InitializationLike


class _ParametricActivation(Layer):
    """Base of activations with a parameter for each element of a sample.

    Along `shared_axes`, one axis or several, the elements share their parameters.
    """

    supports_masking = True
    shared_axes: Any = None

    def configure(self, arguments: Mapping[str, Any]) -> None:
        """Store the arguments of ``__init__``; a single shared axis becomes a list."""
        super().configure(arguments)
        if isinstance(self.shared_axes, Integral):
            self.shared_axes = [int(self.shared_axes)]

    def _parameter_shape(self, input_shape: Any) -> tuple[int, ...]:
        shape = list(input_shape[1:])
        for axis in self.shared_axes or ():
            if axis < 1 and -len(shape) < axis:
                warnings.warn(
                    f"{self}: shared_axes count from 1; as in Keras 1.2.2, {axis} stands for {axis + len(shape)}.",
                    stacklevel=2,
                )
            elif not 0 < axis <= len(shape):
                raise ArgumentError(
                    f"{self}: for an input of shape {input_shape}, shared_axes must hold numbers from 1 to "
                    f"{len(shape)}, got {self.shared_axes}."
                )
            shape[axis - 1] = 1
        if None in shape:
            raise ArgumentError(
                f"{self} has parameters for each element and needs to know the sizes of its input, "
                f"got {tuple(input_shape)}. Share the unknown axes (counted from 1) by shared_axes."
            )
        self.param_broadcast = [axis in (self.shared_axes or ()) for axis in range(1, len(shape) + 1)]
        return tuple(shape)


@LAYERS.register()
class PReLU(_ParametricActivation):
    """Parametric rectified linear unit: ``x if x > 0 else alphas * x``, with trainable alphas.

    Parameters
    ----------
    init : str or callable
        Initialization of alphas.
    weights : list of arrays, optional
        Initial value of alphas, in the shape of a sample, with size 1 along shared axes.
    shared_axes : int or sequence of int, optional
        Axes, counted from 1, along which alphas are shared: [1, 2] for images in dim_ordering 'tf'.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Output: the shape of the input.

    References
    ----------
    He, Zhang, Ren, Sun: Delving Deep into Rectifiers. arXiv:1502.01852

    Examples
    --------
    >>> from kerasfront.layers import PReLU
    >>> from kerasfront.models import Sequential
    >>> Sequential([PReLU(input_shape=(64,))]).output_shape
    (None, 64)
    """

    init: Initialization

    def __init__(
        self,
        init: InitializationLike = "zero",
        weights: Sequence[Any] | None = None,
        shared_axes: int | Sequence[int] | None = None,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def build(self, input_shape: Any) -> None:
        """Create alphas."""
        self.alphas = self.declare("alphas", self._parameter_shape(input_shape), self.init)

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.relu(x) + self.alphas * (x - K.abs(x)) * 0.5


@LAYERS.register()
class ParametricSoftplus(_ParametricActivation):
    """Parametric softplus: ``alphas * log(1 + exp(betas * x))``, with trainable alphas and betas.

    Parameters
    ----------
    alpha_init, beta_init : float
        Initial value of all alphas and betas.
    weights : list of arrays, optional
        Initial values of alphas and betas, in the shape of a sample, with size 1 along shared axes.
    shared_axes : int or sequence of int, optional
        Axes, counted from 1, along which the parameters are shared.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Output: the shape of the input.

    References
    ----------
    McFarland, Cui, Butts: Inferring Nonlinear Neuronal Computation Based on Physiologically Plausible Inputs. PLOS
    Computational Biology 9(7), 2013

    Examples
    --------
    >>> from kerasfront.layers import ParametricSoftplus
    >>> from kerasfront.models import Sequential
    >>> Sequential([ParametricSoftplus(input_shape=(64,))]).output_shape
    (None, 64)
    """

    alpha_init: float
    beta_init: float

    def __init__(
        self,
        alpha_init: float = 0.2,
        beta_init: float = 5.0,
        weights: Sequence[Any] | None = None,
        shared_axes: int | Sequence[int] | None = None,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def build(self, input_shape: Any) -> None:
        """Create alphas and betas."""
        shape = self._parameter_shape(input_shape)
        self.alphas = self.declare("alphas", shape, _constant(self.alpha_init))
        self.betas = self.declare("betas", shape, _constant(self.beta_init))

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.softplus(self.betas * x) * self.alphas


def _constant(value: float) -> Initialization:
    def fill(shape: Sequence[int], name: str | None = None) -> Tensor:
        return K.variable(np.full(shape, value), name=name)

    return fill


@LAYERS.register()
class SReLU(_ParametricActivation):
    """S-shaped rectified linear unit: piecewise linear with three trainable pieces.

    ::

        t_right_actual = t_left + abs(t_right)

        output = t_left + a_left * (x - t_left)                     where x < t_left
                 x                                                  where t_left <= x <= t_right_actual
                 t_right_actual + a_right * (x - t_right_actual)    where x > t_right_actual

    Parameters
    ----------
    t_left_init, a_left_init, t_right_init, a_right_init : str or callable
        Initialization of the thresholds t_left and t_right, and of the factors a_left and a_right.
    shared_axes : int or sequence of int, optional
        Axes, counted from 1, along which the parameters are shared.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Output: the shape of the input.

    References
    ----------
    Jin et al.: Deep Learning with S-shaped Rectified Linear Activation Units. arXiv:1512.07030

    Examples
    --------
    >>> from kerasfront.layers import SReLU
    >>> from kerasfront.models import Sequential
    >>> Sequential([SReLU(input_shape=(64,))]).output_shape
    (None, 64)
    """

    t_left_init: Initialization
    a_left_init: Initialization
    t_right_init: Initialization
    a_right_init: Initialization

    def __init__(
        self,
        t_left_init: InitializationLike = "zero",
        a_left_init: InitializationLike = "glorot_uniform",
        t_right_init: InitializationLike = "glorot_uniform",
        a_right_init: InitializationLike = "one",
        shared_axes: int | Sequence[int] | None = None,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def build(self, input_shape: Any) -> None:
        """Create the thresholds and factors."""
        shape = self._parameter_shape(input_shape)
        self.t_left = self.declare("t_left", shape, self.t_left_init)
        self.a_left = self.declare("a_left", shape, self.a_left_init)
        self.t_right = self.declare("t_right", shape, self.t_right_init)
        self.a_right = self.declare("a_right", shape, self.a_right_init)

    @cached_property
    def t_right_actual(self) -> Tensor:
        """The right threshold; the weight t_right is its distance from the left one."""
        return self.t_left + K.abs(self.t_right)

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        width = K.abs(self.t_right)
        above_left = x - self.t_left
        middle = K.minimum(K.relu(above_left), width)
        left = self.a_left * K.relu(-above_left)
        right = self.a_right * K.relu(above_left - width)
        return self.t_left + middle - left + right
