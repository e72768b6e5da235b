"""Sequential models as estimators of scikit-learn (extra ``sklearn``): for pipelines, cross-validation, grid search."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError
from kerasfront.models import Sequential
from kerasfront.utils.np_utils import to_categorical
from kerasfront.utils.optional import require

sklearn = require("sklearn.base", "sklearn", "kerasfront.wrappers.scikit_learn")

METHODS = ("fit", "predict", "predict_classes", "evaluate")
"""What parameters may go to, besides the function that builds the model."""


class BaseWrapper(sklearn.BaseEstimator):
    """Base of the estimators.

    Parameters
    ----------
    build_fn : callable, optional
        Makes a compiled `Sequential`. Default: the method ``__call__`` of a subclass.
    **sk_params
        Arguments for `build_fn`, and for `fit`, `predict`, `predict_classes` and `evaluate` of the model; each goes to
        all that know one of its name. Grid search varies any of them.

    Attributes
    ----------
    model : Sequential
        The model, after `fit`.

    Raises
    ------
    ArgumentTypeError
        If there is nothing that makes a model.
    ArgumentError
        For a parameter that nothing has an argument for.
    """

    model: Any
    model_class: Any = Sequential

    def __init__(self, build_fn: Callable[..., Any] | None = None, **sk_params: Any) -> None:
        self.build_fn = build_fn
        self.sk_params = sk_params
        self.check_params(sk_params)

    @property
    def _builder(self) -> Callable[..., Any]:
        builder: Any = self if self.build_fn is None else self.build_fn
        if not callable(builder):
            raise ArgumentTypeError(
                f"{type(self).__name__}: build_fn must be a function that makes a compiled model, got {builder!r}."
            )
        return builder

    def check_params(self, params: Mapping[str, Any]) -> None:
        """See the errors of the class."""
        functions = [self._builder, *(getattr(self.model_class, method) for method in METHODS)]
        known = [inspect.signature(function).parameters for function in functions]
        anything = any(p.kind is p.VAR_KEYWORD for p in known[0].values())
        for name in params:
            if not anything and not any(name in parameters for parameters in known):
                raise ArgumentError(
                    f"{type(self).__name__}: neither build_fn nor fit, predict, predict_classes or evaluate have an "
                    f"argument {name!r}."
                )

    def get_params(self, deep: bool = True, **params: Any) -> dict[str, Any]:
        """All parameters, `build_fn` among them; the arguments are not used."""
        return {**self.sk_params, "build_fn": self.build_fn}

    def set_params(self, **params: Any) -> BaseWrapper:
        """Change parameters; see the errors of the class."""
        params = dict(params)
        self.build_fn = params.pop("build_fn", self.build_fn)
        self.check_params(params)
        self.sk_params.update(params)
        return self

    def filter_sk_params(self, fn: Callable[..., Any], override: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The parameters that `fn` has an argument for, and all of `override`."""
        parameters = inspect.signature(fn).parameters
        own = {name: value for name, value in self.sk_params.items() if name in parameters}
        return {**own, **(override or {})}

    def fit(self, x: Any, y: Any, **kwargs: Any) -> Any:
        """Make a model and train it.

        Parameters
        ----------
        x, y : array
        **kwargs
            Arguments for `Sequential.fit`; they come before those of the estimator.

        Returns
        -------
        History
        """
        builder = self._builder
        parameters = inspect.signature(builder).parameters
        anything = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
        self.model = builder(**(self.sk_params if anything else self.filter_sk_params(builder)))
        return self.model.fit(x, self._targets(y), **self.filter_sk_params(self.model_class.fit, kwargs))

    def _targets(self, y: Any) -> Any:
        """`y` as the model is trained on it."""
        return y

    def __sklearn_is_fitted__(self) -> bool:
        """Whether `fit` made a model."""
        return hasattr(self, "model")

    def _fitted(self) -> Any:
        if not hasattr(self, "model"):
            raise NotReadyError(f"{type(self).__name__} has no model yet. Call fit first.")
        return self.model


class KerasClassifier(sklearn.ClassifierMixin, BaseWrapper):
    """A model that tells classes: one output for each, or a single one between two.

    Parameters are those of `BaseWrapper`. Labels may be anything that can be sorted.

    Attributes
    ----------
    classes_ : array
        The labels in the order of the outputs, after `fit`.
    """

    classes_: np.ndarray

    def fit(self, x: Any, y: Any, **kwargs: Any) -> Any:
        """Make a model and train it; y: labels, or one-hot rows. See `BaseWrapper.fit`."""
        y = np.asarray(y)
        if y.ndim > 1 and y.shape[1] > 1:
            self.classes_ = np.arange(y.shape[1])
        else:
            labels = np.unique(y)
            numbers = labels.dtype.kind in "iub" and labels[0] >= 0
            self.classes_ = np.arange(labels[-1] + 1) if numbers else labels
        return super().fit(x, y, **kwargs)

    def _targets(self, y: Any) -> np.ndarray:
        y = np.asarray(y)
        if y.ndim > 1 and y.shape[1] > 1:
            return y
        codes = np.searchsorted(self.classes_, y.ravel())
        categorical = getattr(self.model.loss, "__name__", self.model.loss) == "categorical_crossentropy"
        return to_categorical(codes, self.model.output_shape[-1]) if categorical else codes

    def predict(self, x: Any, **kwargs: Any) -> np.ndarray:
        """The label of each sample; kwargs: arguments for `Sequential.predict_classes`."""
        codes = self._fitted().predict_classes(x, **self.filter_sk_params(self.model_class.predict_classes, kwargs))
        return self.classes_[np.ravel(codes)]

    def predict_proba(self, x: Any, **kwargs: Any) -> np.ndarray:
        """The probability of each class, shape (samples, classes); kwargs: arguments for `Sequential.predict_proba`."""
        options = self.filter_sk_params(self.model_class.predict_proba, kwargs)
        probabilities = self._fitted().predict_proba(x, **options)
        return probabilities if probabilities.shape[1] > 1 else np.hstack([1 - probabilities, probabilities])

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """The accuracy that the model measures; kwargs: arguments for `Sequential.evaluate`.

        Raises
        ------
        NotReadyError
            If the model was not compiled with ``metrics=['accuracy']``.
        """
        model = self._fitted()
        if "acc" not in model.metrics_names:
            raise NotReadyError(
                "KerasClassifier.score: the model does not measure accuracy. Compile it with metrics=['accuracy']."
            )
        values = model.evaluate(x, self._targets(y), **self.filter_sk_params(self.model_class.evaluate, kwargs))
        return values[model.metrics_names.index("acc")]


class KerasRegressor(sklearn.RegressorMixin, BaseWrapper):
    """A model that tells numbers. Parameters are those of `BaseWrapper`."""

    def predict(self, x: Any, **kwargs: Any) -> np.ndarray:
        """The outputs, without axes of size 1; kwargs: arguments for `Sequential.predict`."""
        outputs = self._fitted().predict(x, **self.filter_sk_params(self.model_class.predict, kwargs))
        return outputs.reshape([size for axis, size in enumerate(outputs.shape) if size > 1 or axis == 0])

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """Minus the loss, so that more is better; kwargs: arguments for `Sequential.evaluate`."""
        values = self._fitted().evaluate(x, y, **self.filter_sk_params(self.model_class.evaluate, kwargs))
        return -float(np.ravel(values)[0])
