"""Loops and choices beyond the values, which the conformance suite checks: shapes, what may be handed in, messages."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentError, ArgumentTypeError


def keep(now, states):
    """A step that gives its input and leaves its states alone."""
    return now, list(states)


def test_static_shapes_of_a_loop(K):
    x, h = K.placeholder((None, 4, 2)), K.placeholder((None, 3))
    last, outputs, (state,) = K.rnn(keep, x, [h])
    assert (K.int_shape(last), K.int_shape(outputs), K.int_shape(state)) == ((None, 2), (None, 4, 2), (None, 3))
    assert K.int_shape(K.map_fn(K.sum, K.placeholder((5, 2)))) == (5,)
    assert K.int_shape(K.foldl(lambda a, b: a + b, K.placeholder((None, 2)))) == (2,)


def test_static_shapes_of_a_choice(K):
    known, partly = K.placeholder((2, 1)), K.placeholder((None, 1))
    assert K.int_shape(K.switch(K.learning_phase(), known, partly)) == (2, 1)


def test_a_choice_between_integers_counts_and_weighs(K):
    """Scripts subtract it from a number of steps, and multiply layers' outputs by it."""
    yes = K.greater(K.variable(1.0), 0.5)
    steps, x = K.variable([5], dtype="int32"), K.variable([0.5])
    for chosen in (K.switch(yes, 1, 0), K.maximum(1, 0), K.minimum(1, 2), K.where(yes, 1, 0)):
        results = [steps - chosen, chosen - steps, x * chosen, chosen * x, chosen / x, x > chosen]
        types = ["int32", "int32", "float32", "float32", "float32", "bool"]
        assert [K.dtype(result) for result in results] == types
        assert [K.eval(result).item() for result in results] == [4, -4, 0.5, 0.5, 2.0, False]
    assert K.eval(K.switch(yes, 70000, 0)).item() == 70000
    assert K.dtype(K.switch(yes, 1, 0.0)) == "float32"
    assert K.dtype(K.switch(yes, True, False)) == "bool"
    assert K.dtype(K.switch(yes, np.int64(1), np.int64(0))) == "int64"


def test_truth_values_count_beside_numbers(K):
    x, n = K.variable([0.5, 2.0]), K.variable([3, 4], dtype="int32")
    np.testing.assert_array_equal(K.eval(K.greater(x, 1) * x), [0.0, 2.0])
    np.testing.assert_array_equal(K.eval(n - K.greater(x, 1)), [3, 3])


def test_a_number_is_chosen_for_each_place(K):
    x = K.placeholder((2,))
    phase = K.placeholder((), dtype="int32")
    y, z = K.switch(phase, 1, x), K.switch(phase, x, K.sum(x))
    run = K.function([x, phase], [y, z])
    np.testing.assert_array_equal(run([[2.0, 3.0], 1]), [[1, 1], [2, 3]])
    np.testing.assert_array_equal(run([[2.0, 3.0], 0]), [[2, 3], [5, 5]])
    assert K.int_shape(y) == (2,) and K.dtype(y) == "float32"


def test_functions_of_a_choice_may_give_whole_numbers(K):
    n = K.variable(3, dtype="int32")
    assert K.dtype(K.switch(K.greater(n, 1), lambda: n, lambda: 0)) == "int32"
    with pytest.raises(ArgumentError, match="'int32' and shape .* of 'float32'"):
        K.switch(K.greater(n, 1), lambda: n, lambda: 0.5)


def test_other_conditions_choose_for_each_element(K):
    x = K.variable([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal(K.eval(K.switch(K.greater(x, 2), x, 0)), [[0, 0], [3, 4]])


def test_a_choice_computes_only_what_it_needs(K):
    """A function of the branch that is not chosen may be undefined."""
    x = K.placeholder((2, 2))
    y = K.switch(K.equal(K.sum(x), 0), lambda: x + 1, lambda: x / K.sum(x))
    np.testing.assert_array_equal(K.function([x], [y])([np.zeros((2, 2))])[0], np.ones((2, 2)))


def test_a_step_may_ask_for_the_learning_phase_first_and_make_variables(K):
    x = K.placeholder((1, 2, 1))

    def step(now, states):
        factor = K.variable(3.0)
        return K.in_train_phase(now * factor, now), []

    last, _, _ = K.rnn(step, x, [])
    assert K.uses_learning_phase(last)
    run = K.function([x, K.learning_phase()], [last])
    assert [run([np.ones((1, 2, 1)), phase])[0].item() for phase in (0, 1)] == [1, 3]


def test_tuples_are_lists(K):
    x = K.placeholder((1, 2, 1))
    step = lambda now, states: (now * states[0] * states[1], (states[0],))  # noqa: E731
    _, outputs, _ = K.rnn(step, x, (x[:, 0],), constants=(x[:, 1],))
    np.testing.assert_array_equal(K.function([x], [outputs])([[[[2.0], [3.0]]]])[0], [[[12.0], [18.0]]])


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        (r"inputs must have the shape \(samples, time, ...\)", {"inputs": (2, 3)}),
        (r"the mask must have the shape \(samples, time\), here \(2, 3\); got \(2, 4\)", {"mask": (2, 4)}),
        (r"the mask must have the shape \(samples, time\), here \(2, 3\); got \(2, 3, 4\)", {"mask": (2, 3, 4)}),
        ("unroll=True needs the number of steps", {"inputs": (2, None, 4), "unroll": True}),
        ("input_length is 5, but the inputs have 3 steps", {"input_length": 5}),
    ],
)
def test_misfits_of_rnn_are_named(K, message, arguments):
    tensors = {"inputs": (2, 3, 4)} | arguments
    tensors = {name: K.placeholder(value) if isinstance(value, tuple) else value for name, value in tensors.items()}
    with pytest.raises(ArgumentError, match=message):
        K.rnn(keep, initial_states=[], **tensors)


IMAGES = {"kernel": (3, 2, 4, 12), "inputs": (2, 3, 5, 6, 12), "initial_states": [(2, 5, 6, 4)]}


@pytest.mark.parametrize(
    ("message", "changed"),
    [
        ("cell must be one of .*'lstm', 'gru'.*got 'gur'", {"cell": "gur"}),
        ("inner_activation must be one of .*got 'relu'", {"inner_activation": "relu"}),
        (r"'gru' must have the shapes \[\(4, 12\), \(None, None, 12\), \(None, 4\)\]", {"inputs": (2, 3, 16)}),
        (r"must have the shapes .*, got \[\(4, 12\), \(2, 3, 12\), \(2, 5\)\]", {"initial_states": [(2, 5)]}),
        ("must have the shapes", {"cell": "lstm"}),
        (r"the mask must have the shape \(samples, time\), here \(2, 3\); got \(2, 4\)", {"mask": (2, 4)}),
        ("gated_rnn: initial_states must be a list of tensors", {"initial_states": 3}),
        (r"states and scales of 'gru' must have", {"scales": [(2, 4)] * 2}),
        (r"states and scales of 'gru' must have", {"scales": [(2, 4), (2, 4), (2, 12)]}),
        (r"must have the shapes \[\(3, 3, 4, 12\), \(None, None, None, None, 12\)", {"kernel": (3, 3, 4, 12)}),
        (r"rows and columns of a kernel must be odd numbers, got shape \(3, 2, 4, 12\)", IMAGES),
    ],
)
def test_misfits_of_gated_rnn_are_named(K, message, changed):
    given = {"cell": "gru", "inputs": (2, 3, 12), "kernel": (4, 12), "initial_states": [(2, 4)]} | changed
    for name, value in given.items():
        made = [K.placeholder(shape) for shape in value] if isinstance(value, list) else value
        given[name] = K.placeholder(made) if isinstance(made, tuple) else made
    with pytest.raises(ArgumentError, match=message):
        K.gated_rnn(**{"inner_activation": "sigmoid", "step_function": keep} | given)


@pytest.mark.parametrize("types", [("int32", "int32"), ("float32", "float64")])
def test_tensors_of_gated_rnn_have_one_type_of_floats(K, types):
    inputs, kernel = (K.placeholder(shape, dtype=dtype) for shape, dtype in zip([(2, 3, 12), (4, 12)], types))
    with pytest.raises(ArgumentError, match=r"gated_rnn: .* must have one type of floats, got \['"):
        K.gated_rnn("gru", "sigmoid", keep, inputs, [K.placeholder((2, 4), dtype=types[0])], kernel)


@pytest.mark.parametrize("unroll", [False, True])
def test_states_that_change_are_named(K, unroll):
    x, h = K.placeholder((2, 3, 4)), K.placeholder((2, 4))
    with pytest.raises(ArgumentError, match=r"state 0 from shape \(2, 4\) of 'float32' to shape \(2, 8\)"):
        K.rnn(lambda now, states: (now, [K.concatenate([now, now])]), x, [h], unroll=unroll)
    with pytest.raises(ArgumentError, match="to shape .* of 'int32'"):
        K.rnn(lambda now, states: (now, [K.cast(now, "int32")]), x, [h], unroll=unroll)
    with pytest.raises(ArgumentError, match="got 1 states and returned 2"):
        K.rnn(lambda now, states: (now, [now, now]), x, [h], unroll=unroll)


def test_states_and_constants_must_be_lists_of_tensors(K):
    x = K.placeholder((2, 3, 4))
    with pytest.raises(ArgumentTypeError, match="initial_states must be a list of tensors"):
        K.rnn(keep, x, x)
    with pytest.raises(ArgumentTypeError, match="constants must be a list of tensors"):
        K.rnn(keep, x, [], constants=["half"])


def test_other_misfits_are_named(K):
    x = K.placeholder((2, 3))
    with pytest.raises(ArgumentError, match="the condition for functions must be a scalar, got rank 2"):
        K.switch(x, lambda: x, lambda: x)
    with pytest.raises(ArgumentError, match=r"both expressions must have the same shape, got \(2, 3\) and \(3,\)"):
        K.switch(K.learning_phase(), x, x[0])
    with pytest.raises(ArgumentError, match="elems must have at least one axis"):
        K.map_fn(lambda item: item, K.sum(x))
    with pytest.raises(ArgumentError, match=r"state 0 from shape \(3,\) of 'float32' to shape \(\)"):
        K.foldl(lambda accumulated, item: K.sum(item), x)
