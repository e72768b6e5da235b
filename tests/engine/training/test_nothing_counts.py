"""Batches of which no sample counts: all have the weight 0, or all their time steps are masked."""

import numpy as np
import pytest

from kerasfront.callbacks import LambdaCallback
from kerasfront.engine.topology import Input
from kerasfront.layers import Dense, Masking, SimpleRNN, TimeDistributed
from kerasfront.models import Model, Sequential

RANDOM = np.random.RandomState(7)
X = RANDOM.normal(size=(8, 3)).astype("float32")
Y = RANDOM.normal(size=(8, 2)).astype("float32")
STEPS = RANDOM.normal(size=(4, 3, 2)).astype("float32")


def dense(**options):
    model = Sequential([Dense(2, input_dim=3, **options)])
    model.compile("sgd", "mse", metrics=["mae"])
    return model


def masked():
    model = Sequential(
        [Masking(0.0, input_shape=(3, 2)), SimpleRNN(2, return_sequences=True), TimeDistributed(Dense(2))]
    )
    model.compile("sgd", "mse")
    return model


def zeros(model):
    return all(not array.any() for array in model.gradients(STEPS * 0, STEPS).weights.values())


def test_weights_of_0_give_the_loss_0_and_no_gradient(K):
    model = dense(W_regularizer="l2")
    before = model.get_weights()
    penalty = 0.01 * (before[0] ** 2).sum()
    assert model.train_on_batch(X, Y, sample_weight=np.zeros(8))[0] == pytest.approx(penalty, rel=1e-5)
    np.testing.assert_allclose(model.get_weights()[0], before[0] * (1 - 0.01 * 0.02), rtol=1e-5)
    np.testing.assert_array_equal(model.get_weights()[1], before[1])
    again = dense()
    before = again.get_weights()
    assert again.train_on_batch(X, np.eye(2)[[0] * 8], class_weight={0: 0.0, 1: 1.0})[0] == 0
    np.testing.assert_array_equal(np.concatenate(again.get_weights(), None), np.concatenate(before, None))


def test_a_batch_of_padding_gives_the_loss_0_and_no_gradient(K):
    model = masked()
    before = model.get_weights()
    assert model.train_on_batch(STEPS * 0, STEPS) == model.test_on_batch(STEPS * 0, STEPS) == 0
    assert zeros(model)
    for array, was in zip(model.get_weights(), before):
        np.testing.assert_array_equal(array, was)


def test_targets_that_do_not_count_may_hold_anything(K):
    model, y = dense(), Y.copy()
    y[4:] = np.nan
    weights = np.array([1.0, 2, 3, 4, 0, 0, 0, 0])
    expected = model.test_on_batch(X, np.where(np.isnan(y), 0, y), weights)[0]
    assert model.test_on_batch(X, y, weights)[0] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("together", [True, False])
def test_such_batches_are_left_out_of_means(K, together):
    model = dense()
    callbacks = None if together else [LambdaCallback(on_batch_end=lambda batch, logs: seen.append(dict(logs)))]
    seen = []
    weights = np.repeat([0.0, 1.0, 0.0, 1.0], 2)
    counted = weights > 0
    expected = model.evaluate(X[counted], Y[counted], 2, verbose=0)
    assert model.evaluate(X, Y, 2, verbose=0, sample_weight=weights) == pytest.approx(expected, rel=1e-5)
    model.optimizer.lr = 0.0
    data = (X, Y, weights)
    history = model.fit(X, Y, 2, 1, 0, callbacks, shuffle=False, sample_weight=weights, validation_data=data).history
    names = ["loss", "mean_absolute_error", "val_loss", "val_mean_absolute_error"]
    assert [history[name][0] for name in names] == pytest.approx(expected * 2, rel=1e-5)
    if not together:
        assert [logs.get("counts", True) for logs in seen] == [False, True, False, True]
        assert [logs["size"] for logs in seen] == [2] * 4 and seen[0]["loss"] == 0


def test_where_nothing_counts_at_all_the_means_are_those_of_the_last_batch(K):
    model = dense()
    weights = np.zeros(8)
    loss, mae = model.evaluate(X, Y, 4, verbose=0, sample_weight=weights)
    assert (loss, mae) == (0, pytest.approx(model.evaluate(X[4:], Y[4:], verbose=0)[1], rel=1e-5))
    history = model.fit(X, Y, 4, 2, verbose=0, shuffle=False, sample_weight=weights).history
    assert history["loss"] == [0, 0] and history["mean_absolute_error"] == pytest.approx([mae] * 2, rel=1e-5)


def test_padding_is_left_out_of_means(K):
    model = masked()
    x = np.concatenate([STEPS * 0, STEPS])
    y = np.concatenate([STEPS, STEPS])
    assert model.evaluate(x, y, 4, verbose=0) == pytest.approx(model.evaluate(STEPS, STEPS, 4, verbose=0), rel=1e-6)


def test_a_batch_counts_if_one_of_the_outputs_does(K):
    x = Input((3,))
    model = Model(x, [Dense(2, name="y")(x), Dense(2, name="z")(x)])
    model.compile("sgd", "mse")
    weights = {"y": np.repeat([0.0, 1.0], 4), "z": np.ones(8)}
    loss, of_y, of_z = model.evaluate(X, [Y, Y], 4, verbose=0, sample_weight=weights)
    first, second = (model.evaluate(X[part], [Y[part]] * 2, verbose=0) for part in (slice(0, 4), slice(4, 8)))
    assert of_y == pytest.approx(second[1] / 2, rel=1e-5) and loss == pytest.approx(of_y + of_z, rel=1e-5)
    assert of_z == pytest.approx((first[2] + second[2]) / 2, rel=1e-5)
