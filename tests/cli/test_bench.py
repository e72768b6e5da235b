"""The main job at its smallest, on all backends: what it prints, what it writes, and what it promises."""

import json

import numpy as np
import pytest

import kerasfront
import kerasfront.cli.bench.digits as digits
from kerasfront.cli import main
from kerasfront.cli.bench.compare import relative_distance
from kerasfront.cli.bench.measure import PeakMemory
from kerasfront.cli.bench.runner import train
from kerasfront.cli.bench.workloads import WORKLOADS


def test_the_digits_are_split_the_same_way_each_time():
    one, two = digits.load(), digits.load()
    assert one.x_train.shape == (1437, 8, 8) and one.x_test.shape == (360, 8, 8)
    assert one.x_train.max() == 1.0 and one.y_train.sum(axis=1).max() == 1.0
    np.testing.assert_array_equal(one.x_test, two.x_test)


def test_one_epoch_gives_a_table_a_json_file_and_a_picture(backends, tmp_path, capsys):
    assert main(["bench", "--models", "mlp", "--epochs", "1", "--batch-size", "200", "--output", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "\r" not in printed and "\x1b" not in printed
    assert all(f"mlp on {backend}" in printed for backend in backends)
    content = json.loads((tmp_path / "bench.json").read_text())
    assert [row["backend"] for row in content["results"]] == list(backends)
    assert all(row["step_ms"][0] > 0 for row in content["results"])
    assert (tmp_path / "bench.png").read_bytes().startswith(b"\x89PNG")


def one_epoch_of_plain_descent(backend):
    """Weights of the MLP before and after it."""
    data = digits.load()
    with kerasfront.backend.use(backend):
        kerasfront.set_random_seed(1)
        model = WORKLOADS["mlp"].build()
        before = model.get_weights()
        model.compile("sgd", "categorical_crossentropy")
        model.fit(WORKLOADS["mlp"].inputs(data.x_train), data.y_train, nb_epoch=1, verbose=0)
        return before, model.get_weights()


def test_backends_start_from_equal_weights_and_stay_together(backends):
    """Initial weights and batches are equal to the bit, so that an epoch ends (almost) in the same place."""
    (start, end), *others = [one_epoch_of_plain_descent(backend) for backend in backends]
    for other_start, other_end in others:
        assert all(np.array_equal(a, b) for a, b in zip(start, other_start))
        assert relative_distance(end, other_end) < 1e-5


@pytest.mark.slow
@pytest.mark.parametrize(("model", "accuracy"), [("mlp", 0.96), ("cnn", 0.98), ("lstm", 0.95)])
def test_the_shipped_settings_reach_their_accuracy(backend, model, accuracy):
    assert train(model, backend, digits.load(), epochs=None, batch_size=32, seed=1337).accuracy >= accuracy


def test_an_unknown_backend_ends_with_a_message(tmp_path, capsys):
    assert main(["bench", "--models", "mlp", "--backend", "thaeno", "--output", str(tmp_path)]) == 2
    assert "Unknown backend 'thaeno'" in capsys.readouterr().err


@pytest.mark.parametrize("option", [["--epochs", "0"], ["--models", "resnet"], ["--batch-size", "many"]])
def test_a_wrong_option_ends_with_the_usage(option, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["bench", *option])
    assert "usage:" in capsys.readouterr().err


def test_peak_memory_sees_what_was_held_in_between():
    with PeakMemory() as memory:
        held = np.ones(20_000_000)
        del held
    assert memory.peak - memory.before > 100
