"""Sequential, trained by the calls of Keras 0.3."""

import json
import warnings

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.errors import ArgumentError, NotReadyError
from kerasfront.legacy import regularizers
from kerasfront.legacy.containers.model import warn_of_workers
from kerasfront.legacy.layers import containers
from kerasfront.legacy.layers.core import AutoEncoder, Dense, Lambda, Merge, add_shared_layer
from kerasfront.legacy.models import Sequential, model_from_config, model_from_json, model_from_yaml

X = np.array([[1.0, 2.0], [3.0, 4.0], [-1.0, 0.5], [0.0, -2.0]], "float32")
IDENTITY = [np.eye(2, dtype="float32"), np.zeros(2, "float32")]


def classifier(class_mode=None):
    model = Sequential([Dense(2, activation="sigmoid", input_dim=2, weights=IDENTITY)])
    model.compile("sgd", "mse", class_mode=class_mode)
    return model


def test_show_accuracy(backend):
    model, y = classifier(), np.array([[0, 1], [0, 1], [1, 0], [1, 0]])
    history = model.fit(X, y, nb_epoch=1, verbose=0, show_accuracy=True, validation_split=0.5, shuffle=False)
    assert sorted(history.history) == ["acc", "loss", "val_acc", "val_loss"]
    assert history.history["acc"] == [1.0]
    assert history.history["val_acc"] == [0.5]
    assert sorted(model.fit(X, y, nb_epoch=1, verbose=0).history) == ["loss"]
    loss, accuracy = model.evaluate(X, y, show_accuracy=True, verbose=0)
    assert accuracy == 0.75
    assert model.evaluate(X, y, verbose=0) == loss
    np.testing.assert_allclose(model.test_on_batch(X, y, accuracy=True), [loss, 0.75], rtol=1e-6)
    assert len(model.train_on_batch(X, y)) == 1
    batches = iter([(X, y), (X, y, np.ones(4))] * 4)
    assert sorted(model.fit_generator(batches, 8, 1, verbose=0, show_accuracy=True).history) == ["acc", "loss"]
    assert len(model.evaluate_generator(iter([(X, y)] * 9), 8, show_accuracy=True)) == 2


def test_class_mode(backend):
    y = np.array([[1, 1], [1, 0], [0, 1], [1, 0]])  # outputs above 0.5: both, both, the second, none
    assert classifier().class_mode == "categorical"
    assert classifier("binary").test_on_batch(X, y, accuracy=True)[1] == pytest.approx(0.75)
    with pytest.raises(ArgumentError, match="class_mode must be 'categorical', 'binary' or None, got 'ternary'"):
        classifier("ternary")


def test_one_output_unit_is_binary(backend):
    model = Sequential([Dense(1, activation="sigmoid", input_dim=2)])
    model.compile("sgd", "binary_crossentropy")
    assert model.class_mode == "binary"
    assert model.predict_classes(X, verbose=0).shape == (4, 1)
    assert model.predict_proba(X, verbose=0).shape == (4, 1)


def test_penalties_count_in_training_only(backend):
    penalties = {"W_regularizer": regularizers.l2(0.5), "activity_regularizer": "activity_l1"}
    model = Sequential([Dense(2, input_dim=2, weights=IDENTITY, **penalties)])
    model.compile("sgd", "mse")
    np.testing.assert_allclose(model.test_on_batch(X, X), [0.0], atol=1e-6)
    np.testing.assert_allclose(model.train_on_batch(X, X), [0.5 * 2 + 0.01 * np.abs(X).sum() / 4], rtol=1e-5)


def test_an_autoencoder_can_give_the_code(backend):
    encoder = containers.Sequential([Dense(1, input_dim=2, weights=[np.ones((2, 1)), np.zeros(1)])])
    decoder = containers.Sequential([Dense(2, input_dim=1, weights=[np.ones((1, 2)), np.zeros(2)])])
    model = Sequential([AutoEncoder(encoder, decoder)])
    model.compile("sgd", "mse")
    code = X.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.predict(X), np.repeat(code, 2, axis=1), rtol=1e-6)
    assert [w.shape for w in model.get_weights()] == [(2, 1), (1,), (1, 2), (2,)]
    model.layers[0].output_reconstruction = False
    model.compile("sgd", "mse")
    np.testing.assert_allclose(model.predict(X), code, rtol=1e-6)
    assert len(model.get_weights()) == 4
    assert len(model.trainable_weights) == 2


def test_a_layer_on_top_of_several_models(backend):
    models = [Sequential([Dense(2, input_dim=2, weights=[k * IDENTITY[0], IDENTITY[1]])]) for k in (1, 2)]
    shared = Dense(1, weights=[np.ones((2, 1)), np.zeros(1)])
    add_shared_layer(shared, models)
    model = Sequential([Merge(models, mode="sum")])
    model.compile("sgd", "mse")
    np.testing.assert_allclose(model.predict([X, X]), 3 * X.sum(axis=1, keepdims=True), rtol=1e-6)
    assert len(model.trainable_weights) == 6


def test_it_comes_back_from_text(backend):
    model = classifier()
    for read, text in ((model_from_json, model.to_json()), (model_from_yaml, model.to_yaml())):
        again = read(text)
        again.set_weights(model.get_weights())
        np.testing.assert_array_equal(again.predict(X), model.predict(X))
        assert json.loads(again.to_json()) == json.loads(model.to_json())


def test_layers_of_one_name_open(backend):
    config = Sequential([Dense(2, input_dim=2, name="fc"), Dense(2, name="top")]).get_config()
    config["layers"][1]["custom_name"] = "fc"
    first, second = model_from_config(config).layers
    assert first.name == "fc" != second.name


def test_code_is_refused_unless_it_is_allowed(backend):
    model = Sequential([Lambda(lambda x: x + 1.0, input_shape=(2,))])
    with pytest.raises(ArgumentError, match="Python code.*allow_code=True"):
        model_from_json(model.to_json())
    again = model_from_json(model.to_json(), allow_code=True)
    again.compile("sgd", "mse")
    np.testing.assert_array_equal(again.predict(X), X + 1.0)


def test_own_layers_and_losses(backend):
    class Own(Dense):
        pass

    def own_loss(y_true, y_pred):
        return abs(y_true - y_pred)

    model = Sequential([Own(2, input_dim=2)])
    model.compile("sgd", own_loss)
    again = model_from_json(model.to_json(), custom_objects={"Own": Own, "own_loss": own_loss})
    assert isinstance(again.layers[0], Own)
    assert again.loss is not None
    with pytest.raises(ArgumentError, match="'Own'"):
        model_from_json(model.to_json())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "must be a dict with 'Sequential' or 'Graph'"),
        ('{"name": "Sequential"}', "list of 'layers'"),
        ('{"name": "Sequential", "layers": [3]}', "a dict with its class under 'name', got 3"),
        ('{"class_name": "Sequential", "config": []}', "read it with kerasfront.models"),
    ],
)
def test_wrong_text(text, message):
    with pytest.raises(ArgumentError, match=message):
        model_from_json(text)


def test_wrong_yaml():
    with pytest.raises(ArgumentError, match="not YAML"):
        model_from_yaml("{")


@pytest.mark.parametrize("method", ["fit", "evaluate", "train_on_batch", "test_on_batch"])
def test_before_compilation(backend, method):
    model = Sequential([Dense(2, input_dim=2)])
    with pytest.raises(NotReadyError, match="not compiled"):
        getattr(model, method)(X, X)
    with pytest.raises(NotReadyError, match="not compiled"):
        model.predict(X)


def test_validation_has_no_workers_of_its_own():
    with pytest.warns(UserWarning, match="nb_val_worker has no effect"):
        warn_of_workers(2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_workers(None)


def euclidean(y_true, y_pred):
    return K.sum(K.square(y_true[:, :1] - K.sum(y_pred, axis=1, keepdims=True)), axis=-1)


def test_targets_of_another_shape(backend):
    model = Sequential([Dense(3, input_dim=2)])
    model.compile("sgd", euclidean)
    y = X.sum(axis=1, keepdims=True)
    history = model.fit(X, y, nb_epoch=2, verbose=0, validation_data=(X, y))
    assert sorted(history.history) == ["loss", "val_loss"]
    assert model.evaluate(X, y, verbose=0) == pytest.approx(model.test_on_batch(X, y)[0])


def test_accuracy_that_is_asked_for_later_disturbs_nothing(backend):
    y, losses = np.array([[0, 1], [0, 1], [1, 0], [1, 0]]), []
    for accuracy in (False, True):
        model = Sequential([Dense(2, activation="sigmoid", input_dim=2, weights=IDENTITY)])
        model.compile("adam", "mse")
        losses.append([model.train_on_batch(X, y)[0] for _ in range(3)])
        losses[-1] += [model.train_on_batch(X, y, accuracy=accuracy)[0] for _ in range(3)]
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-5)


def test_metrics_as_in_keras_1(backend):
    model, y = Sequential([Dense(2, activation="sigmoid", input_dim=2, weights=IDENTITY)]), np.eye(2)[[1, 1, 0, 0]]
    model.compile(optimizer="sgd", loss="mse", metrics=["accuracy", "mae"])
    assert sorted(model.fit(X, y, nb_epoch=1, verbose=0).history) == ["acc", "loss", "mean_absolute_error"]
    assert len(model.evaluate(X, y, verbose=0)) == len(model.train_on_batch(X, y)) == 3
    assert model.metrics_names == ["loss", "acc", "mean_absolute_error"]
    assert len(model.evaluate(X, y, verbose=0, show_accuracy=True)) == 3
    model.compile("sgd", "mse", metrics=["mae"])
    with pytest.raises(ArgumentError, match="the accuracy is shown if it is among them: add 'accuracy'"):
        model.fit(X, y, show_accuracy=True, verbose=0)


def test_a_generator_is_tested_as_talkatively_as_asked(backend, capsys):
    model, y = classifier(), np.eye(2)[[1, 1, 0, 0]]
    silent = model.evaluate_generator(iter([(X, y)] * 9), 8, verbose=0)
    assert capsys.readouterr().out == ""
    assert model.evaluate_generator(iter([(X, y)] * 9), 8) == silent
    assert "samples/s" in capsys.readouterr().out
