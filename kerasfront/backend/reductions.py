"""Tensors made smaller: sums, extremes, means along axes.

axis: an integer, several in a tuple or list, or None for all; negative ones count from the end, and one that the tensor
does not have is an ArgumentError. keepdims: whether the axes stay, with size 1. Unless said otherwise, results have the
type of `x`; `checks.dtypes` has the rules for bools and integers.
"""

from __future__ import annotations

import kerasfront.backend.checks.elementwise as elementwise_checks
import kerasfront.backend.checks.reductions as reductions_checks
import kerasfront.backend.control_flow as control_flow
import kerasfront.backend.elementwise as elementwise
from kerasfront.backend.op import composed, op
from kerasfront.backend.types import Axis, Tensor
from kerasfront.backend.variables import cast, dtype

__all__ = ["all", "any", "argmax", "argmin", "max", "mean", "min", "prod", "std", "sum", "var", "weighted_mean"]


@op(check=reductions_checks.numbers)
def max(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Largest values. Equal largest elements share the gradient evenly."""
    ...


@op(check=reductions_checks.numbers)
def min(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Smallest values. Equal smallest elements share the gradient evenly."""
    ...


@op(check=reductions_checks.numbers)
def sum(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Sums; 0 over no elements. Bools and integers of fewer than 32 bits give 'int32'."""
    ...


@op(check=reductions_checks.numbers)
def prod(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Products; 1 over no elements. Bools and integers of fewer than 32 bits give 'int32'."""
    ...


@op(check=reductions_checks.floats)
def mean(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Arithmetic means. Floats."""
    ...


@composed(check=reductions_checks.floats)
def var(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Variances: mean squares of the distances from the mean (divided by n, not n - 1). Floats."""
    return mean(elementwise.square(x - mean(x, axis, keepdims=True)), axis, keepdims)


@composed(check=reductions_checks.floats)
def std(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Standard deviations: square roots of `var`. Floats."""
    return elementwise.sqrt(var(x, axis, keepdims))


@composed(check=elementwise_checks.floats("x", "weights"))
def weighted_mean(x: Tensor, weights: Tensor) -> Tensor:
    """The mean of x * weights over all elements, divided by the share of the weights that are not 0: a scalar.

    So the losses `x` of samples become the loss of a batch. Floats; shapes broadcast. Where the weight is 0, `x` may be
    anything, also no number. If all weights are 0, the result and its gradients are 0.
    """
    counts = elementwise.not_equal(weights, 0)
    weighted = control_flow.where(counts, x * weights, 0.0)
    share = mean(cast(counts, dtype(weighted)))
    return mean(weighted) / (share + cast(elementwise.equal(share, 0), dtype(weighted)))


@op(check=reductions_checks.truths)
def any(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Whether there is an element other than zero, as 'bool'."""
    ...


@op(check=reductions_checks.truths)
def all(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Whether no element is zero, as 'bool'."""
    ...


@op(check=reductions_checks.positions)
def argmax(x: Tensor, axis: int = -1) -> Tensor:
    """Index of the largest value along one axis, the first if there are several, as 'int64'."""
    ...


@op(check=reductions_checks.positions)
def argmin(x: Tensor, axis: int = -1) -> Tensor:
    """Index of the smallest value along one axis, the first if there are several, as 'int64'."""
    ...
