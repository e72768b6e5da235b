"""The formula by which times of several processes are extrapolated, and the table."""

import importlib
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def launch(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("launch")


def test_the_times_of_a_ring_are_found_again(launch):
    sums = {str(size): launch.extrapolated(4, 0.0, 0.0, size, 5e-6, 1e-9) for size in (1024, 65536, 4194304)}
    assert launch.fitted(sums, 4) == pytest.approx((5e-6, 1e-9))


@pytest.mark.parametrize("stays", [0.0, 0.25, 1.0])
def test_what_stays_is_found_again(launch, stays):
    together = launch.extrapolated(2, 0.1, stays, 0, 1e-3, 0.0)
    assert launch.fixed_share(0.1, together, 2e-3, 2) == pytest.approx(stays)


def test_table(launch):
    """Twice as many processes need half the time and a sum: 5 ms of 55 are communication."""
    alone = {"backend": "any", "models": {"MLP": {"weights": 0, "step": 0.1, "communication": 0.0}}, "sums": {}}
    two = {"models": {"MLP": {"weights": 0, "step": 0.055, "communication": 0.005}}, "sums": {"4": 1e-5, "4000": 1e-5}}
    row = next(line for line in launch.table({1: alone, 2: two}).splitlines() if line.startswith("| MLP"))
    assert row.startswith("| MLP | 0 | 100.00, 100%, 0% | 55.00, 91%, 9% | 100% |")
