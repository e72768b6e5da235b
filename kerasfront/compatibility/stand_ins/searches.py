"""The searches of `sklearn.grid_search` and the scores of `sklearn.cross_validation`, with the names of their time."""

from __future__ import annotations

import importlib
from typing import Any

SCORINGS = {
    name: f"neg_{name}" for name in ("log_loss", "mean_absolute_error", "mean_squared_error", "median_absolute_error")
}
"""Losses. Since scikit-learn 0.18 their names say that they are turned round, so that more is better."""
_GONE = {"iid"}


def _made(name: str, *args: Any, **kwargs: Any) -> Any:
    function = getattr(importlib.import_module("sklearn.model_selection"), name)
    settings = {key: value for key, value in kwargs.items() if key not in _GONE}
    scoring = settings.get("scoring")
    if isinstance(scoring, str):
        settings["scoring"] = SCORINGS.get(scoring, scoring)
    return function(*args, **settings)


def GridSearchCV(estimator: Any, param_grid: Any, scoring: Any = None, **kwargs: Any) -> Any:
    """Search through all combinations; the result is today's object."""
    return _made("GridSearchCV", estimator, param_grid, scoring=scoring, **kwargs)


def RandomizedSearchCV(
    estimator: Any, param_distributions: Any, n_iter: int = 10, scoring: Any = None, **kwargs: Any
) -> Any:
    """Search through random combinations; the result is today's object."""
    return _made("RandomizedSearchCV", estimator, param_distributions, n_iter=n_iter, scoring=scoring, **kwargs)


def cross_val_score(estimator: Any, X: Any, y: Any = None, scoring: Any = None, cv: Any = None, **kwargs: Any) -> Any:
    """One score for each fold; `cv` may be one of the classic folds."""
    folds = cv if cv is None or isinstance(cv, int) or hasattr(cv, "split") else list(cv)
    return _made("cross_val_score", estimator, X, y, scoring=scoring, cv=folds, **kwargs)
