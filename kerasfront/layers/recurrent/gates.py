"""Value objects for the gates of a cell: the layout of their weights, and the dropout of their inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.layers.phases import in_training

T = TypeVar("T")


@dataclass(frozen=True)
class GateLayout:
    """The layout of fused weights, which hold the weights of all gates side by side.

    Attributes
    ----------
    names : tuple of str
        The gates in the order of fused weights; a cell without gates has one, called ''.
    file_order : tuple of str
        The gates in the order of `get_weights` and of files, where each gate has a W, a U and a b of its own.
    units : int
        Size of each gate.
    kernel_axis : int
        Axis of W and U along which the gates lie.
    gate_axis : int
        Axis of inputs and states of the cell along which the gates lie; negative, as sequences have one axis more.
    """

    names: tuple[str, ...]
    file_order: tuple[str, ...]
    units: int
    kernel_axis: int
    gate_axis: int

    def fuse(self, weights: Sequence[T], concatenate: Callable[[list[T], int], T] = np.concatenate) -> list[T]:
        """Fuse the weights of single gates.

        Parameters
        ----------
        weights : sequence
            W, U and b of each gate, in the order of files.
        concatenate : callable
            Joins a list of weights along an axis.

        Returns
        -------
        list
            W, U and b of all gates.
        """
        of_gate = {gate: weights[3 * number : 3 * number + 3] for number, gate in enumerate(self.file_order)}
        kinds = zip(*(of_gate[gate] for gate in self.names))
        return [concatenate(list(kind), axis) for kind, axis in zip(kinds, self._axes)]

    def split(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Split W, U and b of all gates into those of single gates; the inverse of `fuse`."""
        kinds = (np.split(array, len(self.names), axis) for array, axis in zip(arrays, self._axes))
        of_gate = dict(zip(self.names, zip(*kinds)))
        return [weight for gate in self.file_order for weight in of_gate[gate]]

    @property
    def _axes(self) -> tuple[int, int, int]:
        """The axes of W, U and b along which the gates lie."""
        return self.kernel_axis, self.kernel_axis, -1

    def kernel_of(self, kernel: Tensor, gates: Sequence[int]) -> Tensor:
        """The part of a fused kernel that belongs to some gates, given by number, which lie side by side."""
        if len(gates) == len(self.names):
            return kernel
        cut = [slice(None)] * K.ndim(kernel)
        cut[self.kernel_axis] = slice(gates[0] * self.units, (gates[-1] + 1) * self.units)
        return kernel[tuple(cut)]

    def split_tensor(self, x: Tensor, *counts: int) -> list[Tensor]:
        """Split what was computed for several gates into parts of so many gates each."""
        return K.split(x, [self.units * count for count in counts], self.gate_axis)

    def join_tensors(self, parts: list[Tensor]) -> Tensor:
        """Join what was computed for single gates; the inverse of `split_tensor`."""
        return K.concatenate(parts, self.gate_axis)


@dataclass(frozen=True)
class GateDropout:
    """Dropout masks for what the gates see of input or state, the same at all times (Gal and Ghahramani 2016).

    Attributes
    ----------
    gates : int
        Number of gates.
    shared : bool
        Whether there is one mask for all gates, instead of one for each.
    """

    gates: int
    shared: bool

    @property
    def count(self) -> int:
        """Number of masks."""
        return 1 if self.shared else self.gates

    def masks(self, like: Tensor, rate: float) -> list[Tensor]:
        """Draw masks of the shape of `like`; none for a rate of 0."""
        if not rate:
            return []
        ones = K.ones_like(like)
        return [in_training(lambda: K.dropout(ones, rate), ones) for _ in range(self.count)]

    def to_constant(self, masks: list[Tensor]) -> Any:
        """Write masks as classic constants, B_U and B_W: one for each gate, ones without dropout.

        A cell without gates has one mask in place of a list.
        """
        scales = masks or [K.cast_to_floatx(1.0)]
        scales = scales * (self.gates // len(scales))
        return scales if self.gates > 1 else scales[0]

    def from_constant(self, scales: Any) -> list[Any]:
        """Read masks from a classic constant, also one of a subclass; none where all are 1."""
        masks = [scales[gate] for gate in range(self.count)] if self.gates > 1 else [scales]
        return masks if any(K.is_tensor(mask) or np.any(np.asarray(mask) != 1) for mask in masks) else []
