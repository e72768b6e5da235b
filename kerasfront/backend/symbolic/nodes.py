"""Computations of tensors: calls of kernels, choices, random draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from kerasfront.backend import portable_random
from kerasfront.backend.symbolic.evaluation import Values, dependent, evaluate, is_known
from kerasfront.backend.symbolic.library import Array
from kerasfront.backend.symbolic.sizes import Sizes
from kerasfront.backend.symbolic.tensors import Result, Stream, Tensor
from kerasfront.backend.types import Dtype, Shape


class Computation:
    """A computation with one or several results.

    Attributes
    ----------
    inputs : tuple of tensors
        All that it may need.
    results : list of (shape, dtype)
        What it gives.
    by_phase : bool
        Whether the learning phase has an influence.
    updates : sequence of pairs (variable, new value)
        What a function changes, too, if one of its updates is to a result.
    """

    updates: Sequence[tuple[Any, Result]] = ()

    def __init__(self, inputs: Iterable[Tensor], *results: tuple[Shape, Dtype]) -> None:
        self.inputs, self.results = tuple(inputs), results
        self.by_phase = any(x.by_phase for x in self.inputs)

    def tensors(self) -> list[Result]:
        """The results as tensors."""
        graph = self.inputs[0].graph
        return [Result(self, i, graph, shape, dtype) for i, (shape, dtype) in enumerate(self.results)]

    def needs(self, values: Values) -> Iterable[Tensor]:
        """Tensors without which it cannot be computed; asked again after they were."""
        return self.inputs

    def compute(self, values: Values) -> Sequence[Array]:
        """The results, of what is there."""
        raise NotImplementedError


class Call(Computation):
    """A function of arrays.

    Attributes
    ----------
    kernel : str
        Its name.
    """

    def __init__(
        self, kernel: str, function: Callable[..., Array], inputs: Iterable[Tensor], shape: Shape, dtype: Dtype
    ) -> None:
        super().__init__(inputs, (shape, dtype))
        self.kernel, self.function = kernel, function

    def compute(self, values: Values) -> Sequence[Array]:
        arrays = [values[x] for x in self.inputs]
        if all(map(is_known, arrays)):
            return [values.library.compile_time(self.function, arrays)]
        return [self.function(*arrays)]


class HostCall(Computation):
    """A function of NumPy's arrays that gives several; not differentiable."""

    def __init__(
        self, function: Callable[..., Sequence[np.ndarray]], inputs: Iterable[Tensor], *results: tuple[Shape, Dtype]
    ) -> None:
        super().__init__(inputs, *results)
        self.function = function

    def compute(self, values: Values) -> Sequence[Array]:
        library = values.library
        return [library.asarray(x) for x in self.function(*[library.to_numpy(values[x]) for x in self.inputs])]


class Switch(Computation):
    """One of two tensors; the other one is not computed."""

    def __init__(self, condition: Tensor, then: Tensor, otherwise: Tensor, shape: Shape) -> None:
        super().__init__((condition, then, otherwise), (shape, then.dtype))

    def needs(self, values: Values) -> Iterable[Tensor]:
        condition, then, otherwise = self.inputs
        if condition not in values:
            return (condition,)
        chosen = values[condition]
        return ((then if chosen else otherwise),) if is_known(chosen) else ()

    def compute(self, values: Values) -> Sequence[Array]:
        condition, then, otherwise = self.inputs
        chosen = values[condition]
        if is_known(chosen):
            return [values[then if chosen else otherwise]]

        def branch(x: Tensor) -> Callable[[], Array]:
            return lambda: values.library.asarray(evaluate([x], values.inner())[0])

        return [values.library.cond(chosen, branch(then), branch(otherwise))]


class Substitution(Computation):
    """A tensor, computed from another value of a variable."""

    def __init__(self, x: Tensor, variable: Tensor, value: Tensor) -> None:
        super().__init__((x, variable, value), (x.shape, x.dtype))

    @cached_property
    def _moving(self) -> set[Any]:
        """The inputs that change with the variable."""
        x, variable, _ = self.inputs
        return {tensor.key for tensor in dependent([x], [variable])}

    def needs(self, values: Values) -> Iterable[Tensor]:
        return (self.inputs[2],)

    def compute(self, values: Values) -> Sequence[Array]:
        x, variable, value = self.inputs
        inner = values.inner([(variable, values[value])], hidden=self._moving)
        inner.added = {key: array for key, array in values.added.items() if key not in self._moving}
        return evaluate([x], inner)


class Draw(Computation):
    """Random numbers.

    Parameters
    ----------
    kind : {'uniform', 'normal'}
    stream : Stream
    steps : list of tensors
        The numbers of the steps of the loops around.
    """

    def __init__(self, kind: str, stream: Stream, steps: Sequence[Tensor], sizes: Sizes, dtype: Dtype) -> None:
        super().__init__((stream, *steps, *sizes.symbolic), (sizes.static, dtype))
        self.kind, self.sizes, self._loops = kind, sizes, len(steps)
        self.across, self.part = portable_random.across_backends(), portable_random.part_of_rows(sizes.static)

    def compute(self, values: Values) -> Sequence[Array]:
        stream, *steps = self.inputs[: 1 + self._loops]
        values.drawn.add(stream)
        _, dtype = self.results[0]
        shape = self.sizes.filled([values[x] for x in self.inputs[1 + self._loops :]])
        key = values[stream], [values[x] for x in steps]
        if not self.across:
            return [values.library.draw(self.kind, shape, dtype, *key)]

        def draw(stream: np.ndarray, *steps: np.ndarray) -> np.ndarray:
            return portable_random.draw(self.kind, dtype, [*stream.tolist(), *map(int, steps)], shape, self.part)

        return [values.library.host_call(draw, [key[0], *key[1]], shape, dtype)]
