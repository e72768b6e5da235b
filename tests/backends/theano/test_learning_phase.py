"""Conditions on the learning phase that were written in Theano itself say what they mean."""

import numpy as np
import pytest

from kerasfront import backend as K

X = np.array([1.0, 2.0], "float32")


@pytest.fixture
def theano():
    """The library, with its adapter active."""
    with K.use("theano"):
        from kerasfront_theano.library import theano

        yield theano
        K.clear_session()


CONDITIONS = {
    "phase": (lambda T, phase: phase, True),
    "not 0": (lambda T, phase: T.neq(phase, 0), True),
    "0": (lambda T, phase: T.eq(phase, 0), False),
    "above a half": (lambda T, phase: T.gt(phase, 0.5), True),
    "0 below it": (lambda T, phase: T.lt(0, phase), True),
    "1 without it": (lambda T, phase: 1 - phase, False),
    "two steps": (lambda T, phase: T.eq(T.cast(phase, "int32") * 2, 0), False),
}


def test_choices_by_any_condition(theano):
    T, choose = theano.tensor, theano.ifelse.ifelse
    x, phase = K.placeholder((2,)), K.learning_phase()
    choices = [choose(build(T, phase), x + 1.0, x + 2.0) for build, _ in CONDITIONS.values()]
    by_data = choose(phase * T.gt(x.sum(), 0), x + 1.0, x + 2.0)
    of_two = choose(T.eq(phase, 0), [x, x + 1.0], [x, x + 2.0])
    run = K.function([x, phase], [*choices, by_data, of_two[1], T.switch(T.eq(phase, 0), x + 1.0, x + 2.0)])
    truths = [in_training for _, in_training in CONDITIONS.values()] + [True, False, False]
    for value in (0, 1):
        for result, in_training in zip(run([X, value]), truths, strict=True):
            np.testing.assert_array_equal(result, X + (1 if in_training == bool(value) else 2))


def test_gradients_go_through_the_branch_that_is_taken(theano):
    x, phase = K.placeholder((2,)), K.learning_phase()
    chosen = theano.ifelse.ifelse(theano.tensor.eq(phase, 0), x * 2.0, x * 3.0)
    run = K.function([x, phase], K.gradients(chosen, x))
    assert [run([X, value])[0].tolist() for value in (0, 1)] == [[2, 2], [3, 3]]


def test_what_a_known_condition_leaves_out_is_not_there(theano):
    from kerasfront_theano.learning_phase import in_phase

    x, phase = K.placeholder((2,)), K.learning_phase()
    for build, _ in CONDITIONS.values():
        chosen = theano.ifelse.ifelse(build(theano.tensor, phase), x + 1.0, x + 2.0)
        assert chosen in in_phase([chosen], phase, 1)
