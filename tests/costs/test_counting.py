"""What counts work can tell more from less; otherwise the budgets would hold nothing."""

import numpy as np
import pytest

from kerasfront.layers import Dense
from kerasfront.models import Sequential
from tests.costs.budgets import COLUMNS
from tests.costs.counting import NODES, Calls, overruns, python_calls


def test_calls_of_functions_are_counted(K, monkeypatch):
    calls = Calls(monkeypatch)
    x = K.placeholder((None, 2))
    double = K.function([x], [2.0 * x])
    several = K.over_batches(double)
    batch = np.ones((3, 2), "float32")
    with calls.counted() as fed:
        double([batch])
        assert np.shape(several([batch], [1, 2])[0][0]) == (1, 2)
    assert [arrays[0] is batch for arrays in fed] == [True, True]
    with calls.counted() as fed:
        double([batch])
    assert len(fed) == 1


def test_calls_in_python_are_counted():
    def called():
        return len(str(1))

    with python_calls() as counter:
        called(), called()
    called()
    assert counter["test_counting.py:called"] == 2
    assert not counter["test_counting.py:str"]


def test_a_larger_graph_has_more_nodes(backend, monkeypatch):
    nodes, counts = NODES[backend](monkeypatch), [0]
    for layers in (1, 3):
        model = Sequential([Dense(2, input_dim=2) for _ in range(layers)])
        model.compile("sgd", "mse")
        model.train_on_batch(np.ones((1, 2)), np.ones((1, 2)))
        counts.append(nodes() - sum(counts))
    assert counts[2] > counts[1] > 0


@pytest.mark.parametrize("grown", range(len(COLUMNS)))
def test_whatever_grows_beyond_the_slack_is_named(grown):
    budget = [100.0] * len(COLUMNS)
    row = [100.0] * len(COLUMNS)
    assert overruns(row, budget, 1.05) == []
    row[grown] = 105.0
    assert overruns(row, budget, 1.05) == []
    row[grown] = 106.0
    assert overruns(row, budget, 1.05) == [f"{COLUMNS[grown]}: 106, the budget is 100"]
