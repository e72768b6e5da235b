"""Functions element by element, and reductions."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Sequence
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax, nn
from jax.scipy import special

from kerasfront_theano.library import theano
from kerasfront_theano.linker.translation import Untranslatable, cast
from kerasfront_theano.nn import Rectify, Where
from kerasfront_theano.ops import choices, crossentropy, roots, squares

S, T = theano.scalar, theano.tensor
scipy_scalars = importlib.import_module("theano.scalar.basic_scipy")
sigm = importlib.import_module("theano.tensor.nnet.sigm")


def _folded(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda op, *arrays: functools.reduce(function, arrays)


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda op, *arrays: function(*arrays)


def _zero(x: Any) -> Any:
    return jnp.zeros((), x.dtype)


def _clip(op: Any, x: Any, low: Any, high: Any) -> Any:
    return jnp.where(x < low, low, jnp.where(x > high, high, x))


def _without_zeros(op: Any, x: Any, y: Any) -> Any:
    return jnp.where(x == 0, y, jnp.where(y == 0, x, x * y))


def _choice(op: Any, x: Any, y: Any) -> Any:
    return jnp.where(op.compare(x, y) | jnp.isnan(x), x, y)


def _share(op: Any, x: Any, y: Any, g: Any) -> Any:
    return jnp.where(op.compare(x, y) == op.first, g, _zero(g))


def _root_gradient(op: Any, x: Any, y: Any, g: Any) -> Any:
    return jnp.where(~(x >= 0) | (g == 0), _zero(g), g / (2 * y))


def _crossentropy(op: Any, p: Any, t: Any) -> Any:
    p = _clip(op, p, np.asarray(op.low, p.dtype), np.asarray(op.high, p.dtype))
    return -(t * jnp.log(p) + (1 - t) * jnp.log1p(-p))


def _crossentropy_gradient(op: Any, p: Any, t: Any, g: Any) -> Any:
    clipped = (p < np.asarray(op.low, p.dtype)) | (p > np.asarray(op.high, p.dtype))
    return jnp.where(clipped, _zero(p), g * ((1 - t) / (1 - p) - t / p))


SAME_NAMES = {
    S: "Abs Ceil Floor Trunc Log Log2 Log10 Log1p Exp Exp2 Expm1 Sqrt Deg2Rad Rad2Deg Cos ArcCos Sin ArcSin Tan ArcTan "
    "ArcTan2 Cosh ArcCosh Sinh ArcSinh Tanh ArcTanh Mod"
}  # fmt: skip

# Functions of the operation and its inputs, which have the type of the result.
OF_RESULT_TYPE: dict[type, Callable[..., Any]] = {
    **{getattr(S, name): _plain(getattr(jnp, name.lower())) for name in SAME_NAMES[S].split()},
    S.Add: _folded(jnp.add),
    S.Mul: _folded(jnp.multiply),
    S.Sub: _plain(jnp.subtract),
    S.TrueDiv: _plain(jnp.true_divide),
    S.IntDiv: _plain(jnp.floor_divide),
    S.Pow: _plain(jnp.power),
    S.Neg: _plain(jnp.negative),
    S.Inv: _plain(jnp.reciprocal),
    S.Sqr: _plain(jnp.square),
    S.Sgn: _plain(jnp.sign),
    S.Identity: lambda op, x: x,
    S.Cast: lambda op, x: x,
    S.ScalarMaximum: _folded(jnp.maximum),
    S.ScalarMinimum: _folded(jnp.minimum),
    S.OR: _folded(jnp.bitwise_or),
    S.AND: _folded(jnp.bitwise_and),
    S.XOR: _folded(jnp.bitwise_xor),
    S.Invert: _plain(jnp.invert),
    S.RoundHalfToEven: _plain(jnp.round),
    S.RoundHalfAwayFromZero: lambda op, x: lax.round(x, lax.RoundingMethod.AWAY_FROM_ZERO),
    S.Clip: _clip,
    S.Second: lambda op, x, y: jnp.broadcast_arrays(x, y)[1],
    scipy_scalars.Erf: _plain(special.erf),
    scipy_scalars.Erfc: _plain(special.erfc),
    scipy_scalars.Erfinv: _plain(special.erfinv),
    scipy_scalars.GammaLn: _plain(special.gammaln),
    scipy_scalars.Psi: _plain(special.digamma),
    sigm.ScalarSigmoid: _plain(nn.sigmoid),
    sigm.ScalarSoftplus: _plain(nn.softplus),
    T.elemwise.MulWithoutZeros: _without_zeros,
    Where: lambda op, y, x: jnp.where(y > 0, x, _zero(x)),
    Rectify: lambda op, x: jnp.where(x <= 0, _zero(x), x),
    choices.Choice: _choice,
    choices.Share: _share,
    roots.Root: lambda op, x: jnp.where(x < 0, _zero(x), jnp.sqrt(x)),
    roots.RootGradient: _root_gradient,
    squares.SquaredDifference: lambda op, x, y: (x - y) * (x - y),
    squares.DifferenceGradient: lambda op, x, y, g: (g + g) * (x - y),
    crossentropy.BinaryCrossentropy: _crossentropy,
    crossentropy.CrossentropyGradient: _crossentropy_gradient,
}

# The same of inputs that have a type of their own: the one that holds all of them.
OF_COMMON_TYPE: dict[type, Callable[..., Any]] = {
    S.LT: _plain(jnp.less),
    S.GT: _plain(jnp.greater),
    S.LE: _plain(jnp.less_equal),
    S.GE: _plain(jnp.greater_equal),
    S.EQ: _plain(jnp.equal),
    S.NEQ: _plain(jnp.not_equal),
    S.IsNan: _plain(jnp.isnan),
    S.IsInf: _plain(jnp.isinf),
}

REDUCTIONS: dict[type, Callable[..., Any]] = {
    S.Add: jnp.sum,
    S.Mul: jnp.prod,
    S.ScalarMaximum: jnp.max,
    S.ScalarMinimum: jnp.min,
    S.AND: jnp.all,
    S.OR: jnp.any,
    T.elemwise.MulWithoutZeros: lambda x, axes: jnp.prod(jnp.where(x == 0, jnp.ones((), x.dtype), x), axes),
}


def elementwise(node: Any, translate: Any) -> Callable[..., Any]:
    """Prepare an operation on arrays that broadcast."""
    compute = _scalar(node.op.scalar_op)
    dtypes = [x.type.dtype for x in node.outputs]

    def computed(node: Any, *arrays: Any) -> Any:
        _check_sizes(node, arrays)
        return compute(dtypes, *map(jnp.asarray, arrays))

    return computed


def _check_sizes(node: Any, arrays: Sequence[Any]) -> None:
    """Refuse sizes that differ: an axis is broadcast where its type says so, as gradients know of no others."""
    for sizes, ones in zip(zip(*map(np.shape, arrays)), zip(*(x.type.broadcastable for x in node.inputs))):
        if len({size for size, one in zip(sizes, ones) if not one}) > 1:
            raise ValueError(f"Arrays of shapes {[np.shape(x) for x in arrays]} do not fit together.")


def on_scalars(node: Any, translate: Any) -> Callable[..., Any]:
    """Prepare the same operation on scalars outside of arrays, such as sizes."""
    compute = _scalar(node.op)
    dtypes = [x.type.dtype for x in node.outputs]
    return lambda node, *numbers: compute(dtypes, *map(jnp.asarray, numbers))


def _scalar(op: Any) -> Callable[..., Any]:
    """A function of the types of the results and the inputs."""
    if isinstance(op, S.Composite):
        return _composite(op)
    if isinstance(op, S.Switch):
        return lambda dtypes, c, x, y: jnp.where(c != 0, cast(x, dtypes[0]), cast(y, dtypes[0]))
    for kind in type(op).__mro__:
        if kind in OF_RESULT_TYPE:
            of_result = OF_RESULT_TYPE[kind]
            return lambda dtypes, *arrays: of_result(op, *(x.astype(dtypes[0]) for x in arrays))
        if kind in OF_COMMON_TYPE:
            of_common = OF_COMMON_TYPE[kind]
            return lambda dtypes, *arrays: of_common(op, *(x.astype(np.result_type(*arrays)) for x in arrays))
    raise Untranslatable(f"no function of JAX for elements: {type(op).__module__}.{type(op).__name__}")


def _composite(op: Any) -> Callable[..., Any]:
    """Several operations in one."""
    steps = [(node, _scalar(node.op)) for node in theano.graph.basic.io_toposort(op.inputs, op.outputs)]

    def compute(dtypes: Any, *arrays: Any) -> list[Any]:
        values = dict(zip(op.inputs, arrays))

        def value(x: Any) -> Any:
            return values[x] if x in values else jnp.asarray(x.data)

        for node, function in steps:
            dtype = node.outputs[0].type.dtype
            values[node.outputs[0]] = function([dtype], *map(value, node.inputs)).astype(dtype)
        return [value(x) for x in op.outputs]

    return compute


def reduction(node: Any, translate: Any) -> Callable[..., Any]:
    """Prepare a sum, a product, or whatever joins elements along axes, in the precision in which Theano does it."""
    kind = next((kind for kind in type(node.op.scalar_op).__mro__ if kind in REDUCTIONS), None)
    [made] = node.outputs
    if kind is None or kind in (S.AND, S.OR) and made.type.dtype != "bool":
        raise Untranslatable(f"no reduction of JAX for {type(node.op.scalar_op).__name__}")
    reduce, axes = REDUCTIONS[kind], node.op.axis
    axes = None if axes is None else tuple(int(axis) for axis in np.atleast_1d(axes))
    compares = kind in (S.ScalarMaximum, S.ScalarMinimum)
    dtype = made.type.dtype if compares else getattr(node.op, "acc_dtype", None) or made.type.dtype
    return lambda node, x: reduce(x.astype(dtype), axes).astype(made.type.dtype)
