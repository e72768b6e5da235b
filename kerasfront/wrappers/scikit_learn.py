"""Sequential models as estimators of scikit-learn (extra ``sklearn``): for pipelines, cross-validation, grid search."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.errors import NotReadyError
from kerasfront.utils.np_utils import to_categorical
from kerasfront.wrappers.estimator import BaseWrapper as BaseWrapper
from kerasfront.wrappers.estimator import NotFittedError as NotFittedError
from kerasfront.wrappers.estimator import base
from kerasfront.wrappers.labels import classes_of, codes_of, is_one_hot, shape_of


class KerasClassifier(base.ClassifierMixin, BaseWrapper):
    """A classifier: the model has one output for each class, or a single one for two classes.

    Parameters are those of `BaseWrapper`. Labels may be of any sortable type: as many distinct ones as the model has
    outputs (2 for one output), or integers from 0 to one less than that.

    Attributes
    ----------
    classes_ : array
        Labels in the order of the outputs, after `fit`, of the type that was given.
    """

    classes_: np.ndarray

    def fit(self, x: Any, y: Any, sample_weight: Any = None, **kwargs: Any) -> BaseWrapper:
        """Build a model and train it; y: labels, or one-hot rows. See `BaseWrapper.fit`.

        Raises
        ------
        ArgumentError
            If the labels do not fit the number of outputs.
        """
        return super().fit(x, y, sample_weight, **kwargs)

    def _facts(self, x: Any, y: Any) -> dict[str, Any]:
        """Add the number of classes."""
        count = shape_of(y)[1] if is_one_hot(y) else len(np.unique(np.asarray(y)))
        return {**super()._facts(x, y), "n_classes_": count}

    def _build(self, x: Any, y: Any) -> Any:
        """Build a new model for these data, and set `classes_`."""
        model = super()._build(x, y)
        self.classes_ = classes_of(y, max(2, model.output_shape[-1]), type(self).__name__)
        return model

    def _targets(self, y: Any) -> np.ndarray:
        if is_one_hot(y):
            return np.asarray(y)
        codes = codes_of(y, self.classes_, type(self).__name__)
        categorical = getattr(self.model.loss, "__name__", self.model.loss) == "categorical_crossentropy"
        return to_categorical(codes, self.model.output_shape[-1]) if categorical else codes

    def predict(self, x: Any, **kwargs: Any) -> np.ndarray:
        """Predict the label of each sample; kwargs: arguments for `Sequential.predict_classes`."""
        codes = self._fitted(x).predict_classes(x, **self.filter_sk_params(self.model_class.predict_classes, kwargs))
        return self.classes_[np.ravel(codes)]

    def predict_proba(self, x: Any, **kwargs: Any) -> np.ndarray:
        """Predict the probability of each class, shape (samples, classes); kwargs: for `Sequential.predict_proba`."""
        options = self.filter_sk_params(self.model_class.predict_proba, kwargs)
        probabilities = self._fitted(x).predict_proba(x, **options)
        return probabilities if probabilities.shape[1] > 1 else np.hstack([1 - probabilities, probabilities])

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """Accuracy of the model; kwargs: arguments for `Sequential.evaluate`.

        Raises
        ------
        NotReadyError
            If the model was not compiled with ``metrics=['accuracy']``.
        """
        model = self._fitted(x)
        if "acc" not in model.metrics_names:
            raise NotReadyError(
                "KerasClassifier.score: the model does not measure accuracy. Compile it with metrics=['accuracy']."
            )
        values = model.evaluate(x, self._targets(y), **self.filter_sk_params(self.model_class.evaluate, kwargs))
        return values[model.metrics_names.index("acc")]


class KerasRegressor(base.RegressorMixin, BaseWrapper):
    """A regressor. Parameters are those of `BaseWrapper`."""

    def predict(self, x: Any, **kwargs: Any) -> np.ndarray:
        """Predict the outputs, without axes of size 1; kwargs: arguments for `Sequential.predict`."""
        outputs = self._fitted(x).predict(x, **self.filter_sk_params(self.model_class.predict, kwargs))
        return outputs.reshape([size for axis, size in enumerate(outputs.shape) if size > 1 or axis == 0])

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """Minus the loss, so that greater is better; kwargs: arguments for `Sequential.evaluate`."""
        values = self._fitted(x).evaluate(x, y, **self.filter_sk_params(self.model_class.evaluate, kwargs))
        return -float(np.ravel(values)[0])
