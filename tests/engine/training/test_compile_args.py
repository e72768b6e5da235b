"""What compile makes of its arguments; no backend is needed."""

import pytest

from kerasfront import metrics, objectives
from kerasfront.engine.training.compile_args import collect_metrics, describe
from kerasfront.errors import ArgumentError, ArgumentTypeError, UnknownNameError

NAMES, SHAPES = ["y", "z"], [(None, 2), (None, 3)]


def own(y_true, y_pred):
    return y_pred


def test_defaults():
    (y,) = describe(["y"], [(None, 2)], "mse")
    assert (y.name, y.loss, y.weight, y.sample_weight_mode, y.metrics) == (
        "y", objectives.mean_squared_error, 1.0, None, (),
    )  # fmt: skip
    assert y.sample_weight_ndim == 1


def test_by_name():
    y, z = describe(NAMES, SHAPES, {"z": "mae", "y": own}, {"z": "accuracy"}, {"y": 2}, {"y": "temporal"})
    assert (y.loss, z.loss) == (own, objectives.mean_absolute_error)
    assert (y.weight, z.weight) == (2.0, 1.0)
    assert (y.sample_weight_ndim, z.sample_weight_ndim) == (2, 1)
    assert (y.metrics, z.metrics) == ((), (("acc", metrics.categorical_accuracy),))


def test_an_output_without_loss_is_left_out():
    for loss in (["mse", None], {"y": "mse", "z": None}):
        (y,) = describe(NAMES, SHAPES, loss, ["acc"], {"z": 2})
        assert (y.name, y.index, y.weight) == ("y", 0, 1.0)
    (z,) = describe(NAMES, SHAPES, [None, "mse"])
    assert (z.name, z.index) == ("z", 1)


@pytest.mark.parametrize("loss", [objectives.Registry, object(), 3, [["mse"]]])
def test_what_is_no_loss(loss):
    with pytest.raises(ArgumentTypeError, match="loss must be a name or a function"):
        describe(["y"], [(None, 2)], loss)


def test_metrics_of_each_output():
    assert collect_metrics(["mae", own], NAMES) == [["mae", own], ["mae", own]]
    assert collect_metrics({"z": ["mae"]}, NAMES) == [[], ["mae"]]
    assert collect_metrics("acc", NAMES) == [["acc"], ["acc"]]
    assert collect_metrics(None, NAMES) == [[], []]


def test_names_of_metrics():
    (y,) = describe(["y"], [(None, 2)], "mse", ["mae", own])
    assert [name for name, _ in y.metrics] == ["mean_absolute_error", "own"]


@pytest.mark.parametrize(
    ("loss", "shape", "kind"),
    [
        ("binary_crossentropy", (None, 3), metrics.binary_accuracy),
        ("mse", (None, 1), metrics.binary_accuracy),
        ("sparse_categorical_crossentropy", (None, 3), metrics.sparse_categorical_accuracy),
        ("categorical_crossentropy", (None, 3), metrics.categorical_accuracy),
        ("mse", (None, 5, 3), metrics.categorical_accuracy),
    ],
)
@pytest.mark.parametrize("name", ["acc", "accuracy"])
def test_kind_of_accuracy(loss, shape, kind, name):
    (y,) = describe(["y"], [shape], loss, [name])
    assert y.metrics == (("acc", kind),)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"loss": None}, "loss: got nothing for 'y'"),
        ({"loss": ["mse"]}, "loss: got 1 entries for 2"),
        ({"loss": {"y": "mse"}}, "loss: got nothing for 'z'"),
        ({"loss": {"y": "mse", "x": "mse"}}, "loss: got the key 'x'"),
        ({"loss": "mse", "loss_weights": ["a", 1]}, "must be a number or a scalar tensor, got 'a'"),
        ({"loss": "mse", "loss_weights": {"x": 1}}, "loss_weights: got the key 'x'"),
        ({"loss": "mse", "metrics": {"x": "acc"}}, "metrics: got the key 'x'"),
        ({"loss": ["mse", None], "metrics": {"z": "acc"}}, "metrics: the output 'z' has no loss"),
        ({"loss": "mse", "sample_weight_mode": "time"}, "must be None or 'temporal', got 'time'"),
        ({"loss": "mse", "sample_weight_mode": ["temporal"]}, "sample_weight_mode: got 1 entries for 2"),
    ],
)
def test_wrong_values(arguments, complaint):
    with pytest.raises(ArgumentError, match=complaint):
        describe(NAMES, SHAPES, **arguments)


@pytest.mark.parametrize(
    ("metric", "complaint"),
    [(metrics.Precision, "Make an instance"), (object(), "must be a name, a function or"), (None, "got None")],
)
def test_wrong_metrics(metric, complaint):
    with pytest.raises(ArgumentTypeError, match=complaint):
        describe(["y"], [(None, 2)], "mse", [metric])


def test_unknown_names():
    with pytest.raises(UnknownNameError, match="Did you mean 'categorical_crossentropy'"):
        describe(["y"], [(None, 2)], "catgorical_crossentropy")
    with pytest.raises(UnknownNameError, match="metric 'accurracy'"):
        describe(["y"], [(None, 2)], "mse", ["accurracy"])
