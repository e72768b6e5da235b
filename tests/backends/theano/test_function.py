"""What the compiled functions of Theano leave out, and what they change."""

import weakref

import numpy as np
import pytest

import kerasfront.backend as K


def operations(function, phase=0):
    """Of what was compiled for a phase."""
    return [type(node.op).__name__ for node in function._compiled[phase].function.maker.fgraph.toposort()]


def test_in_test_nothing_is_drawn_and_nothing_chosen():
    with K.use("theano"):
        x, phase = K.placeholder((None, 3)), K.learning_phase()
        y = K.in_train_phase(K.dropout(x, 0.4), x)
        y = K.in_train_phase(K.dropout(y, 0.5), y)  # this mask has the shape of a choice
        run = K.function([x, phase], [y])
        streams = K.random_streams([y])
        before = K.batch_get_value(streams)
        ones = np.ones((50, 3))
        np.testing.assert_array_equal(run([ones, 0])[0], ones)
        np.testing.assert_array_equal(K.batch_get_value(streams), before)
        assert set(run([ones, 1])[0].ravel()) == {0, np.float32(1 / 0.6) * np.float32(2)}
        assert (K.batch_get_value(streams)[0] != before[0]).any()
        assert not {"IfElse", "mrg_uniform"} & set(operations(run))
        assert "IfElse" not in operations(run, 1)


def test_adam_works_on_the_arrays_of_the_variables():
    with K.use("theano"):
        p, m, v = variables = [K.variable(np.full((2, 3), value)) for value in (1.0, 0.0, 0.0)]
        rates = [K.variable(rate) for rate in (0.1, 0.9, 0.99, 0.0)]
        run = K.function([], [p * 2.0], [K.adam_step(p, m, v, K.ones_like(p), *rates)])
        arrays = [x.get_value(borrow=True) for x in variables]
        np.testing.assert_array_equal(run([])[0], np.full((2, 3), 2))  # as it was before the step
        for x, array, value in zip(variables, arrays, (0.9, 0.1, 0.01)):
            assert np.shares_memory(x.get_value(borrow=True), array)
            np.testing.assert_allclose(array, np.full((2, 3), value), rtol=1e-5)


def test_adam_takes_arrays_in_any_order_in_memory():
    with K.use("theano"):
        p, m, v = variables = [K.variable(np.zeros((2, 3))) for _ in range(3)]
        p.set_value(np.asfortranarray(np.arange(6.0, dtype="float32").reshape(2, 3)), borrow=True)
        rates = [K.variable(rate) for rate in (0.0, 0.5, 0.5, 1.0)]
        slope = K.variable(np.arange(6.0).reshape(3, 2))
        K.function([], [], [K.adam_step(p, m, v, K.transpose(slope), *rates)])([])
        slopes = np.arange(6.0).reshape(3, 2).T
        for x, value in zip(variables, (np.arange(6.0).reshape(2, 3), slopes / 2, slopes**2 / 2)):
            np.testing.assert_array_equal(x.get_value(), value)


def test_a_failure_names_its_operation_and_the_function_can_be_called_again():
    with K.use("theano"):
        x, y = K.placeholder((None, None)), K.placeholder((None, None))
        run = K.function([x, y], [K.dot(x, y)])
        with pytest.raises(ValueError, match="(?s)Shape mismatch.*Apply node that caused the error: .*Dot"):
            run([np.ones((2, 3)), np.ones((2, 3))])
        np.testing.assert_array_equal(run([np.ones((2, 3)), np.ones((3, 1))])[0], [[3], [3]])


def test_no_array_is_held_after_a_call():
    with K.use("theano"):
        x = K.placeholder((None,))
        run = K.function([x], [x * 2.0])
        for call in (run, lambda arrays: K.over_batches(run)(arrays, [2, 1])[-1]):
            array = np.ones(3, "float32")
            results = call([array])
            given, made = weakref.ref(array), weakref.ref(results[0])
            del array, results
            assert given() is made() is None


@pytest.mark.parametrize("options", [{"profile": True}, {"mode": "FAST_COMPILE"}])
def test_options_of_theano_change_no_result(options):
    with K.use("theano"):
        x, total = K.placeholder((None,)), K.variable(1.0)
        run = K.function([x], [x * total], [K.update_add(total, K.sum(x))], **options)
        values = [run([[1.0, 2.0]]), *K.over_batches(run)([[3.0, 4.0]], [1, 1])]
        assert [value.tolist() for [value] in values] == [[1.0, 2.0], [12.0], [28.0]]
        assert K.get_value(total) == 11
