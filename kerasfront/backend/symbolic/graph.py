"""The graph that the tensors of one backend belong to."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from kerasfront.backend.symbolic.library import Array, Library
from kerasfront.backend.symbolic.nodes import Call
from kerasfront.backend.symbolic.shapes import broadcast
from kerasfront.backend.symbolic.tensors import Constant, Phase, Tensor
from kerasfront.backend.types import Dtype, Shape

IMPURE = frozenset({"print_tensor", "call_host"})
"""Kernels that are called in each run, even if they depend on nothing that changes."""


class Graph:
    """A library, its kernels, and the learning phase.

    Parameters
    ----------
    library : Library
    kernels : mapping of str to callable
        Functions of arrays; see `kerasfront.backend.symbolic.kernels`.

    Attributes
    ----------
    learning_phase : tensor or int
    lock : lock
        Whoever runs functions or changes variables holds it.
    """

    def __init__(self, library: Library, kernels: Mapping[str, Callable[..., Array]]) -> None:
        self.library, self.kernels = library, kernels
        self.lock = threading.RLock()
        os.register_at_fork(after_in_child=self.lock._at_fork_reinit)  # type: ignore[attr-defined]  # a thread may hold it
        self.reset()

    def reset(self) -> None:
        """A learning phase that is fed."""
        self.learning_phase: Tensor | int = Phase(self, (), "uint8", "keras_learning_phase")

    def constant(self, value: Any, dtype: Dtype | None = None) -> Constant:
        """A tensor of a value."""
        return Constant(self, np.array(value, dtype))

    def tensor(self, value: Any) -> Tensor:
        """A tensor as it is, anything else as a constant; integers of Python's are 'int32' if they fit."""
        if type(value) is int:
            return self.constant(value, "int32" if abs(value) < 2**31 else "int64")
        if not isinstance(value, Tensor):
            return self.constant(value)
        if value.graph is not self:
            raise TypeError("The tensor belongs to another backend.")
        return value

    def cast(self, value: Any, dtype: Dtype) -> Tensor:
        """A tensor of a type, of a tensor or a value."""
        if not isinstance(value, Tensor):
            return self.constant(value, dtype)
        return value if value.dtype == dtype else self.apply("cast", value, dtype=dtype, to=dtype)

    def apply(
        self, kernel: str, *inputs: Any, shape: Shape | None = None, dtype: Dtype | None = None, **options: Any
    ) -> Tensor:
        """Add a call of a kernel, and return its result.

        Parameters
        ----------
        kernel : str
        *inputs : tensors, or values
            Become arrays when it runs.
        shape : tuple, optional
            Static shape of the result. Default: that of the inputs broadcast.
        dtype : str, optional
            Default: that of the first input.
        **options
            Given to the kernel as they are.
        """
        function = self.kernels[kernel]
        return self.call(
            kernel, partial(function, **options) if options else function, *inputs, shape=shape, dtype=dtype
        )

    def call(
        self,
        kernel: str,
        function: Callable[..., Array],
        *inputs: Any,
        shape: Shape | None = None,
        dtype: Dtype | None = None,
    ) -> Tensor:
        """Add a call of a function of arrays, and return its result; the name is for messages."""
        tensors = [self.tensor(x) for x in inputs]
        values = [x.value for x in tensors if isinstance(x, Constant)]
        if len(values) == len(tensors) and kernel not in IMPURE:
            return self.constant(self.library.compile_time(function, values))
        shape = broadcast(*(x.shape for x in tensors)) if shape is None else shape
        return Call(kernel, function, tensors, shape, dtype or tensors[0].dtype).tensors()[0]
