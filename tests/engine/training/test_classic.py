"""What scripts of classic Keras read of a compiled model."""

import numpy as np
import pytest

from kerasfront.callbacks import Callback
from kerasfront.engine import Input
from kerasfront.errors import ArgumentTypeError
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


def test_a_function_is_made_anew_but_not_replaced(K):
    model = two_outputs()
    before = model.train_function
    model.train_function = None
    assert model.train_function is not before
    with pytest.raises(ArgumentTypeError, match="train_function can be read and called"):
        model.train_function = before


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
