"""Every public argument, given a wrong type, length, key or shape: the error names it and tells what it must be."""

import inspect

import numpy as np
import pytest

import kerasfront
from kerasfront.engine.topology import Input
from kerasfront.errors import ArgumentError, KerasfrontError
from kerasfront.layers import Dense, TimeDistributed
from kerasfront.models import Model, Sequential

X, T, Y, Z = np.zeros((6, 3)), np.zeros((6, 4, 3)), np.zeros((6, 2)), np.zeros((6, 4, 2))
TWO_INPUTS = r"the model has 2 \('x', 't'\).*Give a list of 2 arrays in this order, or a dict by name"
TWO_TARGETS = r"target: the model has 2 \('y', 'z'\).*Give a list of 2 arrays in this order, or a dict by name"
BY_OUTPUT = r"a list with an entry for each in this order, or a dict by these names"
ONES = np.ones(6)


def generator(item=((X, T), (Y, Z))):
    while True:
        yield item


def rows(argument, *cases):
    """A row of the table for each (wrong value, what the error says)."""
    return [pytest.param({argument: value}, says, id=f"{argument}-{i}") for i, (value, says) in enumerate(cases)]


INTEGER, SOME = "must be an integer", "must be at least"
VERBOSE = rows("verbose", *((v, "verbose must be 0 .* 1 .* 2 .* or 'json'") for v in (5, "a", None)))
BATCH_SIZE = rows("batch_size", (0, f"batch_size {SOME} 1"), *((v, f"batch_size {INTEGER}") for v in (2.5, "a", None)))
INITIAL_EPOCH = rows("initial_epoch", (-1, f"initial_epoch {SOME} 0"), ("a", f"initial_epoch {INTEGER}"))
NB_EPOCH = rows("nb_epoch", (-1, f"nb_epoch {SOME} 0"), *((v, f"nb_epoch {INTEGER}") for v in (2.5, "a", None)))
CALLBACKS = rows("callbacks", (3, "callbacks must be a list"), ([3], "callbacks must hold objects of class Callback"))
VERIFY_WITH = rows(
    "verify_with",
    *((v, "verify_with must be the name of a backend, or a TwinRun") for v in (3, True, ["theano"])),
    ("thaeno", "thaeno"),
    ("tensorflow", "verify_with: the model is on 'tensorflow' itself"),
)
INPUTS = rows(
    "x",
    *((value, TWO_INPUTS) for value in (None, 3, "a", X, [X], [X, T, T])),
    ({"x": X}, "input: no array for 't'"),
    ([X[:, :2], T], r"input 'x' must have shape \(None, 3\), got \(6, 2\)"),
    ([X, T[:, :3]], r"input 't' must have shape \(None, 4, 3\), got \(6, 3, 3\)"),
    ([X, None], "input 't' is missing"),
    ([np.array(["a"] * 6), T], "input 'x' must hold numbers"),
)
LENGTHS = rows("x", ([X[:5], T], "same number of samples, got inputs: 5, 6; targets: 6, 6"))
TARGETS = rows(
    "y",
    *((value, TWO_TARGETS) for value in (None, 3, "a", Y, [Y], [Y, Z, Z])),
    ({"y": Y, "q": Z}, "target: no array for 'z'"),
    ([Y[:, :1], Z], r"target 'y' must have shape \(None, 2\)"),
    ([Y[:5], Z], "same number of samples, got inputs: 6, 6; targets: 5, 6"),
    ([Y, None], "target 'z' is missing"),
)
SAMPLE_WEIGHT = rows(
    "sample_weight",
    *((value, f"sample_weight: got .*{BY_OUTPUT}") for value in (3, "a", ONES, [ONES], {"q": ONES})),
    ([np.ones(5), None], r"sample_weight for 'y' must have shape \(6,\).*got \(5,\)"),
    ({"z": np.ones((6, 4))}, r"sample_weight for 'z' must have shape \(6,\).*sample_weight_mode=None"),
    ({"y": "abc"}, "sample_weight for 'y' must be an array of numbers"),
)
CLASS_WEIGHT = rows(
    "class_weight",
    *((value, f"class_weight: got .*{BY_OUTPUT}") for value in (3, "a", {0: 1.0}, [{0: 1.0}], {"q": {0: 1.0}})),
    ({"y": 3}, "class_weight for 'y' must be a dict from class number to weight"),
    ({"y": {0: "a"}}, "class_weight for 'y': the weight of class 0 must be a number"),
    ({"y": {1: 1.0}}, "class_weight for 'y' lacks the classes 0"),
    ({"z": {0: 1.0}}, r"class_weight is for .* but 'z' has shape \(6, 4, 2\).*sample_weight_mode='temporal'"),
)
VALIDATION_DATA = rows(
    "validation_data",
    *((v, r"validation_data must be a tuple \(x, y\) or \(x, y, sample_weight\)") for v in (3, "a", ([X, T],))),
    (([X], [Y, Z]), f"validation_data: input: {TWO_INPUTS}"),
    (([X, T], [Y]), f"validation_data: {TWO_TARGETS}"),
    (([X, T], [Y, Z], [ONES]), f"validation_data: sample_weight: got 1 entries for 2.*{BY_OUTPUT}"),
)
COMPILE = [
    *rows("optimizer", *((v, "[Oo]ptimizer|as optimizer") for v in (None, 3, [1], object(), Dense))),
    *rows("optimizer", ("sdg", "Unknown optimizer 'sdg'. Did you mean 'sgd'")),
    *rows("loss", *((v, "loss must be a name or a function") for v in (3, [3, "mse"], object(), Dense))),
    *rows("loss", *((v, f"loss: got .*{BY_OUTPUT}") for v in (None, ["mse"], {"y": "mse"}, {"y": "mse", "q": "mse"}))),
    *rows("loss", ("mze", "Unknown objective 'mze'. Did you mean 'mse'")),
    *rows("metrics", *((v, "must be a name, a function or an EpochMetric") for v in (3, [3], [["acc"]], [None]))),
    *rows("metrics", ({"q": ["acc"]}, f"metrics: got the key 'q'.*{BY_OUTPUT}")),
    *rows("metrics", (["accc"], "Unknown metric 'accc'")),
    *rows("loss_weights", *((v, "a weight must be a number or a scalar tensor") for v in ("a", ["a", 1], {"y": "b"}))),
    *rows("loss_weights", *((v, f"loss_weights: got .*{BY_OUTPUT}") for v in ([1], [1, 2, 3], {"q": 1}))),
    *rows("sample_weight_mode", *((v, "must be None or 'temporal'") for v in (3, "time", [3, None]))),
    *rows("sample_weight_mode", *((v, f"sample_weight_mode: got .*{BY_OUTPUT}") for v in (["temporal"], {"q": None}))),
    *rows("accumulate", (0, f"accumulate {SOME} 1"), *((v, f"accumulate {INTEGER}") for v in (1.5, "2", None, True))),
]
FIT = [
    *INPUTS, *LENGTHS, *TARGETS, *BATCH_SIZE, *NB_EPOCH, *INITIAL_EPOCH, *VERBOSE, *CALLBACKS, *SAMPLE_WEIGHT,
    *CLASS_WEIGHT, *VALIDATION_DATA, *VERIFY_WITH,
    *rows("check_finite", ("no", "check_finite must be True or False"), (None, "check_finite must be True or False")),
    *rows("validation_split", *((v, r"must be a share of the samples in \[0, 1\)") for v in (1.0, -0.1))),
    *rows("validation_split", ("a", "validation_split must be a number")),
    *rows("validation_split", (0.99, "validation_split=0.99 of 6 samples leaves 0 to train on")),
    *rows("shuffle", *((v, "shuffle must be True, False or 'batch'") for v in (2, "a", None, "Batch"))),
]  # fmt: skip
SOURCES = [
    *rows("generator", *((v, "must be a Sequence, a generator or an iterator") for v in (None, 3, [1], generator, X))),
    *rows("generator", *((generator(v), r"must give tuples \(x, y\)") for v in (3, (X,), (X, Y, Z, Z)))),
    *rows("generator", (generator((X, Y)), TWO_INPUTS), (iter([]), "generator ended after 0 of 6")),
    *rows("max_q_size", (0, f"max_q_size {SOME} 1"), ("a", f"max_q_size {INTEGER}")),
    *rows("nb_worker", (0, f"nb_worker {SOME} 1"), (1.5, f"nb_worker {INTEGER}")),
    *rows("pickle_safe", *((v, "pickle_safe must be True or False") for v in (2, "no", None))),
    *rows("timeout", *((v, "timeout must be None or a number of seconds above 0") for v in ("a", -1, 0))),
]
FIT_GENERATOR = [
    *SOURCES, *NB_EPOCH, *INITIAL_EPOCH, *VERBOSE, *CALLBACKS, *CLASS_WEIGHT, *VALIDATION_DATA, *VERIFY_WITH,
    *rows("samples_per_epoch", (0, f"samples_per_epoch {SOME} 1"), ("a", f"samples_per_epoch {INTEGER}")),
    *rows("shuffle", *((v, "shuffle must be True or False") for v in ("batch", 1, None))),
    *rows("samples_per_epoch", (None, "samples_per_epoch must be given")),
    *rows("nb_val_samples", (None, "nb_val_samples must be given"), (0, f"nb_val_samples {SOME} 1")),
    *rows("validation_data", (generator(), "nb_val_samples must be given for a generator")),
]  # fmt: skip


@pytest.fixture(scope="module")
def model():
    with kerasfront.backend.use("tensorflow"):
        x, t = Input((3,), name="x"), Input((4, 3), name="t")
        yield Model([x, t], [Dense(2, name="y")(x), TimeDistributed(Dense(2), name="z")(t)])
        kerasfront.backend.clear_session()


def refuses(call, good, wrong, complaint):
    with pytest.raises(KerasfrontError, match=complaint):
        call(**{**good, **wrong})


@pytest.mark.parametrize(("wrong", "complaint"), COMPILE)
def test_compile(model, wrong, complaint):
    refuses(model.compile, {"optimizer": "sgd", "loss": "mse"}, wrong, complaint)


@pytest.fixture(scope="module")
def compiled(model):
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize(("wrong", "complaint"), FIT)
def test_fit(compiled, wrong, complaint):
    refuses(compiled.fit, {"x": [X, T], "y": [Y, Z], "nb_epoch": 1, "verbose": 0}, wrong, complaint)


@pytest.mark.parametrize(("wrong", "complaint"), [*INPUTS, *LENGTHS, *TARGETS, *BATCH_SIZE, *VERBOSE, *SAMPLE_WEIGHT])
def test_evaluate(compiled, wrong, complaint):
    refuses(compiled.evaluate, {"x": [X, T], "y": [Y, Z], "verbose": 0}, wrong, complaint)


@pytest.mark.parametrize(("wrong", "complaint"), [*INPUTS, *BATCH_SIZE, *VERBOSE])
def test_predict(compiled, wrong, complaint):
    refuses(compiled.predict, {"x": [X, T]}, wrong, complaint)


@pytest.mark.parametrize(("wrong", "complaint"), [*INPUTS, *LENGTHS, *TARGETS, *SAMPLE_WEIGHT, *CLASS_WEIGHT])
def test_train_on_batch(compiled, wrong, complaint):
    refuses(compiled.train_on_batch, {"x": [X, T], "y": [Y, Z]}, wrong, complaint)


@pytest.mark.parametrize(("wrong", "complaint"), [*INPUTS, *LENGTHS, *TARGETS, *SAMPLE_WEIGHT])
def test_test_on_batch(compiled, wrong, complaint):
    refuses(compiled.test_on_batch, {"x": [X, T], "y": [Y, Z]}, wrong, complaint)


@pytest.mark.parametrize(("wrong", "complaint"), INPUTS)
def test_predict_on_batch(compiled, wrong, complaint):
    refuses(compiled.predict_on_batch, {}, wrong, complaint)


@pytest.mark.parametrize(("wrong", "complaint"), FIT_GENERATOR)
def test_fit_generator(compiled, wrong, complaint):
    good = {"generator": generator(), "samples_per_epoch": 6, "nb_epoch": 1, "verbose": 0}
    if "nb_val_samples" in wrong:
        good["validation_data"] = generator()
    refuses(compiled.fit_generator, good, wrong, complaint)


@pytest.mark.parametrize(("wrong", "complaint"), SOURCES)
def test_evaluate_generator(compiled, wrong, complaint):
    refuses(compiled.evaluate_generator, {"generator": generator(), "val_samples": 6}, wrong, complaint)


@pytest.mark.parametrize(
    ("method", "table"), [(Model.compile, COMPILE), (Model.fit, FIT), (Model.fit_generator, FIT_GENERATOR)]
)
def test_every_argument_has_its_rows(method, table):
    tried = {argument for row in table for argument in row.values[0]}
    known = inspect.signature(method).parameters.keys() - {"self", "kwargs"}
    assert not known - tried


def test_nothing_is_built_before_the_data_is_looked_at(K):
    """Working out the training step can take long."""
    model = Sequential([Dense(2, input_dim=3)])
    model.compile("sgd", "mse")
    with pytest.raises(ArgumentError, match="must have shape"):
        model.fit(np.ones((4, 5)), np.ones((4, 2)), verbose=0)
    assert not model.optimizer.updates
