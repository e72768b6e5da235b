"""The comparison with other libraries counts, judges and reports as it says."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
RATES = {"numpy_gflops": 1.0, "tensorflow_gflops": 1.0, "copy_gb_s": 1.0}


@pytest.fixture(autouse=True)
def rivals(monkeypatch):
    """The comparison's own modules, which are no part of the package."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield
    for name in [name for name in sys.modules if name.split(".")[0] in ("rivals", "compare")]:
        monkeypatch.delitem(sys.modules, name)


def module(name):
    return importlib.import_module(f"rivals.{name}")


@pytest.fixture
def results():
    """Ours and two others on two workloads, with seconds of three rounds and a last loss of 1."""
    result = module("result")
    made = result.Results()
    facts = {"import_s": 1.0, "first_step_s": 1.0, "first_loss": 2.0, "imported_mb": 40.0}
    facts |= {"versions": "one 1.0", "threads": "2", "blas": "some"}
    for workload in ("tiny", "mlp"):
        for contender, seconds in (("kerasfront/tensorflow", 0.5), ("keras3/jax", 1.0), ("keras3/torch", 2.0)):
            times = {job: [seconds, 2 * seconds, 3 * seconds] for job in result.JOBS}
            made.append(result.Result(workload, contender, 1000, facts, times, 1.0, 100.0))
    return made


def leaves(layers):
    """The words of all layers that are no composition."""
    for word, *sizes in layers:
        yield from [word] if not sizes or not isinstance(sizes[0], tuple) else ()
        for chain in sizes:
            yield from leaves(chain) if isinstance(chain, tuple) else ()


@pytest.fixture
def classic(monkeypatch):
    monkeypatch.setenv("CLASSIC", "kerasfront")
    return module("contenders.classic_model")


def test_sizes_are_those_of_the_models(classic):
    from rivals.sizes import weights
    from rivals.workloads import WORKLOADS

    for workload in WORKLOADS.values():
        xs = [np.zeros((1, *workload.stored(shape)), "float32") for shape in workload.input_shapes]
        contender = classic.Contender(workload, xs, [np.zeros((1, 1), "float32")])
        trained = contender._model.trainable_weights
        if workload.critic:
            contender._critic.trainable = True
            trained += contender._critic.trainable_weights
        assert weights(workload) == sum(int(np.prod(w.shape)) for w in trained)


def test_contenders_have_all_words(classic):
    workloads = module("workloads").WORKLOADS
    for name in ("tensorflow", "theano"):
        layers = getattr(module(f"contenders.{name}_layers"), f"{name.title()}Layers")
        for workload in workloads.values():
            words = {*leaves(workload.layers), *leaves(workload.critic)}
            assert words <= classic.LAYERS.keys() and all(hasattr(layers, f"_{word}") for word in words)


@pytest.mark.parametrize("kind", ["siamese", "video", "multi_output", "stateful_lstm"])
def test_contenders_begin_at_the_same_loss(classic, kind):
    from dataclasses import replace

    workload = replace(module("workloads").KINDS[kind], steps=1)
    made = [classic, module("contenders.tensorflow_loop")]
    losses = [contender.Contender(workload, *workload.data()).train(1) for contender in made]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)


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


def test_who_begins_at_another_loss_is_named_unless_it_is_random(results):
    suspicious = module("result").suspicious
    results[1].facts = results[1].facts | {"first_loss": 2.01}
    assert suspicious(results) == ["tiny: the first loss of keras3/jax is 2.0100, the median is 2.0000"]
    assert suspicious(results, ["tiny"]) == []


def test_memory_is_that_above_the_import(results):
    results[0].peak_mb = 70.0
    verdicts = module("targets").verdicts(results, {"keras3/jax"})
    assert not any(verdict.job == "memory" for verdict in verdicts)
    results[1].contender = results[4].contender = "keras3/tensorflow"
    (verdict,) = (v for v in module("targets").verdicts(results, set()) if v.job == "memory")
    assert verdict.ratio == pytest.approx((30 / 60) ** 0.5) and verdict.met
    lines = module("tables").memory(results).markdown().splitlines()
    assert lines[2] == "| tiny | 30 | 60 | 60 |" and lines[-1] == "| kerasfront/tensorflow / it |  | 0.71 | 0.71 |"


def test_what_was_not_measured_is_told_and_counts_nowhere(results):
    results[1].failed = "cannot"
    tables = module("tables")
    assert tables.missing(results).rows == [["tiny", "keras3/jax", "cannot"]]
    assert all("tiny | keras3/jax" not in grid.markdown() for grid in tables.grids(results, [], RATES)[:4])
    judged = module("targets").verdicts(results, {"keras3/jax", "keras3/torch"})
    assert {v.other for v in judged if v.workload == "tiny"} == {"keras3/torch"}


def test_a_contender_that_fails_leaves_the_others_their_rounds(monkeypatch):
    from types import SimpleNamespace

    from rich.console import Console

    compare, process = importlib.import_module("compare"), module("process")
    answers = {"seconds": 1.0, "loss": 1.0, "peak_mb": 1.0}
    works = SimpleNamespace(ask=lambda word: answers, end=lambda: None, facts={})
    broken = process.Contender("contenders_have_no_such_file")
    lacks_it = process.Contender("", without={"tiny": "so"})
    contenders = {"works": process.Contender(""), "broken": broken, "lacks it": lacks_it}
    monkeypatch.setattr(compare, "CONTENDERS", contenders)
    begin = compare.Process
    monkeypatch.setattr(compare, "Process", lambda c, *more: begin(c, *more) if c is broken else works)
    results = module("result").Results()
    options = SimpleNamespace(contenders=list(contenders), rounds=2, seconds=0, share=1)
    for number, _ in enumerate(compare.measure("tiny", results, options, Console(quiet=True)), 1):
        assert results[0].rounds == number
    assert "contenders_have_no_such_file" in results[1].failed and results[2].failed == "so"


def test_a_run_that_was_interrupted_goes_on_with_what_is_missing(results, tmp_path):
    report = module("report")
    results[-1].seconds["predict"].pop()
    report.write_json(tmp_path / "compare.json", results, RATES, [])
    read = report.read_json(tmp_path / "compare.json")
    assert list(read) == list(results)
    names = [result.contender for result in results[:3]]
    assert read.complete(names, 3).workloads() == ["tiny"] and read.complete([*names, "other"], 3) == []
    assert [path.name for path in tmp_path.iterdir()] == ["compare.json"]


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
