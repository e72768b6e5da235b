"""The searches of `sklearn.grid_search` and the scores of `sklearn.cross_validation`, with their old arguments."""

from __future__ import annotations

import functools
import importlib
from typing import Any, NamedTuple

import numpy as np

SCORINGS = {
    name: f"neg_{name}" for name in ("log_loss", "mean_absolute_error", "mean_squared_error", "median_absolute_error")
}
"""Losses. Since scikit-learn 0.18 their names say that they are negated, so that more is better."""
_GONE = {"iid"}


class Score(NamedTuple):
    """Result of a search for one choice of parameters, as in `grid_scores_`."""

    parameters: dict[str, Any]
    mean_validation_score: float
    cv_validation_scores: np.ndarray


def _grid_scores(search: Any) -> list[Score]:
    """Convert the results of a search to `grid_scores_`, in the order of the parameters."""
    results = search.cv_results_
    folds = np.stack([results[f"split{i}_test_score"] for i in range(search.n_splits_)], axis=1)
    return [Score(*row) for row in zip(results["params"], results["mean_test_score"].tolist(), folds)]


@functools.cache
def _search(name: str) -> Any:
    """Derive a class with `grid_scores_` from today's."""
    today = getattr(importlib.import_module("sklearn.model_selection"), name)
    return type(name, (today,), {"grid_scores_": property(_grid_scores), "__module__": __name__})


def _made(name: str, *args: Any, **kwargs: Any) -> Any:
    model_selection = importlib.import_module("sklearn.model_selection")
    function = _search(name) if name.endswith("SearchCV") else getattr(model_selection, name)
    settings = {key: value for key, value in kwargs.items() if key not in _GONE}
    scoring = settings.get("scoring")
    if isinstance(scoring, str):
        settings["scoring"] = SCORINGS.get(scoring, scoring)
    return function(*args, **settings)


def GridSearchCV(estimator: Any, param_grid: Any, scoring: Any = None, **kwargs: Any) -> Any:
    """Create a search through all combinations: today's object, with `grid_scores_`."""
    return _made("GridSearchCV", estimator, param_grid, scoring=scoring, **kwargs)


def RandomizedSearchCV(
    estimator: Any, param_distributions: Any, n_iter: int = 10, scoring: Any = None, **kwargs: Any
) -> Any:
    """Create a search through random combinations: today's object, with `grid_scores_`."""
    return _made("RandomizedSearchCV", estimator, param_distributions, n_iter=n_iter, scoring=scoring, **kwargs)


def cross_val_score(estimator: Any, X: Any, y: Any = None, scoring: Any = None, cv: Any = None, **kwargs: Any) -> Any:
    """Compute a score for each fold; `cv` may be classic folds."""
    folds = cv if cv is None or isinstance(cv, int) or hasattr(cv, "split") else list(cv)
    return _made("cross_val_score", estimator, X, y, scoring=scoring, cv=folds, **kwargs)
