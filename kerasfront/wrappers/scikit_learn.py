"""Sequential models as estimators of scikit-learn (extra ``sklearn``): for pipelines, cross-validation, grid search."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from numbers import Integral
from typing import Any

import numpy as np

from kerasfront.backend import use
from kerasfront.engine.topology import Layer
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError
from kerasfront.models import Sequential
from kerasfront.randomness import seeded
from kerasfront.utils.np_utils import to_categorical
from kerasfront.utils.optional import require
from kerasfront.wrappers.labels import classes_of, codes_of, is_one_hot, shape_of

OWNER = "kerasfront.wrappers.scikit_learn"
sklearn = require("sklearn.base", "sklearn", OWNER)
exceptions = require("sklearn.exceptions", "sklearn", OWNER)

OWN = ("build_fn", "random_state", "backend")
"""Parameters that are of the estimator only, or of a builder that has them, too."""
METHODS = ("fit", "predict", "predict_classes", "evaluate")
"""What parameters may go to, besides the function that builds the model."""


class NotFittedError(NotReadyError, exceptions.NotFittedError):
    """An estimator is asked for what it only has after `fit`."""


class BaseWrapper(sklearn.BaseEstimator):
    """Base of the estimators.

    Parameters
    ----------
    build_fn : callable, optional
        Makes a compiled `Sequential`. Default: the method ``__call__`` of a subclass. Arguments of the names
        'n_features_in_' and, of a classifier, 'n_classes_' are given the width of the data and the number of labels.
    random_state : int or RandomState, optional
        Of initial weights, shuffles and dropout: fits with one seed are equal, and no generator is left changed.
    backend : str, optional
        Where to build and train the model; default: the backend in use.
    **sk_params
        Arguments for `build_fn`, and for `fit`, `predict`, `predict_classes` and `evaluate` of the model; each goes to
        all that know one of its name. Grid search varies any of them.

    Attributes
    ----------
    model : Sequential
        The model, after `fit`.
    history, epoch, params
        Those of the `History` of the last `fit`.
    n_features_in_ : int
        The width of the data, if they are a table.

    Raises
    ------
    ArgumentTypeError
        If there is nothing that makes a model.
    ArgumentError
        For a parameter that nothing has an argument for.
    """

    model: Any
    model_class: Any = Sequential

    def __init__(
        self,
        build_fn: Callable[..., Any] | None = None,
        random_state: Any = None,
        backend: str | None = None,
        **sk_params: Any,
    ) -> None:
        self.build_fn = build_fn
        self.random_state = random_state
        self.backend = backend
        self.sk_params = sk_params
        self.check_params(sk_params)

    @property
    def _builder(self) -> Callable[..., Any]:
        builder: Any = self if self.build_fn is None else self.build_fn
        if not callable(builder) or isinstance(builder, Layer):
            hint = " Give the function that made it." if isinstance(builder, Layer) else ""
            raise ArgumentTypeError(
                f"{type(self).__name__}: build_fn must be a function that makes a compiled model, got {builder!r}."
                f"{hint}"
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
        return {**self.sk_params, **{name: getattr(self, name) for name in OWN}}

    def set_params(self, **params: Any) -> BaseWrapper:
        """Change parameters; see the errors of the class."""
        params = dict(params)
        for name in OWN:
            setattr(self, name, params.pop(name, getattr(self, name)))
        self.check_params(params)
        self.sk_params.update(params)
        return self

    def filter_sk_params(self, fn: Callable[..., Any], override: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The parameters that `fn` has an argument for, and all of `override`."""
        return {**_known(fn, self.sk_params), **(override or {})}

    def fit(self, x: Any, y: Any, sample_weight: Any = None, **kwargs: Any) -> BaseWrapper:
        """Make a model and train it.

        Parameters
        ----------
        x, y : array
        sample_weight : array, optional
            What each sample counts for.
        **kwargs
            Arguments for `Sequential.fit`; they come before those of the estimator.

        Returns
        -------
        BaseWrapper
            The estimator itself, whose `history` is that of this training.
        """
        if sample_weight is not None:
            kwargs["sample_weight"] = np.asarray(sample_weight)
        with ExitStack() as around:
            if self.random_state is not None:
                around.enter_context(seeded(_seed(self.random_state)))
            if self.backend is not None:
                around.enter_context(use(self.backend))
            self.model = self._build(x, y)
            options = self.filter_sk_params(self.model_class.fit, kwargs)
            self.history_ = self.model.fit(x, self._targets(y), **options)
        return self

    def _build(self, x: Any, y: Any) -> Any:
        """A new model for these data."""
        shape = shape_of(x)
        if len(shape) == 2:
            self.n_features_in_ = shape[1]
        builder = self._builder
        parameters = inspect.signature(builder).parameters
        anything = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
        own = self.sk_params if anything else _known(builder, {**self._facts(x, y), **self.get_params()})
        return builder(**own)

    def _facts(self, x: Any, y: Any) -> dict[str, Any]:
        """What a builder may be told of the data."""
        return {"n_features_in_": shape_of(x)[-1]}

    def _targets(self, y: Any) -> Any:
        """`y` as the model is trained on it."""
        return y

    @property
    def history(self) -> dict[str, list[float]]:
        """The values of all epochs, by name."""
        return self._trained().history

    @property
    def epoch(self) -> list[int]:
        """The numbers of the epochs."""
        return self._trained().epoch

    @property
    def params(self) -> dict[str, Any]:
        """What callbacks were told of the training."""
        return self._trained().params

    def _trained(self) -> Any:
        self._fitted()
        return self.history_

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn asks: sparse matrices are taken."""
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def __sklearn_is_fitted__(self) -> bool:
        """Whether `fit` made a model."""
        return hasattr(self, "model")

    def _fitted(self, x: Any = None) -> Any:
        """The model, if there is one, and it is one for `x`."""
        if not hasattr(self, "model"):
            raise NotFittedError(f"{type(self).__name__} has no model yet. Call fit first.")
        shape, width = () if x is None else shape_of(x), getattr(self, "n_features_in_", None)
        if len(shape) == 2 and width is not None and shape[1] != width:
            name = type(self).__name__
            raise ArgumentError(f"X has {shape[1]} features, but {name} is expecting {width} features as input.")
        return self.model


class KerasClassifier(sklearn.ClassifierMixin, BaseWrapper):
    """A model that tells classes: one output for each, or a single one between two.

    Parameters are those of `BaseWrapper`. Labels may be anything that can be sorted: as many as the model has outputs
    (2 for one output), or whole numbers from 0 on that are less than that.

    Attributes
    ----------
    classes_ : array
        The labels in the order of the outputs, after `fit`; of the type that was given.
    """

    classes_: np.ndarray

    def fit(self, x: Any, y: Any, sample_weight: Any = None, **kwargs: Any) -> BaseWrapper:
        """Make a model and train it; y: labels, or one-hot rows. See `BaseWrapper.fit`.

        Raises
        ------
        ArgumentError
            If there are other labels than the outputs can tell.
        """
        return super().fit(x, y, sample_weight, **kwargs)

    def _facts(self, x: Any, y: Any) -> dict[str, Any]:
        """Also the number of labels."""
        count = shape_of(y)[1] if is_one_hot(y) else len(np.unique(np.asarray(y)))
        return {**super()._facts(x, y), "n_classes_": count}

    def _build(self, x: Any, y: Any) -> Any:
        """A new model for these data, whose outputs are then known to be for which labels."""
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
        """The label of each sample; kwargs: arguments for `Sequential.predict_classes`."""
        codes = self._fitted(x).predict_classes(x, **self.filter_sk_params(self.model_class.predict_classes, kwargs))
        return self.classes_[np.ravel(codes)]

    def predict_proba(self, x: Any, **kwargs: Any) -> np.ndarray:
        """The probability of each class, shape (samples, classes); kwargs: arguments for `Sequential.predict_proba`."""
        options = self.filter_sk_params(self.model_class.predict_proba, kwargs)
        probabilities = self._fitted(x).predict_proba(x, **options)
        return probabilities if probabilities.shape[1] > 1 else np.hstack([1 - probabilities, probabilities])

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """The accuracy that the model measures; kwargs: arguments for `Sequential.evaluate`.

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


class KerasRegressor(sklearn.RegressorMixin, BaseWrapper):
    """A model that tells numbers. Parameters are those of `BaseWrapper`."""

    def predict(self, x: Any, **kwargs: Any) -> np.ndarray:
        """The outputs, without axes of size 1; kwargs: arguments for `Sequential.predict`."""
        outputs = self._fitted(x).predict(x, **self.filter_sk_params(self.model_class.predict, kwargs))
        return outputs.reshape([size for axis, size in enumerate(outputs.shape) if size > 1 or axis == 0])

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """Minus the loss, so that more is better; kwargs: arguments for `Sequential.evaluate`."""
        values = self._fitted(x).evaluate(x, y, **self.filter_sk_params(self.model_class.evaluate, kwargs))
        return -float(np.ravel(values)[0])


def _known(fn: Callable[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the arguments that `fn` has."""
    parameters = inspect.signature(fn).parameters
    return {name: value for name, value in given.items() if name in parameters}


def _seed(random_state: Any) -> int:
    """A seed, from a number or out of a generator of NumPy's."""
    return int(random_state) if isinstance(random_state, Integral) else int(random_state.randint(2**31))

