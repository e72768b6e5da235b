"""`kerasfront.models` finds Graph and the files of Keras 0.3 through the entry points of setup.cfg."""

import configparser
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

import kerasfront.models
from kerasfront import plugins, saving
from kerasfront.errors import ArgumentError
from kerasfront.layers import BatchNormalization as TodaysBatchNormalization
from kerasfront.layers import Dense, Input
from kerasfront.legacy import models
from kerasfront.legacy.layers import BatchNormalization
from kerasfront.models import Model, Sequential, model_from_json

SETUP = Path(__file__).parents[2] / "setup.cfg"


@pytest.fixture(autouse=True)
def entry_points(monkeypatch):
    """Those of the checkout, whatever is installed."""
    parser = configparser.ConfigParser()
    parser.read(SETUP)
    found = []
    for group, lines in parser["options.entry_points"].items():
        pairs = (line.split(" = ") for line in lines.strip().splitlines())
        found += [metadata.EntryPoint(name, value, group) for name, value in pairs]
    monkeypatch.setattr(plugins.metadata, "entry_points", metadata.EntryPoints(found).select)


def stack():
    model = models.Sequential([Dense(2, input_dim=3), Dense(1)])
    model.compile("sgd", "mse")
    return model


def test_models_have_graph():
    assert kerasfront.models.Graph is models.Graph
    assert not hasattr(kerasfront.models, "Tree")


def test_texts_open(backend):
    model = model_from_json(stack().to_json())
    assert type(model) is models.Sequential
    assert model.optimizer is not None


def test_weights_open(backend, tmp_path):
    old, today = stack(), Sequential([Dense(2, input_dim=3), Dense(1)])
    old.save_weights(tmp_path / "w.h5")
    today.load_weights(tmp_path / "w.h5")
    for one, other in zip(old.get_weights(), today.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_deviations_become_variances(backend, tmp_path):
    old = models.Sequential([BatchNormalization(input_shape=(3,))])
    old.set_weights([np.full(3, value) for value in (1.0, 0.0, 0.5, 2.0)])
    old.save_weights(tmp_path / "w.h5")
    today = Sequential([TodaysBatchNormalization(input_shape=(3,))])
    today.load_weights(tmp_path / "w.h5")
    np.testing.assert_array_equal(today.get_weights()[3], [4.0, 4.0, 4.0])


def test_weights_of_a_graph_open(backend, tmp_path):
    graph = models.Graph()
    graph.add_input("x", (3,))
    graph.add_node(Dense(2), "d", input="x", create_output=True)
    graph.save_weights(tmp_path / "w.h5")
    weights = graph.get_weights()
    graph.set_weights([np.zeros((3, 2)), np.zeros(2)])
    saving.load_weights(graph, tmp_path / "w.h5")
    np.testing.assert_array_equal(graph.get_weights()[0], weights[0])


def test_a_model_without_an_order_is_refused(backend, tmp_path):
    stack().save_weights(tmp_path / "w.h5")
    x = Input((3,))
    with pytest.raises(ArgumentError, match="neither a Sequential nor"):
        Model(x, Dense(2)(x)).load_weights(tmp_path / "w.h5")


def test_what_is_gone_does_not_count(monkeypatch):
    gone = [metadata.EntryPoint("Graph", "nowhere.at.all:Graph", "kerasfront.models")]
    monkeypatch.setattr(plugins.metadata, "entry_points", metadata.EntryPoints(gone).select)
    assert plugins.plugged("kerasfront.models") == []
    assert not hasattr(kerasfront.models, "Graph")
