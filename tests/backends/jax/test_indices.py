"""Indices out of range are found before a run, so that nothing is lost."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentError


@pytest.mark.parametrize("dtype", ["int32", "float32"])
@pytest.mark.parametrize("wrong", [4, -1, 2**31 - 1])
def test_no_variable_changes(K, dtype, wrong):
    rows, indices = K.variable(np.ones((4, 2))), K.placeholder((None, 2), dtype=dtype)
    chosen = K.gather(rows, K.cast(K.reshape(indices, (-1,)), "int32"))
    step = K.function([indices], [K.sum(chosen)], [(rows, rows * 2.0)])
    for call in (step, lambda arrays: K.over_batches(step)(arrays, [1])):
        with pytest.raises(ArgumentError, match="axis of size 4"):
            call([[[0, wrong]]])
    assert K.get_value(rows).tolist() == [[1, 1]] * 4
    assert step([np.zeros((0, 2))])[0] == 0


def test_a_computed_index_gives_nan(K):
    x = K.placeholder((3,))
    function = K.function([x], [K.gather(K.variable([1.0, 2.0]), K.argmax(x))])
    assert function([[0, 1, 0]])[0] == 2
    assert np.isnan(function([[0, 0, 1]])[0])


def test_the_branch_of_the_phase_counts(K):
    rows, indices = K.variable([1.0, 2.0]), K.placeholder((None,), dtype="int32")
    chosen = K.in_train_phase(K.gather(rows, indices), K.cast(indices, "float32"))
    function = K.function([indices, K.learning_phase()], [chosen])
    assert function([[7], 0])[0].tolist() == [7]
    with pytest.raises(ArgumentError, match="axis of size 2"):
        function([[7], 1])
