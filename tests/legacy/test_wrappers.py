"""Models of Keras 0.3 as estimators."""

import numpy as np
import pytest

from kerasfront.legacy.layers.core import Dense
from kerasfront.legacy.models import Sequential
from kerasfront.legacy.wrappers.scikit_learn import KerasClassifier, KerasRegressor

X = np.random.RandomState(0).normal(size=(12, 3))


@pytest.mark.parametrize("metrics", [None, ["mae", "accuracy"]])
def test_classifier(backend, metrics):
    def build():
        model = Sequential([Dense(2, input_dim=3, activation="softmax")])
        model.compile("sgd", "categorical_crossentropy", metrics=metrics)
        return model

    classifier = KerasClassifier(build, nb_epoch=2, verbose=0, show_accuracy=True)
    labels = (X[:, 0] > 0).astype(int)
    classifier.fit(X=X, y=labels)
    assert classifier.predict_proba(X=X).shape == (12, 2)
    assert classifier.score(X=X, y=labels) == pytest.approx(np.mean(classifier.predict(X=X) == labels))


def test_regressor(backend):
    def build(units):
        model = Sequential([Dense(units, input_dim=3), Dense(1)])
        model.compile("sgd", "mse")
        return model

    regressor = KerasRegressor(build, units=2, nb_epoch=1, verbose=0)
    regressor.fit(X=X, y=X.sum(axis=1))
    errors = regressor.predict(X=X) - X.sum(axis=1)
    assert regressor.score(X=X, y=X.sum(axis=1)) == pytest.approx(-np.square(errors).mean(), rel=1e-4)
