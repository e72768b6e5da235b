"""Weight files in the layout of Keras 0.3."""

import h5py
import numpy as np
import pytest

from kerasfront.errors import ArgumentError, ArgumentTypeError, FileError
from kerasfront.legacy.layers import Convolution1D, Convolution2D, Dense, Flatten
from kerasfront.legacy.models import Graph, Sequential, model_from_json
from kerasfront.models import Sequential as TodaysSequential
from tests.recorded import cases


def stack(units=2):
    return Sequential([Dense(units, input_dim=3), Dense(1)])


def graph():
    model = Graph()
    model.add_input("x", (3,))
    model.add_node(Dense(2), "d", input="x", create_output=True)
    return model


@pytest.mark.parametrize("make", [stack, graph])
@pytest.mark.parametrize("isolated", [False, True])
def test_round_trip(backend, make, isolated, tmp_path):
    model, other = make(), make()
    model.save_weights(tmp_path / "w.h5")
    other.load_weights(tmp_path / "w.h5", isolated=isolated)
    for one, two in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_kernels_lie_turned_round(backend, tmp_path):
    """As those of Keras 0.3 on Theano; those of sequences lie as kernels of images of one column."""
    images = Sequential([Convolution2D(2, 2, 3, input_shape=(3, 4, 4)), Flatten(), Dense(1)])
    images.save_weights(tmp_path / "2d.h5")
    sequences = Sequential([Convolution1D(2, 3, input_shape=(5, 4))])
    sequences.save_weights(tmp_path / "1d.h5")
    with h5py.File(tmp_path / "2d.h5") as file:
        np.testing.assert_array_equal(file["layer_0/param_0"][()], images.get_weights()[0][:, :, ::-1, ::-1])
    with h5py.File(tmp_path / "1d.h5") as file:
        expected = images_of(sequences.get_weights()[0])
        np.testing.assert_array_equal(file["layer_0/param_0"][()], expected[:, :, ::-1, ::-1])


def images_of(kernel):
    """(length, 1, channels, filters) as (filters, channels, length, 1)."""
    return kernel.transpose(3, 2, 0, 1)


def test_an_existing_file_is_kept(backend, tmp_path):
    stack().save_weights(tmp_path / "w.h5")
    before = (tmp_path / "w.h5").read_bytes()
    with pytest.raises(ArgumentError, match="exists.*overwrite=True"):
        stack().save_weights(tmp_path / "w.h5")
    assert (tmp_path / "w.h5").read_bytes() == before
    stack().save_weights(tmp_path / "w.h5", overwrite=True)
    assert (tmp_path / "w.h5").read_bytes() != before


@pytest.mark.parametrize("kernels", ["theano", "tensorflow"])
def test_our_files_tell_how_kernels_lie(backend, tmp_path, kernels):
    model, other = (Sequential([Convolution2D(2, 3, 3, input_shape=(3, 4, 4))]) for _ in range(2))
    model.save_weights(tmp_path / "w.h5", kernels=kernels)
    other.load_weights(tmp_path / "w.h5")
    np.testing.assert_array_equal(other.get_weights()[0], model.get_weights()[0])
    with h5py.File(tmp_path / "w.h5") as file:
        turned = kernels == "theano"
        assert np.array_equal(file["layer_0/param_0"], model.get_weights()[0]) is not turned


def test_files_of_keras_do_not_tell(backend, tmp_path):
    model = Sequential([Convolution2D(2, 2, 3, border_mode="same", input_shape=(3, 4, 4))])
    model.save_weights(tmp_path / "w.h5")
    with h5py.File(tmp_path / "w.h5", "a") as file:
        del file["kerasfront"]
    (turned, _), name = model.get_weights(), model.layers[0].name
    with pytest.warns(UserWarning) as seen:
        model.load_weights(tmp_path / "w.h5")
    messages = [str(warning.message) for warning in seen]
    assert any("if they are right, pass kernels='theano'" in message for message in messages)
    assert any(f"border_mode 'same' ({name})" in message for message in messages), messages
    assert model.layers[0].leading_margin
    np.testing.assert_array_equal(model.get_weights()[0], turned)
    model.load_weights(tmp_path / "w.h5", kernels="tensorflow")
    np.testing.assert_array_equal(model.get_weights()[0], turned[:, :, ::-1, ::-1])
    with pytest.raises(ArgumentError, match="kernels must be one of"):
        model.load_weights(tmp_path / "w.h5", kernels="flipped")


def test_there_are_no_files_of_whole_models(backend, tmp_path):
    with pytest.raises(ArgumentTypeError, match="Use to_json and save_weights"):
        stack().save(tmp_path / "model.h5")
    assert not (tmp_path / "model.h5").exists()


def drop(name):
    def change(file):
        del file[name]

    return change


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda f: f.attrs.update(nb_layers=3), ArgumentError, "3 layers, the model has 2 layers"),
        (lambda f: f.attrs.pop("nb_layers"), ArgumentError, "lacks the attribute 'nb_layers'"),
        (lambda f: f["layer_1"].attrs.update(nb_params=1), ArgumentError, "layer_1 has 1 arrays.*has 2 weights"),
        (drop("layer_1"), FileError, "lacks 'layer_1'"),
        (drop("layer_1/param_0"), FileError, "lacks 'param_0'"),
    ],
)
def test_files_that_do_not_fit_change_nothing(backend, tmp_path, change, error, message):
    stack().save_weights(tmp_path / "w.h5")
    with h5py.File(tmp_path / "w.h5", "a") as file:
        change(file)
    model = stack()
    before = model.get_weights()
    with pytest.raises(error, match=message):
        model.load_weights(tmp_path / "w.h5")
    np.testing.assert_array_equal(model.get_weights()[0], before[0])


def test_other_models(backend, tmp_path):
    stack().save_weights(tmp_path / "stack.h5")
    graph().save_weights(tmp_path / "graph.h5")
    TodaysSequential([Dense(2, input_dim=3)]).save_weights(tmp_path / "today.h5")
    with pytest.raises(ArgumentError, match=r"shape \(3, 2\).*needs \(3, 4\)"):
        stack(4).load_weights(tmp_path / "stack.h5")
    with pytest.raises(ArgumentError, match="no weights of a Graph"):
        graph().load_weights(tmp_path / "stack.h5")
    with pytest.raises(ArgumentError, match="no weights of a Sequential"):
        stack().load_weights(tmp_path / "graph.h5")
    with pytest.raises(ArgumentError, match=r"file of Keras 1\.x"):
        stack().load_weights(tmp_path / "today.h5")


def test_margins_of_theano(backend, tmp_path):
    """A file of the real Keras 0.3.3 on Theano: even kernels, strides and pooling with border_mode 'same'."""
    (case,) = cases("legacy_margins")
    (tmp_path / "w.h5").write_bytes(case.array("file").tobytes())
    model, other = (model_from_json(case.value("architecture")) for _ in range(2))
    model.load_weights(tmp_path / "w.h5", kernels="theano")
    x, expected = case.array("input_0"), case.array("output_0")
    np.testing.assert_allclose(model.predict(x), expected, rtol=1e-5, atol=1e-5)
    assert model.evaluate(x, expected, verbose=0) < 1e-9
    model.save_weights(tmp_path / "again.h5")
    other.load_weights(tmp_path / "again.h5")
    np.testing.assert_allclose(other.predict(x), expected, rtol=1e-5, atol=1e-5)
