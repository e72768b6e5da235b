"""Losses that see more than a target and its output."""

import numpy as np
import pytest

from kerasfront.engine.topology import Input
from kerasfront.errors import ArgumentError
from kerasfront.layers import Dense
from kerasfront.models import Model
from kerasfront.objectives import joint

X = np.random.RandomState(0).normal(size=(6, 3)).astype("float32")
Y, Z = np.random.RandomState(1).normal(size=(2, 6, 2)).astype("float32")


def two_outputs():
    x = Input((3,))
    return Model(x, [Dense(2, name="y")(x), Dense(2, name="z")(x)])


def test_added_losses_count(K):
    model = two_outputs()
    y, z = model.outputs
    model.add_loss([K.mean(K.square(y - z)), K.sum(K.square(model.layers[1].W))])
    model.compile("sgd", {"y": "mse", "z": None})
    assert model.metrics_names == ["loss", "y_loss"]
    (got_y, got_z), W = model.predict(X), model.layers[1].get_weights()[0]
    total, of_y = model.test_on_batch(X, Y)
    assert of_y == pytest.approx(((got_y - Y) ** 2).mean(), rel=1e-5)
    assert total == pytest.approx(of_y + ((got_y - got_z) ** 2).mean() + (W**2).sum(), rel=1e-5)
    history = model.fit(X, {"y": Y}, nb_epoch=3, verbose=0, validation_split=0.5).history
    assert history["loss"][2] < history["loss"][0] and set(history) == {"loss", "y_loss", "val_loss", "val_y_loss"}


def test_added_losses_alone(K):
    model = two_outputs()
    with pytest.raises(ArgumentError, match="loss: got nothing for 'y'"):
        model.compile("sgd", None)
    with pytest.raises(ArgumentError, match="there is nothing to train for"):
        model.compile("sgd", [None, None])
    model.add_loss(K.mean(K.square(model.outputs[0] - model.outputs[1])))
    model.compile("sgd", None)
    y, z = model.predict(X)
    assert model.evaluate(X, None, verbose=0) == pytest.approx(((y - z) ** 2).mean(), rel=1e-5)
    losses = model.fit(X, None, nb_epoch=5, verbose=0).history["loss"]
    assert losses == sorted(losses, reverse=True)
    assert np.isfinite(model.fit_generator(iter([(X, None)] * 9), 6, 1, verbose=0).history["loss"][0])
    with pytest.raises(ArgumentError, match="target: the model has 0"):
        model.fit(X, Y, verbose=0)


def test_a_loss_added_to_a_model_depends_on_the_inputs_of_that_model(K):
    inner = two_outputs()
    inner.add_loss(K.mean(K.square(inner.outputs[0])))
    x = Input((3,))
    outer = Model(x, inner(x))
    outer.compile("sgd", "mse")
    with pytest.raises(ArgumentError, match="counts within another model only if a layer added it in its call"):
        outer.train_on_batch(X, [Y, Z])


def test_a_loss_must_be_a_scalar(K):
    model = two_outputs()
    with pytest.raises(ArgumentError, match="add_loss takes scalars, got a tensor of 2 axes. Use K.mean or K.sum"):
        model.add_loss(model.outputs[0])


def test_a_joint_objective_sees_all_targets_and_outputs(K):
    @joint
    def apart(y_true, y_pred):
        return K.mean(K.abs((y_pred[0] - y_pred[1]) - (y_true[0] - y_true[1])), axis=-1)

    model = two_outputs()
    model.compile("sgd", {"y": apart, "z": "mse"}, loss_weights={"z": 0.0})
    y, z = model.predict(X)
    weights = np.arange(6.0)
    expected = np.abs((y - z) - (Y - Z)).mean(axis=1) * weights
    total, of_y, _ = model.test_on_batch(X, [Y, Z], sample_weight={"y": weights})
    assert total == of_y == pytest.approx(expected.mean() / (5 / 6), rel=1e-5)


def test_a_joint_objective_with_one_target(K):
    @joint
    def close(y_true, y_pred):
        assert y_true[1] is None
        return K.mean(K.square(y_pred[0] - y_true[0]) + K.square(y_pred[1]), axis=-1)

    model = two_outputs()
    model.compile("sgd", [close, None])
    y, z = model.predict(X)
    assert model.test_on_batch(X, Y)[0] == pytest.approx((((y - Y) ** 2) + z**2).mean(), rel=1e-5)


def test_an_objective_may_use_the_inputs(K):
    model = two_outputs()
    model.compile("sgd", ["mse", lambda z_true, z_pred: K.sum(K.square(z_pred - model.inputs[0][:, :2]), axis=-1)])
    assert model.test_on_batch(X, [Y, Z])[2] == pytest.approx(
        ((model.predict(X)[1] - X[:, :2]) ** 2).sum(axis=1).mean(), rel=1e-5
    )
