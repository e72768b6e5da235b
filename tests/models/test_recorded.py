"""Whole models against the real Keras 1.2.2: graphs of layers, losses and weights of samples; scripts of training."""

import pytest

from tests.conftest import BACKENDS
from tests.recorded_models import check, model_cases
from tests.recorded_scenarios import Scenario

SHARE = 4
"""The other backends take every fourth case: one compiles for seconds what the first builds at once."""


def runs(family):
    cases = model_cases("models", family)
    return [(backend, case) for backend in BACKENDS for case in (cases if backend == BACKENDS[0] else cases[::SHARE])]


@pytest.mark.slow
@pytest.mark.parametrize(("backend", "case"), runs("graphs"), ids=repr, indirect=["backend"])
def test_graphs(backend, case):
    check(case)


@pytest.mark.slow
@pytest.mark.parametrize(("backend", "case"), runs("scenarios"), ids=repr, indirect=["backend"])
def test_scripts(backend, case, tmp_path):
    Scenario(case, tmp_path).check()
