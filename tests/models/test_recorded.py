"""Whole models against the real Keras 1.2.2: graphs of layers, losses and weights of samples; scripts of training."""

import pytest

from tests.conftest import ENGINES
from tests.recorded_models import check, model_cases
from tests.recorded_scenarios import Scenario

SHARE = 4
"""The other engines take every fourth case: one compiles for seconds what the first builds at once."""


def runs(family):
    cases = model_cases("models", family)
    return [(engine, case) for engine in ENGINES for case in (cases if engine == ENGINES[0] else cases[::SHARE])]


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "case"), runs("graphs"), ids=repr, indirect=["engine"])
def test_graphs(engine, case):
    check(case)


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "case"), runs("scenarios"), ids=repr, indirect=["engine"])
def test_scripts(engine, case, tmp_path):
    Scenario(case, tmp_path).check()
