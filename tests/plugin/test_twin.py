"""A wrong operation of a plug-in is found and named by a training that is verified with it."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.backend import selection
from kerasfront.constraints import maxnorm
from kerasfront.errors import DriftError
from kerasfront.layers import Dense
from kerasfront.models import Sequential, TwinRun

X = np.random.RandomState(0).uniform(-1, 1, (12, 3)).astype("float32")
Y = X[:, :2] ** 2


@pytest.fixture
def strict(monkeypatch):
    """The strict plug-in, as if it were installed."""
    dist = SimpleNamespace(name="kerasfront-strict", version="1.0")
    point = SimpleNamespace(name="strict", value="kerasfront_strict", dist=dist, group=selection.GROUP)
    known = selection.metadata.entry_points
    monkeypatch.setattr(
        selection.metadata, "entry_points", lambda group: [*known(group=group), *[point] * (group == selection.GROUP)]
    )
    monkeypatch.setattr(selection, "_loaded", dict(selection._loaded))
    monkeypatch.syspath_prepend(Path(__file__).parent / "strict_backend")
    return selection.load_backend("strict")


@pytest.fixture
def model():
    with K.use("tensorflow"):
        inner = Sequential([Dense(4, activation="sigmoid", input_dim=4, name="within")], name="inner")
        layers = [
            Dense(4, input_dim=3, name="first"),
            Dense(4, activation="tanh", W_constraint=maxnorm(0.5), name="second"),
            inner,
            Dense(2, name="last"),
        ]
        model = Sequential(layers)
        model.compile("sgd", "mse")
        yield model


def drift_of(model, **options):
    with pytest.raises(DriftError) as caught:
        model.fit(X, Y, batch_size=4, nb_epoch=1, shuffle=False, verbose=0, verify_with=TwinRun("strict", **options))
    assert f"layer {caught.value.drift.layer!r}" in str(caught.value)
    return caught.value.drift


def test_right_operations_do_not_drift(strict, model):
    run = TwinRun("strict", tolerance=1e-5)
    model.fit(X, Y, batch_size=4, nb_epoch=2, verbose=0, verify_with=run)
    assert run.drift is None and [len(steps) for steps in run.distances.values()] == [6, 6, 6]


@pytest.mark.parametrize(("operation", "layer", "kind"), [("tanh", "second", "Dense"), ("sigmoid", "within", "Dense")])
def test_wrong_values_are_named_by_the_layer_that_computes_them(strict, model, monkeypatch, operation, layer, kind):
    right = strict.operations[operation]
    monkeypatch.setitem(strict.operations, operation, lambda x: 1.02 * right(x))
    drift = drift_of(model)
    assert (drift.kind, drift.layer, drift.layer_class, drift.name, drift.step) == ("output", layer, kind, "", 1)
    assert drift.distance == pytest.approx(0.02 / 1.02, rel=1e-3)


def test_wrong_gradient_is_named_by_the_layer_where_it_begins(strict, model, monkeypatch):
    right = strict.operations["tanh"]
    monkeypatch.setitem(strict.operations, "tanh", lambda x: K.stop_gradient(right(x) - 3.0 * x) + 3.0 * x)
    drift = drift_of(model)
    assert (drift.kind, drift.layer, drift.step) == ("gradient", "second", 1) and drift.name.startswith("second_")


def test_wrong_update_is_named_by_the_weight(strict, model, monkeypatch):
    right = strict.operations["clip"]
    monkeypatch.setitem(strict.operations, "clip", lambda x, *limits: 1.01 * right(x, *limits))
    drift = drift_of(model)
    assert (drift.kind, drift.layer, drift.step) == ("weight", "second", 1) and drift.name.startswith("second_W")


def test_what_is_within_the_tolerance_drifts_later(strict, model, monkeypatch):
    """Each step adds a little to the weights."""
    right = strict.operations["clip"]
    monkeypatch.setitem(strict.operations, "clip", lambda x, *limits: 1.01 * right(x, *limits))
    drift = drift_of(model, tolerance=0.0115)
    assert drift.step > 1


def test_a_warning_names_it_once_and_the_training_goes_on(strict, model, monkeypatch):
    right = strict.operations["tanh"]
    monkeypatch.setitem(strict.operations, "tanh", lambda x: 1.02 * right(x))
    run = TwinRun("strict", action="warn")
    with pytest.warns(UserWarning, match=r"The output of layer 'second' \(Dense\) on strict is 0.02 away from") as said:
        model.fit(X, Y, batch_size=4, nb_epoch=2, verbose=0, verify_with=run)
    assert len(said) == 1 and len(run.distances["output"]) == 1 and len(model.history.epoch) == 2


def test_everything_can_be_recorded(strict, model, monkeypatch):
    right = strict.operations["tanh"]
    monkeypatch.setitem(strict.operations, "tanh", lambda x: 1.02 * right(x))
    run = TwinRun("strict", action="record")
    model.fit(X, Y, batch_size=4, nb_epoch=2, verbose=0, verify_with=run)
    assert len(run.distances["output"]) == 6 and run.drift == run.first["output"]
    assert list(run.first) == ["output", "gradient", "weight"]
