"""The base of the estimators for scikit-learn: parameters, building and fitting a model."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasfront.backend import chosen, use
from kerasfront.engine.topology import Layer
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError
from kerasfront.models import Sequential
from kerasfront.randomness import seeded
from kerasfront.utils.optional import require
from kerasfront.wrappers.labels import shape_of

OWNER = "kerasfront.wrappers.scikit_learn"
if TYPE_CHECKING:
    from sklearn import base, exceptions
else:
    base = require("sklearn.base", "sklearn", OWNER)
    exceptions = require("sklearn.exceptions", "sklearn", OWNER)

OWN = ("build_fn", "random_state", "backend")
"""Parameters of the estimator itself; a builder that has arguments of these names gets them too."""
METHODS = ("fit", "predict", "predict_classes", "evaluate")
"""Methods of the model that parameters are passed to, besides the function that builds it."""


class NotFittedError(NotReadyError, exceptions.NotFittedError):
    """An estimator is used before `fit`."""


class BaseWrapper(base.BaseEstimator):
    """Base of the estimators.

    Parameters
    ----------
    build_fn : callable, optional
        Function that returns a compiled `Sequential`. Default: the method ``__call__`` of a subclass. Its arguments
        'n_features_in_' and, for a classifier, 'n_classes_' get the number of features and of classes of the data.
    random_state : int or RandomState, optional
        Seed of initial weights, shuffling and dropout: fits with equal seeds are equal, and the state of every random
        generator is restored afterwards.
    backend : str, optional
        Backend to build and train the model on. Default: the active one.
    **sk_params
        Arguments for `build_fn`, and for `fit`, `predict`, `predict_classes` and `evaluate` of the model; each is
        passed to all of these that have an argument of its name. Grid search can vary any of them.

    Attributes
    ----------
    model : Sequential
        The model, after `fit`.
    history, epoch, params
        Attributes of the `History` of the last `fit`.
    n_features_in_ : int
        Number of features, if the data are a table.

    Raises
    ------
    ArgumentTypeError
        If there is no function that builds a model.
    ArgumentError
        If a parameter is an argument of none of these functions.
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
        self._backend_of_process = chosen().value  # now: joblib pickles in a thread, for which no `with` block counts
        self.sk_params = sk_params
        self.check_params(sk_params)

    @property
    def _builder(self) -> Callable[..., Any]:
        builder: Any = self if self.build_fn is None else self.build_fn
        if not callable(builder) or isinstance(builder, Layer):
            hint = " Pass the function that builds it." if isinstance(builder, Layer) else ""
            raise ArgumentTypeError(
                f"{type(self).__name__}: build_fn must be a function that returns a compiled model, got {builder!r}."
                f"{hint}"
            )
        return builder

    def check_params(self, params: Mapping[str, Any]) -> None:
        """Check that each parameter is an argument of `build_fn` or of a method; see the class for the errors."""
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
        """All parameters, including `build_fn`; the arguments are ignored."""
        return {**self.sk_params, **{name: getattr(self, name) for name in OWN}}

    def set_params(self, **params: Any) -> BaseWrapper:
        """Change parameters; see the class for the errors."""
        params = dict(params)
        for name in OWN:
            setattr(self, name, params.pop(name, getattr(self, name)))
        self.check_params(params)
        self.sk_params.update(params)
        return self

    def filter_sk_params(self, fn: Callable[..., Any], override: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The parameters that are arguments of `fn`, updated by `override`."""
        return {**_known(fn, self.sk_params), **(override or {})}

    def fit(self, x: Any, y: Any, sample_weight: Any = None, **kwargs: Any) -> BaseWrapper:
        """Build a model and train it.

        Parameters
        ----------
        x, y : array
        sample_weight : array, optional
            Weight of each sample in the loss.
        **kwargs
            Arguments for `Sequential.fit`; they override those of the estimator.

        Returns
        -------
        BaseWrapper
            The estimator itself.
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
        """Build a new model for these data."""
        shape = shape_of(x)
        if len(shape) == 2:
            self.n_features_in_ = shape[1]
        builder = self._builder
        parameters = inspect.signature(builder).parameters
        anything = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
        own = self.sk_params if anything else _known(builder, {**self._facts(x, y), **self.get_params()})
        model = builder(**own)
        if model is None:
            raise ArgumentTypeError(f"{type(self).__name__}: build_fn returned None. It must end with 'return model'.")
        return model

    def _facts(self, x: Any, y: Any) -> dict[str, Any]:
        """Facts about the data that a builder can have as arguments."""
        return {"n_features_in_": shape_of(x)[-1]}

    def _targets(self, y: Any) -> Any:
        """Targets for the model."""
        return y

    @property
    def history(self) -> dict[str, list[float]]:
        """Values of all epochs, by name."""
        return self._trained().history

    @property
    def epoch(self) -> list[int]:
        """Indices of the epochs."""
        return self._trained().epoch

    @property
    def params(self) -> dict[str, Any]:
        """Parameters of the training, as callbacks got them."""
        return self._trained().params

    def _trained(self) -> Any:
        self._fitted()
        return self.history_

    def __getstate__(self) -> dict[str, Any]:
        """Name the backend, which may have been chosen in code that another process does not run."""
        state: Any = super().__getstate__()
        return {**state, "backend": self.backend or self._backend_of_process}

    def __sklearn_tags__(self) -> Any:
        """Tags for scikit-learn: sparse matrices are accepted."""
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def __sklearn_is_fitted__(self) -> bool:
        """Whether `fit` has built a model."""
        return hasattr(self, "model")

    def _fitted(self, x: Any = None) -> Any:
        """The fitted model, after a check of the number of features of `x`."""
        if not hasattr(self, "model"):
            raise NotFittedError(f"{type(self).__name__} has no model yet. Call fit first.")
        shape, width = () if x is None else shape_of(x), getattr(self, "n_features_in_", None)
        if len(shape) == 2 and width is not None and shape[1] != width:
            name = type(self).__name__
            raise ArgumentError(f"X has {shape[1]} features, but {name} is expecting {width} features as input.")
        return self.model


def _known(fn: Callable[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that `fn` has."""
    parameters = inspect.signature(fn).parameters
    return {name: value for name, value in given.items() if name in parameters}


def _seed(random_state: Any) -> int:
    """A seed: the number itself, or one drawn from a NumPy generator."""
    return int(random_state) if isinstance(random_state, Integral) else int(random_state.randint(2**31))
