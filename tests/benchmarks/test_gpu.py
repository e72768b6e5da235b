"""The script for GPUs says what is wrong, and runs as it is where there is none."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def gpu(monkeypatch):
    import importlib

    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield importlib.import_module("gpu")
    for name in [name for name in sys.modules if name.split(".")[0] in ("rivals", "gpu")]:
        monkeypatch.delitem(sys.modules, name)


def test_what_is_checked(gpu):
    expected = {"mlp": {"losses": [2.0, 1.0], "predicted": [0.5]}}
    good = {"mlp": {"losses": [2.0, 1.0001], "predicted": [0.5], "gpu_mb": 500, "gpu_total_mb": 8000}}
    assert gpu.faults(good, expected, 1e-4, on_gpu=True) == []
    wrong = {"losses": [2.0, 1.1], "predicted": [float("nan")], "gpu_mb": 0, "gpu_total_mb": 8000}
    assert [text.partition(": ")[2].split()[0] for text in gpu.faults({"mlp": wrong}, expected, 1e-4, True)] == [
        "losses", "predicted", "nothing",
    ]  # fmt: skip
    greedy = {"mlp": {**good["mlp"], "gpu_mb": 6000}}
    assert "6000 MB of 8000 MB" in gpu.faults(greedy, expected, 1e-4, on_gpu=True)[0]
    assert gpu.faults({"mlp": expected["mlp"]}, expected, 1e-4, on_gpu=False) == []


@pytest.mark.parametrize(
    "asked, models",
    [
        pytest.param(["--models", "mlp"], 1, marks=pytest.mark.slow, id="one model"),
        pytest.param([], 5, marks=pytest.mark.full, id="all models"),
    ],
)
def test_it_runs_without_a_gpu(asked, models, tmp_path):
    options = ["--here", "--cpu", "--seconds", "0", "--steps", "5", "--output", str(tmp_path / "found.json"), *asked]
    done = subprocess.run([sys.executable, str(BENCHMARKS / "gpu.py"), *options], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((tmp_path / "found.json").read_text())
    assert found["faults"] == [] and [len(here) for here in found["results"].values()] == [models] * 4
