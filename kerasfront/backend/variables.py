"""Variables, placeholders and what is known of a tensor before data comes.

For adapters: `dtype` is always a name. `placeholder` receives a tuple, with None for unknown sizes, and its length as
`ndim`. `int_shape` gives None where a size is known only when data comes, never where it follows from known ones:
`kerasfront.backend.conv_shapes` and `kerasfront.backend.symbolic.shapes` have the rules. Attributes can be set on
tensors, and ``==`` is identity.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

import kerasfront.backend.checks.arguments as checks
from kerasfront.backend.op import composed, op
from kerasfront.backend.types import Dtype, Shape, Tensor, TensorLike, Update

__all__ = [
    "cast", "count_params", "dtype", "eval", "eye", "get_variable_shape", "int_shape", "is_keras_tensor", "is_sparse",
    "is_tensor", "is_variable", "moving_average_update", "ndim", "ones", "ones_like", "placeholder",
    "random_normal_variable", "random_uniform_variable", "shape", "to_dense", "update", "update_add", "update_sub",
    "variable", "variable_name", "zeros", "zeros_like",
]  # fmt: skip


@op(check=checks.dtype)
def variable(value: Any, dtype: Dtype | None = None, name: str | None = None) -> Tensor:
    """Create a variable: a tensor that keeps its value between calls.

    Parameters
    ----------
    value : array, number, SciPy sparse matrix or `kerasfront.backend.delayed.DelayedArray`
        The initial value, which fixes the shape; a sparse matrix gives a sparse variable. A delayed array is computed
        when the value is needed, if the backend can wait.
    dtype : str, optional
        Default `floatx()`; a class such as `int` stands for what NumPy makes of it, here as everywhere.
    name : str, optional
        For messages and files.

    Returns
    -------
    tensor

    Raises
    ------
    ArgumentError
        If the dtype is unknown.

    Examples
    --------
    >>> x = K.variable([[1., 2.], [3., 4.]])
    >>> K.int_shape(x), K.dtype(x)
    ((2, 2), 'float32')
    """
    ...


@op(check=checks.placeholder)
def placeholder(
    shape: Shape | None = None,
    ndim: int | None = None,
    dtype: Dtype | None = None,
    sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """Create an input, to be fed when a `function` is called.

    Parameters
    ----------
    shape : tuple of int or None, optional
        None where a size is unknown. Axes of size 1 broadcast.
    ndim : int, optional
        The number of axes, in place of `shape`; then all sizes are unknown.
    dtype : str, optional
        Default `floatx()`.
    sparse : bool
        Whether it takes SciPy sparse matrices.
    name : str, optional
        For messages.

    Returns
    -------
    tensor

    Raises
    ------
    ArgumentError
        If neither `shape` nor `ndim` is given, or they do not agree.

    Examples
    --------
    >>> x = K.placeholder((None, 2))
    >>> print(K.function([x], [2. * x])([[[1., 2.]]])[0])
    [[2. 4.]]
    """
    ...


@op
def is_tensor(x: Any) -> bool:
    """Find out whether something is a symbolic tensor or a variable of the active backend.

    Parameters
    ----------
    x : object
        Anything.

    Returns
    -------
    bool

    Examples
    --------
    >>> K.is_tensor(K.placeholder((2, 3))), K.is_tensor(np.zeros((2, 3)))
    (True, False)
    """
    ...


@op
def is_variable(x: Any) -> bool:
    """Find out whether something is a variable of the active backend.

    Parameters
    ----------
    x : object
        Anything.

    Returns
    -------
    bool

    Examples
    --------
    >>> K.is_variable(K.variable(1.)), K.is_variable(K.placeholder((2, 3)))
    (True, False)
    """
    ...


@composed
def is_keras_tensor(x: Any) -> bool:
    """Find out whether something came out of a layer, so that a model can be made of it.

    Parameters
    ----------
    x : object
        Anything.

    Returns
    -------
    bool

    Examples
    --------
    >>> from kerasfront.layers import Input
    >>> K.is_keras_tensor(Input((3,))), K.is_keras_tensor(K.placeholder((None, 3)))
    (True, False)
    """
    return getattr(x, "_keras_history", None) is not None


@op
def variable_name(x: Tensor) -> str:
    """Read the name of a variable as the backend writes it; weight files hold it.

    Parameters
    ----------
    x : tensor
        A variable.

    Returns
    -------
    str

    Examples
    --------
    >>> K.variable_name(K.variable(1., name="rate")).startswith("rate")
    True
    """
    ...


@composed
def is_sparse(tensor: Tensor) -> bool:
    """Find out whether a tensor is sparse.

    Parameters
    ----------
    tensor : tensor
        Any shape and dtype.

    Returns
    -------
    bool
        Always False on a backend that has no sparse tensors.

    Examples
    --------
    >>> K.is_sparse(K.placeholder((None, 3), sparse=True)), K.is_sparse(K.placeholder((None, 3)))
    (True, False)
    """
    return False


@composed
def to_dense(tensor: Tensor) -> Tensor:
    """Make a sparse tensor dense.

    Parameters
    ----------
    tensor : tensor
        A dense one stays as it is.

    Returns
    -------
    tensor
        Shape and dtype of `tensor`.

    Examples
    --------
    >>> from scipy.sparse import eye
    >>> print(K.eval(K.to_dense(K.variable(eye(2)))))
    [[1. 0.]
     [0. 1.]]
    """
    return tensor


@op
def shape(x: Tensor) -> Tensor:
    """Return the shape that a tensor will have when data comes.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.

    Returns
    -------
    tensor
        A vector of integers.

    Examples
    --------
    >>> print(K.eval(K.shape(K.variable([[1., 2., 3.]]))))
    [1 3]
    """
    ...


@op
def int_shape(x: Tensor) -> Shape:
    """Return the shape of a tensor as far as it is known now; it is equal on all backends.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.

    Returns
    -------
    tuple of int or None
        None where a size is unknown.

    Examples
    --------
    >>> K.int_shape(K.dot(K.placeholder((None, 2)), K.variable(np.ones((2, 3)))))
    (None, 3)
    """
    ...


@composed
def get_variable_shape(x: Tensor) -> tuple[int, ...]:
    """Return the shape of a variable.

    Parameters
    ----------
    x : tensor
        A variable.

    Returns
    -------
    tuple of int

    Examples
    --------
    >>> K.get_variable_shape(K.variable([[1., 2., 3.]]))
    (1, 3)
    """
    return int_shape(x)  # type: ignore[return-value]


@composed
def ndim(x: Tensor) -> int:
    """Count the axes of a tensor.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.

    Returns
    -------
    int

    Examples
    --------
    >>> K.ndim(K.placeholder((None, 2, 3)))
    3
    """
    return len(int_shape(x))


@op
def dtype(x: Tensor) -> Dtype:
    """Return the type of the elements, as NumPy names it.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.

    Returns
    -------
    str

    Examples
    --------
    >>> K.dtype(K.placeholder((2, 3))), K.dtype(K.equal(K.variable(1.), 1.))
    ('float32', 'bool')
    """
    ...


@composed
def count_params(x: Tensor) -> int:
    """Count the elements of a variable.

    Parameters
    ----------
    x : tensor
        A variable.

    Returns
    -------
    int

    Examples
    --------
    >>> K.count_params(K.variable([[1., 2., 3.]]))
    3
    """
    return math.prod(get_variable_shape(x))


@op
def eval(x: Tensor) -> np.ndarray:
    """Compute the value of a tensor that depends on no placeholder.

    Parameters
    ----------
    x : tensor
        Any shape and dtype; a sparse one is made dense.

    Returns
    -------
    array
        Shape and dtype of `x`.

    Raises
    ------
    ArgumentError
        If `x` depends on a placeholder.

    Examples
    --------
    >>> print(K.eval(2. * K.variable([1., 2.])))
    [2. 4.]
    """
    ...


@composed
def zeros(shape: Sequence[int], dtype: Dtype | None = None, name: str | None = None) -> Tensor:
    """Create a variable of zeros.

    Parameters
    ----------
    shape : sequence of int
        Of the variable.
    dtype : str, optional
        Default `floatx()`.
    name : str, optional
        For messages and files.

    Returns
    -------
    tensor
        A variable.

    Examples
    --------
    >>> print(K.eval(K.zeros((2, 2))))
    [[0. 0.]
     [0. 0.]]
    """
    return variable(np.zeros(shape), dtype, name)


@composed
def ones(shape: Sequence[int], dtype: Dtype | None = None, name: str | None = None) -> Tensor:
    """Create a variable of ones.

    Parameters
    ----------
    shape : sequence of int
        Of the variable.
    dtype : str, optional
        Default `floatx()`.
    name : str, optional
        For messages and files.

    Returns
    -------
    tensor
        A variable.

    Examples
    --------
    >>> print(K.eval(K.ones((2, 2))))
    [[1. 1.]
     [1. 1.]]
    """
    return variable(np.ones(shape), dtype, name)


@composed
def eye(size: int, dtype: Dtype | None = None, name: str | None = None) -> Tensor:
    """Create a variable: the identity matrix.

    Parameters
    ----------
    size : int
        The number of rows, and of columns.
    dtype : str, optional
        Default `floatx()`.
    name : str, optional
        For messages and files.

    Returns
    -------
    tensor
        A variable of shape (size, size).

    Examples
    --------
    >>> print(K.eval(K.eye(2)))
    [[1. 0.]
     [0. 1.]]
    """
    return variable(np.eye(size), dtype, name)


@op(check=checks.like)
def zeros_like(x: Tensor, dtype: Dtype | None = None, name: str | None = None) -> Tensor:
    """Return zeros of the shape of another tensor.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.
    dtype : str, optional
        Default: that of `x`.
    name : str, optional
        For messages.

    Returns
    -------
    tensor
        Shape of `x`; no variable.

    Examples
    --------
    >>> print(K.eval(K.zeros_like(K.variable([1., 2.]))))
    [0. 0.]
    """
    ...


@op(check=checks.like)
def ones_like(x: Tensor, dtype: Dtype | None = None, name: str | None = None) -> Tensor:
    """Return ones of the shape of another tensor.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.
    dtype : str, optional
        Default: that of `x`.
    name : str, optional
        For messages.

    Returns
    -------
    tensor
        Shape of `x`; no variable.

    Examples
    --------
    >>> print(K.eval(K.ones_like(K.variable([1., 2.]))))
    [1. 1.]
    """
    ...


@composed
def random_uniform_variable(
    shape: Sequence[int],
    low: float,
    high: float,
    dtype: Dtype | None = None,
    name: str | None = None,
    seed: int | None = None,
) -> Tensor:
    """Create a variable whose initial values NumPy draws from a uniform distribution.

    Parameters
    ----------
    shape : sequence of int
        Of the variable.
    low, high : float
        The interval [low, high).
    dtype : str, optional
        Default `floatx()`.
    name : str, optional
        For messages and files.
    seed : int, optional
        Default: NumPy's global generator goes on.

    Returns
    -------
    tensor
        A variable; its values are equal on all backends.

    Examples
    --------
    >>> print(K.eval(K.random_uniform_variable((2,), 0., 1., seed=7)).round(3))
    [0.076 0.78 ]
    """
    generator = np.random if seed is None else np.random.RandomState(seed)
    return variable(generator.uniform(low, high, tuple(shape)), dtype, name)


@composed
def random_normal_variable(
    shape: Sequence[int],
    mean: float,
    scale: float,
    dtype: Dtype | None = None,
    name: str | None = None,
    seed: int | None = None,
) -> Tensor:
    """Create a variable whose initial values NumPy draws from a normal distribution.

    Parameters
    ----------
    shape : sequence of int
        Of the variable.
    mean, scale : float
        Mean and standard deviation.
    dtype : str, optional
        Default `floatx()`.
    name : str, optional
        For messages and files.
    seed : int, optional
        Default: NumPy's global generator goes on.

    Returns
    -------
    tensor
        A variable; its values are equal on all backends.

    Examples
    --------
    >>> print(K.eval(K.random_normal_variable((2,), 0., 1., seed=7)).round(3))
    [ 1.691 -0.466]
    """
    generator = np.random if seed is None else np.random.RandomState(seed)
    return variable(generator.normal(mean, scale, tuple(shape)), dtype, name)


@op(check=checks.dtype)
def cast(x: TensorLike, dtype: Dtype) -> Tensor:
    """Convert the elements to another type.

    Parameters
    ----------
    x : tensor, array or number
        Any shape and dtype.
    dtype : str
        The new type. Floats are cut towards zero when they become integers.

    Returns
    -------
    tensor
        Shape of `x`.

    Raises
    ------
    ArgumentError
        If the dtype is unknown.

    Examples
    --------
    >>> print(K.eval(K.cast(K.variable([1.7, -1.7]), "int32")))
    [ 1 -1]
    """
    ...


@composed
def update(x: Tensor, new_x: TensorLike) -> Update:
    """Set a variable to a new value, as an update of a `function`.

    Parameters
    ----------
    x : tensor
        A variable.
    new_x : tensor, array or number
        Of the shape of `x`.

    Returns
    -------
    pair (variable, new value)
        For the `updates` of `function`. All outputs and new values of a call are computed before any variable changes.

    Examples
    --------
    >>> x = K.variable(3.)
    >>> step = K.function([], [x], [K.update(x, 2. * x)])
    >>> print(step([])[0], step([])[0])
    3.0 6.0
    """
    return x, new_x


@composed
def update_add(x: Tensor, increment: TensorLike) -> Update:
    """Add to a variable, as an update of a `function`.

    Parameters
    ----------
    x : tensor
        A variable.
    increment : tensor, array or number
        Of the shape of `x`.

    Returns
    -------
    pair (variable, new value)
        For the `updates` of `function`.

    Examples
    --------
    >>> x = K.variable(3.)
    >>> step = K.function([], [x], [K.update_add(x, 1.)])
    >>> print(step([])[0], step([])[0])
    3.0 4.0
    """
    return x, x + increment


@composed
def update_sub(x: Tensor, decrement: TensorLike) -> Update:
    """Subtract from a variable, as an update of a `function`.

    Parameters
    ----------
    x : tensor
        A variable.
    decrement : tensor, array or number
        Of the shape of `x`.

    Returns
    -------
    pair (variable, new value)
        For the `updates` of `function`.

    Examples
    --------
    >>> x = K.variable(3.)
    >>> step = K.function([], [x], [K.update_sub(x, 1.)])
    >>> print(step([])[0], step([])[0])
    3.0 2.0
    """
    return x, x - decrement


@composed
def moving_average_update(variable: Tensor, value: Tensor, momentum: float) -> Update:
    """Move a variable towards a value, as an update of a `function`.

    Parameters
    ----------
    variable : tensor
        The moving average.
    value : tensor
        Of the shape of `variable`.
    momentum : float
        The share that stays.

    Returns
    -------
    pair (variable, new value)
        For the `updates` of `function`; the new value is ``variable * momentum + value * (1 - momentum)``.

    Examples
    --------
    >>> average = K.variable(4.)
    >>> step = K.function([], [average], [K.moving_average_update(average, K.variable(8.), 0.5)])
    >>> print(step([])[0], step([])[0])
    4.0 6.0
    """
    return variable, variable * momentum + value * (1.0 - momentum)
