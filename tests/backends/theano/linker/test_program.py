"""Functions on JAX: variables that change, faults, the way back to Theano, and what else uses the variables."""

import copy
import gc
import os
import pickle
import subprocess
import sys
import threading
import weakref

import jax
import numpy as np
import pytest

import kerasfront.backend as K
from kerasfront.errors import ArgumentError
from kerasfront_theano.library import theano


def counter(value=0.0):
    """A variable, and a function that adds 1 to it."""
    w = K.variable(np.full((2, 3), value), name="w")
    return w, K.function([], [], [(w, w + 1.0)])


def held(variable):
    """What the variable's cell holds."""
    return variable.container.storage[0]


def test_variables_stay_in_jax_until_somebody_reads_them(theano_on_jax):
    w, step = counter()
    step([])
    assert isinstance(held(w), jax.Array)
    np.testing.assert_array_equal(K.get_value(w), np.ones((2, 3)))
    K.set_value(w, np.full((2, 3), 5))
    step([])
    np.testing.assert_array_equal(w.get_value(borrow=True), np.full((2, 3), 6))
    assert w.container.value is held(w)


def test_an_output_that_is_a_variable_loses_no_update(theano_on_jax):
    w = K.variable(0.0)
    before = K.function([], [w], [(w, w + 1.0)])
    assert [float(before([])[0]) for _ in range(3)] == [0, 1, 2]
    after = K.function([], [w, w + 1.0])
    assert after([]) == [3, 4]


def test_variables_change_places(theano_on_jax):
    a, b, c = (K.variable(np.full(3, value)) for value in (1.0, 2.0, 3.0))
    turn = K.function([], [a], [(a, b), (b, a), (c, a)])
    for expected in ([2, 1, 1], [1, 2, 2], [2, 1, 1]):
        turn([])
        assert [float(K.get_value(x)[0]) for x in (a, b, c)] == expected


def test_a_variable_may_change_its_shape(theano_on_jax):
    w = theano.shared(np.zeros((2, 3), "float32"))
    double = K.function([], [], [(w, K.concatenate([w, w], 0))])
    double([]), double([])
    assert K.get_value(w).shape == (8, 3)


def test_pickles_and_copies_hold_arrays_of_numpy(theano_on_jax):
    w, step = counter(1.0)
    step([])
    again = pickle.loads(pickle.dumps(w))
    assert type(held(again)) is np.ndarray
    step([])
    assert type(held(copy.deepcopy(w))) is np.ndarray
    np.testing.assert_array_equal(K.get_value(w) - K.get_value(again), np.ones((2, 3)))


def test_functions_of_the_user_work_beside_ours(theano_on_jax):
    w, step = counter()
    step([])
    theirs = theano.function([], w.sum(), updates=[(w, w * 2)])
    assert theirs() == 6
    step([])
    assert theirs() == 18
    np.testing.assert_array_equal(K.get_value(w), np.full((2, 3), 6))


def test_arguments_may_change_after_a_call(theano_on_jax):
    x, w = K.placeholder((None, 3)), K.variable(np.zeros((1000, 3)))
    keep = K.function([x], [], [(w, x)])
    array = np.ones((1000, 3), "float32")
    keep([array])
    array[:] = 7
    np.testing.assert_array_equal(K.get_value(w), np.ones((1000, 3)))
    values = K.function([x], [x + 0.0])([array])[0]
    values[:] = 1  # what is returned belongs to the caller


def test_an_index_out_of_range_is_an_error_and_changes_nothing(theano_on_jax):
    rows, w = K.placeholder((None,), dtype="int32"), K.variable(np.arange(6).reshape(3, 2))
    y = K.gather(w, rows)
    pick = K.function([rows], [y], [(w, w + 1.0)])
    expected = [[4, 5], [0, 1]]
    np.testing.assert_array_equal(pick([np.array([2, 0])])[0], expected)
    for wrong in ([3], [0, -1]):
        with pytest.raises(ArgumentError, match="An index is out of range: elements of an axis of size 3"):
            pick([np.array(wrong)])
    np.testing.assert_array_equal(pick([np.array([2, 0])])[0], np.add(expected, 1))


def test_an_index_out_of_range_within_a_loop_is_an_error(theano_on_jax):
    x = K.placeholder((2, 4), dtype="int32")
    table = K.variable(np.arange(3.0))
    _, y, _ = K.rnn(lambda now, states: (K.gather(table, now) + states[0], [states[0] + 1.0]), x[:, :, None], [
        K.zeros_like(K.cast(x[:, :1], "float32"))
    ])  # fmt: skip
    run = K.function([x], [y])
    assert run([np.full((2, 4), 2)])[0][1, 3, 0] == 5
    with pytest.raises(ArgumentError, match="An index is out of range"):
        run([np.array([[0, 1, 2, 0], [0, 0, 3, 0]])])


def test_an_index_of_a_branch_that_is_not_taken_is_no_error(theano_on_jax):
    row, w = K.placeholder((), dtype="int32"), K.variable(np.arange(3.0))
    pick = K.function([row], [K.switch(row < 3, K.sum(K.gather(w, K.expand_dims(row, 0))), 7.0)])
    assert [float(pick([np.array(i)])[0]) for i in (2, 5, 1)] == [2, 7, 1]


def test_functions_are_freed(theano_on_jax):
    _, step = counter()
    step([])
    program = weakref.ref(step._compiled[0]._in_jax.function.fn)
    del step
    gc.collect()
    assert program() is None


def test_what_depends_on_data_is_left_to_theano(with_way_back):
    T = theano.tensor
    x, w = K.placeholder((None,)), K.variable(0.0)
    run = K.function([x], [x[T.gt(x, 0).nonzero()]], [(w, w + 1.0)])
    for count in (1, 2):
        np.testing.assert_array_equal(run([[1, -2, 3]])[0], [1, 3])
        assert K.get_value(w) == count
    assert len(with_way_back) == 1


def test_sparse_operations_are_left_to_theano(with_way_back):
    import scipy.sparse

    x, w = K.placeholder((2, 3), sparse=True), K.variable(np.ones((3, 2)))
    _, step = counter()
    step([])
    run = K.function([x], [K.dot(x, w)])
    np.testing.assert_array_equal(run([scipy.sparse.csr_matrix(np.eye(2, 3))])[0], np.ones((2, 2)))
    assert len(with_way_back) == 1


def test_arrays_that_do_not_fit_are_the_error_of_theano_and_change_nothing(with_way_back):
    x, y, w = K.placeholder((None, None)), K.placeholder((None, None)), K.variable(0.0)
    run = K.function([x, y], [K.dot(x, y)], [(w, w + 1.0)])
    for count in (1, 2):
        with pytest.raises(ValueError, match="dot|shape|dim|align"):
            run([np.ones((2, 3)), np.ones((2, 3))])
        np.testing.assert_array_equal(run([np.ones((2, 3)), np.ones((3, 2))])[0], np.full((2, 2), 3))
        assert K.get_value(w) == count
    assert not with_way_back


def test_sizes_of_1_are_not_broadcast_unless_types_say_so(with_way_back):
    x, y = K.placeholder((None, 2)), K.placeholder((None, 2))
    run = K.function([x, y], [x + y])
    with pytest.raises(ValueError, match="mis-match|mismatch"):
        run([np.ones((1, 2)), np.ones((3, 2))])
    np.testing.assert_array_equal(run([np.ones((1, 2)), np.ones((1, 2))])[0], [[2, 2]])
    one = K.placeholder((1, 2))
    total = K.function([one, y], [one + y])([np.ones((1, 2)), np.ones((3, 2))])[0]
    np.testing.assert_array_equal(total, np.full((3, 2), 2))
    assert not with_way_back


def test_types_of_64_bits_are_kept_and_the_users_setting_too(theano_on_jax):
    before = jax.config.jax_enable_x64
    x = K.placeholder((None,), dtype="float64")
    made = K.function([x], [x / 3.0])([np.ones(2)])[0]
    assert made.dtype == "float64" and made[0] == 1 / 3
    assert jax.config.jax_enable_x64 is before
    assert (jax.numpy.ones(2) / 3).dtype == ("float64" if before else "float32")


def test_one_thread_trains_while_others_predict(theano_on_jax):
    x, w = K.placeholder((None, 3)), K.variable(np.zeros((3, 2)))
    train, predict = K.function([x], [], [(w, w + 1.0)]), K.function([x], [K.dot(x, w)])
    ones, seen, errors = np.ones((1, 3)), [], []

    def watch():
        try:
            for _ in range(100):
                values = predict([ones])[0]
                assert values[0, 0] == values[0, 1] == 3 * (values[0, 0] // 3)
                seen.append(values[0, 0])
                w.get_value()
        except BaseException as error:
            errors.append(error)

    watchers = [threading.Thread(target=watch) for _ in range(2)]
    for thread in watchers:
        thread.start()
    for _ in range(200):
        train([ones])
    for thread in watchers:
        thread.join()
    assert not errors
    assert K.get_value(w)[0, 0] == 200 and max(seen) <= 600


def test_an_interrupt_loses_no_value(theano_on_jax, monkeypatch):
    w, step = counter()
    step([])
    program = step._compiled[0]._in_jax.function.fn
    real = program._run

    def interrupted(*arguments):
        raise_after.append(real(*arguments))
        return raise_after[-1]

    raise_after = []
    monkeypatch.setattr(program, "_run", interrupted)
    monkeypatch.setattr(program, "_commit", lambda results, commit=program._commit: (commit(results), stop()))

    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        step([])
    np.testing.assert_array_equal(K.get_value(w), np.full((2, 3), 2))


def test_a_print_prints_each_time(theano_on_jax, capfd):
    x = K.placeholder((None,))
    run = K.function([x], [K.print_tensor(x, "seen") + 1.0])
    run([[1.0]]), run([[2.0]])
    assert capfd.readouterr().out.count("seen") == 2


def sums(seen):
    """A function that prints what it is given, changes a variable, and lets `seen` have the printed value."""
    x, w = K.placeholder((None, 3)), K.variable(np.zeros((3, 2)))
    shown = theano.printing.Print("x", global_fn=lambda op, value: seen(w, value))(x)
    return w, K.function([x], [], [(w, w + K.sum(shown))])


def test_what_prints_may_use_variables_and_functions_also_in_other_threads(theano_on_jax):
    found = []

    def seen(w, value):
        total = K.function([], [K.sum(w)])
        other = threading.Thread(target=lambda: found.append(float(total([])[0])), daemon=True)
        other.start()
        other.join(60)
        found.append(float(w.get_value().sum()))

    _, run = sums(seen)
    run([np.ones((2, 3))])
    assert found == [36, 36]


def test_what_a_loop_prints_comes_step_by_step(theano_on_jax):
    seen, x = [], K.placeholder((1, 3, 1))
    shown = [theano.printing.Print(name, global_fn=lambda op, v: seen.append((op.message, v.item()))) for name in "ab"]

    def step(now, states):
        return shown[1](shown[0](now) + states[0]), [now]

    _, y, _ = K.rnn(step, x, [K.zeros_like(x[:, 0])])
    K.function([x], [y])([np.array([[[1.0], [2.0], [3.0]]])])
    assert seen == [("a", 1), ("b", 1), ("a", 2), ("b", 3), ("a", 3), ("b", 5)]


def test_draws_are_those_of_compiled_code(theano_on_jax, monkeypatch):
    def draws():
        made = [
            K.random_uniform((7, 5), seed=1),
            K.random_normal((3,), seed=2),
            K.dropout(K.ones((90, 91)), 0.5, seed=3),
        ]
        run = K.function([], made)
        return [run([]) for _ in range(2)]

    ours = draws()
    monkeypatch.setattr(sys.modules["kerasfront_theano.function"], "jitted", None)
    for one, other in zip(ours, draws()):
        np.testing.assert_array_equal(one[0], other[0])
        np.testing.assert_allclose(one[1], other[1], rtol=1e-5, atol=1e-6)
        np.testing.assert_array_equal(one[2], other[2])


def test_programs_are_kept_for_later_processes_unless_the_user_says_where(tmp_path):
    code = (
        "import kerasfront.backend as K; K.set_backend('theano')\n"
        "import jax; print(jax.config.jax_compilation_cache_dir)"
    )
    for folder in ("", str(tmp_path)):
        environment = os.environ | {"KERASFRONT_THEANO_LINKER": "jax", "JAX_COMPILATION_CACHE_DIR": folder}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
        assert done.stdout.strip() == (folder or f"{theano.config.compiledir}/jax"), done.stderr
