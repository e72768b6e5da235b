"""The comparison with other libraries counts, judges and reports as it says."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(autouse=True)
def rivals(monkeypatch):
    """The comparison's own modules, which are no part of the package."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "rivals"]:
        monkeypatch.delitem(sys.modules, name)


def module(name):
    return importlib.import_module(f"rivals.{name}")


@pytest.fixture
def results():
    """Ours and two others on two workloads, with seconds of three rounds and a last loss of 1."""
    result = module("result")
    made = result.Results()
    facts = {"import_s": 1.0, "first_step_s": 1.0, "versions": "one 1.0", "threads": "2", "blas": "some"}
    for workload in ("tiny", "mlp"):
        for contender, seconds in (("kerasfront/tensorflow", 0.5), ("keras3/jax", 1.0), ("keras3/torch", 2.0)):
            times = {job: [seconds, 2 * seconds, 3 * seconds] for job in result.JOBS}
            made.append(result.Result(workload, contender, 1000, facts, times, 1.0, 100.0))
    return made


def test_sizes_are_those_of_the_models():
    from rivals.contenders.kerasfront_model import Contender
    from rivals.sizes import weights
    from rivals.workloads import WORKLOADS

    for workload in WORKLOADS.values():
        model = Contender(workload, np.zeros(1), np.zeros(1))._model
        assert weights(workload) == sum(int(np.prod(w.shape)) for w in model.trainable_weights)


def test_operations_are_those_of_the_products():
    sizes, workloads = module("sizes"), module("workloads").WORKLOADS
    products = [784 * 512, 512 * 512, 512 * 10]
    assert sizes.flops(workloads["mlp"], "predict") == 2 * 128 * sum(products)
    assert sizes.flops(workloads["mlp"], "train") == 2 * 128 * (3 * sum(products) - products[0])
    lstm = 80 * (128 + 128) * 4 * 128 + 128
    assert sizes.flops(workloads["lstm"], "predict") == 2 * 32 * lstm
    assert sizes.flops(workloads["lstm"], "train") == 3 * 2 * 32 * lstm
    cnn = 26 * 26 * 9 * 32 + 24 * 24 * 9 * 32 * 32 + 12 * 12 * 32 * 128 + 128 * 10
    assert sizes.flops(workloads["cnn"], "predict") == 2 * 128 * cnn
    assert sizes.moved(workloads["tiny"], "train") == 7 * 4 * 21


def test_targets_are_judged_by_the_fastest_rival(results):
    verdicts = module("targets").verdicts(results, {"keras3/jax", "keras3/torch"})
    judged = {(v.job, v.workload, v.limit): (v.other, v.ratio, v.met) for v in verdicts}
    assert judged["train", "tiny", 0.8] == ("keras3/jax", 0.5, True)
    assert judged["predict", "mlp", 1.0] == ("keras3/jax", 0.5, True)
    assert judged["train", "geometric mean", 0.75] == ("fastest rival", pytest.approx(0.5), True)


def test_a_target_that_is_missed_says_so(results):
    for result in results:
        result.seconds["train"] = [1.0]
    missed = [v for v in module("targets").verdicts(results, {"keras3/jax"}) if not v.met]
    assert {(v.job, v.workload) for v in missed} == {("train", "tiny"), ("train", "geometric mean")}
    assert "missed" in module("tables").targets(missed).markdown()


def test_who_trains_to_another_loss_is_named(results):
    suspicious = module("result").suspicious
    assert suspicious(results) == []
    results[1].loss = 1.5
    assert suspicious(results) == ["tiny: the last loss of keras3/jax is 1.5000, the median is 1.0000"]
    results[1].loss = float("nan")
    assert len(suspicious(results)) >= 1


def test_the_block_of_the_page_is_replaced(results, tmp_path):
    report = module("report")
    page = tmp_path / "benchmarks.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    report.update_page(page, results, module("targets").verdicts(results, {"keras3/jax"}))
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("after\n") and "old" not in text
    assert "| tiny | 1 | 2 | 4 |" in text and "| train | geometric mean |" in text
    real = (BENCHMARKS.parent / "docs" / "benchmarks.md").read_text(encoding="utf8")
    assert real.count(report.BEGIN) == real.count(report.END) == 1


def test_results_do_not_tell_folders():
    assert module("process").FOLDER.sub("", "-L/home/me/lib -L/opt/lib -lblas") == "-lblas"


@pytest.mark.slow
def test_it_runs_to_the_end_and_writes_its_files(tmp_path):
    command = [sys.executable, str(BENCHMARKS / "compare.py"), "--workloads", "tiny", "--rounds", "1"]
    chosen = ["--contenders", "kerasfront/tensorflow", "tensorflow by hand", "--output", str(tmp_path)]
    done = subprocess.run([*command, *chosen], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    content = json.loads((tmp_path / "compare.json").read_text())
    assert content["machine"]["tensorflow_gflops"] > 0 and content["machine"]["copy_gb_s"] > 0
    assert [len(result["seconds"]["train"]) for result in content["results"]] == [1, 1]
    assert all(result["facts"]["threads"] and result["facts"]["blas"] for result in content["results"])
    assert "tensorflow by hand" in (tmp_path / "README.md").read_text()
