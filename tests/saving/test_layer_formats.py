"""Weights that lie otherwise in files: those of Keras 2 and 3, recorded from them, and those of early Keras 1."""

import re
from pathlib import Path

import h5py
import numpy as np
import pytest

from kerasfront import layers, saving
from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.models import Sequential
from kerasfront.saving.layer_formats import layouts_of
from tests.recorded import cases

DOCS = Path(__file__).parents[2] / "docs" / "files.md"
MODERN = {case.name: case for case in cases("modern")}
GATES = {"inner_activation": "sigmoid"}


def dense_normalized():
    return [
        layers.Dense(4, input_dim=3),
        layers.BatchNormalization(),
        layers.Dense(3, bias=False),
        layers.BatchNormalization(),
    ]


def images(ordering="tf"):
    shapes = {"tf": ((5, 6, 2), (None, 4, 6, 3)), "th": ((2, 5, 6), (None, 3, 4, 6))}[ordering]
    same = {"dim_ordering": ordering}
    return [
        layers.Convolution2D(3, 2, 3, input_shape=shapes[0], **same),
        layers.SeparableConvolution2D(2, 2, 2, depth_multiplier=2, **same),
        layers.Deconvolution2D(3, 2, 2, shapes[1], subsample=(1, 2), **same),
    ]


def sequences(consume_less="cpu"):
    inner = {"return_sequences": True, "consume_less": consume_less}
    return [
        layers.Embedding(5, 3, input_length=4),
        layers.Convolution1D(4, 2),
        layers.LSTM(3, **inner, **GATES),
        layers.GRU(2, **inner, **GATES),
        layers.Bidirectional(layers.SimpleRNN(2, **inner)),
        layers.TimeDistributed(layers.Dense(3)),
    ]


def both_ways():
    inner = layers.LSTM(2, return_sequences=True, **GATES)
    return [layers.Bidirectional(inner, input_shape=(3, 2)), layers.LSTM(2, **GATES)]


def films(ordering="tf"):
    shape = (2, 3, 4, 1) if ordering == "tf" else (2, 1, 3, 4)
    return [layers.ConvLSTM2D(2, 2, 2, dim_ordering=ordering, input_shape=shape, **GATES)]


def volumes():
    return [layers.Convolution3D(2, 2, 1, 2, input_shape=(3, 2, 3, 1), dim_ordering="tf"), layers.PReLU()]


def nested():
    inner = Sequential([layers.Dense(2, input_dim=3), layers.BatchNormalization(), layers.Dense(2)])
    return [inner, layers.Dense(2)]


def places():
    return [
        layers.LocallyConnected1D(2, 2, input_shape=(4, 2)),
        layers.Reshape((3, 2, 1)),
        layers.LocallyConnected2D(2, 2, 1, dim_ordering="tf"),
    ]


BUILD = {f.__name__: f for f in (dense_normalized, images, sequences, both_ways, films, volumes, nested, places)}


def written(case, tmp_path):
    path = tmp_path / "weights.h5"
    path.write_bytes(case.array("file").tobytes())
    return path


def check(model, case, tmp_path, ordering="tf"):
    model.load_weights(written(case, tmp_path))
    x, y = case.array("input"), case.array("output")
    if ordering == "th":
        x, y = np.moveaxis(x, -1, -3), np.moveaxis(y, -1, -3)
    np.testing.assert_allclose(model.predict(x), y, rtol=1e-4, atol=1e-5)


QUICK = {"2.dense_normalized", "2.images", "2.nested"}
USED = [pytest.param(n, marks=[] if n in QUICK else pytest.mark.slow) for n in MODERN if "gru_after" not in n]


@pytest.mark.parametrize("name", USED)
def test_weights_of_keras_2_and_3(backend, name, tmp_path):
    check(Sequential(BUILD[name.split(".")[1]]()), MODERN[name], tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "build"), [("2.images", images), ("2.films", films)])
def test_into_layers_with_channels_first(backend, name, build, tmp_path):
    check(Sequential(build("th")), MODERN[name], tmp_path, "th")


@pytest.mark.slow
def test_into_cells_with_one_kernel_for_all_gates(backend, tmp_path):
    check(Sequential(sequences("gpu")), MODERN["2.sequences"], tmp_path)


def test_a_cell_that_computes_something_else_is_refused(backend, tmp_path):
    model = Sequential([layers.GRU(2, input_shape=(3, 2))])
    with pytest.raises(ArgumentError, match=r"needs weights of shapes .* the file has .*reset_after=True"):
        model.load_weights(written(MODERN["2.gru_after"], tmp_path))


def test_frozen_parts_of_models_within(backend, tmp_path):
    """The arrays of trained weights come first, those of frozen layers later."""
    model = Sequential(nested())
    model.layers[0].layers[0].trainable = False
    (layout,) = layouts_of(model.layers[0], [], version=2)
    assert layout.shapes == [(2,), (2,), (2, 2), (2,), (3, 2), (2,), (2,), (2,)]
    arrays = [np.full(shape, number) for number, shape in enumerate(layout.shapes)]
    values = [array.flat[0] for array in layout.read(arrays)]
    assert values == list(range(8))


@pytest.mark.parametrize("consume_less", ["cpu", "gpu"])
def test_cells_with_other_settings(backend, consume_less, tmp_path):
    def cell(setting):
        return Sequential([layers.LSTM(2, input_shape=(3, 1), consume_less=setting)])

    model, other = cell(consume_less), cell("gpu" if consume_less == "cpu" else "cpu")
    model.save_weights(tmp_path / "w.h5")
    other.load_weights(tmp_path / "w.h5")
    x = np.ones((1, 3, 1))
    np.testing.assert_allclose(other.predict(x), model.predict(x), rtol=1e-5)


def test_kernels_of_sequences_before_1_1(backend, tmp_path):
    model = Sequential([layers.Convolution1D(2, 3, input_shape=(4, 5), name="c")])
    kernel = np.arange(30.0).reshape(2, 5, 3, 1)
    with h5py.File(tmp_path / "w.h5", "w") as file:
        file.attrs["layer_names"] = [b"c"]
        file.create_group("c").attrs["weight_names"] = [b"c_W:0", b"c_b:0"]
        file["c/c_W:0"], file["c/c_b:0"] = kernel, np.zeros(2)
    model.load_weights(tmp_path / "w.h5")
    np.testing.assert_array_equal(model.get_weights()[0], kernel.transpose(2, 3, 1, 0))


def documented():
    """The names that the example in the documentation defines."""
    names = {}
    example = re.search(
        r"```python\n(from kerasfront import backend.*?)```", DOCS.read_text(encoding="utf8"), re.DOTALL
    )
    exec(example[1], names)
    return names


def test_the_documented_layer_is_written_and_read_as_a_dense_one(backend, tmp_path):
    projection = documented()["Projection"]
    model = Sequential([projection(2, input_shape=(3,), name="p")])
    kernel = np.arange(6.0, dtype="float32").reshape(2, 3)
    model.set_weights([kernel])
    saving.export_model(model, tmp_path / "m.h5", keras=3)
    with h5py.File(tmp_path / "m.h5") as file:
        assert '"class_name": "Dense"' in str(file.attrs["model_config"])
        np.testing.assert_array_equal(file["model_weights/p/p/param_0:0"], kernel.T)
    copy = Sequential([projection(2, input_shape=(3,))])
    copy.load_weights(tmp_path / "m.h5")
    np.testing.assert_array_equal(copy.get_weights()[0], kernel)


def test_a_format_holds_for_subclasses_and_a_counterpart_does_not(backend, tmp_path):
    class Special(documented()["Projection"]):
        pass

    model = Sequential([Special(2, input_shape=(3,))])
    (layout,) = layouts_of(model.layers[0], [], version=2)
    assert layout.shapes == [(3, 2)]
    with pytest.raises(ArgumentError, match="its class is not one of Keras 1"):
        saving.export_model(model, tmp_path / "m.h5")


def test_earlier_layouts_of_a_registered_format(backend, tmp_path):
    class Early(saving.LayerFormat):
        def earlier_layouts(self, layer):
            return [self.keras2_layout(layer), saving.converted_layout(layer, write=flatten, read=unflatten)]

    def flatten(arrays):
        return [array.ravel() for array in arrays]

    def unflatten(arrays):
        return [array.reshape(2, 3) for array in arrays]

    projection = documented()["Projection"]
    saving.register_layer_format(projection, Early())
    model = Sequential([projection(2, input_shape=(3,), name="p")])
    with h5py.File(tmp_path / "w.h5", "w") as file:
        file.attrs["layer_names"] = [b"p"]
        file.create_group("p").attrs["weight_names"] = [b"W"]
        file["p/W"] = np.arange(6.0)
    model.load_weights(tmp_path / "w.h5")
    np.testing.assert_array_equal(model.get_weights()[0], [[0, 1, 2], [3, 4, 5]])


@pytest.mark.parametrize(
    ("layer_class", "layer_format", "message"),
    [(dict, None, "layer_class must be a class of layers, got"), (layers.Dense, saving.LayerFormat, "an instance of")],
)
def test_what_is_no_format_of_a_layer_is_refused(layer_class, layer_format, message):
    with pytest.raises(ArgumentTypeError, match=message):
        saving.register_layer_format(layer_class, layer_format)
