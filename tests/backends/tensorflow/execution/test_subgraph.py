"""Questions about how tensors of TensorFlow's graph depend on one another."""

import pytest

from kerasfront import backend as K

pytestmark = pytest.mark.usefixtures("on_tensorflow")


def types(operations):
    return [operation.type for operation in operations]


def test_ancestors_come_inputs_first_and_each_once():
    from kerasfront_tensorflow.execution.subgraph import ancestors

    x = K.placeholder((2,))
    found = list(ancestors([K.exp(x) + K.exp(x)]))
    assert found[0] is x.op and len(found) == len(set(found))
    places = {operation: place for place, operation in enumerate(found)}
    assert all(places[before.op] < places[after] for after in found for before in after.inputs)


def test_ends_and_what_lies_behind_them_are_left_out():
    from kerasfront_tensorflow.execution.subgraph import ancestors

    x = K.placeholder((2,))
    middle = K.exp(x)
    assert types(ancestors([K.tanh(middle)], {middle.op})) == ["Tanh"]


def test_the_next_step_of_a_loop_comes_after_what_takes_it():
    from kerasfront_tensorflow.execution.subgraph import ancestors

    x = K.placeholder((None, 2))
    found = types(ancestors([K.foldl(lambda total, row: total + row, x)]))
    assert "NextIteration" in found and found.index("Merge") < found.index("NextIteration")


def test_depends_on():
    from kerasfront_tensorflow.execution.subgraph import depends_on

    x, y = K.placeholder((2,)), K.placeholder((2,))
    assert depends_on([K.exp(x) + 1.0], x)
    assert not depends_on([K.exp(x) + 1.0], y)


def test_gradients_end_at_operations_that_have_none():
    from kerasfront_tensorflow.execution.subgraph import gradient_path

    x, y = K.placeholder((2,)), K.placeholder((2,))
    path = list(gradient_path([K.round(x) + K.exp(y)]))
    assert y.op in path and x.op not in path


def test_placeholders_that_are_not_given():
    from kerasfront_tensorflow.execution.subgraph import placeholders

    x, y = K.placeholder((2,), name="first"), K.placeholder((2,), name="second")
    assert [name.split(":")[0] for name in placeholders([x + y], [x])] == [y.op.name]
