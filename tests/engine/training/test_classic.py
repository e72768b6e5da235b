"""What scripts of classic Keras read of a compiled model."""

import numpy as np
import pytest

from kerasfront.callbacks import Callback
from kerasfront.engine import Input
from kerasfront.errors import ArgumentError
from kerasfront.layers import Dense, Dropout
from kerasfront.models import Model, Sequential

X, Y = np.ones((4, 3)), np.zeros((4, 2))
OF_TRAINING = ["train_function", "test_function", "total_loss", "metrics_tensors", "targets", "sample_weights"]


def two_outputs():
    x = Input((3,))
    model = Model(x, [Dense(2, name="a")(x), Dense(3, name="b")(x)])
    model.compile("sgd", {"a": "mse", "b": "mae"}, metrics={"a": "accuracy"}, loss_weights=[1.0, 0.5])
    return model


def with_dropout():
    model = Sequential([Dropout(0.5, input_shape=(3,)), Dense(2)])
    model.compile("sgd", "mse")
    return model


def test_the_tensors_of_training(K):
    model = two_outputs()
    assert [K.ndim(x) for x in [*model.targets, *model.sample_weights]] == [2, 2, 1, 1]
    assert len(model.metrics_tensors) == len(model.metrics_names) - 1 == 3
    assert K.ndim(model.total_loss) == 0
    assert [loss.__name__ for loss in model.loss_functions] == ["mean_squared_error", "mean_absolute_error"]
    assert model.sample_weight_modes == [None, None]
    assert model.internal_input_shapes == [(None, 3)]
    assert model.internal_output_shapes == [(None, 2), (None, 3)]


def test_the_tensors_can_be_used_in_functions_of_ones_own(K):
    model = two_outputs()
    inputs = [*model.inputs, *model.targets, *model.sample_weights]
    arrays = [X, Y, np.zeros((4, 3)), np.ones(4), np.ones(4)]
    (loss,) = K.function(inputs, [model.total_loss])(arrays)
    assert loss == pytest.approx(model.test_on_batch(X, [Y, np.zeros((4, 3))])[0])


def test_functions_are_called_as_they_were(K):
    model = two_outputs()
    arrays = [X, Y, np.zeros((4, 3)), np.ones(4), np.ones(4)]
    tested = model.test_function(arrays)
    np.testing.assert_allclose(tested, model.test_on_batch(X, [Y, np.zeros((4, 3))]), rtol=1e-6)
    np.testing.assert_allclose(model.train_function(arrays), tested, rtol=1e-6)
    assert model.test_function(arrays)[0] < tested[0], "a step was made"
    assert isinstance(model.train_function, K.Function) and len(model.train_function.inputs) == 5


def test_the_learning_phase_comes_last_where_a_model_uses_it(K):
    model = with_dropout()
    (predicted,) = model.predict_function([X, 0.0])
    np.testing.assert_allclose(predicted, model.predict(X), rtol=1e-6)
    (dropped,) = model.predict_function([np.ones((200, 3)), 1.0])
    assert len(np.unique(dropped[:, 0].round(5))) > 1
    assert model.train_function([X, Y, np.ones(4), 1.0])[0] >= 0


def test_predicting_needs_no_compile(K):
    x = Input((3,))
    model = Model(x, Dense(2)(x))
    model._make_predict_function()
    np.testing.assert_allclose(model.predict_function([X])[0], model.predict(X), rtol=1e-6)


@pytest.mark.parametrize("name", OF_TRAINING)
def test_without_compile_they_are_not_there(K, name):
    x = Input((3,))
    model = Model(x, Dense(2)(x))
    assert not hasattr(model, name)
    model.compile("sgd", "mse")
    assert hasattr(model, name)


def test_they_belong_to_the_last_compile_and_the_present_layers(K):
    model = Sequential([Dense(2, input_dim=3)])
    model.compile("sgd", "mse")
    before = model.train_function, model.predict_function
    assert (model.train_function, model.predict_function) == before
    model.compile("sgd", "mse")
    assert model.train_function is not before[0]
    model.add(Dense(5))
    assert model.predict_function([X])[0].shape == (4, 5)
    assert not hasattr(model, "train_function")


def test_a_function_is_made_anew(K):
    model = two_outputs()
    before = model.train_function
    model.train_function = None
    assert model.train_function is not before


def test_functions_of_the_script_are_what_is_called(K):
    model, calls = with_dropout(), []

    def noted(arrays):
        calls.append((len(arrays[0]), float(arrays[-1])))
        return [0.25]

    model.train_function = model.test_function = noted
    model.predict_function = lambda arrays: [arrays[0] + arrays[-1]]
    history = model.fit(X, Y, nb_epoch=1, batch_size=3, verbose=0, validation_data=(X, Y))
    assert history.history == {"loss": [0.25], "val_loss": [0.25]}
    assert calls == [(3, 1.0), (1, 1.0), (3, 0.0), (1, 0.0)]
    assert model.train_on_batch(X, Y) == model.evaluate(X, Y, verbose=0) == 0.25
    np.testing.assert_array_equal(model.predict(X), X)
    model.compile("sgd", "mse")
    assert model.evaluate(X, Y, verbose=0) > 0.25


def test_a_function_that_gives_too_little_is_an_error(K):
    model = two_outputs()
    model.train_function = lambda arrays: [1.0]
    with pytest.raises(ArgumentError, match=r"gave 1 values, but metrics_names has 4: \['loss', 'a_loss'"):
        model.train_on_batch(X, [Y, np.zeros((4, 3))])


class Halved(Model):
    """Its step is that of the model and then halves the weights."""

    def _make_train_function(self):
        super()._make_train_function()
        step, weights = self.classic_functions.train_function, self.get_weights
        self.train_function = lambda arrays: (step(arrays), self.set_weights([w / 2 for w in weights()]))[0]


def test_a_subclass_makes_its_step(K):
    x = Input((3,))
    model = Halved(x, Dense(1, init="one")(x))
    model.compile("sgd", "mse")
    model.fit(np.zeros((2, 3)), np.zeros((2, 1)), nb_epoch=2, verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], np.full((3, 1), 0.25))


class Players(Model):
    """Two models with one input that learn in turns; it never calls `Model.__init__`."""

    def __init__(self, models):
        self.layers = models

    def compile_all(self, optimizers, loss):
        for model, optimizer in zip(self.layers, optimizers):
            model.compile(optimizer, loss)
        self.optimizers, self.optimizer, self.loss = [model.optimizer for model in self.layers], None, loss
        self.train_function = self.test_function = None
        self.inputs, self.input_names = self.layers[0].inputs, self.layers[0].input_names
        self.internal_input_shapes = self.layers[0].internal_input_shapes
        for name in ("targets", "outputs", "sample_weights", "sample_weight_modes", "loss_functions"):
            setattr(self, name, [x for model in self.layers for x in getattr(model, name)])
        self.internal_output_shapes = [shape for model in self.layers for shape in model.internal_output_shapes]
        self.output_names = [f"{k}_{name}" for k, model in enumerate(self.layers) for name in model.output_names]
        self.metrics_names = ["loss", *(f"{k}_loss" for k in range(len(self.layers)))]
        self.total_loss = sum(model.total_loss for model in self.layers)

    def _function(self, updates):
        values = [self.total_loss, *(model.total_loss for model in self.layers)]
        phase = [self.bound.learning_phase()] if self.uses_learning_phase else []
        return self.bound.function(self.inputs + self.targets + self.sample_weights + phase, values, updates=updates)

    def _make_train_function(self):
        if self.train_function is None:
            updates = list(self.updates)
            for model in self.layers:
                updates += model.optimizer.get_updates(model.trainable_weights, model.constraints, model.total_loss)
            self.train_function = self._function(updates)

    def _make_test_function(self):
        if self.test_function is None:
            self.test_function = self._function(self.state_updates)


def test_a_model_that_is_compiled_by_hand(K):
    x = Input((3,))
    parts = [Model(x, Dense(2, init="one")(Dropout(0.5)(x))), Model(x, Dense(1, init="one")(x))]
    model = Players(parts)
    model.bound = K
    model.compile_all(["sgd", "adam"], "mse")
    targets = [Y, np.zeros((4, 1))]
    np.testing.assert_allclose(model.evaluate(X, targets, verbose=0), [18.0, 9.0, 9.0])
    before = model.get_weights()
    history = model.fit(X, targets, nb_epoch=2, batch_size=2, verbose=0, validation_split=0.5).history
    assert sorted(history) == ["0_loss", "1_loss", "loss", "val_0_loss", "val_1_loss", "val_loss"]
    assert history["val_loss"][1] < history["val_loss"][0] < 18
    assert all((now != then).any() for now, then in zip(model.get_weights(), before))
    first, second = model.predict(X)
    np.testing.assert_array_equal(first, parts[0].predict(X))
    assert second.shape == (4, 1)
    assert np.isfinite(model.train_on_batch(X, targets)).all()
    with pytest.raises(ArgumentError, match="the model has 2 \\('0_"):
        model.train_on_batch(X, Y)


def test_functions_can_be_made_before_they_are_needed(K):
    model = with_dropout()
    model._make_train_function()
    model._make_test_function()
    assert model.optimizer.weights is not None
    assert model.fit(X, Y, nb_epoch=1, verbose=0).history["loss"]


class Sees(Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.held_out = self.model.validation_data


def test_validation_data_of_a_model_with_dropout_have_the_learning_phase(K):
    sees = Sees()
    with_dropout().fit(X, Y, nb_epoch=1, verbose=0, validation_data=(X, Y), callbacks=[sees])
    x, y, weights, phase = sees.held_out
    assert (x.shape, y.shape, weights.tolist(), phase) == ((4, 3), (4, 2), [1.0] * 4, 0.0)


def test_validation_data_without_dropout(K):
    sees, model = Sees(), Sequential([Dense(2, input_dim=3)])
    model.compile("sgd", "mse")
    model.fit(X, Y, nb_epoch=1, verbose=0, validation_split=0.25, callbacks=[sees])
    assert [len(part) for part in sees.held_out] == [1, 1, 1]
    model.fit(X, Y, nb_epoch=1, verbose=0, callbacks=[sees])
    assert sees.held_out is None


def test_the_model_of_a_sequential_shares_everything(K):
    model = Sequential()
    assert model.model is None
    model.add(Dense(2, input_dim=3))
    model.compile("sgd", "mse")
    assert model.model.optimizer is model.optimizer
    np.testing.assert_array_equal(model.model.predict(X), model.predict(X))


def test_a_subclass_may_keep_something_of_its_own_under_such_a_name(K):
    model = two_outputs()
    model.targets = "mine"
    assert model.targets == "mine"


def test_places_of_inputs_and_outputs(K):
    x = Input((3,))
    layer = Dense(2)
    layer(x)
    model = Model(x, layer(Dense(3)(x)))
    assert (model.input_layers_node_indices, model.input_layers_tensor_indices) == ([0], [0])
    assert (model.output_layers_node_indices, model.output_layers_tensor_indices) == ([1], [0])
