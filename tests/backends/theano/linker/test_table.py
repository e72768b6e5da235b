"""Operations have the values that Theano computes itself, in Python, without optimizations."""

import numpy as np
import pytest

from kerasfront_theano.library import theano
from kerasfront_theano.linker import elementwise
from kerasfront_theano.linker.linking import mode
from kerasfront_theano.linker.table import OPERATIONS, PREPARED
from kerasfront_theano.linker.translation import Untranslatable

T = theano.tensor
IN_PYTHON = theano.compile.Mode(linker="py", optimizer=None)

X = np.array([[0.5, -2.0, 2.5, 3.0], [0.0, 1.5, -0.5, 2.5], [1.0, 1.0, -3.5, 0.49999997]], "float32")
ROWS = np.array([2, 0, 2], "int32")
x, y, rows, column = T.matrix("x"), T.matrix("y"), T.ivector("rows"), T.iscalar("column")


def agree(*outputs, **inputs):
    """Compare what both compute, value by value."""
    given = {"x": X, "y": X[::-1] + 0.25, "rows": ROWS, "column": np.int32(1)} | inputs
    arguments = [x, y, rows, column]
    options = {"on_unused_input": "ignore"}
    ours = theano.function(arguments, list(outputs), mode=mode(), **options)
    theirs = theano.function(arguments, list(outputs), mode=IN_PYTHON, **options)
    values = [given[v.name] for v in arguments]
    with np.errstate(all="ignore"):
        expected = theirs(*values)
    for one, other in zip(ours(*values), expected):
        assert one.dtype == other.dtype
        np.testing.assert_allclose(one, other, rtol=2e-6, atol=2e-6)


def test_elements():
    below = T.clip(x, -0.9, 0.9)
    agree(
        x + y * 2, x - y, x / (y + 9), abs(x), -x, T.sqr(x), T.sgn(x), x // 2, x % 2, (x + 9) ** y, T.ceil(x),
        T.floor(x), T.round(x, "half_to_even"), T.round(x, "half_away_from_zero"), T.trunc(x), T.exp(x), T.expm1(x),
        T.log(x + 4), T.log1p(x + 4), T.sqrt(x + 4), T.cos(x), T.sin(x), T.tan(x), T.tanh(x), T.sinh(x), T.cosh(x),
        T.arcsin(below), T.arccos(below), T.arctan(x), T.arctanh(below), T.arctan2(x, y), T.maximum(x, y),
        T.minimum(x, y), T.switch(x > 0, x, y), T.nnet.sigmoid(x), T.nnet.softplus(x), T.clip(x, -1, 1), T.erf(x),
        T.gammaln(x + 4), T.invert(rows), rows & 1, rows | 1, T.xor(rows, 3), rows // 2, -rows % 3, rows / 2,
    )  # fmt: skip


def test_comparisons_and_casts():
    agree(
        x < y, x <= y, x > 1, x >= 1, T.eq(x, 1), T.neq(x, 1), T.isnan(T.log(y)), T.isinf(T.log(x + y)),
        T.cast(x, "int8"), T.cast(x, "float64"), T.cast(x, "bool"), T.eq(rows, 2),
    )  # fmt: skip


def test_reductions():
    agree(
        x.sum(), x.sum(0), x.sum((0, 1)), x.mean(1), x.prod(1), x.max(0), x.min(1), T.argmax(x, 1), T.argmax(x),
        T.all(x > -9, 1), T.any(x > 2, 0), T.cumsum(x, 1), T.cumprod(x, 0), rows.sum(), T.sum(x, dtype="float64"),
        x.max((0, 1)),
    )  # fmt: skip


def test_shapes():
    agree(
        x.T, x.reshape((2, 6)), x.flatten(), x.dimshuffle("x", 1, "x", 0), x.shape, T.concatenate([x, y], 1),
        T.stack([x, y]), T.tile(x, (2, 1)), T.repeat(x, 2, 1), T.arange(x.shape[0]), T.eye(3), T.zeros_like(x),
        T.alloc(x[0], 2, 4), T.sort(x, 1), T.argsort(x, 0), T.diag(x[:3, :3]), T.tri(3), *T.split(x, [1, 3], 2, 1),
        T.unbroadcast(x, 0), x[::-1].T,
    )  # fmt: skip


def test_parts():
    agree(
        x[1], x[:, 1:3], x[::-2, ::2], x[-1, :], x[rows], x[rows, rows], x[column], x[:, column],
        x[rows, 1:], x[T.arange(3), rows],
    )  # fmt: skip


def test_parts_that_are_set():
    row = y[0]
    agree(
        T.set_subtensor(x[:], y), T.inc_subtensor(x[:], y), T.set_subtensor(x[1], row), T.inc_subtensor(x[1], row),
        T.set_subtensor(x[::2, 1:3], y[:2, :2]), T.inc_subtensor(x[::-1, ::2], y[:, :2]), T.set_subtensor(x[0:0], 1.0),
        T.set_subtensor(x[::-1], y), T.set_subtensor(x[-1, 2], 7.0), T.inc_subtensor(x[column], row),
        T.set_subtensor(x[:, column], y[:, 0]), T.inc_subtensor(x[rows], y), T.set_subtensor(x[rows[:2]], y[:2]),
        T.inc_subtensor(x[rows, rows], row[:3]), T.set_subtensor(x[:, ::3], 1.0),
    )  # fmt: skip


def test_products():
    cube = T.stack([x, y])
    agree(T.dot(x, y.T), T.dot(x, y[0]), T.batched_dot(cube, cube.dimshuffle(0, 2, 1)), T.outer(x[0], y[0]))


def test_networks():
    labels = T.clip(rows, 0, 3)
    loss = T.nnet.categorical_crossentropy(T.nnet.softmax(x), labels).mean()
    agree(T.nnet.softmax(x), T.nnet.logsoftmax(x), loss, T.grad(loss, x))


def test_loops():
    after, _ = theano.scan(lambda step, state: T.tanh(step + state), [x], [T.zeros_like(x[0])])
    fibonacci, _ = theano.scan(lambda a, b: a + b, None, [{"initial": T.ones(2), "taps": [-2, -1]}], n_steps=6)
    both, _ = theano.scan(lambda step, state: [state * step, step[::-1]], [x], [T.ones(4), None])
    last, _ = theano.scan(lambda state: state * 2, None, [rows], n_steps=3)
    agree(after, after[-1], fibonacci, *both, last[-1], T.grad(T.sqr(after).sum(), x))


def test_branches():
    branch = theano.ifelse.ifelse
    agree(branch(T.gt(column, 0), x, y), branch(T.gt(column, 5), x, y))


@pytest.mark.parametrize("graph", [lambda: T.real(T.cast(x, "complex64")), lambda: theano.sparse.csr_from_dense(x)])
def test_what_there_is_no_function_for_is_named(graph):
    with pytest.raises(Untranslatable, match=r"no function of JAX for|not an array but"):
        theano.function([x], graph(), mode=mode())


LEFT_TO_THEANO = {"CallHost", "Decode"}
"""Operations of ours that call Python, or have sizes that depend on data."""

OF_C_CODE = {"ColumnSums", "Maxima"}
"""Operations that Theano's optimizations put into graphs for C code only."""


def own_operations(kind):
    """The operations of the adapter, without what they are derived from."""
    for derived in kind.__subclasses__():
        yield from own_operations(derived)
        if derived.__module__.startswith("kerasfront_theano.") and not derived.__subclasses__():
            yield derived


def test_operations_of_ours_have_functions():
    table = {*OPERATIONS, *PREPARED, *elementwise.OF_RESULT_TYPE} - {theano.scalar.ScalarOp}
    without = {kind.__name__ for kind in own_operations(theano.graph.op.Op) if table.isdisjoint(kind.__mro__)}
    assert without == LEFT_TO_THEANO | OF_C_CODE
