"""Models as estimators: parameters, labels, and what scikit-learn does with them."""

import sys

import numpy as np
import pytest
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.ensemble import AdaBoostClassifier
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

import kerasfront.backend
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError
from kerasfront.layers import Dense
from kerasfront.models import Sequential
from kerasfront.optimizers import Adam
from kerasfront.wrappers.scikit_learn import KerasClassifier, KerasRegressor
from tests.wrappers.exceptions import EXCEPTIONS, OF_REGRESSORS

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
    assert estimator.fit(X, labels) is estimator and len(estimator.epoch) == 20 == len(estimator.history["loss"])
    assert estimator.params["nb_epoch"] == 20 and estimator.n_features_in_ == 3
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
    own = {"build_fn": classifier, "random_state": None, "backend": None}
    assert copy.get_params() == {"units": 6, "verbose": 0, **own}
    assert estimator.get_params()["units"] == 4
    assert estimator.set_params(build_fn=regressor).build_fn is regressor


@pytest.mark.slow
def test_searched_validated_and_in_a_pipeline(backend):
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
        (lambda: KerasRegressor(lambda: None).fit(X, CODES), ArgumentTypeError, "must end with 'return model'"),
        (lambda: KerasClassifier(lambda: None).fit(X, CODES), ArgumentTypeError, "must end with 'return model'"),
        (lambda: KerasRegressor(regressor).predict(X), NotReadyError, "Call fit first"),
        (lambda: KerasRegressor(regressor).predict(X), NotFittedError, "Call fit first"),
        (lambda: KerasRegressor(regressor).history, NotFittedError, "Call fit first"),
        (lambda: KerasClassifier(classifier()), ArgumentTypeError, "got .*Sequential.* Pass the function that"),
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
    for name in ("scikit_learn", "estimator"):
        monkeypatch.delitem(sys.modules, f"kerasfront.wrappers.{name}")
    with pytest.raises(NotReadyError, match=r"needs sklearn. Install it: pip install 'kerasfront\[sklearn\]'"):
        import kerasfront.wrappers.scikit_learn  # noqa: F401


@pytest.mark.parametrize(
    ("labels", "outputs", "loss"),
    [
        ([1, 2], 1, "binary_crossentropy"),
        ([10, 20], 2, "sparse_categorical_crossentropy"),
        ([1, 2, 3], 3, "sparse_categorical_crossentropy"),
        ([-5, 0, 7], 3, "categorical_crossentropy"),
        ([False, True], 1, "binary_crossentropy"),
        (["no", "yes"], 1, "binary_crossentropy"),
        ([0, 2], 3, "sparse_categorical_crossentropy"),
    ],
)
def test_labels_become_codes_and_come_back(K, labels, outputs, loss):
    estimator = KerasClassifier(classifier, outputs=outputs, loss=loss, nb_epoch=1, verbose=0)
    y = np.array(labels)[np.arange(60) % len(labels)]
    found = estimator.fit(X, y).predict(X)
    assert found.dtype == y.dtype and set(found) <= {*estimator.classes_} >= {*labels}
    assert estimator.score(X, y) == pytest.approx((found == y).mean())
    with pytest.raises(ArgumentError, match="KerasClassifier: the label .* is not among those of fit"):
        estimator.score(X, np.full(60, 99) if y.dtype.kind != "U" else np.full(60, "z"))


def test_labels_that_the_outputs_cannot_tell(K):
    with pytest.raises(ArgumentError, match=r"the model has 2 classes, y has 3: 0, 1, 2\. Build the model for as many"):
        KerasClassifier(classifier, outputs=1, loss="binary_crossentropy").fit(X, CODES)


def test_a_seed_makes_fits_equal_and_changes_nothing_else(K):
    np.random.seed(3)
    expected = np.random.random(2)
    np.random.seed(3)
    fitted = [KerasRegressor(regressor, random_state=7, nb_epoch=1, verbose=0).fit(X, X[:, 0]) for _ in range(2)]
    np.testing.assert_array_equal(fitted[0].predict(X), fitted[1].predict(X))
    np.testing.assert_array_equal(np.random.random(2), expected)
    drawn = KerasRegressor(regressor, random_state=np.random.RandomState(1), nb_epoch=1, verbose=0).fit(X, X[:, 0])
    assert (drawn.predict(X) != fitted[0].predict(X)).any()


def test_a_backend_of_its_own(backends):
    for name in backends:
        estimator = KerasRegressor(regressor, backend=name, nb_epoch=1, verbose=0).fit(X, X[:, 0])
        assert estimator.model.backend.name == name and estimator.predict(X).shape == (60,)
    kerasfront.backend.clear_session()


def test_weights_of_samples_and_boosting(K):
    weights = np.where(CODES == 2, 0.0, 1.0)
    fitted = [
        KerasClassifier(classifier, random_state=3, nb_epoch=1, verbose=0).fit(x, y, sample_weight=given)
        for x, y, given in ((X, CODES, weights.tolist()), (X, CODES * weights, weights), (X, CODES, None))
    ]
    losses = [estimator.history["loss"][0] for estimator in fitted]
    assert losses[0] == losses[1] != losses[2]
    boosted = AdaBoostClassifier(KerasClassifier(classifier, nb_epoch=5, verbose=0), n_estimators=2, random_state=1)
    assert boosted.fit(X, CODES).predict(X).shape == (60,)


def wide(n_features_in_, n_classes_=None):
    """A model for data of any width."""
    last = Dense(1) if n_classes_ is None else Dense(max(2, n_classes_), activation="softmax")
    model = Sequential([Dense(16, input_dim=n_features_in_, activation="relu"), last])
    loss = "mse" if n_classes_ is None else "sparse_categorical_crossentropy"
    model.compile(Adam(lr=0.05), loss, metrics=["accuracy"])  # fast enough to learn in five epochs, whatever the seed
    return model


@pytest.mark.slow
@pytest.mark.parametrize("kind", [KerasClassifier, KerasRegressor])
def test_the_rules_of_scikit_learn(backend, kind):
    """All but those that `tests/wrappers/exceptions.py` has, with reasons."""
    estimator = kind(wide, nb_epoch=5, verbose=0)
    exceptions = EXCEPTIONS if kind is KerasClassifier else {**EXCEPTIONS, **OF_REGRESSORS}
    results = check_estimator(estimator, expected_failed_checks=exceptions, on_skip=None, on_fail=None)
    failed = {result["check_name"]: result["exception"] for result in results if result["status"] == "failed"}
    assert not failed
    passed, refused = (
        {result["check_name"] for result in results if result["status"] == status} for status in ("passed", "xfail")
    )
    assert not sorted((passed - refused) & {*exceptions}), "these pass: take them out of the exceptions"
