"""Several processes train as one does: here they are threads, which is quick."""

import itertools

import numpy as np
import pytest

import kerasfront
from kerasfront.callbacks import BackupAndRestore, EarlyStopping, LambdaCallback, ReduceLROnPlateau
from kerasfront.distributed.threads import run_in_threads
from kerasfront.errors import ArgumentError, UnsupportedOperation
from kerasfront.layers import (
    LSTM,
    BatchNormalization,
    Convolution2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GaussianNoise,
    Input,
    Masking,
    TimeDistributed,
    merge,
)
from kerasfront.models import Model, Sequential
from kerasfront.optimizers import SGD
from kerasfront.utils import Sequence as BatchSequence

RANDOM = np.random.RandomState(0)
X, Y = RANDOM.rand(13, 4), np.eye(3)[RANDOM.randint(0, 3, 13)]
WEIGHTS = np.array([1, 0, 2, 1, 0, 0, 0, 1, 3, 1, 0, 1, 0.5])
WORDS = RANDOM.randint(0, 6, (13, 4))
STEPS = RANDOM.rand(13, 4, 2)
for sample, steps in enumerate(RANDOM.randint(0, 4, 13)):
    STEPS[sample, 4 - steps :] = 0.0
STEPS[12] = 0.0  # all masked, and alone in its batch


def mlp(optimizer="sgd", metrics=("accuracy",), **options):
    model = Sequential([Dense(5, activation="tanh", input_dim=4, W_regularizer="l2"), Dense(3, activation="softmax")])
    model.compile(optimizer, "categorical_crossentropy", metrics=list(metrics), **options)
    return model


def lstm(optimizer="sgd", weighted=False, **options):
    model = Sequential([Masking(input_shape=(4, 2)), LSTM(3, return_sequences=True)])
    mode = "temporal" if weighted else None
    model.compile(optimizer, "mse", metrics=["mae"], sample_weight_mode=mode, **options)
    return model


def cnn(optimizer="sgd", **options):
    model = Sequential([Convolution2D(2, 2, 2, input_shape=(3, 3, 1)), Flatten(), Dense(3)])
    model.compile(optimizer, "mse", **options)
    return model


def two_outputs(optimizer="sgd", **options):
    x = Input((4,), name="x")
    hidden = Dense(5, activation="tanh")(x)
    model = Model(x, [Dense(3, activation="softmax", name="class")(hidden), Dense(1, name="number")(hidden)])
    losses = {"class": "categorical_crossentropy", "number": "mse"}
    model.compile(optimizer, losses, metrics={"class": "accuracy"}, loss_weights=[1.0, 0.5], **options)
    return model


DATA = {
    mlp: (X, Y),
    lstm: (STEPS, RANDOM.rand(13, 4, 3)),
    cnn: (RANDOM.rand(13, 3, 3, 1), Y),
    two_outputs: (X, [Y, X[:, :1]]),
}


class Batches(BatchSequence):
    def __len__(self):
        return 3

    def __getitem__(self, index):
        rows = slice(6 * index, 6 * index + 6)
        return X[rows], Y[rows], WEIGHTS[rows]


def fit(build, data=None, batch_size=6, nb_epoch=2, **options):
    """Build a model and train it; return its weights and history."""
    np.random.seed(3)
    model = build()
    x, y = data or DATA[build]
    history = model.fit(x, y, batch_size=batch_size, nb_epoch=nb_epoch, verbose=0, **options).history
    return model.get_weights(), history


def compare(train, size=2):
    """Compare threads that train together with one process; `train` returns weights and history."""
    weights, history = train()
    everyone = run_in_threads(size, lambda _: train())
    for found, told in everyone:
        assert all(np.array_equal(a, b) for a, b in zip(found, everyone[0][0], strict=True))
        assert told == everyone[0][1]
    all_close(everyone, weights, history)


def compare_mixed(train, backends, size=2):
    """Compare threads on different backends, in turn, with one process on the first of them."""
    with kerasfront.backend.use(backends[0]):
        weights, history = train()

    def train_on(communicator):
        with kerasfront.backend.use(backends[communicator.rank % len(backends)]):
            return train()

    all_close(run_in_threads(size, train_on), weights, history)


def all_close(everyone, weights, history):
    for found, told in everyone:
        for a, b in zip(found, weights, strict=True):
            np.testing.assert_allclose(a, b, atol=1e-6)
        assert told.keys() == history.keys()
        for name in history:
            np.testing.assert_allclose(told[name], history[name], atol=1e-6)


def test_a_whole_training(K):
    """Three ranks: the last batch, of one row, leaves two of them without rows."""
    compare(lambda: fit(mlp, validation_split=0.01, class_weight={0: 1.0, 1: 3.0, 2: 0.5}), size=3)


def test_masks_and_weights_of_zero(K):
    weights = RANDOM.randint(0, 2, (13, 4)).astype(float)
    compare(lambda: fit(lambda: lstm("rmsprop", weighted=True), DATA[lstm], sample_weight=weights))


def test_two_outputs_with_weights_of_their_own(K):
    compare(lambda: fit(lambda: two_outputs(SGD(clipnorm=0.1)), DATA[two_outputs], sample_weight=[WEIGHTS, None]))


def test_accumulated_gradients(K):
    compare(lambda: fit(lambda: cnn("adam", accumulate=3), DATA[cnn]))


def test_metrics_of_epochs_and_validation(K):
    metrics = ["accuracy", "AUC", "F1"]
    compare(lambda: fit(lambda: mlp(metrics=metrics), DATA[mlp], validation_data=(X[:5], Y[:5]), nb_epoch=1))


def test_callbacks_decide_alike(K):
    def train():
        callbacks = [
            EarlyStopping("loss", patience=0, min_delta=0.05), ReduceLROnPlateau("loss", patience=0, epsilon=1.0),
        ]  # fmt: skip
        return fit(mlp, nb_epoch=6, callbacks=callbacks)

    compare(train)


def test_a_sequence_of_batches(K):
    def train():
        np.random.seed(3)
        model = mlp()
        history = model.fit_generator(Batches(), nb_epoch=2, verbose=0, validation_data=Batches())
        return model.get_weights(), history.history

    compare(train)


def test_batch_by_batch(K):
    """Without a seed: the first batch gives all the weights of rank 0."""

    def train(rank=0):
        np.random.seed(3 + rank)
        model = mlp("adam")
        losses = [float(model.train_on_batch(X, Y)[0]) for _ in range(2)]
        return model.get_weights(), {"loss": losses, "tested": model.evaluate(X, Y, batch_size=5, verbose=0)}

    weights, told = train()
    for found, said in run_in_threads(2, lambda communicator: train(communicator.rank)):
        np.testing.assert_allclose(said["loss"], told["loss"], atol=1e-6)
        np.testing.assert_allclose(said["tested"], told["tested"], atol=1e-6)
        for a, b in zip(found, weights):
            np.testing.assert_allclose(a, b, atol=1e-6)


def test_one_that_wants_to_stop_stops_all(K):
    def train(communicator):
        model = mlp()

        def stop(epoch, logs):
            model.stop_training = communicator.rank == 1 and epoch == 1

        history = model.fit(X, Y, nb_epoch=5, verbose=0, callbacks=[LambdaCallback(on_epoch_end=stop)])
        return history.epoch

    assert run_in_threads(2, train) == [[0, 1], [0, 1]]


def test_a_training_goes_on(K, tmp_path):
    """Only the first rank reads and writes the file."""

    def train(communicator, epochs, folder):
        path = tmp_path / f"{folder}{communicator.rank}"
        np.random.seed(3)
        model = mlp("adam")
        model.fit(X, Y, batch_size=6, nb_epoch=epochs, verbose=0, callbacks=[BackupAndRestore(path)])
        return model.get_weights()

    whole = run_in_threads(2, lambda communicator: train(communicator, 3, "whole"))
    run_in_threads(2, lambda communicator: train(communicator, 1, "part"))
    resumed = run_in_threads(2, lambda communicator: train(communicator, 3, "part"))
    for a, b in zip(whole[0] + whole[1], resumed[0] + resumed[1], strict=True):
        assert np.array_equal(a, b)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["part0", "whole0"]


def noisy(recurrent=False):
    kerasfront.set_random_seed(3, across_backends=True)
    words = Input((4,), dtype="int32")
    x = TimeDistributed(Dropout(0.4, name="inner"))(GaussianNoise(0.1)(Embedding(6, 2, dropout=0.3)(words)))
    x = LSTM(3, dropout_W=0.3, dropout_U=0.3)(x) if recurrent else Flatten()(x)
    model = Model(words, Dense(3)(x))
    model.compile("sgd", "mse")
    return model


@pytest.mark.slow
def test_dropout_and_noise_are_those_of_one_process(K):
    """Each process draws for its rows, reshaped ones, too; the mask of a table is the same for all."""
    compare(lambda: fit(noisy, (WORDS, Y), nb_epoch=1))


@pytest.mark.full
def test_dropout_in_loops_is_that_of_one_process(K):
    compare(lambda: fit(lambda: noisy(recurrent=True), (WORDS, Y), nb_epoch=1), size=3)


def test_moving_statistics_are_averaged(K):
    def train():
        np.random.seed(3)
        model = Sequential([BatchNormalization(input_shape=(4,)), Dense(1)])
        model.compile("sgd", "mse")
        model.fit(X[:8], X[:8, :1], batch_size=8, nb_epoch=1, verbose=0, shuffle=False)
        return model.get_weights()

    for weights in run_in_threads(2, lambda _: train()):
        halves = [part.mean(axis=0) for part in (X[:4], X[4:8])]
        np.testing.assert_allclose(weights[2], 0.01 * np.mean(halves, axis=0), rtol=1e-4)
        deviations = [part.var(axis=0) for part in (X[:4], X[4:8])]
        np.testing.assert_allclose(weights[3], 0.99 + 0.01 * np.mean(deviations, axis=0), rtol=1e-5)


def normalized(sync=True):
    """Two layers after one another, and one beside them whose calls could come at any time."""
    x = Input((4,))
    deep = BatchNormalization(sync=sync)(Dense(3, activation="tanh")(BatchNormalization(sync=sync)(x)))
    beside = BatchNormalization(sync=sync)(Dense(2, activation="tanh")(x))
    model = Model(x, Dense(3, activation="softmax")(merge([deep, beside], "concat")))
    model.compile(SGD(0.1), "categorical_crossentropy", metrics=["accuracy"])
    return model


def test_statistics_of_the_whole_batch(K):
    """The last batch, of one row, leaves two ranks without rows."""
    compare(lambda: fit(normalized, (X, Y), validation_data=(X[:5], Y[:5])), size=3)


@pytest.mark.full
def test_statistics_of_the_whole_batch_on_different_backends(backends):
    compare_mixed(lambda: fit(normalized, (X, Y), validation_data=(X[:5], Y[:5])), backends, size=3)


def test_without_other_ranks_sync_changes_nothing(K):
    (weights, history), (same, told) = fit(normalized, (X, Y)), fit(lambda: normalized(sync=False), (X, Y))
    assert history == told
    assert all(np.array_equal(a, b) for a, b in zip(weights, same, strict=True))


def test_ranks_that_train_something_else(K):
    def train(communicator):
        model = Sequential([Dense(3 + communicator.rank, input_dim=4)])
        model.compile("sgd", "mse")
        return model.fit(X, np.zeros((13, 3 + communicator.rank)), verbose=0)

    with pytest.raises(ArgumentError, match=r"different from rank 0: rank 1 \(output_dim of layer 1: 4, not 3"):
        run_in_threads(2, train)


def test_a_batch_of_one_size_cannot_be_divided(K):
    def build(communicator):
        Sequential([Dense(1, batch_input_shape=(4, 2))]).compile("sgd", "mse")

    with pytest.raises(UnsupportedOperation, match="one size"):
        run_in_threads(2, build)


def test_losses_that_depend_on_the_batch_cannot_be_divided(K):
    def build(communicator):
        Sequential([Dense(1, input_dim=2, activity_regularizer="l2")]).compile("sgd", "mse")

    with pytest.raises(UnsupportedOperation, match="depend on the batch"):
        run_in_threads(2, build)


OPTIONS = {
    "sgd": ("sgd", {}, {}),
    "adam": ("adam", {}, {}),
    "rmsprop": ("rmsprop", {}, {}),
    "clipnorm": (lambda: SGD(0.1, clipnorm=0.05), {}, {}),
    "accumulate": ("sgd", {"accumulate": 3}, {}),
    "class_weight": ("sgd", {}, {"class_weight": {0: 1.0, 1: 3.0, 2: 0.5}}),
    "sample_weight": ("sgd", {}, {"sample_weight": WEIGHTS}),
    "validation": ("sgd", {}, {"validation_split": 0.2}),
    "last batch of one row": ("sgd", {}, {"batch_size": 4}),
}


def of_table(build, options):
    """A function that trains as a cell of the table says, and returns weights and history."""
    optimizer, compiled, fitted = OPTIONS[options]
    if build in (lstm, two_outputs) and options == "class_weight":
        fitted = {"class_weight": {"class": {0: 1.0, 1: 3.0, 2: 0.5}}} if build is two_outputs else {}
    if build is two_outputs and options == "sample_weight":
        fitted = {"sample_weight": [WEIGHTS, WEIGHTS[::-1]]}

    def make():
        return build(optimizer() if callable(optimizer) else optimizer, **compiled)

    return lambda: fit(make, DATA[build], **fitted)


@pytest.mark.full
@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("build", DATA, ids=lambda build: build.__name__)
def test_everything(K, build, options, size):
    compare(of_table(build, options), size)


def mixed():
    """The table for different backends; all but one cell take long, as everything is compiled on each."""
    for build, options, size in itertools.product(DATA, OPTIONS, (2, 3)):
        marks = () if (build, options, size) == (mlp, "adam", 3) else pytest.mark.full
        yield pytest.param(build, options, size, marks=marks, id=f"{build.__name__}-{options}-{size}")


@pytest.mark.parametrize(("build", "options", "size"), [*mixed()])
def test_processes_on_different_backends(backends, build, options, size):
    compare_mixed(of_table(build, options), backends, size)
