"""What the TensorFlow adapter runs in a learning phase has no trace of the other one."""

import numpy as np
import pytest

from kerasfront import backend as K

X = np.arange(1.0, 9.0, dtype="float32").reshape(2, 4)
CHOICES = {"Switch", "Merge"}


@pytest.fixture(autouse=True)
def session():
    """What runs functions."""
    with K.use("tensorflow"):
        from kerasfront_tensorflow import state

        K.clear_session()
        yield lambda: state.state().executor.session
        K.clear_session()


def types(session):
    """Of the operations that were prepared."""
    return [operation.type for operation in session().graph.get_operations()]


def test_a_choice_by_the_phase_is_made_before_anything_runs(session):
    x, phase = K.placeholder((2, 4)), K.learning_phase()
    run = K.function([x, phase], [K.in_train_phase(lambda: K.dropout(x, 0.5, seed=1), x)])
    np.testing.assert_array_equal(run([X, 0])[0], X)
    assert CHOICES.isdisjoint(types(session)) and "AssignAddVariableOp" not in types(session)
    trained = [run([X, 1])[0] for _ in range(2)]
    assert set(np.unique(trained / X)) == {0, 2}
    assert not np.array_equal(*trained), "each run draws the same numbers"
    assert CHOICES.isdisjoint(types(session)) and types(session).count("AssignAddVariableOp") == 1


@pytest.mark.parametrize("others", [0, 1, 2])
def test_gradients_add_nothing_for_the_other_phase(session, others):
    x = K.placeholder((2, 4))
    y = K.in_train_phase(lambda: K.square(x), lambda: x * 5.0)
    y = sum([y, K.exp(x), K.sin(x)][: others + 1])
    run = K.function([x, K.learning_phase()], K.gradients(K.sum(y), [x]))
    more = sum([np.exp(X), np.cos(X)][:others])
    np.testing.assert_allclose(run([X, 1])[0], 2 * X + more, rtol=1e-5)
    np.testing.assert_allclose(run([X, 0])[0], 5 + np.zeros_like(X) + more, rtol=1e-5)
    assert CHOICES.isdisjoint(types(session))
    sums = [x for x in session().graph.get_operations() if x.type == "AddN"]
    assert [len(x.inputs) for x in sums] == ([others + 1] * 2 if others else [])


def test_gradients_of_batch_normalization_add_nothing_for_the_test(session):
    x, (gamma, beta, mean, variance) = K.placeholder((4, 3, 3, 2)), (K.variable(np.ones(2)) for _ in range(4))
    y, _, _ = K.normalize_batch(x, gamma, beta, mean, variance, [0, 1, 2])
    run = K.function([x, K.learning_phase()], K.gradients(K.sum(K.square(y)), [x]))
    given = np.random.RandomState(0).rand(4, 3, 3, 2)
    np.testing.assert_allclose(run([given, 1])[0].sum((0, 1, 2)), 0, atol=1e-3)
    assert "FusedBatchNormGradV3" in types(session) and not {*types(session)} & {"AddN", "Add", *CHOICES}
    np.testing.assert_allclose(run([given, 0])[0], 2 * ((given - 1) / 1.001 + np.sqrt(1 / 1.001)), rtol=1e-3)


def test_choices_within_choices():
    """By the phase in one that is not, the other way round, and by the phase in one by the phase."""
    x, c = K.placeholder((2, 4)), K.placeholder(shape=())
    inner = lambda: K.switch(c, lambda: K.in_train_phase(x * 2.0, x * 3.0), x * 5.0)  # noqa: E731
    y = K.in_train_phase(inner, lambda: K.in_train_phase(x * 7.0, lambda: K.square(x) * 11.0))
    run = K.function([x, c, K.learning_phase()], [y, *K.gradients(K.sum(y), [x])])
    for given, phase, expected, gradient in (
        (1, 1, 2 * X, 2), (0, 1, 5 * X, 5), (1, 0, 11 * X**2, 22 * X), (0, 0, 11 * X**2, 22 * X),
    ):  # fmt: skip
        value, found = run([X, given, phase])
        np.testing.assert_allclose(value, expected, rtol=1e-6)
        np.testing.assert_allclose(found, gradient + np.zeros_like(X), rtol=1e-6)


def test_choices_between_variables():
    v, w = K.variable(X), K.variable(X + 1)
    y = K.in_train_phase(lambda: v * 2.0, lambda: w * 3.0)
    run = K.function([K.learning_phase()], [y, *K.gradients(K.sum(y), [v, w])], [(v, v + y)])
    for phase, expected, gradients in ((0, 3 * (X + 1), (0, 3)), (1, 2 * (4 * X + 3), (2, 0))):
        value, *found = run([phase])
        np.testing.assert_array_equal(value, expected)
        assert [np.unique(gradient) for gradient in found] == list(gradients)


@pytest.mark.parametrize("phase", [0, 1])
def test_the_phase_as_a_number(phase):
    x = K.placeholder((None, 4))
    y = x + K.cast(K.learning_phase(), "float32")
    run = K.function([K.learning_phase(), x], [y])
    np.testing.assert_array_equal(run([phase, X])[0], X + phase)
    np.testing.assert_array_equal(K.over_batches(run)([phase, X], [1, 1])[1][0], X[1:] + phase)
    np.testing.assert_array_equal(K.function([x], [y])([X])[0], X)


def test_a_stream_goes_on_only_in_the_phase_that_draws_from_it():
    x = K.placeholder((2, 4))
    drawn = K.dropout(x, 0.5, seed=1)
    y = K.in_train_phase(lambda: 3.0 * drawn, x)
    run, (stream,) = K.function([x, K.learning_phase()], [y]), K.random_streams([y])
    for phase, count in ((0, 0), (1, 1), (0, 1), (1, 2)):
        run([X, phase])
        assert K.get_value(stream).tolist() == [1, count]


def test_a_session_that_was_handed_out_runs_the_same():
    x = K.placeholder((2, 4))
    y = K.in_train_phase(lambda: x * 2.0, lambda: x * 3.0)
    run = K.function([x, K.learning_phase()], [y])
    session = K.get_session()
    for phase, factor in ((0, 3), (1, 2)):
        np.testing.assert_array_equal(run([X, phase])[0], X * factor)
        np.testing.assert_array_equal(session.run(y, {x: X, K.learning_phase(): phase}), X * factor)
