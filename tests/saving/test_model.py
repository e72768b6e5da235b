"""Whole models in files: saved, loaded, and trained on as if nothing had happened."""

import io
import json
import sys
import weakref

import h5py
import numpy as np
import pytest

from kerasfront import saving
from kerasfront.engine.topology import Input, Merge
from kerasfront.errors import ArgumentError, FileError, NotReadyError, UnknownNameError
from kerasfront.layers import Dense, SimpleRNN
from kerasfront.metrics import Precision
from kerasfront.models import Model, Sequential, load_model, save_model
from kerasfront.optimizers import SGD, Nadam
from kerasfront.utils.python_code import CodeNotAllowedError
from tests.tiny import CUSTOM, Scale

X, Y = np.arange(6.0).reshape(3, 2) / 6, np.ones((3, 1))


def own_loss(y_true, y_pred):
    return (y_true - y_pred) ** 2


def small(**arguments):
    return Sequential([Dense(1, input_dim=2, name="d")], **arguments)


@pytest.mark.parametrize("optimizer", [lambda: SGD(0.1, momentum=0.5, decay=0.1), Nadam])
def test_training_goes_on_as_if_nothing_had_happened(K, optimizer, tmp_path):
    """Also the counts of steps, which classic files lack for these."""
    model = small()
    model.compile(optimizer(), own_loss, metrics=["mae", own_loss], sample_weight_mode=None)
    model.train_on_batch(X, Y)
    model.save(tmp_path / "m.h5")
    copy = load_model(tmp_path / "m.h5", custom_objects={"own_loss": own_loss})
    assert copy.optimizer.get_config() == model.optimizer.get_config()
    for _ in range(2):
        assert copy.train_on_batch(X, Y) == model.train_on_batch(X, Y)
    np.testing.assert_array_equal(copy.get_weights()[0], model.get_weights()[0])


def test_losses_and_weights_by_name(K, tmp_path):
    x = Input(shape=(2,), name="x")
    model = Model(x, [Dense(1, name="a")(x), Dense(1, name="b")(x)])
    model.compile("sgd", {"a": "mse", "b": own_loss}, {"b": ["mae"]}, loss_weights={"b": 2.0, "a": 0.5}, accumulate=2)
    save_model(model, tmp_path / "m.h5")
    copy = load_model(tmp_path / "m.h5", {"own_loss": own_loss})
    assert copy.metrics_names == model.metrics_names and copy.accumulate == 2
    np.testing.assert_array_equal(copy.test_on_batch(X, [Y, Y]), model.test_on_batch(X, [Y, Y]))


def test_metrics_of_epochs_variables_and_rates(K, tmp_path):
    model = Sequential([Dense(2, input_dim=3, name="only")])
    optimizer = SGD(lr_multipliers={"only": 0.5})
    model.compile(optimizer, "mse", metrics=["AUC", Precision(0.25)], accumulate=3)
    model.loss_weights = [2.0]
    again = load_model(_saved(model, tmp_path))
    assert again.metrics_names == ["loss", "auc", "precision"]
    assert again.metrics[1]["config"]["threshold"] == 0.25
    assert (again.accumulate, again.loss_weights, again.optimizer.lr_multipliers) == (3, [2.0], {"only": 0.5})


def _saved(model, folder):
    model.save(folder / "model.h5")
    return folder / "model.h5"


def test_models_that_are_not_compiled(K, tmp_path):
    model = small()
    model.save(tmp_path / "m.h5")
    with pytest.warns(UserWarning, match="saved without being compiled"):
        copy = load_model(tmp_path / "m.h5")
    np.testing.assert_array_equal(copy.predict(X), model.predict(X))
    model.compile("sgd", "mse")
    model.save(tmp_path / "m.h5")
    assert load_model(tmp_path / "m.h5", compile=False).optimizer is None


def test_own_layers_are_handed_over(K, tmp_path):
    model = Sequential([Scale(input_dim=2)])
    model.compile("sgd", "mse")
    model.save(tmp_path / "m.h5")
    with pytest.raises(UnknownNameError, match="Scale.*custom_objects"):
        load_model(tmp_path / "m.h5")
    assert isinstance(load_model(tmp_path / "m.h5", CUSTOM).layers[0], Scale)


def test_code_runs_only_if_allowed(K, tmp_path):
    a, b = Input(shape=(2,)), Input(shape=(2,))
    model = Model([a, b], Merge(mode=lambda inputs: inputs[0] - inputs[1], output_shape=(2,), name="m")([a, b]))
    model.compile("sgd", "mse")
    model.save(tmp_path / "m.h5")
    with pytest.raises(CodeNotAllowedError, match="'m' holds Python code"):
        load_model(tmp_path / "m.h5")
    copy = load_model(tmp_path / "m.h5", allow_code=True)
    np.testing.assert_array_equal(copy.predict([X, X]), np.zeros((3, 2)))


def test_files_that_hold_no_such_model(K, tmp_path):
    model = small()
    model.save_weights(tmp_path / "w.h5")
    with pytest.raises(FileError, match="holds no model.*load_weights"):
        load_model(tmp_path / "w.h5")
    model.compile("adam", "mse")
    model.train_on_batch(X, Y)
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "r+") as file:
        file["optimizer_weights"].attrs["weight_names"] = [b"param_0"]
    with pytest.raises(FileError, match=r"Adam on this model must have the shapes .*, got \[\(\)\].*compile=False"):
        load_model(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "r+") as file:
        file["model_weights"].attrs["keras_version"] = file.attrs["keras_version"] = "2.2.4"
    with pytest.raises(FileError, match="model of Keras 2.2.4.*load_weights"):
        load_model(tmp_path / "m.h5")


def test_the_file_says_who_wrote_it(K, backend, tmp_path):
    model = small()
    saving.save_model(model, tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5") as file:
        facts = dict(file["kerasfront"].attrs)
        assert facts["backend"].startswith(backend) and facts["kernels"] == "tensorflow"
        assert facts["seed"] == 20170213 and facts["version"]
        probe = file["kerasfront/probe"]
        np.testing.assert_array_equal(probe["output_0"], model.predict(probe["input_0"][()]))


def test_a_model_that_computes_something_else_is_noticed(K, tmp_path):
    model = small()
    model.compile("sgd", "mse")
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "r+") as file:
        file["model_weights/d"][K.variable_name(model.layers[0].W)][...] = 5.0
    with pytest.warns(UserWarning, match="outputs that differ by up to .* from those it gave when it was saved"):
        load_model(tmp_path / "m.h5")


@pytest.mark.parametrize("kind", [np.bytes_, str])
def test_texts_of_files_of_python_2(K, kind, tmp_path):
    """There, h5py stored bytes of a fixed length where it stores texts now, and the other way round."""
    model = small()
    model.compile("adam", "mse")
    model.train_on_batch(X, Y)
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "r+") as file:
        for group in (file, file["model_weights"], file["model_weights/d"], file["optimizer_weights"]):
            for name, value in dict(group.attrs).items():
                texts = [text.decode() if isinstance(text, bytes) else text for text in np.ravel(value)]
                group.attrs[name] = list(map(kind, texts)) if np.ndim(value) else kind(texts[0])
    copy = load_model(tmp_path / "m.h5")
    assert copy.train_on_batch(X, Y) == model.train_on_batch(X, Y)


def test_stateful_and_unknown_sizes_have_no_probe(K, tmp_path):
    for arguments in ({"batch_input_shape": (1, 2, 2), "stateful": True}, {"input_shape": (None, 2)}):
        Sequential([SimpleRNN(1, **arguments)]).save(tmp_path / "m.h5")
        with h5py.File(tmp_path / "m.h5") as file:
            assert "probe" not in file["kerasfront"]


def test_a_model_that_refuses_the_probe_is_saved_all_the_same(K, monkeypatch, tmp_path):
    model = small()
    monkeypatch.setattr(model, "predict", lambda x: 1 / 0)
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5") as file:
        assert "probe" not in file["kerasfront"]


def test_an_optimizer_of_the_backend_is_left_out_with_a_warning(K, monkeypatch, tmp_path):
    model = small()
    model.compile("sgd", "mse")
    monkeypatch.setattr(SGD, "keeps_own_state", True)
    with pytest.warns(UserWarning, match="SGD does not expose its settings"):
        model.save(tmp_path / "m.h5")
    assert load_model(tmp_path / "m.h5", compile=False).optimizer is None


def test_files_are_not_replaced_against_the_users_will(K, monkeypatch, tmp_path):
    model = small()
    (tmp_path / "m.h5").write_bytes(b"old")
    for save in (model.save, model.save_weights):
        monkeypatch.setattr(sys, "stdin", io.StringIO("n"))
        with pytest.raises(ArgumentError, match="exists. Pass overwrite=True"):
            save(tmp_path / "m.h5", overwrite=False)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        save(tmp_path / "m.h5", overwrite=False)
    assert (tmp_path / "m.h5").read_bytes() == b"old"


def test_a_model_without_layers_is_refused(backend, tmp_path):
    model = Sequential()
    for save in (model.save, model.save_weights):
        with pytest.raises(NotReadyError, match="has no layers yet"):
            save(tmp_path / "model.h5")
    assert not list(tmp_path.iterdir())


TRAINING = {
    "an infinite rate": lambda config: config["optimizer_config"]["config"].update(lr=float("inf")),
    "a rate beyond all floats": lambda config: config["optimizer_config"]["config"].update(lr=10**400),
    "a weight that is no number": lambda config: config.update(loss_weights=[float("nan")]),
    "thousands of metrics": lambda config: config.update(metrics=["mae"] * 5000),
}


@pytest.mark.parametrize("damage", TRAINING)
def test_arguments_of_compile_that_cannot_be(K, tmp_path, damage):
    model = small()
    model.compile("sgd", "mse")
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "a") as file:
        config = json.loads(file.attrs["training_config"])
        TRAINING[damage](config)
        file.attrs["training_config"] = json.dumps(config).encode()
    with pytest.raises(FileError, match="'training_config' holds (the number|more than 2000 values)"):
        load_model(tmp_path / "m.h5")
    assert load_model(tmp_path / "m.h5", compile=False).count_params() == 3


@pytest.mark.parametrize("count", [float("nan"), float("inf"), -1.0, 1e39])
def test_counters_that_cannot_be(K, tmp_path, count):
    model = small()
    model.compile("sgd", "mse")
    model.train_on_batch(X, Y)
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "a") as file:
        file["kerasfront/counters"].attrs["iterations"] = count
    with pytest.raises(FileError, match="counters holds the number"):
        load_model(tmp_path / "m.h5")


@pytest.mark.parametrize("count", [float("nan"), float("inf"), -1.0])
def test_counters_of_classic_files_that_cannot_be(K, tmp_path, count):
    model = small()
    model.compile("adam", "mse")
    model.train_on_batch(X, Y)
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "a") as file:
        del file["kerasfront/counters"]
        file["optimizer_weights/param_0"][...] = count
    with pytest.raises(FileError, match="optimizer_weights holds the number"):
        load_model(tmp_path / "m.h5")


@pytest.mark.parametrize(("name", "value"), [("beta_1", 2.0), ("beta_2", -0.1), ("epsilon", -1.0)])
def test_arguments_of_optimizers_out_of_range(K, tmp_path, name, value):
    model = small()
    model.compile("adam", "mse")
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "a") as file:
        config = json.loads(file.attrs["training_config"])
        config["optimizer_config"]["config"][name] = value
        file.attrs["training_config"] = json.dumps(config).encode()
    with pytest.raises(FileError, match=f"'training_config': {name} of Adam is {value} in the file; .* number from 0"):
        load_model(tmp_path / "m.h5")


FACTS = {"seed": (float("nan"), float("inf"), 0.5), "kernels": ("evil", "tensorflow\x1b[2J")}


@pytest.mark.parametrize(("fact", "value"), [(fact, value) for fact, values in FACTS.items() for value in values])
def test_facts_of_our_own_that_cannot_be(K, tmp_path, fact, value):
    small().save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "a") as file:
        file["kerasfront"].attrs[fact] = value
    with pytest.raises(FileError, match=f"the attribute '{fact}' must be"):
        load_model(tmp_path / "m.h5", compile=False)


@pytest.mark.parametrize("version", ["\xb2", "1" * 5000, "", "1." * 3000, "-1", "1.2.2"])
def test_versions_that_are_none(K, tmp_path, version):
    small().save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "a") as file:
        file.attrs["keras_version"] = version
    assert load_model(tmp_path / "m.h5", compile=False).count_params() == 3


def test_a_model_is_not_larger_than_its_file(K, tmp_path):
    small().save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "a") as file:
        config = file.attrs["model_config"]
        file.attrs["model_config"] = config.replace('"output_dim": 1', '"output_dim": 10000000')
    with pytest.raises(ArgumentError, match="asks for 20000000 parameters, .* more than the 1048576"):
        load_model(tmp_path / "m.h5", compile=False)
    with pytest.raises(ArgumentError, match="asks for 20000000 parameters, .* more than the 3000000"):
        load_model(tmp_path / "m.h5", compile=False, max_parameters=3_000_000)


@pytest.mark.slow
def test_models_that_are_loaded_one_after_the_other_do_not_pile_up(backend, tmp_path):
    model = small()
    model.compile("sgd", "mse")
    model.save(tmp_path / "m.h5")
    del model
    loaded = [weakref.ref(load_model(tmp_path / "m.h5")) for _ in range(130)]
    assert sum(one() is not None for one in loaded) < 110
