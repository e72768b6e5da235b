"""Static shapes, which Theano does not keep: each rule, with known and unknown sizes."""

import pytest

from kerasfront import backend as K
from kerasfront_theano.library import theano
from kerasfront_theano.static_shape import known_int, static_shape

T = theano.tensor


@pytest.fixture(autouse=True)
def on_theano():
    with K.use("theano"):
        yield


def tensor(*shape):
    """A Theano variable whose shape is noted, as `K.placeholder` notes it."""
    return K.placeholder(shape)


CASES = {
    "unary": (lambda: T.exp(tensor(None, 3)), (None, 3)),
    "broadcast": (lambda: tensor(None, 3) + tensor(4, 1), (4, 3)),
    "constant": (lambda: T.constant([[1.0, 2.0]]), (1, 2)),
    "dimshuffle": (lambda: tensor(None, 3).dimshuffle(1, "x", 0), (3, 1, None)),
    "sum of an axis": (lambda: T.sum(tensor(2, None, 4), axis=1), (2, 4)),
    "sum of all": (lambda: T.sum(tensor(2, None)), ()),
    "max of the last axis": (lambda: T.max(tensor(2, 5), axis=-1), (2,)),
    "dot": (lambda: T.dot(tensor(None, 3), tensor(3, 7)), (None, 7)),
    "dot with a vector": (lambda: T.dot(tensor(None, 3), tensor(3)), (None,)),
    "batched dot": (lambda: T.batched_dot(tensor(None, 2, 3), tensor(5, 3, 4)), (5, 2, 4)),
    "reshape": (lambda: tensor(2, 6).reshape((3, -1)), (3, 4)),
    "reshape of an unknown size": (lambda: tensor(None, 6).reshape((-1, 3)), (None, 3)),
    "reshape to a shape": (lambda: (x := tensor(4, 3)).reshape((x.shape[1], x.shape[0])), (3, 4)),
    "join": (lambda: T.concatenate([tensor(2, 3), tensor(2, 4)], axis=1), (2, 7)),
    "join of an unknown size": (lambda: T.concatenate([tensor(2, 3), tensor(2, None)], axis=1), (2, None)),
    "slice": (lambda: tensor(10, 3)[2:8:2], (3, 3)),
    "slice of an unknown size": (lambda: tensor(None, 3)[:2], (None, 3)),
    "empty slice of an unknown size": (lambda: tensor(None, 3)[2:2], (0, 3)),
    "whole slice of an unknown size": (lambda: tensor(None, 3)[::-1], (None, 3)),
    "index": (lambda: tensor(None, 3)[0], (3,)),
    "rows": (lambda: tensor(9, 4)[T.constant([1, 2, 3])], (3, 4)),
    "alloc": (lambda: T.alloc(0.0, 2, tensor(5, None).shape[0]), (2, 5)),
    "shape vector": (lambda: tensor(None, 3).shape, (2,)),
    "range": (lambda: T.arange(2, 8, 2), (3,)),
    "range of an unknown size": (lambda: T.arange(tensor(None).shape[0]), (None,)),
    "if else": (lambda: theano.ifelse.ifelse(T.constant(1), tensor(None, 3), tensor(4, None)), (4, 3)),
    "softmax": (lambda: T.nnet.softmax(tensor(None, 3)), (None, 3)),
    "no rule": (lambda: T.sort(tensor(2, 3)), (None, None)),
}


@pytest.mark.parametrize("case", CASES)
def test_shape(case):
    build, expected = CASES[case]
    assert static_shape(build()) == expected


def test_variables_have_the_shape_of_their_values():
    assert static_shape(K.variable([[1.0, 2.0, 3.0]])) == (1, 3)


def test_shapes_are_noted_on_the_way():
    x = tensor(None, 3)
    middle = T.exp(x)
    assert static_shape(T.tanh(middle)) == (None, 3)
    assert middle.tag.static_shape == (None, 3)


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (lambda: 3, 3),
        (lambda: T.constant(4), 4),
        (lambda: tensor(None, 6).shape[1], 6),
        (lambda: tensor(None, 6).shape[0], None),
        (lambda: tensor(None, 6).shape[1] // 2 + 1, 4),
        (lambda: T.maximum(tensor(5).shape[0], 7), 7),
        (lambda: T.scalar(dtype="int64"), None),
    ],
)
def test_known_int(build, expected):
    assert known_int(build()) == expected
