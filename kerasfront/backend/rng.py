"""Random tensors: new draws whenever they are computed.

Seeds that are not given are drawn from NumPy's global generator while the graph is built, so that
`kerasfront.set_random_seed` (or ``numpy.random.seed``) decides everything.

For adapters: `dtype` is a name, `seed` an integer; a `shape` may have symbolic scalars in it, or be a symbolic vector.
Each operation has a stream, a variable that holds its position and that `random_streams` finds: a run that draws moves
it on, a run in which its branch is not chosen leaves it alone, and within a loop each step draws anew. If
`kerasfront.backend.portable_random.across_backends` says so while the graph is built, the numbers are those of
`portable_random.draw`, with the seed, the number of the run, and the numbers of the steps of loops; and by rows, if the
first size was unknown.
"""

from __future__ import annotations

from collections.abc import Sequence

import kerasfront.backend.checks.arguments as checks
import kerasfront.backend.checks.rng as rng_checks
import kerasfront.backend.settings as settings
from kerasfront.backend.control_flow import where
from kerasfront.backend.op import composed, op
from kerasfront.backend.types import Dtype, Sizes, Tensor
from kerasfront.backend.variables import cast, dtype, ndim, zeros_like
from kerasfront.backend.variables import shape as symbolic_shape

__all__ = ["dropout", "random_binomial", "random_normal", "random_streams", "random_uniform"]


@op(check=rng_checks.floats)
def random_normal(
    shape: Sizes, mean: float = 0.0, std: float = 1.0, dtype: Dtype | None = None, seed: int | None = None
) -> Tensor:
    """Draw from a normal distribution.

    Parameters
    ----------
    shape : sequence of int, or tensor
        Integers, or what `K.shape` gives.
    mean, std : float
        Of the distribution.
    dtype : str, optional
        A float dtype; default `floatx()`.
    seed : int, optional
        Default: drawn from NumPy's global generator.

    Returns
    -------
    tensor
        New draws whenever it is computed.

    Raises
    ------
    ArgumentError
        If the dtype is not one of floats.

    Examples
    --------
    >>> K.eval(K.random_normal((2, 3), mean=5., std=0.1)).shape
    (2, 3)
    """
    ...


@op(check=rng_checks.floats)
def random_uniform(
    shape: Sizes, low: float = 0.0, high: float = 1.0, dtype: Dtype | None = None, seed: int | None = None
) -> Tensor:
    """Draw from a uniform distribution.

    Parameters
    ----------
    shape : sequence of int, or tensor
        Integers, or what `K.shape` gives.
    low, high : float
        The interval [low, high).
    dtype : str, optional
        A float dtype; default `floatx()`.
    seed : int, optional
        Default: drawn from NumPy's global generator.

    Returns
    -------
    tensor
        New draws whenever it is computed.

    Raises
    ------
    ArgumentError
        If the dtype is not one of floats.

    Examples
    --------
    >>> draws = K.eval(K.random_uniform((2, 3), 5., 6.))
    >>> bool((draws >= 5).all() and (draws < 6).all())
    True
    """
    ...


@composed(check=checks.dtype_and_seed)
def random_binomial(shape: Sizes, p: float = 0.0, dtype: Dtype | None = None, seed: int | None = None) -> Tensor:
    """Draw ones with a probability, else zeros.

    Parameters
    ----------
    shape : sequence of int, or tensor
        Integers, or what `K.shape` gives.
    p : float
        Probability of a one.
    dtype : str, optional
        Default `floatx()`.
    seed : int, optional
        Default: drawn from NumPy's global generator.

    Returns
    -------
    tensor
        New draws whenever it is computed.

    Examples
    --------
    >>> print(K.eval(K.random_binomial((2, 3), p=1.)))
    [[1. 1. 1.]
     [1. 1. 1.]]
    """
    draws = random_uniform(shape, dtype="float32", seed=seed)
    return cast(draws < p, dtype or settings.floatx())


@composed(check=rng_checks.dropout)
def dropout(
    x: Tensor, level: float, noise_shape: Sequence[int | None] | None = None, seed: int | None = None
) -> Tensor:
    """Set a share of the elements to 0 and divide the others by 1 - level.

    Parameters
    ----------
    x : tensor
        Any shape; integers and bools are converted to `floatx()`.
    level : float
        The share, in [0, 1).
    noise_shape : sequence of int or None, optional
        Shape of the mask, which broadcasts to that of `x`: 1 along axes that share one draw, None for the size of `x`.
        Default: the shape of `x`.
    seed : int, optional
        Default: drawn from NumPy's global generator.

    Returns
    -------
    tensor
        Floats of the shape of `x`; new draws whenever it is computed.

    Raises
    ------
    ArgumentError
        If `level` is not in [0, 1) or `noise_shape` does not fit.

    References
    ----------
    Srivastava et al.: Dropout: A Simple Way to Prevent Neural Networks from Overfitting. JMLR 15, 2014

    Examples
    --------
    >>> rows = K.eval(K.dropout(K.variable(np.ones((4, 2))), 0.5, noise_shape=(None, 1)))
    >>> bool((rows[:, 0] == rows[:, 1]).all() and set(rows.ravel().tolist()) <= {0., 2.})
    True
    """
    sizes = symbolic_shape(x)
    pattern = noise_shape or (None,) * ndim(x)
    draws = random_uniform(
        [sizes[i] if size is None else size for i, size in enumerate(pattern)], dtype=dtype(x), seed=seed
    )
    return where(draws >= level, x * (1.0 / (1.0 - level)), zeros_like(x))


@op(optional=True)
def random_streams(tensors: Sequence[Tensor]) -> list[Tensor]:
    """Find the variables that hold the positions of random operations.

    Parameters
    ----------
    tensors : list of tensors
        What is computed from the operations.

    Returns
    -------
    list of tensors
        Variables, in the order in which the operations were made. Each run moves them on; with their old values back,
        the operations repeat their draws.

    Examples
    --------
    >>> x = K.random_uniform((3,))
    >>> streams = K.random_streams([x])
    >>> before = K.batch_get_value(streams)
    >>> first = K.eval(x)
    >>> K.batch_set_value(list(zip(streams, before)))
    >>> bool((K.eval(x) == first).all())
    True
    """
    ...
