"""Models in pickles and copies: bit-equal predictions and next steps, own classes and functions, other backends."""

import copy
import pickle
import subprocess
import sys

import cloudpickle
import numpy as np
import pytest

from kerasfront import backend
from kerasfront.engine.topology import Layer
from kerasfront.errors import BackendError, NotReadyError
from kerasfront.layers import LSTM, Activation, BatchNormalization, Dense, Dropout, Input, Lambda, merge
from kerasfront.models import Model, Sequential, load_pickle
from kerasfront.models.pickling import reduced
from kerasfront.optimizers import SGD
from kerasfront.regularizers import Regularizer

X, Y = np.linspace(-1, 1, 24).reshape(8, 3), np.linspace(0, 1, 8)
WAYS = {
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),
    "cloudpickle": lambda model: pickle.loads(cloudpickle.dumps(model)),
    "deepcopy": copy.deepcopy,
}


class Scaled(Layer):
    """An own layer whose configuration names a function by itself."""

    def __init__(self, function, **kwargs):
        super().__init__(**kwargs)
        self.function = function

    def call(self, x, mask=None):
        return self.function(x)

    def get_config(self):
        return {**super().get_config(), "function": self.function.__name__}

    @classmethod
    def from_config(cls, config):
        from kerasfront.registry import get_custom_objects

        return cls(**{**config, "function": get_custom_objects()[config["function"]]})


class Tenth(Regularizer):
    """An own regularizer."""

    def __call__(self, x):
        return 0.1 * backend.sum(x**2)


class Elsewhere:
    """Pickles a model as if it had another backend."""

    def __init__(self, model):
        self._model = model

    def __reduce__(self):
        function, (content, own, _, *rest) = reduced(self._model)
        return function, (content, own, "elsewhere", *rest)


class Half(SGD):
    """An own optimizer."""


def double(x):
    return 2.0 * x


def trained(*layers, optimizer="adam", loss="mse"):
    model = Sequential([Dense(4, input_dim=3), *layers, Dense(1)])
    model.compile(optimizer, loss)
    model.train_on_batch(X, Y)
    return model


def equal(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one.get_weights(), other.get_weights(), strict=True))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_predictions_and_the_next_steps_are_bit_equal(K, way):
    model = trained(BatchNormalization(), Dropout(0.5))
    before = model.predict(X)
    arrived = way(model)
    assert arrived.own_backend is model.own_backend
    assert np.array_equal(arrived.predict(X), before)
    assert [arrived.train_on_batch(X, Y) for _ in range(2)] == [model.train_on_batch(X, Y) for _ in range(2)]
    assert equal(arrived, model)


def test_the_original_is_left_as_it_was(K):
    model = trained()
    weights = model.get_weights()
    copy.deepcopy(model).fit(X, Y, nb_epoch=2, verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(weights, model.get_weights(), strict=True))


def test_a_model_that_is_not_compiled(K):
    model = Sequential([Dense(2, input_dim=3)])
    arrived = pickle.loads(pickle.dumps(model))
    assert arrived.optimizer is None
    assert equal(arrived, model)


def test_a_model_without_layers_says_so():
    with pytest.raises(NotReadyError, match="no layers"):
        pickle.dumps(Sequential())


def test_several_inputs_and_a_shared_layer(K):
    a, b, shared = Input((3,), name="a"), Input((3,), name="b"), Dense(2, name="shared")
    model = Model([a, b], merge([shared(a), shared(b)], mode="sum"), name="two")
    arrived = pickle.loads(pickle.dumps(model))
    assert arrived.name == "two" and len(arrived.get_weights()) == 2
    assert np.array_equal(arrived.predict([X, 2 * X]), model.predict([X, 2 * X]))


def test_states_of_a_stateful_layer_travel(K):
    model = Sequential([LSTM(2, batch_input_shape=(8, 1, 3), stateful=True), Dense(1)])
    model.compile("sgd", "mse")
    model.train_on_batch(X[:, None], Y)
    arrived = pickle.loads(pickle.dumps(model))
    assert arrived.train_on_batch(X[:, None], Y) == model.train_on_batch(X[:, None], Y)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_own_classes_and_functions(K, way):
    factor = 3.0
    model = trained(
        Scaled(double),
        Lambda(lambda x: x * factor),
        Lambda(lambda x: x + factor),
        Activation(lambda x: K.tanh(x)),
        Activation(double),
        Dense(2, W_regularizer=Tenth()),
        optimizer=Half(lr=0.1, momentum=0.5),
        loss=lambda y_true, y_pred: K.mean(K.abs(y_true - y_pred), axis=-1),
    )
    arrived = way(model)
    assert type(arrived.optimizer) is Half and type(arrived.layers[-2].W_regularizer) is Tenth
    assert np.array_equal(arrived.predict(X), model.predict(X))
    assert arrived.train_on_batch(X, Y) == model.train_on_batch(X, Y)


def test_two_classes_of_one_name(K):
    def own(factor):
        class Times(Layer):
            def call(self, x, mask=None):
                return factor * x

        return Times()

    model = trained(own(2.0), own(3.0))
    assert np.array_equal(copy.deepcopy(model).predict(X), model.predict(X))


def test_a_lambda_needs_cloudpickle(monkeypatch):
    model = Sequential([Lambda(lambda x: 2 * x, input_shape=(3,))])
    monkeypatch.setitem(sys.modules, "cloudpickle", None)
    with pytest.raises(NotReadyError, match=r"'<lambda>' of .*pip install 'kerasfront\[pickle\]'"):
        pickle.dumps(model)
    assert np.array_equal(copy.deepcopy(model).predict(X), model.predict(X))


def test_a_missing_backend_is_named_with_the_way_out(tmp_path):
    model = Sequential([Dense(2, input_dim=3)])
    content = pickle.dumps(Elsewhere(model))
    with pytest.raises(BackendError, match=r"on the backend 'elsewhere'.*load_pickle\(path, backend=NAME\)"):
        pickle.loads(content)
    (tmp_path / "model.pkl").write_bytes(content)
    for source in (content, tmp_path / "model.pkl"):
        assert equal(load_pickle(source, backend=model.own_backend.name), model)


def test_another_backend_computes_the_same(backends):
    one, *_, other = backends
    with backend.use(one):
        model = trained()
    arrived = load_pickle(pickle.dumps(model), backend=other)
    assert arrived.own_backend.name == other
    np.testing.assert_allclose(arrived.predict(X), model.predict(X), rtol=1e-5)
    np.testing.assert_allclose(arrived.train_on_batch(X, Y), model.train_on_batch(X, Y), rtol=1e-5)


@pytest.mark.slow
def test_another_process(K, tmp_path):
    model = trained(Dropout(0.5))
    (tmp_path / "model.pkl").write_bytes(pickle.dumps(model))
    np.savez(tmp_path / "data.npz", x=X, y=Y)
    script = (
        "import pickle, numpy as np; from pathlib import Path\n"
        "model = pickle.loads(Path('model.pkl').read_bytes()); data = np.load('data.npz')\n"
        "print(model.own_backend.name, repr(float(model.train_on_batch(data['x'], data['y']))))"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.split() == [model.own_backend.name, repr(float(model.train_on_batch(X, Y)))]
