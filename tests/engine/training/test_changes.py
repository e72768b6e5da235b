"""What is changed after compile takes effect, or is warned of."""

import numpy as np
import pytest

from kerasfront.callbacks import Callback
from kerasfront.engine.topology import Input
from kerasfront.errors import ArgumentError, NotReadyError
from kerasfront.layers import BatchNormalization, Dense, TimeDistributed
from kerasfront.models import Model, Sequential
from kerasfront.optimizers import SGD

X = np.random.RandomState(0).normal(2.0, size=(8, 3)).astype("float32")
Y = np.random.RandomState(1).normal(size=(8, 2)).astype("float32")


def stack():
    model = Sequential([Dense(3, input_dim=3, name="low"), BatchNormalization(name="norm"), Dense(2, name="high")])
    model.compile("sgd", "mse")
    return model


def changed(model, train=None):
    """Which weights training changes, by name of the layer."""
    before = [layer.get_weights() for layer in model.layers]
    (train or (lambda: model.train_on_batch(X, Y)))()
    after = [layer.get_weights() for layer in model.layers]
    return {
        layer.name: [not np.array_equal(a, b) for a, b in zip(old, new)]
        for layer, old, new in zip(model.layers, before, after)
    }


def test_a_frozen_layer_is_frozen_with_its_statistics(K):
    model = stack()
    assert all(all(of_layer) for of_layer in changed(model).values())
    for name in ("low", "norm"):
        model.get_layer(name).trainable = False
    model.compile("sgd", "mse")
    assert changed(model) == {"low": [False] * 2, "norm": [False] * 4, "high": [True] * 2}


@pytest.mark.parametrize("frozen", ["norm", "inner", "times"])
def test_layers_of_models_within_can_be_frozen_after_they_were_called(K, frozen):
    inner = Sequential([BatchNormalization(input_shape=(3,), name="norm", mode=0)], name="inner")
    x = Input((4, 3))
    model = Model(x, TimeDistributed(inner, name="times")(x))
    layer = {"norm": inner.layers[0], "inner": inner, "times": model.layers[1]}[frozen]
    data = np.repeat(X[:, None], 4, axis=1)
    for trainable in (False, True, False):
        layer.trainable = trainable
        model.compile("sgd", "mse")
        assert changed(model, lambda: model.train_on_batch(data, 0 * data))["times"] == [trainable] * 4


def test_freezing_without_compiling_is_warned_of_once(K):
    model = stack()
    model.get_layer("low").trainable = False
    with pytest.warns(UserWarning, match=r"have changed \(low_W, low_b\).*compile anew"):
        assert all(changed(model)["low"])
    assert all(changed(model)["low"])
    model.get_layer("low").trainable = True
    model.fit(X, Y, nb_epoch=1, verbose=0)

    class Freeze(Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.get_layer("high").trainable = False

    with pytest.warns(UserWarning, match=r"high_W, high_b"):
        model.fit(X, Y, nb_epoch=2, verbose=0, callbacks=[Freeze()])


def test_statistics_follow_what_was_compiled(K):
    """As in scripts that compile a discriminator, then freeze it for a second model."""
    model = stack()
    model.trainable = False
    with pytest.warns(UserWarning, match="Training goes on with those of then"):
        assert all(all(of_layer) for of_layer in changed(model).values())


def test_the_rate_can_be_assigned_during_fit(K):
    model = Sequential([Dense(2, input_dim=3)])
    model.compile(SGD(lr=0.1), "mse")

    class Stop(Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 1:
                self.before = self.model.get_weights()
                self.model.optimizer.lr = 0.0

    stop = Stop()
    model.fit(X, Y, nb_epoch=3, verbose=0, callbacks=[stop])
    for before, after in zip(stop.before, model.get_weights()):
        np.testing.assert_array_equal(before, after)


def two_outputs(K, **arguments):
    x = Input((3,))
    model = Model(x, [Dense(2, name="y")(x), Dense(2, name="z")(x)])
    with pytest.raises(NotReadyError, match="is not compiled"):
        model.loss_weights = [1.0, 1.0]
    model.compile("sgd", "mse", **arguments)
    return model


def test_weights_of_losses_can_be_assigned(K):
    model = two_outputs(K, loss_weights={"z": 0.5})
    total, y, z = model.test_on_batch(X, [Y, Y])
    assert total == pytest.approx(y + 0.5 * z, rel=1e-5)
    model.loss_weights = [2.0, 0.0]
    assert model.loss_weights == [2.0, 0.0]
    assert model.test_on_batch(X, [Y, Y])[0] == pytest.approx(2 * y, rel=1e-5)
    before = model.layers[2].get_weights()
    model.train_on_batch(X, [Y, Y])
    np.testing.assert_array_equal(model.layers[2].get_weights()[0], before[0])
    with pytest.raises(ArgumentError, match="loss_weights: got 3 entries for 2"):
        model.loss_weights = [1.0, 1.0, 1.0]
    assert model.loss_weights == [2.0, 0.0]


def test_weights_of_losses_can_be_tensors(K):
    weight = K.variable(3.0)
    model = two_outputs(K, loss_weights=[weight, 1.0])
    total, y, z = model.test_on_batch(X, [Y, Y])
    assert total == pytest.approx(3 * y + z, rel=1e-5)
    K.set_value(weight, 0.0)
    assert model.test_on_batch(X, [Y, Y])[0] == pytest.approx(z, rel=1e-5)
    with pytest.raises(ArgumentError, match="only numbers can be changed"):
        model.loss_weights = [1.0, K.variable(1.0)]
    with pytest.raises(ArgumentError, match="must be a number or a scalar tensor"):
        model.loss_weights = [1.0, K.variable([1.0])]


def test_a_loss_that_is_added_too_late_is_warned_of(K):
    model = Sequential([Dense(2, input_dim=3)])
    model.compile("sgd", "mse")
    before = model.test_on_batch(X, Y)
    with pytest.warns(UserWarning, match="compile it anew for the added loss to count"):
        model.add_loss(K.sum(K.square(model.layers[0].b)) + 1.0)
    assert model.test_on_batch(X, Y) == before
    model.compile("sgd", "mse")
    assert model.test_on_batch(X, Y) == pytest.approx(before + 1.0, rel=1e-5)


def test_class_weights_of_time_steps_of_one_of_several_outputs(K):
    x = Input((4, 3))
    model = Model(x, [TimeDistributed(Dense(2), name="y")(x), TimeDistributed(Dense(2), name="z")(x)])
    model.compile("sgd", "mse", sample_weight_mode={"z": "temporal"})
    data = np.repeat(X[:, None], 4, axis=1)
    classes = np.random.RandomState(2).randint(0, 2, (8, 4))
    targets = np.eye(2)[classes]
    _, y, z = model.predict(data, layers=[model.layers[0], "y", "z"])
    weights = np.where(classes == 1, 5.0, 0.5)
    before = model.test_on_batch(data, [targets, targets])
    losses = model.train_on_batch(data, [targets, targets], class_weight={"z": {0: 0.5, 1: 5.0}})
    assert losses[1] == pytest.approx(before[1], rel=1e-5)
    assert losses[2] == pytest.approx((((z - targets) ** 2).mean(axis=-1) * weights).mean(), rel=1e-5)
