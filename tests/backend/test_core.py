"""Variables, functions, gradients, learning phase and random streams: the core that everything else stands on."""

import numpy as np
import pytest

import kerasfront
from kerasfront.errors import ArgumentError, ArgumentTypeError


def test_updates_are_computed_from_the_old_values_and_one_after_the_other(K):
    a, b = K.variable(1.0), K.variable(10.0)
    run = K.function([], [a + b], updates=[K.update(a, b), K.update(b, a), K.update(a, a * 7.0)])
    assert run([])[0] == 11.0
    assert (K.get_value(a), K.get_value(b)) == (70.0, 1.0)


def test_a_batch_of_values_is_set_whole_or_not_at_all(K):
    a, b = K.variable([1.0, 2.0]), K.variable(3.0)
    with pytest.raises(ArgumentError, match=r"has shape \(\), the value given has shape \(2,\)"):
        K.batch_set_value([(a, [5.0, 6.0]), (b, [1.0, 2.0])])
    assert K.get_value(a).tolist() == [1.0, 2.0]


def test_a_value_taken_out_is_a_copy(K):
    a = K.variable(np.zeros(2))
    K.get_value(a)[:] = 1.0
    assert K.get_value(a).tolist() == [0.0, 0.0]


def test_an_array_that_made_a_variable_can_change_later(K):
    source = np.zeros(2, "float32")
    a = K.variable(source)
    source[:] = 1.0
    assert K.get_value(a).tolist() == [0.0, 0.0]


def test_operators_work_on_tensors_and_numbers_in_any_order(K):
    x = K.placeholder((None, 2))
    values = np.array([[1.0, -2.0], [3.0, 4.0]], "float32")
    results = K.function([x], [2.0 - x, x / 2.0, -x, x**2, x[:, 0], 1.0 / x, x > 0.0])([values])
    expected = [2 - values, values / 2, -values, values**2, values[:, 0], 1 / values, values > 0]
    for got, want in zip(results, expected):
        np.testing.assert_allclose(got, want, rtol=1e-6)


def test_operators_in_place_give_another_tensor(K):
    first = loss = K.variable(1.0)
    loss += 2.0
    loss *= 3.0
    loss -= 1.0
    loss /= 2.0
    loss **= 2
    assert K.eval(loss) == 16.0 and K.eval(first) == 1.0


def test_static_shapes_follow_operators(K):
    x, w = K.placeholder((None, 3)), K.variable(np.ones((3,)))
    assert K.int_shape(2.0 * x + w) == (None, 3)
    assert K.int_shape(x[:, 1]) == (None,)
    assert K.int_shape(x[:, 1:]) == (None, 2)
    assert K.int_shape(K.placeholder(ndim=2)) == (None, None)


def test_the_gradient_of_what_is_not_used_is_zero(K):
    a, b = K.variable([1.0, 2.0]), K.variable([3.0, 4.0])
    grads = K.function([], K.gradients(a * a, [a, b]))([])
    np.testing.assert_array_equal(grads, [[2.0, 4.0], [0.0, 0.0]])


def test_the_learning_phase_need_not_be_fed(K):
    x = K.placeholder((2,))
    y = K.in_train_phase(x * 2.0, lambda: x * 3.0)
    assert K.uses_learning_phase(y) and not K.uses_learning_phase(x * 2.0)
    assert K.function([x], [y])([[1.0, 1.0]])[0].tolist() == [3.0, 3.0]
    run = K.function([x, K.learning_phase()], [y])
    assert run([[1.0, 1.0], 1])[0].tolist() == [2.0, 2.0]
    assert run([[1.0, 1.0], 0])[0].tolist() == [3.0, 3.0]


def test_a_fixed_learning_phase_decides_at_once(K):
    K.set_learning_phase(1)
    assert K.learning_phase() == 1
    assert K.eval(K.in_train_phase(K.variable(1.0), K.variable(2.0))) == 1.0
    with pytest.raises(ArgumentError, match="0 .test. or 1 .train."):
        K.set_learning_phase(2)


def test_random_operations_draw_anew_and_repeat_with_the_seed(K):
    def draws():
        kerasfront.set_random_seed(3)
        run = K.function([], [K.random_uniform((4,)), K.random_normal((4,)), K.random_binomial((4,), 0.5)])
        return [np.concatenate(run([])) for _ in range(2)]

    first, second = draws()
    assert not np.array_equal(first, second)
    K.clear_session()
    np.testing.assert_array_equal(draws(), [first, second])


def test_dropout_keeps_the_mean_and_shares_draws_along_axes_of_one(K):
    x = K.variable(np.ones((200, 10)))
    dropped = K.eval(K.dropout(x, 0.25))
    assert set(np.unique(dropped.round(4))) == {0.0, np.float32(1.3333)}
    assert abs(dropped.mean() - 1.0) < 0.05
    shared = K.eval(K.dropout(x, 0.5, noise_shape=(None, 1)))
    assert (shared == shared[:, :1]).all()
    with pytest.raises(ArgumentError, match="level must be in"):
        K.dropout(x, 1.0)


def test_wrong_arrays_for_a_function_are_named(K):
    x = K.placeholder((None, 3), name="rows")
    run = K.function([x], [x * 2.0])
    with pytest.raises(ArgumentError, match=r"rows.*has shape \(None, 3\), the value given has shape \(2, 4\)"):
        run([np.ones((2, 4))])
    with pytest.raises(ArgumentError, match="has 1 inputs, 2 arrays"):
        run([np.ones((2, 3)), 1])


def test_wrong_arguments_of_function_are_named(K):
    x = K.placeholder((2,))
    with pytest.raises(ArgumentTypeError, match=r"inputs must be a list, got one tensor. Write \[x\]"):
        K.function(x, [x])
    for wrong in (np.ones(2), K.variable([1.0, 2.0]), 1):
        with pytest.raises(ArgumentTypeError, match="must be a placeholder"):
            K.function([wrong], [x])
    for updates in ([x], K.update(x, x)):
        with pytest.raises(ArgumentTypeError, match="must be a pair"):
            K.function([x], [x], updates=updates)
    with pytest.raises(ArgumentTypeError, match=r"takes a list of arrays, got ndarray. Write \[array\]"):
        K.function([x], [x])(np.ones((1, 2)))


def test_pairs_come_in_any_form(K):
    w = K.variable([1.0, 2.0])
    K.batch_set_value(zip([w], [[5, 6]]))
    assert K.function([], [w], updates=[[w, w + 1.0]])([])[0].tolist() == [5, 6] and K.get_value(w).tolist() == [6, 7]


@pytest.mark.parametrize(
    "use",
    [
        lambda slopes, x: slopes * 2,
        lambda slopes, x: 2.0 * slopes,
        lambda slopes, x: -slopes,
        lambda slopes, x: slopes + 1.0,
        lambda slopes, x: slopes / x,
        lambda slopes, x: x - slopes,
        lambda slopes, x: np.ones(2) * slopes,
    ],
)
def test_calculating_with_the_list_of_gradients_names_the_way_out(use, K):
    x = K.variable([1.0, 2.0])
    slopes = K.gradients(K.sum(x * x), x)
    with pytest.raises(ArgumentTypeError, match=r"K.gradients\(loss, x\)\[0\]"):
        use(slopes, x)
    together = [x]
    together += slopes
    assert [x] + slopes == together == [x, *slopes] and slopes + [x] == [*slopes, x]  # noqa: RUF005


def test_pairs_of_values_are_asked_for(K):
    w = K.variable([1.0, 2.0])
    for tuples in ((w, [5, 6]), [(w * 2.0, [5, 6])], [w]):
        with pytest.raises(ArgumentTypeError, match=r"tuples must hold pairs .variable, value.*Write \[.x, value.\]"):
            K.batch_set_value(tuples)
    assert K.get_value(w).tolist() == [1, 2]
    with pytest.raises(ArgumentTypeError, match=r"list of 1 tensors. Take one of them: \[0\]"):
        K.square([w])


def test_options_of_compiling_reach_theano_and_are_left_out_elsewhere(K, backend):
    x, unused = K.placeholder((2,)), K.placeholder((2,), name="unused")
    if backend == "theano":
        assert K.function([x, unused], [x], mode="FAST_COMPILE")([np.ones(2), np.ones(2)])[0].tolist() == [1, 1]
        with pytest.raises(Exception, match="index 1 is not part of the computational graph"):
            K.function([x, unused], [x], on_unused_input="raise")([np.ones(2), np.ones(2)])
        with pytest.raises(ArgumentError, match="no option 'mod'. Did you mean 'mode'"):
            K.function([x], [x], mod="FAST_COMPILE")
    else:
        with pytest.warns(UserWarning, match="does not take mode, which is left out") as caught:
            run = K.function([x], [x], mode="FAST_COMPILE")
        assert run([np.ones(2)])[0].tolist() == [1, 1] and caught[0].filename == __file__


def test_placeholders_that_get_no_array_are_named(K):
    x, y = K.placeholder((2,), name="given"), K.placeholder((2,), name="forgotten")
    total = K.variable(np.zeros(2))
    for build in (
        lambda: K.function([x], [x, x + y]),
        lambda: K.function([x], [x], updates=[K.update(total, total + y)]),
        lambda: K.eval(y + 1.0),
    ):
        with pytest.raises(ArgumentError, match="depends on forgotten.*, which is not among the inputs"):
            build()
    product = x * y
    assert K.function([product], [product + 1.0])([np.ones(2)])[0].tolist() == [2.0, 2.0]
    assert K.function([x], [K.in_train_phase(x, x + 1.0)])([np.ones(2)])[0].tolist() == [2.0, 2.0]


def test_the_tensor_is_printed_when_it_is_computed(K, capfd):
    K.eval(K.print_tensor(K.variable(3.5), "value is "))
    printed = capfd.readouterr()
    assert "value is" in printed.out + printed.err and "3.5" in printed.out + printed.err


def test_initial_random_variables_are_equal_on_all_backends(backends):
    values = []
    for name in backends:
        with kerasfront.backend.use(name) as active:
            assert active.name == name
            np.random.seed(5)
            K = kerasfront.backend
            made = [K.random_uniform_variable((2, 3), -1, 1), K.random_normal_variable((3,), 0, 2, seed=4)]
            values.append([K.get_value(v) for v in made])
    for other in values[1:]:
        for first, same in zip(values[0], other):
            np.testing.assert_array_equal(first, same)
