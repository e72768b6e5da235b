import numpy as np
import pytest

from kerasfront import objectives
from kerasfront.errors import UnknownNameError

from .recorded import Batch, cases


def test_recorded_values_and_gradients(K):
    batch = Batch(K)
    for case in cases("functions", "objective"):
        config = case.text("config")
        y_true, y_pred = batch.feed(*case.arrays("input"))
        loss = objectives.get(config["name"])(y_true, y_pred)
        batch.expect(case, loss, *(K.gradients(K.sum(loss), [y_pred]) if config.get("grad") else []))
    batch.check()


def test_each_is_recorded():
    recorded = {objectives.get(case.text("config")["name"]) for case in cases("functions", "objective")}
    later = {objectives.root_mean_squared_error}  # Keras 1.2.2 had it no more
    assert recorded | later == {objectives.get(name) for name in objectives.REGISTRY.names()}


def test_root_mean_squared_error(K):
    true, pred = np.random.normal(size=(2, 5, 3)).astype("float32")
    true[0] = pred[0]
    y_pred = K.variable(pred)
    loss = objectives.rmse(K.variable(true), y_pred)
    expected = np.maximum(np.sqrt(((true - pred) ** 2).mean(axis=1)), 1e-7)
    np.testing.assert_allclose(K.eval(loss), expected, rtol=1e-5)
    gradient = K.eval(K.gradients(K.sum(loss), [y_pred])[0])
    np.testing.assert_allclose(gradient, (pred - true) / 3 / expected[:, None], rtol=1e-4, atol=1e-6)


def test_losses_are_per_sample_whatever_the_batch_size(K):
    y_true, y_pred = K.placeholder((None, 2)), K.placeholder((None, 2))
    function = K.function([y_true, y_pred], [objectives.mse(y_true, y_pred)])
    np.testing.assert_allclose(function([[[0.0, 0.0]], [[1.0, 3.0]]])[0], [5.0])
    np.testing.assert_allclose(function([np.zeros((3, 2)), np.ones((3, 2))])[0], np.ones(3))


def test_found_by_name_and_alias():
    (case,) = [case for case in cases("functions", "getter") if case.name == "obj_names"]
    found = [objectives.get(name) for name in case.text("config")["names"]]
    assert [f.__name__ for f in found] == case.text("output_0")
    assert objectives.MSE is objectives.mse is objectives.mean_squared_error is objectives.get("MSE")


def test_near_misses_are_named():
    with pytest.raises(UnknownNameError, match="objective 'binary_cross_entropy'. Did you mean 'binary_crossentropy'"):
        objectives.get("binary_cross_entropy")
