"""Gradients: the library differentiates the evaluation of a graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from kerasfront.backend.symbolic.evaluation import Values, dependent, evaluate, is_known, is_result
from kerasfront.backend.symbolic.library import Array
from kerasfront.backend.symbolic.nodes import Call, Computation
from kerasfront.backend.symbolic.tensors import Tensor

WITHOUT_GRADIENT = frozenset(
    {
        "stop_gradient", "shape", "zeros_like", "ones_like", "round", "sign", "floor_divide", "equal", "not_equal",
        "greater", "greater_equal", "lesser", "lesser_equal", "any", "all", "argmax", "argmin",
    }
)  # fmt: skip
"""Kernels whose gradients are 0."""


class Gradient(Computation):
    """Gradients of a scalar by several tensors.

    What is differentiated is a function of the tensors that are there before it runs, such as variables, and of zeros
    that are added to those which it computes.
    """

    def __init__(self, loss: Tensor, by: Sequence[Tensor]) -> None:
        super().__init__((loss, *by), *((x.shape, x.dtype) for x in by))

    @property
    def loss(self) -> Tensor:
        return self.inputs[0]

    @property
    def by(self) -> Sequence[Tensor]:
        return self.inputs[1:]

    @cached_property
    def _moving(self) -> set[Any]:
        """The inputs that change with the tensors by which the loss is differentiated, but for those without gradients.

        So these are not computed again, nor are the functions of Python called that they may depend on.
        """
        return {x.key for x in dependent([self.loss], self.by) if not _is_without_gradient(x)}

    def needs(self, values: Values) -> Iterable[Tensor]:
        return [x for x in self.by if not is_result(x)]

    def compute(self, values: Values) -> Sequence[Array]:
        library, fixed = values.library, [not is_result(x) or x.key in values.given for x in self.by]
        outside = values.inner(hidden=self._moving - values.given - {x.key for x in self.by if not is_result(x)})
        probe = evaluate(self.by, values.inner())
        starts = [library.asarray(x) if is_given else library.zeros_like(x) for x, is_given in zip(probe, fixed)]
        kept: list[Any] = []

        def function(arrays: Sequence[Array]) -> tuple[Array, list[Array]]:
            inner = outside.inner((x, array) for x, array, is_given in zip(self.by, arrays, fixed) if is_given)
            inner.added = dict(values.added)
            for x, array, is_given in zip(self.by, arrays, fixed):
                if not is_given:
                    inner.added[x.key] = array + inner.added[x.key] if x.key in inner.added else array  # type: ignore[attr-defined]
            (loss,) = evaluate([self.loss], inner)
            values.found.update((key, x) for key, x in inner.found.items() if is_known(x) and values.get(key) is None)
            kept[:] = [key for key in inner.found if values.get(key) is None]
            return library.asarray(loss), [inner.found[key] for key in kept]

        gradients, others = library.vjp(function, starts)
        values.found.update(zip(kept, others))  # what the loss needs is computed once
        return [library.asarray(gradient).astype(x.dtype) for gradient, x in zip(gradients, self.by)]


def reaching(loss: Tensor, by: Sequence[Tensor]) -> list[bool]:
    """Whether a loss depends on each tensor other than by functions whose gradients are 0."""
    found: set[Any] = {loss}
    stack: list[Any] = [loss]
    while stack:
        x = stack.pop()
        new = [y for y in x.inputs if y.dtype.startswith("float") and y not in found]
        if not _is_without_gradient(x):
            found.update(new)
            stack.extend(new)
    return [x in found for x in by]


def _is_without_gradient(x: Any) -> bool:
    return is_result(x) and isinstance(x.node, Call) and x.node.kernel in WITHOUT_GRADIENT
