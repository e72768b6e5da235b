"""Sequential models of Keras 0.3 as estimators of scikit-learn (extra ``sklearn``)."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.legacy.containers.accuracy import ACCURACY
from kerasfront.legacy.models import Sequential
from kerasfront.wrappers import scikit_learn


class BaseWrapper(scikit_learn.BaseWrapper):
    __doc__ = scikit_learn.BaseWrapper.__doc__
    model_class = Sequential

    def fit(self, X: Any, y: Any, sample_weight: Any = None, **kwargs: Any) -> Any:
        """Build a model and train it; kwargs: arguments for `Sequential.fit`."""
        return super().fit(X, y, sample_weight, **kwargs)


class KerasClassifier(scikit_learn.KerasClassifier, BaseWrapper):
    __doc__ = scikit_learn.KerasClassifier.__doc__

    def fit(self, X: Any, y: Any, sample_weight: Any = None, **kwargs: Any) -> Any:
        """Build a model and train it; y: labels, or one-hot rows."""
        return super().fit(X, y, sample_weight, **kwargs)

    def predict(self, X: Any, **kwargs: Any) -> np.ndarray:
        """Predict the label of each sample; kwargs: arguments for `Sequential.predict_classes`."""
        return super().predict(X, **kwargs)

    def predict_proba(self, X: Any, **kwargs: Any) -> np.ndarray:
        """Predict the probability of each class, shape (samples, classes); kwargs: for `Sequential.predict_proba`."""
        return super().predict_proba(X, **kwargs)

    def score(self, X: Any, y: Any, **kwargs: Any) -> float:
        """Accuracy; kwargs: arguments for `Sequential.evaluate`."""
        options = {**self.filter_sk_params(Sequential.evaluate, kwargs), "show_accuracy": True}
        model = self._fitted(X)
        values, names = model.evaluate(X, self._targets(y), **options), model.metrics_names
        return values[names.index(ACCURACY) if ACCURACY in names else 1]


class KerasRegressor(scikit_learn.KerasRegressor, BaseWrapper):
    __doc__ = scikit_learn.KerasRegressor.__doc__

    def predict(self, X: Any, **kwargs: Any) -> np.ndarray:
        """Predict the outputs, without axes of size 1; kwargs: arguments for `Sequential.predict`."""
        return super().predict(X, **kwargs)

    def score(self, X: Any, y: Any, **kwargs: Any) -> float:
        """Minus the loss, so that greater is better; kwargs: arguments for `Sequential.evaluate`."""
        return super().score(X, y, **kwargs)
