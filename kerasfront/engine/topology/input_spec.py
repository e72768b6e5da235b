"""Expectations of a layer about its inputs, and the error if something else comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Dtype, Shape, Tensor
from kerasfront.engine.topology.tensors import lineage, shape_of
from kerasfront.errors import ArgumentError


class InputSpec:
    """Expectations of one input.

    Parameters
    ----------
    dtype : str, optional
        Type of the elements.
    shape : tuple, optional
        Sizes; None fits every size.
    ndim : int or str, optional
        Rank with the batch axis; '2+' is 2 or more. It follows from `shape` if that is given.
    """

    def __init__(self, dtype: Dtype | None = None, shape: Shape | None = None, ndim: int | str | None = None) -> None:
        self.dtype = dtype
        self.shape = shape
        self.ndim = ndim if shape is None else len(shape)

    def fault(self, x: Tensor) -> str | None:
        """In words, what was expected and what `x` is instead; None if it fits."""
        shape = shape_of(x)
        if isinstance(self.ndim, str):
            if len(shape) < int(self.ndim.rstrip("+")):
                return f"rank {self.ndim.rstrip('+')} or more, got rank {len(shape)}"
        elif self.ndim is not None and len(shape) != self.ndim:
            return f"rank {self.ndim} (batch axis included), got rank {len(shape)}"
        if self.dtype is not None and K.dtype(x) != self.dtype:
            return f"type {self.dtype}, got {K.dtype(x)}"
        if self.shape is not None and not _fits(shape, self.shape):
            return f"shape {tuple(self.shape)}, got {shape}"
        return None


def _fits(shape: Shape, expected: Shape) -> bool:
    return all(e is None or s is None or s == e for s, e in zip(shape, expected))


def check_inputs(owner: Any, specs: Sequence[InputSpec | None], inputs: Sequence[Tensor], several: bool = True) -> None:
    """Hold `inputs` against `specs`.

    Where `several` is False, a single spec is that of the first of any number of inputs; None fits everything.

    Raises
    ------
    ArgumentError
        Naming the layer, the chain of layers that the input came through, what was expected and what was given.
    """
    if len(inputs) != len(specs) and (several or len(specs) > 1):
        shapes = ", ".join(str(shape_of(x)) for x in inputs)
        raise ArgumentError(
            f"{owner} expects {len(specs)} inputs, got {len(inputs)}: {shapes}. Pass one list of {len(specs)} tensors."
        )
    for number, (x, spec) in enumerate(zip(inputs, specs)):
        fault = spec and spec.fault(x)
        if fault:
            which = f"input {number}" if len(inputs) > 1 else "an input"
            raise ArgumentError(
                f"{owner} expects {which} of {fault}. It came as {lineage(x)}. "
                "Change the input_shape or the layers before it, or put a Reshape, Flatten or RepeatVector between."
            )
