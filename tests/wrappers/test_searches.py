"""Searches and cross-validation in several processes: the same results as in one, on the backend that was chosen."""

import joblib
import numpy as np
import optuna
import pytest
from joblib.externals.loky import get_reusable_executor
from sklearn.model_selection import GridSearchCV, cross_validate

from kerasfront.callbacks import LambdaCallback
from kerasfront.layers import Dense, Dropout
from kerasfront.models import Sequential
from kerasfront.wrappers.scikit_learn import KerasClassifier

X = np.random.RandomState(0).rand(60, 4)
Y = (X.sum(axis=1) > 2).astype(int)


def build(width=4):
    model = Sequential([Dense(width, input_dim=4, activation="tanh"), Dropout(0.2), Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model


def classifier(**arguments):
    return KerasClassifier(build, random_state=1, nb_epoch=2, verbose=0, **arguments)


def test_a_fitted_estimator_travels(K, tmp_path):
    fitted = classifier().fit(X, Y)
    joblib.dump(fitted, tmp_path / "fitted.joblib")
    arrived = joblib.load(tmp_path / "fitted.joblib")
    assert np.array_equal(arrived.predict_proba(X), fitted.predict_proba(X))
    assert arrived.backend == K.backend() and arrived.history == fitted.history


@pytest.fixture
def new_processes():
    """Processes that no other test has used: joblib takes one that loads a second backend for a leak of memory."""
    yield
    get_reusable_executor().shutdown(wait=True)


@pytest.mark.slow
@pytest.mark.usefixtures("new_processes")
def test_two_processes_find_what_one_finds(K):
    scores = [
        GridSearchCV(classifier(), {"width": [2, 4]}, cv=2, n_jobs=jobs).fit(X, Y).cv_results_["mean_test_score"]
        for jobs in (1, 2)
    ]
    assert np.array_equal(*scores)


@pytest.mark.slow
@pytest.mark.usefixtures("new_processes")
def test_estimators_come_back_from_other_processes(K):
    found = cross_validate(classifier(), X, Y, cv=2, n_jobs=2, return_estimator=True)
    assert [estimator.model.own_backend.name for estimator in found["estimator"]] == [K.backend()] * 2
    alone = cross_validate(classifier(), X, Y, cv=2, return_estimator=True)
    for one, other in zip(found["estimator"], alone["estimator"]):
        assert np.array_equal(one.predict_proba(X), other.predict_proba(X))


@pytest.mark.slow
def test_workers_of_dask_search_too(K):
    from dask.distributed import Client, LocalCluster

    search = GridSearchCV(classifier(), {"width": [2, 4]}, cv=2)
    alone = search.fit(X, Y).cv_results_["mean_test_score"]
    workers = LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None)
    with workers as cluster, Client(cluster), joblib.parallel_config("dask"):
        assert np.array_equal(search.fit(X, Y).cv_results_["mean_test_score"], alone)


def test_optuna_prunes_from_a_callback(K):
    def objective(trial):
        def report(epoch, logs):
            trial.report(logs["val_loss"] + trial.number, epoch)
            if trial.should_prune():
                raise optuna.TrialPruned

        history = build(trial.suggest_int("width", 2, 4)).fit(
            X, Y, nb_epoch=2, verbose=0, validation_split=0.5, callbacks=[LambdaCallback(on_epoch_end=report)]
        )
        return history.history["val_loss"][-1]

    study = optuna.create_study(pruner=optuna.pruners.MedianPruner(n_startup_trials=1, n_warmup_steps=0))
    study.optimize(objective, n_trials=3)
    assert [trial.state.name for trial in study.trials] == ["COMPLETE", "PRUNED", "PRUNED"]
