"""Random tensors: new draws whenever they are computed.

Seeds that are not given are drawn from NumPy's global generator while the graph is built, so that
`kerasfront.set_random_seed` (or ``numpy.random.seed``) decides everything.
"""

from __future__ import annotations

from collections.abc import Sequence

import kerasfront.backend.checks.common as checks
from kerasfront.backend.op import op
from kerasfront.backend.types import Dtype, Sizes, Tensor

__all__ = ["dropout", "random_binomial", "random_normal", "random_streams", "random_uniform"]


@op(check=checks.dtype_and_seed)
def random_normal(
    shape: Sizes, mean: float = 0.0, std: float = 1.0, dtype: Dtype | None = None, seed: int | None = None
) -> Tensor:
    """Draws from a normal distribution. shape: integers, or what `shape(x)` gives."""
    ...


@op(check=checks.dtype_and_seed)
def random_uniform(
    shape: Sizes, low: float = 0.0, high: float = 1.0, dtype: Dtype | None = None, seed: int | None = None
) -> Tensor:
    """Draws from the uniform distribution over [low, high). shape: integers, or what `shape(x)` gives."""
    ...


@op(check=checks.dtype_and_seed)
def random_binomial(shape: Sizes, p: float = 0.0, dtype: Dtype | None = None, seed: int | None = None) -> Tensor:
    """Ones with probability `p`, else zeros. shape: integers, or what `shape(x)` gives."""
    ...


@op(check=checks.dropout)
def dropout(
    x: Tensor, level: float, noise_shape: Sequence[int | None] | None = None, seed: int | None = None
) -> Tensor:
    """Set a share `level` of the elements of `x` to zero and divide the others by 1 - level (Srivastava et al., 2014).

    level: in [0, 1). noise_shape: shape of the mask, 1 (or None for the size of `x`) along axes that share one draw.
    """
    ...


@op(optional=True)
def random_streams(tensors: Sequence[Tensor]) -> list[Tensor]:
    """The variables that say where the random operations stand that `tensors` are computed from.

    Each run moves them on. With their old values back, the operations repeat their draws. They are in the order in
    which the operations were made.
    """
    ...
