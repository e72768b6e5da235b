"""Models as estimators: parameters, labels, and what scikit-learn does with them."""

import sys

import numpy as np
import pytest
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError
from kerasfront.layers import Dense
from kerasfront.models import Sequential
from kerasfront.wrappers.scikit_learn import KerasClassifier, KerasRegressor

X = np.random.RandomState(0).normal(size=(60, 3)).astype("float32")
CODES = (X[:, 0] > 0).astype(int) + (X[:, 1] > 1)
TRAINED = {"nb_epoch": 20, "verbose": 0, "batch_size": 10}


def classifier(units=8, outputs=3, loss="categorical_crossentropy", metrics=("accuracy",)):
    activation = "softmax" if outputs > 1 else "sigmoid"
    model = Sequential([Dense(units, input_dim=3, activation="tanh"), Dense(outputs, activation=activation)])
    model.compile("adam", loss, metrics=list(metrics))
    return model


def regressor(units=4):
    model = Sequential([Dense(units, input_dim=3), Dense(1)])
    model.compile("adam", "mse")
    return model


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
def test_labels_of_any_kind(K, loss):
    labels = np.array(["few", "many", "none"])[CODES]
    estimator = KerasClassifier(classifier, loss=loss, **TRAINED)
    history = estimator.fit(X, labels)
    assert len(history.epoch) == 20
    assert estimator.classes_.tolist() == ["few", "many", "none"]
    found, probabilities = estimator.predict(X), estimator.predict_proba(X)
    assert found.shape == (60,) and probabilities.shape == (60, 3)
    np.testing.assert_array_equal(found, estimator.classes_[probabilities.argmax(axis=1)])
    assert estimator.score(X, labels) == pytest.approx((found == labels).mean())


def test_one_hot_rows(K):
    estimator = KerasClassifier(classifier, **TRAINED)
    estimator.fit(X, np.eye(3)[CODES])
    assert set(estimator.predict(X)) <= {0, 1, 2}
    assert estimator.score(X, np.eye(3)[CODES]) == pytest.approx((estimator.predict(X) == CODES).mean())


def test_two_classes_with_one_output(K):
    estimator = KerasClassifier(classifier, outputs=1, loss="binary_crossentropy", **TRAINED)
    estimator.fit(X, CODES > 0)
    probabilities = estimator.predict_proba(X)
    assert probabilities.shape == (60, 2)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    np.testing.assert_array_equal(estimator.predict(X), probabilities[:, 1] > 0.5)


def test_numbers(K):
    estimator = KerasRegressor(regressor, **TRAINED)
    estimator.fit(X, X.sum(axis=1))
    assert estimator.predict(X).shape == (60,) and estimator.predict(X[:1]).shape == (1,)
    loss = np.mean((estimator.predict(X) - X.sum(axis=1)) ** 2)
    assert estimator.score(X, X.sum(axis=1)) == pytest.approx(-loss, rel=1e-4)  # more is better


def test_arguments_of_a_call_come_first(K):
    estimator = KerasRegressor(regressor, nb_epoch=5, verbose=0)
    assert len(estimator.fit(X, X[:, 0], nb_epoch=2).epoch) == 2


class OwnModel(KerasRegressor):
    def __call__(self, units=2):
        return regressor(units)


def test_a_subclass_may_build_its_model(K):
    estimator = OwnModel(units=5, nb_epoch=1, verbose=0)
    estimator.fit(X, X[:, 0])
    assert estimator.model.layers[0].output_dim == 5


def test_a_function_with_any_arguments_gets_all(K):
    given = []
    estimator = KerasRegressor(lambda **options: given.append(options) or regressor(), nb_epoch=1, verbose=0, mine=3)
    estimator.fit(X, X[:, 0])
    assert given == [{"nb_epoch": 1, "verbose": 0, "mine": 3}]


def test_parameters():
    estimator = KerasClassifier(classifier, units=4, verbose=0)
    assert is_classifier(estimator) and is_regressor(KerasRegressor(regressor))
    copy = clone(estimator).set_params(units=6)
    assert copy.get_params() == {"units": 6, "verbose": 0, "build_fn": classifier}
    assert estimator.get_params()["units"] == 4
    assert estimator.set_params(build_fn=regressor).build_fn is regressor


@pytest.mark.slow
def test_searched_validated_and_in_a_pipeline(engine):
    estimator = KerasClassifier(classifier, **TRAINED)
    search = GridSearchCV(estimator, {"units": [2, 8], "nb_epoch": [1, 20]}, cv=2).fit(X, CODES)
    assert search.best_params_["nb_epoch"] == 20
    scores = cross_val_score(make_pipeline(StandardScaler(), KerasRegressor(regressor, **TRAINED)), X, X[:, 0], cv=2)
    assert (scores < 0).all()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: KerasClassifier(classifier, unitz=3), ArgumentError, "argument 'unitz'"),
        (lambda: KerasClassifier(classifier).set_params(unitz=3), ArgumentError, "argument 'unitz'"),
        (lambda: KerasRegressor(), ArgumentTypeError, "build_fn must be a function"),
        (lambda: KerasRegressor(3), ArgumentTypeError, "build_fn must be a function"),
        (lambda: KerasRegressor(regressor).predict(X), NotReadyError, "Call fit first"),
    ],
)
def test_what_cannot_work_says_why(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_accuracy_must_be_measured(K):
    estimator = KerasClassifier(classifier, metrics=(), nb_epoch=1, verbose=0)
    estimator.fit(X, CODES)
    with pytest.raises(NotReadyError, match=r"Compile it with metrics=\['accuracy'\]"):
        estimator.score(X, CODES)


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.base", None)
    monkeypatch.delitem(sys.modules, "kerasfront.wrappers.scikit_learn")
    with pytest.raises(NotReadyError, match=r"needs sklearn. Install it: pip install 'kerasfront\[sklearn\]'"):
        import kerasfront.wrappers.scikit_learn  # noqa: F401
