"""Arguments in files: those that no file has which was written in earnest are refused, scripts may still pass them."""

import inspect
import json
import math

import h5py
import pytest

import kerasfront.models  # noqa: F401  (it registers what files name)
from kerasfront import constraints, optimizers, regularizers, saving
from kerasfront.engine.topology import LAYERS
from kerasfront.errors import ArgumentError, FileError
from kerasfront.layers import Dense, Lambda
from kerasfront.legacy.models import model_from_json as model_of_03_from_json
from kerasfront.models import Sequential
from kerasfront.saving.hyperparameters import RULES

HUGE = 10**400
DENSE = {"name": "d", "output_dim": 2, "batch_input_shape": [None, 3]}
MAXNORM = {"name": "MaxNorm", "m": 2, "axis": 0}
MINMAX = {"name": "MinMaxNorm", "low": 0.0, "high": 1.0, "rate": 1.0, "axis": 0}
WRONG = [
    ("Dense", {**DENSE, "bias": "False"}, "bias of Dense is 'False' in the file; it must be true or false"),
    ("Dense", {**DENSE, "bias": 2}, "bias of Dense is 2"),
    ("Dense", {**DENSE, "trainable": [True]}, "trainable of Dense"),
    ("Dense", {**DENSE, "init": math.nan}, "init of Dense is nan in the file; it must be a finite number"),
    ("Dense", {**DENSE, "W_constraint": {**MAXNORM, "m": HUGE}}, "m of MaxNorm is 1000+ in the file"),
    ("Dense", {**DENSE, "W_constraint": {**MAXNORM, "m": "x"}}, "m of MaxNorm is 'x'"),
    ("Dense", {**DENSE, "W_constraint": {**MAXNORM, "m": True}}, "m of MaxNorm is True"),
    ("Dense", {**DENSE, "W_constraint": {**MAXNORM, "axis": [0, "x"]}}, "axis of MaxNorm is .* must be an integer"),
    ("Dense", {**DENSE, "W_constraint": {**MINMAX, "high": math.inf}}, "high of MinMaxNorm is inf"),
    ("Dense", {**DENSE, "W_regularizer": {"name": "WeightRegularizer", "l1": 1e39}}, "l1 of L1L2Regularizer is 1e.39"),
    ("Dense", {**DENSE, "W_regularizer": {"name": "EigenvalueRegularizer", "k": None}}, "k of EigenvalueRegularizer"),
    ("BatchNormalization", {"axis": 0.5}, "axis of BatchNormalization is 0.5"),
    ("BatchNormalization", {"axis": HUGE}, "axis of BatchNormalization is 1000"),
    ("BatchNormalization", {"momentum": 1.5}, "momentum of BatchNormalization is 1.5 .* from 0 to 1"),
    ("BatchNormalization", {"epsilon": -1e-9}, "epsilon of BatchNormalization is -1e-09"),
    ("ELU", {"alpha": HUGE}, "alpha of ELU"),
    ("ThresholdedReLU", {"theta": -math.inf}, "theta of ThresholdedReLU is -inf"),
    ("ParametricSoftplus", {"alpha_init": math.inf}, "alpha_init of ParametricSoftplus is inf"),
    ("PReLU", {"shared_axes": "x"}, "shared_axes of PReLU is 'x'"),
    ("Dropout", {"p": HUGE}, "p of Dropout is 1000"),
    ("Dropout", {"p": 0.5, "seed": math.nan}, "seed of Dropout is nan"),
    ("Dropout", {"p": 0.5, "noise_shape": {"a": "b"}}, "noise_shape of Dropout"),
    ("Dropout", {"p": 0.5, "noise_shape": [-1, 2]}, "noise_shape of Dropout is .* positive"),
    ("RepeatVector", {"n": 2**40}, "n of RepeatVector"),
    ("Reshape", {"target_shape": [2**70]}, "target_shape of Reshape"),
    ("MaxPooling1D", {"stride": 2**40}, "stride of MaxPooling1D"),
    ("ZeroPadding2D", {"padding": {"top_pad": 2**40}}, "padding of ZeroPadding2D"),
    ("Cropping2D", {"cropping": [[2**40, 0], [0, 0]]}, "cropping of Cropping2D"),
    ("GaussianNoise", {"sigma": True}, "sigma of GaussianNoise is True"),
    ("Masking", {"mask_value": HUGE}, "mask_value of Masking"),
    ("LSTM", {"output_dim": 1, "stateful": "no"}, "stateful of LSTM is 'no'"),
    ("GRU", {"output_dim": 1, "input_length": 1e300}, "input_length of GRU is 1e"),
    ("MaxPooling2D", {"strides": [1, HUGE]}, "strides of MaxPooling2D"),
    ("Embedding", {"input_dim": 3, "output_dim": 1, "mask_zero": 0.5}, "mask_zero of Embedding is 0.5"),
    ("TimeDistributed", {"layer": {"class_name": "Dense", "config": {**DENSE, "bias": "x"}}}, "bias of Dense is 'x'"),
]


def text(class_name, config):
    return json.dumps({"class_name": "Sequential", "config": [{"class_name": class_name, "config": config}]})


@pytest.mark.parametrize(("class_name", "config", "message"), WRONG)
def test_arguments_that_cannot_be(class_name, config, message):
    with pytest.raises(FileError, match=message) as caught:
        saving.model_from_json(text(class_name, config))
    assert "Error" not in str(caught.value)


def test_yaml():
    with pytest.raises(FileError, match="bias of Dense is 'x'"):
        saving.model_from_yaml(text("Dense", {**DENSE, "bias": "x"}))


def test_texts_of_keras_03():
    layer = {"name": "Dense", "output_dim": 2, "input_dim": 3, "W_constraint": {"name": "MaxNorm", "m": math.nan}}
    with pytest.raises(FileError, match="m of MaxNorm is nan"):
        model_of_03_from_json(json.dumps({"name": "Sequential", "layers": [layer]}))
    with pytest.raises(FileError, match="trainable of Dense is 'x'"):
        model_of_03_from_json(json.dumps({"name": "Sequential", "layers": [{**layer, "trainable": "x"}]}))


OPTIMIZERS = [
    ("SGD", "nesterov", "x"),
    ("SGD", "momentum", 1.5),
    ("SGD", "lr", "0.1"),
    ("SGD", "decay", None),
    ("Adam", "clipnorm", "1"),
    ("Adam", "lr", 1e39),
    ("Nadam", "schedule_decay", True),
    ("RMSprop", "rho", -0.1),
]


@pytest.mark.parametrize(("name", "argument", "value"), OPTIMIZERS)
def test_arguments_of_optimizers(K, tmp_path, name, argument, value):
    model = Sequential([Dense(1, input_dim=2)])
    model.compile(name, "mse")
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "a") as file:
        config = json.loads(file.attrs["training_config"])
        config["optimizer_config"]["config"][argument] = value
        file.attrs["training_config"] = json.dumps(config).encode()
    with pytest.raises(FileError, match=f"m.h5.*'training_config'(: {argument} of {name} is| holds the number)"):
        saving.load_model(tmp_path / "m.h5")
    assert saving.load_model(tmp_path / "m.h5", compile=False).count_params() == 3


def test_what_was_written_in_earnest_is_read():
    config = {**DENSE, "bias": 1, "W_constraint": {**MAXNORM, "axis": [0]}, "trainable": None}
    layer = saving.model_from_json(text("Dense", config)).layers[0]
    assert layer.bias and not layer.trainable and layer.W_constraint.axis == [0]


def test_scripts_may_pass_what_they_like():
    assert optimizers.get({"class_name": "SGD", "config": {"lr": 0.1, "nesterov": "x"}}).nesterov is True
    assert constraints.maxnorm(HUGE).m == HUGE
    assert LAYERS.from_config({"class_name": "Dense", "config": {**DENSE, "bias": "x"}}).bias == "x"
    with pytest.raises(ArgumentError, match="alpha must be finite, got 1000"):
        LAYERS.from_config({"class_name": "ELU", "config": {"alpha": HUGE}})


class Scaled(Lambda):
    """A layer of the user's own."""

    def __init__(self, m, **kwargs):
        super().__init__(lambda x: x, **kwargs)
        self.m = m

    @classmethod
    def from_config(cls, config):
        return cls(config["m"], name="scaled", batch_input_shape=(None, 3))


def test_layers_of_the_user_take_what_they_like():
    model = saving.model_from_json(text("Scaled", {"m": math.inf}), {"Scaled": Scaled})
    assert model.layers[0].m == math.inf


def test_rules_are_of_arguments_that_there_are():
    """A rule under a name that is written wrongly would check nothing."""
    registries = (LAYERS, optimizers.REGISTRY, regularizers.REGISTRY, constraints.REGISTRY)
    classes = {registry.find(name) for registry in registries for name in registry.names()}
    bases = {base for cls in classes if isinstance(cls, type) for base in cls.__mro__[:-1]}
    known = {name for base in bases for name in inspect.signature(base.__init__).parameters}
    assert set(RULES) <= known | set(optimizers.Optimizer.settings)
