"""Training with a twin on another backend."""

import numpy as np
import pytest

import kerasfront
from kerasfront.callbacks import LambdaCallback, LearningRateScheduler
from kerasfront.engine.training.distances import relative
from kerasfront.errors import ArgumentError, NotReadyError
from kerasfront.layers import LSTM, BatchNormalization, Dense, Dropout
from kerasfront.models import Sequential, TwinRun
from kerasfront.models.twins import tracing

TWIN = "reference"
X = np.random.RandomState(0).uniform(-1, 1, (12, 3)).astype("float32")
Y = X[:, :2] ** 2


def compiled(*layers, optimizer="adam"):
    model = Sequential([*layers, Dense(2, name="last")])
    model.compile(optimizer, "mse")
    return model


@pytest.fixture
def run():
    return TwinRun(TWIN, tolerance=1e-4)


def test_the_training_is_the_same_with_a_twin(K, run):
    kerasfront.set_random_seed(5, across_backends=True)
    results = []
    for verify_with in (None, run):
        kerasfront.set_random_seed(5, across_backends=True)
        model = compiled(Dense(4, activation="tanh", input_dim=3), BatchNormalization(), Dropout(0.5))
        model.fit(X, Y, batch_size=4, nb_epoch=2, verbose=0, verify_with=verify_with)
        results.append((model.history.history["loss"], np.random.rand()))
    (losses, number), (verified, same) = results
    assert number == same and losses == pytest.approx(verified, rel=1e-5)
    assert run.drift is None and {len(steps) for steps in run.distances.values()} == {6}


def test_what_callbacks_change_changes_the_twin(K, run):
    model = Sequential([LSTM(2, stateful=True, batch_input_shape=(4, 2, 3)), Dense(2)])
    model.compile("sgd", "mse")
    x = np.stack([X, X], axis=1)
    callbacks = [
        LearningRateScheduler(lambda epoch: 0.1 / (1 + epoch)),
        LambdaCallback(on_epoch_end=lambda epoch, logs: model.reset_states()),
        LambdaCallback(on_epoch_begin=lambda epoch, logs: model.layers[1].set_weights([np.eye(2), np.ones(2)])),
    ]
    model.fit(x, Y, batch_size=4, nb_epoch=3, shuffle=False, verbose=0, callbacks=callbacks, verify_with=run)
    assert run.drift is None


def test_generators_are_verified(K, run):
    def batches():
        while True:
            yield X[:4], Y[:4]

    model = compiled(Dense(3, input_dim=3), optimizer="sgd")
    model.fit_generator(batches(), 8, 2, verbose=0, verify_with=run)
    assert run.drift is None and len(run.distances["output"]) == 4


def test_tracing_verifies_every_training(K):
    made = []

    def make_run(model):
        made.append((model, TwinRun(TWIN, action="record")))
        return made[-1][1]

    model = compiled(Dense(3, input_dim=3), optimizer="sgd")
    with tracing(make_run):
        model.fit(X, Y, nb_epoch=1, verbose=0)
    model.fit(X, Y, nb_epoch=1, verbose=0)
    assert [(traced, len(run.distances["weight"])) for traced, run in made] == [(model, 1)]


def test_random_numbers_must_be_the_same_on_all_backends(K, run):
    kerasfront.set_random_seed(1)
    model = compiled(Dense(4, input_dim=3), Dropout(0.5))
    with pytest.raises(ArgumentError, match=r"draws random numbers.*set_random_seed\(seed, across_backends=True\)"):
        model.fit(X, Y, verbose=0, verify_with=run)


def test_what_cannot_be_verified_is_told(K, backend, run):
    model = compiled(Dense(4, input_dim=3))

    def fit(verify_with, model=model):
        model.fit(X, Y, nb_epoch=1, verbose=0, verify_with=verify_with)

    with pytest.raises(ArgumentError, match=f"the model is on '{backend}' itself"):
        fit(backend)
    with pytest.raises(ArgumentError, match="Unknown backend 'thaeno'"):
        fit("thaeno")
    with pytest.raises(ArgumentError, match="verify_with must be the name of a backend, or a TwinRun, got 3"):
        fit(3)
    with pytest.raises(NotReadyError, match="not compiled"):
        fit(run, Sequential([Dense(2, input_dim=3)]))
    model.train_function = lambda arrays: [1.0]
    with pytest.raises(ArgumentError, match="functions of its own"):
        fit(run)


@pytest.mark.parametrize("options", [{"tolerance": 0}, {"tolerance": float("nan")}, {"action": "run"}])
def test_settings_are_checked(options):
    with pytest.raises(ArgumentError, match=f"TwinRun: {next(iter(options))} must be"):
        TwinRun(TWIN, **options)


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ([3.0, 4.0], [3.0, 4.0], 0.0),
        ([3.0, 4.0], [3.0, 5.0], 1 / np.sqrt(34)),
        ([0.0, 0.0], [0.0, 0.0], 0.0),
        ([0.0], [1e-30], 1.0),
        ([np.nan, 4.0], [np.nan, 5.0], 0.2),
        ([np.inf], [np.inf], 0.0),
        ([np.inf], [1.0], np.inf),
        ([np.nan], [1.0], np.inf),
        ([1.0], [1.0, 2.0], np.inf),
        ([], [], 0.0),
        ([True], [False], 1.0),
    ],
)
def test_distance(a, b, distance):
    assert relative(a, b) == pytest.approx(distance) and relative(b, a) == pytest.approx(distance)
