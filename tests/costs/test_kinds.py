"""The kinds of models that the benchmarks measure cost no more work than the table allows."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from kerasfront.engine.training import step
from tests.costs.budgets import KINDS, KINDS_COLUMNS, SLACK
from tests.costs.counting import MARGIN, NODES, overruns, python_calls

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
BATCH = 2


def counted(backend, kind, monkeypatch):
    """The row of the table: nodes do not depend on sizes, so that the benchmark's own will do."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.setenv("CLASSIC", "kerasfront")
    monkeypatch.setattr(step, "SECONDS", 1e9)  # all batches but the first fit into a call
    nodes = NODES[backend](monkeypatch)
    model = import_module("rivals.contenders.classic_model")
    size = 1 if kind == "one_sample" else BATCH
    workload = replace(import_module("rivals.workloads").KINDS[kind], batch_size=size, steps=3 * MARGIN)
    contender = model.Contender(workload, *workload.data())
    np.testing.assert_equal(np.isfinite(contender.train(3 * MARGIN)), True)
    contender.train(3 * MARGIN)
    trained = nodes()
    contender.predict()
    calls = []
    for steps in (3 * MARGIN, 2 * MARGIN):
        with python_calls() as counter:
            contender.train(steps)
        calls.append(counter.total())
    return trained, nodes() - trained, (calls[0] - calls[1]) / MARGIN


@pytest.mark.full
@pytest.mark.parametrize("kind", list(dict.fromkeys(kind for _, kind in KINDS)))
def test_a_kind_of_model_keeps_to_its_budget(backend, kind, monkeypatch):
    row = counted(backend, kind, monkeypatch)
    over = overruns(row, KINDS[backend, kind], SLACK, KINDS_COLUMNS)
    assert not over, (
        f"{kind} on {backend} does more work than before. {'; '.join(over)}. Find out why; only if it is meant, write "
        f"into tests/costs/budgets.py: ({backend!r}, {kind!r}): {row}"
    )


def test_the_table_has_every_kind(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    kinds = import_module("rivals.workloads").KINDS
    assert KINDS.keys() == {(backend, kind) for backend in NODES for kind in kinds}
