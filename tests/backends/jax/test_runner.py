"""Programs are compiled once, variables are handed over and never lost, and nothing is left to be computed."""

import signal
from concurrent.futures import ThreadPoolExecutor

import jax
import numpy as np
import pytest

from kerasfront.backend import current


def compilations(function, phase=0):
    return function._run._compiled(phase)._cache_size()


def test_one_compilation_for_each_phase_and_size(K):
    x, w = K.placeholder((None, 3)), K.variable(np.ones((3, 3)))
    function = K.function([x, K.learning_phase()], [K.in_train_phase(K.dot(x, w), x)], [(w, w * 2.0)])
    for size in (4, 4, 2, 4, 2):
        function([np.ones((size, 3)), 0])
    assert compilations(function) == 2
    assert function([np.ones((4, 3)), 1])[0].shape == (4, 3)
    assert compilations(function) == 2 and compilations(function, 1) == 1


def test_the_arrays_of_changed_variables_are_handed_over(K):
    w = K.variable(np.ones((3, 2)))
    before = w.value
    K.function([], [], [(w, w * 2.0)])([])
    assert before.is_deleted()
    np.testing.assert_array_equal(K.get_value(w), np.full((3, 2), 2.0))


@pytest.mark.parametrize("read", [True, False])
def test_no_two_variables_share_an_array(K, read):
    x, y = K.variable([1.0, 2.0]), K.variable([3.0, 4.0])
    updates = [(x, y)] if read else [(x, y), (y, y)]
    copy = K.function([], [y], updates)
    assert copy([])[0].tolist() == [3, 4]
    K.function([], [], [(x, x * 2.0)])([])
    K.function([], [], [(y, y * 3.0)])([])
    assert K.get_value(x).tolist() == [6, 8] and K.get_value(y).tolist() == [9, 12]


def test_what_was_fed_may_change_after_the_call(K):
    x, total = K.placeholder((None, 512)), K.variable(np.zeros(512))
    add = K.function([x], [], [(total, total + K.sum(K.tanh(x), 0))])
    array, expected = np.empty((2000, 512), "float32"), 0.0
    for number in range(4):
        array[:] = number
        add([array])
        expected += 2000 * np.tanh(number)
        array[:] = np.nan
    np.testing.assert_allclose(K.get_value(total), np.full(512, expected), rtol=1e-4)


def test_results_belong_to_the_caller(K):
    w = K.variable(np.ones(3))
    function = K.function([], [w, w])
    first, second = function([])
    first[:] = 5
    assert second.tolist() == [1, 1, 1] and K.get_value(w).tolist() == [1, 1, 1]


def test_shapes_that_depend_on_data(K):
    x = K.placeholder((), dtype="int32")
    function = K.function([x], [K.arange(0, x) * 2])
    assert function([3])[0].tolist() == [0, 2, 4]
    assert function([2])[0].tolist() == [0, 2]
    rows, count = K.placeholder((None,)), K.variable(1.0)
    several = K.over_batches(K.function([rows, x], [K.arange(0, x), K.sum(rows)], [(count, count + 1.0)]))
    assert [[a.tolist(), float(b)] for a, b in several([np.ones(4), 2], [2, 2])] == [[[0, 1], 2.0]] * 2
    assert K.get_value(count) == 3


def test_shapes_that_depend_on_those_of_feeds_are_compiled(K):
    labels, y = K.placeholder((None, None)), K.placeholder((None, None, 4))
    steps, lengths = (K.placeholder((None, 1), dtype="int32") for _ in range(2))
    cost = K.sum(K.ctc_batch_cost(labels, y, steps, lengths))
    drawn = K.dropout(y, 0.5, (None, 1, None)) + K.random_uniform(K.shape(y))
    repeated = K.tile(K.sum(labels, 1), (K.shape(y)[1],)) + K.cast(K.arange(2 * K.shape(y)[1]), "float32")
    function = K.function([labels, y, steps, lengths], [cost, *K.gradients(cost, [y]), drawn, repeated])
    for times in (5, 6):
        function([[[0, 1]] * 2, np.full((2, times, 4), 0.25), [[4]] * 2, [[2]] * 2])
    assert compilations(function) == 2 and not function._run._uncompiled


def test_an_interrupt_loses_no_variable(K):
    w = K.variable(np.ones(3))

    def interrupt(number, frame):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        step = K.function([], [], [(w, w + 1.0)])
        kept = step._program.keep

        def keep(*values):
            signal.raise_signal(signal.SIGINT)
            kept(*values)

        step._program.keep = keep
        with pytest.raises(KeyboardInterrupt):
            step([])
    finally:
        signal.signal(signal.SIGINT, before)
    assert K.get_value(w).tolist() == [2, 2, 2]


def test_one_thread_trains_while_others_predict_and_read(K):
    x, w, backend = K.placeholder((None,)), K.variable(np.zeros(64)), current()
    train = K.function([], [], [(w, w + 1.0)])
    predict = K.function([x], [K.sum(x) * w])

    def repeated(call):
        with backend.active():
            return [call() for _ in range(200)]

    calls = [lambda: train([]), lambda: predict([np.ones(2)])[0], lambda: K.get_value(w)]
    with ThreadPoolExecutor(3) as pool:
        _, predicted, read = pool.map(repeated, calls)
    for values in (*predicted, *read):
        assert len(set(values.tolist())) == 1
    assert K.get_value(w).tolist() == [200] * 64


def test_other_users_of_the_library_keep_their_types(K):
    x = K.variable(np.arange(3), dtype="int64")
    assert K.eval(x * 2**40).tolist() == [0, 2**40, 2**41]
    assert jax.numpy.arange(3).dtype == "int32" and not jax.config.jax_enable_x64
