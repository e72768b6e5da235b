"""NumPy, differentiated by autograd."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd.builtins import tuple as differentiable_tuple
from autograd.core import make_vjp
from autograd.tracer import getval, isbox

from kerasfront.backend import portable_random
from kerasfront.backend.symbolic.direct import Direct
from kerasfront.backend.symbolic.library import Array, Body, Results, State
from kerasfront_reference.internals import is_traced_with, without_trace_of


class Library:
    """The hooks of the graph: there is nothing to compile, so all of them compute at once."""

    def asarray(self, value: Any) -> Array:
        return value if isbox(value) else np.asarray(value)

    def to_numpy(self, array: Array) -> np.ndarray:
        return np.array(array)

    def compile(self, program: Any) -> Runner:
        return Runner(program)

    def compile_time(self, function: Callable[..., Array], arrays: Sequence[np.ndarray]) -> np.ndarray:
        with np.errstate(all="ignore"):
            return np.asarray(function(*arrays))

    def host_call(self, function: Callable[..., np.ndarray], arrays: Sequence[Array], shape: Any, dtype: str) -> Array:
        return function(*[np.asarray(getval(x)) for x in arrays])

    def zeros_like(self, array: Array) -> Array:
        return np.zeros(array.shape, array.dtype)

    def scan(self, body: Body, states: Sequence[Array], sequences: Sequence[Array]) -> tuple[Array, Sequence[Array]]:
        outputs = []
        for number in range(len(sequences[0])):
            states = body(np.int64(number), states, [x[number] for x in sequences])
            outputs.append(states[0])
        first = states[0]
        return anp.stack(outputs) if outputs else np.zeros((0, *first.shape), first.dtype), states

    def cond(self, condition: Array, then: Callable[[], Array], otherwise: Callable[[], Array]) -> Array:
        return then() if getval(condition) else otherwise()

    def vjp(
        self, function: Callable[[Sequence[Array]], tuple[Array, list[Array]]], arrays: Sequence[Array]
    ) -> tuple[Sequence[Array], list[Array]]:
        others: list[Array] = []

        def scalar(boxes: Any) -> Array:
            loss, beside = function(list(boxes))
            others[:] = [without_trace_of(x, boxes) for x in beside]
            # autograd warns if the loss does not depend on the arrays: it may depend on other ones.
            return loss if is_traced_with(loss, boxes) else loss + sum(anp.sum(anp.ravel(x)[:0]) for x in boxes)

        backward, loss = make_vjp(scalar, differentiable_tuple(arrays))
        return list(backward(anp.ones_like(loss))), others

    def draw(self, kind: str, shape: Sequence[int], dtype: str, stream: Array, steps: Sequence[Array]) -> Array:
        return portable_random.draw(kind, dtype, [*stream.tolist(), *map(int, steps)], shape)


class Runner(Direct):
    """Runs programs as other libraries do: numbers that are out of range become infinite or NaN without a warning."""

    def __call__(self, phase: int, state: State, feeds: Sequence[np.ndarray]) -> Results:
        with np.errstate(all="ignore"):
            return super().__call__(phase, state, feeds)
