import numpy as np
import pytest

from kerasfront import metrics, objectives
from kerasfront.errors import ArgumentError, UnknownNameError

from ..recorded import Batch, cases


def test_recorded_values(K):
    batch = Batch(K)
    for case in cases("functions", "metric"):
        config = case.text("config")
        y_true, y_pred = batch.feed(*case.arrays("input"))
        batch.expect(case, metrics.get(config["name"])(y_true, y_pred, **config.get("kwargs", {})))
    batch.check()


@pytest.mark.parametrize("name", objectives.REGISTRY.names())
def test_every_objective_is_a_metric_under_the_same_name(name):
    assert metrics.get(name) is getattr(metrics, name)
    assert metrics.get(name).__name__ == objectives.get(name).__name__


def test_counts_against_numpy(K):
    true, pred = np.random.randint(0, 2, (2, 20, 3)).astype("float32")
    hits, predicted, actual = (true * pred).sum(), pred.sum(), true.sum()
    y_true, y_pred = K.variable(true), K.variable(pred)
    assert K.eval(metrics.precision(y_true, y_pred)) == pytest.approx(hits / predicted)
    assert K.eval(metrics.recall(y_true, y_pred)) == pytest.approx(hits / actual)
    assert K.eval(metrics.f1score(y_true, y_pred)) == pytest.approx(2 * hits / (predicted + actual))
    correlation = np.corrcoef(true.ravel(), pred.ravel())[0, 1]
    assert K.eval(metrics.matthews_correlation(y_true, y_pred)) == pytest.approx(correlation, abs=1e-5)


def test_negative_beta_is_refused(K):
    with pytest.raises(ArgumentError, match="beta must be at least 0.*got -1"):
        metrics.fbeta_score(K.placeholder((None, 2)), K.placeholder((None, 2)), beta=-1)


def test_near_misses_are_named():
    with pytest.raises(UnknownNameError, match="metric 'categorical_acuracy'. Did you mean 'categorical_accuracy'"):
        metrics.get("categorical_acuracy")
