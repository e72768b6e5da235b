"""Functions of Python that a graph calls."""

import numpy as np
import pytest

from kerasfront.backend.host_calls import Turn, in_turn
from kerasfront.errors import ArgumentTypeError


def test_order():
    """What a call depends on comes before it; otherwise the turns decide."""
    needs = {"late": (Turn(0, 2), []), "gradient": (Turn(1, -2), ["late"]), "again": (Turn(0, 1), ["gradient"])}
    assert in_turn({**needs, "early": (Turn(0, 0), [])}) == ["early", "late", "gradient", "again"]


def test_the_same_order_on_all_backends_with_graphs(K):
    """Calls that do not depend on each other come as they were built, those of gradients the other way round."""
    told = []

    def note(number):
        return lambda array: told.append(number) or array

    x = K.placeholder((None,))
    calls = [K.call_host(K.exp(x * i), note(i), note(-i)) for i in (1, 2, 3)]
    loss = K.sum(calls[2] * calls[0] + calls[1])
    K.function([x], [loss, *K.gradients(loss, [x])])([np.ones(2)])
    assert told == [1, 2, 3, -3, -2, -1]


def test_a_result_of_another_shape(K):
    y = K.call_host(K.variable([1.0, 2.0]), np.sum, np.sum)
    with pytest.raises(Exception, match=r"the shape that it gets, \(2,\), got \(\)"):
        K.eval(y)


def test_what_are_no_floats(K):
    with pytest.raises(ArgumentTypeError, match="call_host: x must hold floats, got int32"):
        K.call_host(K.variable([1], "int32"), np.array, np.array)
