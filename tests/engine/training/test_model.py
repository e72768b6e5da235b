"""Model against NumPy, on each backend."""

import numpy as np
import pytest

import kerasfront
from kerasfront.callbacks import Callback, TerminateOnNaN
from kerasfront.engine.topology import Input, Layer
from kerasfront.engine.training import Model
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError
from kerasfront.layers import Dense
from kerasfront.optimizers import SGD

from ...sources import Arrays

RATE = 0.1
X = np.random.RandomState(0).normal(size=(10, 3)).astype("float32")
Y = np.random.RandomState(1).normal(size=(10, 2)).astype("float32")


def linear(**compile_arguments):
    """A model x -> x W, compiled, and its W."""
    x = Input((3,), name="x")
    model = Model(x, Dense(2, bias=False, name="y")(x))
    model.compile(SGD(lr=RATE), "mse", **compile_arguments)
    return model, model.get_weights()[0]


class NumPyLinear:
    """What `linear` must do."""

    def __init__(self, W):
        self.W = W.astype("float64")

    def loss(self, x, y, weights=None):
        weights = np.ones(len(x)) if weights is None else weights
        return (((x @ self.W - y) ** 2).mean(axis=1) * weights).mean() / (weights != 0).mean()

    def train(self, x, y, weights=None):
        weights = np.ones(len(x)) if weights is None else weights
        loss = self.loss(x, y, weights)
        error = 2 * (x @ self.W - y) / y.size * weights[:, None] / (weights != 0).mean()
        self.W = self.W - RATE * x.T @ error
        return loss

    def epoch(self, order, batch_size, weights=None):
        total = 0.0
        for start in range(0, len(order), batch_size):
            ids = order[start : start + batch_size]
            total += len(ids) * self.train(X[ids], Y[ids], None if weights is None else weights[ids])
        return total / len(order)


def test_fit(K):
    model, W = linear()
    oracle = NumPyLinear(W)
    np.random.seed(7)
    order, losses, validation = np.arange(8), [], []
    for _ in range(2):
        np.random.shuffle(order)
        losses.append(oracle.epoch(order, 3))
        validation.append(oracle.loss(X[8:], Y[8:]))
    np.random.seed(7)
    history = model.fit(X, Y, batch_size=3, nb_epoch=2, verbose=0, validation_split=0.2)
    assert history is model.history and history.epoch == [0, 1]
    np.testing.assert_allclose(history.history["loss"], losses, rtol=1e-5)
    np.testing.assert_allclose(history.history["val_loss"], validation, rtol=1e-5)
    np.testing.assert_allclose(model.get_weights()[0], oracle.W, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(model.predict(X, batch_size=4), X @ oracle.W, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(model.evaluate(X, Y, batch_size=4, verbose=0), oracle.loss(X, Y), rtol=1e-5)


def test_sample_weights(K):
    model, W = linear()
    oracle = NumPyLinear(W)
    weights = np.array([0, 0.5, 2, 1, 1, 0, 3, 1, 0.1, 1])
    held_out = (X[:3], Y[:3], weights[:3])
    history = model.fit(
        X, Y, batch_size=10, nb_epoch=1, verbose=0, shuffle=False, sample_weight=weights, validation_data=held_out
    )
    np.testing.assert_allclose(history.history["loss"], [oracle.epoch(np.arange(10), 10, weights)], rtol=1e-5)
    np.testing.assert_allclose(history.history["val_loss"], [oracle.loss(*held_out)], rtol=1e-5)
    assert [array.shape for array in model.validation_data] == [(3, 3), (3, 2), (3,)]


def test_generators(K):
    model, W = linear()
    oracle = NumPyLinear(W)

    def batches():
        while True:
            for start in (0, 4, 8):
                yield X[start : start + 4], Y[start : start + 4]

    losses, validation = [], []
    for _ in range(2):
        losses.append(oracle.epoch(np.arange(10), 4))
        validation.append(oracle.loss(X[:8], Y[:8]))
    history = model.fit_generator(batches(), 10, 2, verbose=0, validation_data=(X[:8], Y[:8]), max_q_size=1)
    np.testing.assert_allclose(history.history["loss"], losses, rtol=1e-5)
    np.testing.assert_allclose(history.history["val_loss"], validation, rtol=1e-5)
    np.testing.assert_allclose(model.evaluate_generator(batches(), 10), oracle.loss(X, Y), rtol=1e-5)
    np.testing.assert_allclose(model.predict_generator(batches(), 7), (X @ oracle.W)[:7], rtol=1e-4, atol=1e-5)
    assert set(model.fit_generator(batches(), 10, 1, verbose=0).history) == {"loss"}
    again = model.fit_generator(batches(), 10, 1, verbose=0, validation_data=batches(), nb_val_samples=10)
    np.testing.assert_allclose(again.history["val_loss"], [model.evaluate(X, Y, verbose=0)], rtol=1e-5)
    with pytest.raises(ArgumentError, match="nb_val_samples must be given"):
        model.fit_generator(batches(), 10, 1, verbose=0, validation_data=batches())


def test_sequences(K, capsys):
    model, W = linear()
    oracle = NumPyLinear(W)
    source = Arrays(X, Y, 4)
    losses, validation = [], []
    for _ in range(2):
        losses.append(oracle.epoch(np.arange(10), 4))
        validation.append(oracle.loss(X, Y))
    history = model.fit_generator(source, nb_epoch=2, nb_worker=2, validation_data=source).history
    np.testing.assert_allclose(history["loss"], losses, rtol=1e-5)
    np.testing.assert_allclose(history["val_loss"], validation, rtol=1e-5)
    assert capsys.readouterr().out.count("val_loss") == 2
    np.testing.assert_allclose(model.evaluate_generator(source, nb_worker=2), oracle.loss(X, Y), rtol=1e-5)
    np.testing.assert_allclose(model.predict_generator(source), X @ oracle.W, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(model.predict_generator(source, 7), (X @ oracle.W)[:7], rtol=1e-4, atol=1e-5)
    np.random.seed(5)
    order = np.random.permutation(3)
    np.random.seed(5)
    losses = [oracle.train(*source[index]) * len(source[index][0]) for index in order]
    history = model.fit_generator(source, nb_epoch=1, verbose=0, shuffle=True).history
    np.testing.assert_allclose(history["loss"], [sum(losses) / 10], rtol=1e-5)


def test_several_inputs_and_outputs(K):
    a, b = Input((3,), name="a"), Input((2,), name="b")
    model = Model([a, b], [Dense(2, name="y")(a), Dense(3, name="z", activation="softmax")(b)])
    losses = {"y": "mse", "z": "categorical_crossentropy"}
    model.compile("sgd", losses, metrics={"z": "acc"}, loss_weights={"z": 0.5})
    assert model.metrics_names == ["loss", "y_loss", "z_loss", "z_acc"]
    inputs, targets = {"a": X, "b": Y}, {"y": Y, "z": np.eye(3)[np.arange(10) % 3]}
    weights = {"z": np.arange(10.0)}
    total, y_loss, z_loss, z_acc = model.evaluate(inputs, targets, verbose=0, sample_weight=weights)
    y, z = model.predict(inputs)
    np.testing.assert_allclose(y_loss, ((y - Y) ** 2).mean(), rtol=1e-5)
    cross_entropy = -(np.log(z) * targets["z"]).sum(axis=1)
    np.testing.assert_allclose(z_loss, (cross_entropy * np.arange(10)).mean() / 0.9, rtol=1e-5)
    np.testing.assert_allclose(z_acc, (z.argmax(axis=1) == np.arange(10) % 3).mean(), rtol=1e-5)
    np.testing.assert_allclose(total, y_loss + 0.5 * z_loss, rtol=1e-5)
    history = model.fit(inputs, targets, nb_epoch=1, verbose=0, validation_split=0.5).history
    assert set(history) == {f"{prefix}{name}" for prefix in ("", "val_") for name in model.metrics_names}
    with pytest.raises(ArgumentError, match="class_weight: got one dict for 2"):
        model.train_on_batch(inputs, targets, class_weight={0: 1.0})


class Phase(Layer):
    """Adds the learning phase to its input."""

    def call(self, x, mask=None):
        K = kerasfront.backend
        return K.in_train_phase(x + 1.0, x)


def test_learning_phase(K):
    x = Input((2,))
    model = Model(x, Phase()(x))
    model.compile("sgd", "mae")
    assert model.train_on_batch(X[:, :2], X[:, :2]) == pytest.approx(1.0)
    assert model.test_on_batch(X[:, :2], X[:, :2]) == 0.0
    np.testing.assert_array_equal(model.predict_on_batch(X[:, :2]), X[:, :2])


def test_fixed_learning_phase(K):
    K.set_learning_phase(1)
    x = Input((2,))
    model = Model(x, Phase()(x))
    model.compile("sgd", "mae")
    assert model.train_on_batch(X[:, :2], X[:, :2]) == pytest.approx(1.0)
    np.testing.assert_allclose(model.predict(X[:, :2]), X[:, :2] + 1.0)


def test_penalties_of_layers_count(K):
    x = Input((3,))
    model = Model(x, Dense(2, bias=False, W_regularizer="l2", activity_regularizer="activity_l2")(x))
    model.compile("sgd", "mse")
    W = model.get_weights()[0]
    output = X @ W
    expected = ((output - Y) ** 2).mean() + 0.01 * (W**2).sum() + 0.01 * (output**2).sum()
    np.testing.assert_allclose(model.test_on_batch(X, Y), expected, rtol=1e-5)


def test_model_works_on_its_backend_whichever_is_active(backend):
    others = [name for name in kerasfront.backend.installed() if name != backend]
    model, W = linear()
    with kerasfront.backend.use(others[0] if others else backend):
        np.testing.assert_allclose(model.predict(X), X @ W, rtol=1e-4, atol=1e-5)
        assert model.train_on_batch(X, Y) == pytest.approx(NumPyLinear(W).loss(X, Y), rel=1e-5)


def test_stopping_and_interruption(K):
    model, _ = linear()
    broken = np.array(Y)
    broken[5] = np.inf
    history = model.fit(X, broken, batch_size=2, nb_epoch=3, verbose=0, shuffle=False, callbacks=[TerminateOnNaN()])
    assert history.epoch == [0]

    class Interrupt(Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 1:
                raise KeyboardInterrupt

    model, _ = linear()
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, Y, nb_epoch=3, verbose=0, callbacks=[Interrupt()])
    assert model.history.epoch == [0]
    assert np.isfinite(model.evaluate(X, Y, verbose=0))


def test_progress_is_shown(K, capsys):
    model, _ = linear()
    model.fit(X, Y, nb_epoch=1, validation_split=0.5)
    model.evaluate(X, Y)
    model.predict(X, verbose=1)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("Epoch 1/1 - ") and " - val_loss: " in lines[0]


@pytest.fixture
def bare():
    """A model that is not compiled."""
    with kerasfront.backend.use("tensorflow"):
        x = Input((3,), name="x")
        yield Model(x, Dense(2, name="y", activation="softmax")(x))
        kerasfront.backend.clear_session()


@pytest.mark.parametrize("method", ["fit", "evaluate", "train_on_batch", "test_on_batch"])
def test_not_compiled(bare, method):
    with pytest.raises(NotReadyError, match="is not compiled. Call compile"):
        getattr(bare, method)(X, Y)
    with pytest.raises(NotReadyError):
        bare.fit_generator(iter([]), 1, 1)
    with pytest.raises(NotReadyError):
        bare.prepare_training()


def test_functions_are_forgotten(bare):
    bare.compile("sgd", "mse")
    bare.prepare_training()
    bare.forget_functions()
    assert bare.optimizer is None
    with pytest.raises(NotReadyError):
        bare.train_on_batch(X, Y)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"x": [X, X]}, r"input: the model has 1 \('x'\), got a list of 2"),
        ({"x": X[:, :2]}, r"input 'x' must have shape \(None, 3\), got \(10, 2\)"),
        ({"x": X[:9]}, "same number of samples, got inputs: 9; targets: 10"),
        ({"x": {"z": X}}, "input: no array for 'x'"),
        ({"y": [Y, Y]}, r"target: the model has 1 \('y'\), got a list of 2"),
        ({"y": Y[:, :1]}, r"target 'y' must have shape \(None, 2\).*to_categorical"),
        ({"batch_size": 0}, "batch_size must be at least 1"),
        ({"nb_epoch": -1}, "nb_epoch must be at least 0"),
        ({"verbose": 5}, "verbose must be 0"),
        ({"shuffle": "yes"}, "shuffle must be"),
        ({"validation_split": 1.5}, r"in \[0, 1\)"),
        ({"validation_data": (X,)}, "validation_data must be a tuple"),
        ({"validation_data": (X[:, :1], Y)}, "input 'x' must have shape"),
        ({"sample_weight": np.ones(3)}, r"sample_weight for 'y' must have shape \(10,\)"),
        ({"sample_weight": {"z": np.ones(10)}}, "sample_weight: got the key 'z'"),
        ({"class_weight": {0: 1.0}}, "lacks the classes 1"),
        ({"class_weight": {"z": {0: 1.0}}}, "class_weight: got the key 'z'"),
    ],
)
def test_wrong_values(bare, arguments, complaint):
    bare.compile("sgd", "categorical_crossentropy")
    good = {"x": X, "y": np.eye(2)[np.arange(10) % 2], "verbose": 0}
    with pytest.raises(ArgumentError, match=complaint):
        bare.fit(**{**good, **arguments})


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"x": None}, "input 'x' is missing"),
        ({"batch_size": 2.5}, "batch_size must be an integer"),
        ({"callbacks": [Callback]}, "Make an instance"),
        ({"y": np.array([["a", "b"]] * 10)}, "target 'y' must hold numbers"),
    ],
)
def test_wrong_types(bare, arguments, complaint):
    bare.compile("sgd", "mse")
    with pytest.raises(ArgumentTypeError, match=complaint):
        bare.fit(**{"x": X, "y": Y, **arguments})


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"generator": [X, Y]}, "generator must be a Sequence, a generator or an iterator, got list"),
        ({"generator": iter([X])}, r"must give tuples \(x, y\) or \(x, y, sample_weight\), got a ndarray"),
        ({"generator": iter([(X[:, :1], Y)])}, "input 'x' must have shape"),
        ({"generator": iter([(X, Y)])}, "ended after 10 of 20 samples"),
        ({"samples_per_epoch": None}, "samples_per_epoch must be given for a generator"),
        ({"samples_per_epoch": 0}, "samples_per_epoch must be at least 1"),
        ({"nb_epoch": 1.5}, "nb_epoch must be an integer"),
        ({"verbose": "loud"}, "verbose must be 0"),
        ({"callbacks": 5}, "callbacks must be a list"),
        ({"validation_data": (X,)}, "validation_data must be a tuple"),
        ({"validation_data": iter([])}, "nb_val_samples must be given"),
        ({"class_weight": {"z": {}}}, "class_weight: got the key 'z'"),
        ({"max_q_size": 0}, "max_q_size must be at least 1"),
        ({"nb_worker": "two"}, "nb_worker must be an integer"),
        ({"timeout": -1}, "timeout must be None or a number of seconds"),
        ({"shuffle": True}, "shuffle=True needs a Sequence"),
        ({"initial_epoch": -1}, "initial_epoch must be at least 0"),
    ],
)
def test_wrong_arguments_of_generators(bare, arguments, complaint):
    bare.compile("sgd", "mse")
    good = {"generator": iter([(X, Y)] * 2), "samples_per_epoch": 20, "nb_epoch": 1, "verbose": 0}
    with pytest.raises((ArgumentError, ArgumentTypeError), match=complaint):
        bare.fit_generator(**{**good, **arguments})


def test_compile_refuses(bare):
    with pytest.raises(ArgumentError, match="Did you mean 'sgd'"):
        bare.compile("sdg", "mse")
    with pytest.raises(ArgumentTypeError, match="Expected an optimizer.*got None"):
        bare.compile(None, "mse")


def test_fixed_batch_size():
    with kerasfront.backend.use("tensorflow"):
        x = Input(batch_shape=(5, 3))
        model = Model(x, Dense(2)(x))
        assert model.predict(X, batch_size=5).shape == (10, 2)
        with pytest.raises(ArgumentError, match="batches of 5 samples.*batch_size=32"):
            model.predict(X)
        kerasfront.backend.clear_session()
