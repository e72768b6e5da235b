"""The folds of `sklearn.cross_validation`, which took the data at once and were iterated over."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import numpy as np

Folds = Iterator[tuple[np.ndarray, np.ndarray]]


def _split(name: str, x: Any, y: Any = None, **settings: Any) -> Folds:
    splitter = getattr(importlib.import_module("sklearn.model_selection"), name)(**settings)
    return splitter.split(x, y)


def _settings(shuffle: bool, random_state: Any) -> dict[str, Any]:
    return {"shuffle": shuffle, "random_state": random_state if shuffle else None}


def KFold(n: int, n_folds: int = 3, shuffle: bool = False, random_state: Any = None) -> Folds:
    """Split `n_folds` times into indices for training and test."""
    return _split("KFold", np.zeros(n), n_splits=n_folds, **_settings(shuffle, random_state))


def StratifiedKFold(y: Any, n_folds: int = 3, shuffle: bool = False, random_state: Any = None) -> Folds:
    """Split `n_folds` times into indices for training and test, with equal proportions of classes."""
    return _split("StratifiedKFold", np.zeros(len(y)), y, n_splits=n_folds, **_settings(shuffle, random_state))


def ShuffleSplit(
    n: int, n_iter: int = 10, test_size: Any = 0.1, train_size: Any = None, random_state: Any = None
) -> Folds:
    """Draw indices for training and test `n_iter` times."""
    sizes = {"test_size": test_size, "train_size": train_size}
    return _split("ShuffleSplit", np.zeros(n), n_splits=n_iter, random_state=random_state, **sizes)


def StratifiedShuffleSplit(
    y: Any, n_iter: int = 10, test_size: Any = 0.1, train_size: Any = None, random_state: Any = None
) -> Folds:
    """Draw indices for training and test `n_iter` times, with equal proportions of classes."""
    sizes = {"test_size": test_size, "train_size": train_size}
    return _split("StratifiedShuffleSplit", np.zeros(len(y)), y, n_splits=n_iter, random_state=random_state, **sizes)
