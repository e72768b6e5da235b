"""Models in the form of Keras 2 and 3, which these open and which compute the same there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import kerasfront
from kerasfront import layers, saving
from kerasfront.backend import int_shape
from kerasfront.engine.topology import InputLayer, Merge
from kerasfront.engine.topology.arguments import plain
from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.errors import ArgumentError, NotReadyError
from kerasfront.models import Sequential
from kerasfront.regularizers import EigenvalueRegularizer
from kerasfront.saving.layer_formats import described, format_of, outer_layers
from kerasfront.saving.layer_formats.counterparts import COUNTERPARTS, IGNORED
from kerasfront.utils.layer_utils import innermost_layers
from tests.saving import exported_models
from tests.tiny import Scale

LATER_KERAS = Path(__file__).with_name("later_keras.py")
ALL = {**exported_models.ALL, **exported_models.FOR_KERAS_2}


def some_weights(model):
    """Random weights, of which variances are positive."""
    low = {1: 0.3}
    return [np.random.uniform(low.get(w.ndim, -0.9), 0.9, w.shape).astype("float32") for w in model.get_weights()]


def some_inputs(model):
    shapes = [[size or 2 for size in int_shape(x)] for x in model.inputs]
    numbers = isinstance(model.layers[0], layers.Embedding)
    return [np.random.randint(0, 9, s) if numbers else np.random.uniform(-1, 1, s).astype("float32") for s in shapes]


def write(names, version, folder):
    """Files of models, with inputs and what the models make of them."""
    for name in names:
        model = ALL[name]()
        model.set_weights(some_weights(model))
        inputs = some_inputs(model)
        outputs = to_list(model.predict(one_or_list(inputs)))
        arrays = {f"x{i}": array for i, array in enumerate(inputs)} | {f"y{i}": y for i, y in enumerate(outputs)}
        np.savez(folder / f"{name}.npz", **arrays)
        if model.stateful:
            model.reset_states()
        saving.export_model(model, folder / f"{name}.h5", keras=version)


@pytest.mark.slow
@pytest.mark.parametrize(("version", "module", "names"), [(2, "tf_keras", ALL), (3, "keras", exported_models.ALL)])
def test_later_keras_opens_them(version, module, names, tmp_path):
    with kerasfront.backend.use("tensorflow"):
        write(names, version, tmp_path)
        kerasfront.backend.clear_session()
    # Only with oneDNN, which some processors leave off, TensorFlow convolves images with channels first on a CPU.
    environment = {**os.environ, "TF_ENABLE_ONEDNN_OPTS": "1"}
    command = [sys.executable, LATER_KERAS, module, tmp_path]
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert run.returncode == 0, run.stderr[-2000:]
    distances = json.loads(run.stdout.splitlines()[-1])
    assert set(distances) == set(names)
    assert max(distances.values()) < 1e-5, distances


def test_all_layers_are_known_and_their_weights_come_back(backend):
    """No argument of a layer is forgotten, and the models here have every layer of the table."""
    met = set()
    for name, build in ALL.items():
        model = build()
        for layer in [*model.layers, *innermost_layers(model), *(part for x in model.layers for part in wrapped(x))]:
            if type(layer).__name__ in COUNTERPARTS:
                met.add(type(layer).__name__)
                check_arguments(layer)
            else:
                assert isinstance(layer, (InputLayer, Merge, kerasfront.models.Model)), layer
        for version in (2,) if name in exported_models.FOR_KERAS_2 else (2, 3):
            json.dumps(plain(described(model, version)))
            for layer in outer_layers(model):
                check_layout(layer, version)
    assert met == set(COUNTERPARTS)


def wrapped(layer):
    return [layer, *wrapped(layer.layer)] if hasattr(layer, "layer") else [layer]


def check_arguments(layer):
    row = COUNTERPARTS[type(layer).__name__]
    used = {name for old in row.arguments for name in (old if isinstance(old, tuple) else [old])}
    assert used <= set(layer.get_config())
    assert set(layer.get_config()) - used - set(row.needed) - set(row.lost) <= IGNORED


def check_layout(layer, version):
    arrays = [np.random.random(int_shape(weight)).astype("float32") for weight in layer.weights]
    layout = format_of(layer).later_layout(layer, version=version)
    written = layout.write(arrays)
    assert [array.shape for array in written] == layout.shapes
    for before, after in zip(arrays, layout.read(written), strict=True):
        np.testing.assert_allclose(after, before, rtol=1e-6)


def image(*stack):
    return Sequential([layers.Convolution2D(2, 2, 2, input_shape=(4, 4, 2), dim_ordering="tf"), *stack])


def steps(layer):
    return Sequential([layers.TimeDistributed(layers.Dense(3), input_shape=(4, 2)), layer])


def frozen_deep_within():
    inner = Sequential([layers.Dense(2, input_dim=2), layers.BatchNormalization()], name="inner")
    inner.trainable = False
    return Sequential([Sequential([inner, layers.Dense(2)])])


REFUSED = {
    "'inner'.*it is frozen as a whole": frozen_deep_within,
    "Highway.*no such layer": lambda: Sequential([layers.Highway(input_dim=2)]),
    "MaxoutDense": lambda: Sequential([layers.MaxoutDense(2, input_dim=2)]),
    "Lambda": lambda: Sequential([layers.Lambda(lambda x: x, input_shape=(2,))]),
    "Scale.*its class is not one of Keras 1": lambda: Sequential([Scale(input_shape=(2,))]),
    "Merge.*no such layer": lambda: Sequential(
        [layers.Merge([Sequential([layers.Dense(2, input_dim=2)]) for _ in range(2)], mode=lambda xs: xs[0])]
    ),  # fmt: skip
    "border_mode 'full'": lambda: Sequential([layers.Convolution1D(2, 2, border_mode="full", input_shape=(4, 2))]),
    "only what mode=0 computes, it has 1": lambda: Sequential([layers.BatchNormalization(mode=1, input_shape=(2,))]),
    "no output_shape": lambda: image(
        layers.Deconvolution2D(2, 2, 2, (None, 5, 6, 2), subsample=(2, 2), border_mode="same", dim_ordering="tf")
    ),
    "its activation '<lambda>'": lambda: Sequential([layers.Dense(2, activation=lambda x: x, input_dim=2)]),
    "hard_sigmoid is flatter": lambda: Sequential([layers.Activation("hard_sigmoid", input_shape=(2,))]),
    "LSTM.*hard_sigmoid is flatter": lambda: steps(layers.LSTM(2, activation="hard_sigmoid")),
    "LocallyConnected1D.*convert to keras2": lambda: steps(layers.LocallyConnected1D(2, 2)),
}


def test_what_they_lack_is_refused_before_anything_is_written(backend, tmp_path):
    for message, build in REFUSED.items():
        with pytest.raises(ArgumentError, match=f"(?s){message}.*Nothing was written"):
            saving.export_model(build(), tmp_path / "m.h5", keras=3)
        assert not list(tmp_path.iterdir())


def test_what_counts_in_training_only_is_left_out_with_a_warning(backend):
    for argument, layer in [
        ("dropout=0.2", layers.Embedding(3, 2, input_length=2, dropout=0.2)),
        ("kernel_regularizer", layers.Dense(2, input_dim=2, W_regularizer=EigenvalueRegularizer(1))),
    ]:
        with pytest.warns(UserWarning, match=f"Keras 3 has no {argument}"):
            described(Sequential([layer]), 3)


def test_other_outputs_at_masked_times_give_a_warning(backend):
    words = layers.Embedding(3, 2, input_length=2, mask_zero=True)
    model = Sequential([words, layers.Bidirectional(layers.LSTM(2, return_sequences=True))])
    with pytest.warns(UserWarning, match="at masked times, Keras 2 gives 0"):
        described(model, 2)


def test_wrong_arguments(backend, tmp_path):
    model = Sequential([layers.Dense(2, input_dim=2)])
    with pytest.raises(ArgumentError, match="keras must be 2 or 3, got 1"):
        saving.export_model(model, tmp_path / "m.h5", keras=1)
    with pytest.raises(ArgumentError, match=r"must end in .h5, got .*m.keras"):
        saving.export_model(model, tmp_path / "m.keras")
    (tmp_path / "m.h5").write_text("mine")
    with pytest.raises(ArgumentError, match="exists"):
        saving.export_model(model, tmp_path / "m.h5", overwrite=False)
    assert (tmp_path / "m.h5").read_text() == "mine"


def test_an_empty_model(backend, tmp_path):
    with pytest.raises(NotReadyError, match="has no layers yet"):
        saving.export_model(Sequential(), tmp_path / "m.h5")


@pytest.mark.parametrize("name", ["branches", "vectors"])
def test_their_weights_load_into_the_classic_model(backend, name, tmp_path):
    model, copy = ALL[name](), ALL[name]()
    model.set_weights(some_weights(model))
    saving.export_model(model, tmp_path / "m.h5", keras=3)
    copy.load_weights(tmp_path / "m.h5")
    for before, after in zip(model.get_weights(), copy.get_weights(), strict=True):
        np.testing.assert_allclose(after, before, rtol=1e-6)
