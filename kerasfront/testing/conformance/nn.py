"""Activations, losses of classification, and normalization."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.backend import settings
from kerasfront.testing.conformance.case import Case, Scenario, integers, numbers

X = numbers(2, 3)
VOLUME = numbers(2, 2, 3)
LARGE = np.array([[-1000.0, -90.0, -20.0], [20.0, 90.0, 1000.0]], "float32")
ENDLESS = np.array([-np.inf, -0.0, np.inf, np.nan], "float32")
LOGITS = 3.0 * numbers(4, 3)
PROBABILITIES = numbers(4, 3, low=0.05, high=0.95)
CLASSES = np.array([2, 0, 1, 2], "int32")
NO_CLASSES = np.array([-1, 0, 3, 1000], "int32")
EDGES = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.2, 0.2, 0.6]], "float32")
NOT_NUMBERS = np.array([[0.1, 0.2, 0.7], [np.nan, np.nan, np.nan], [0.3, np.nan, 0.1], [0.5, 0.5, 0.0]], "float32")


def _rectify(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0)


def _bias_add(x: np.ndarray, bias: np.ndarray, dim_ordering: str) -> np.ndarray:
    return x + bias if dim_ordering == "tf" else np.moveaxis(np.moveaxis(x, 1, -1) + bias, -1, 1)


def _relu(x: np.ndarray, alpha: float = 0.0, max_value: float | None = None) -> np.ndarray:
    above = np.maximum(x, 0) if max_value is None else np.clip(x, 0, max_value)
    return above + alpha * np.minimum(x, 0)


def _elu(x: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def _softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def _softplus(x: np.ndarray) -> np.ndarray:
    return np.logaddexp(x, 0)


def _softsign(x: np.ndarray) -> np.ndarray:
    return x / (1 + np.abs(x))


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 0.5 + 0.5 * np.tanh(x / 2)


def _hard_sigmoid(x: np.ndarray) -> np.ndarray:
    return np.clip(0.2 * x + 0.5, 0, 1)


def _l2_normalize(x: np.ndarray, axis: Any) -> np.ndarray:
    return x / np.maximum(np.sqrt(np.sum(x * x, axis, keepdims=True)), 1e-6)


def pick(x: np.ndarray, indices: np.ndarray) -> np.ndarray:
    return np.take_along_axis(x, indices[..., None].astype("int64"), -1)[..., 0]


def _in_top_k(predictions: np.ndarray, targets: np.ndarray, k: int) -> np.ndarray:
    pairs = zip(predictions, targets)
    return np.array([0 <= target < len(row) and np.sum(~(row <= row[target])) < k for row, target in pairs])


def _within(probabilities: np.ndarray) -> np.ndarray:
    """Rounded as the numbers that the backend can represent."""
    low, high = np.array([settings.epsilon(), 1 - settings.epsilon()], settings.floatx()).astype("float64")
    return np.clip(probabilities, low, high)


def categorical(output: np.ndarray, target: np.ndarray, from_logits: bool = False) -> np.ndarray:
    if from_logits:
        largest = output.max(-1, keepdims=True)
        return -np.sum(target * (output - largest - np.log(np.exp(output - largest).sum(-1, keepdims=True))), -1)
    return -np.sum(target * np.log(_within(output / output.sum(-1, keepdims=True))), -1)


def _sparse(output: np.ndarray, target: np.ndarray, from_logits: bool = False) -> np.ndarray:
    classes = target.reshape((*output.shape[:-1], 1)).astype("int64")
    return categorical(output, np.equal(classes, np.arange(output.shape[-1])), from_logits)


def binary(output: np.ndarray, target: np.ndarray, from_logits: bool = False) -> np.ndarray:
    if from_logits:
        return target * _softplus(-output) + (1 - target) * _softplus(output)
    p = _within(output)
    return -target * np.log(p) - (1 - target) * np.log(1 - p)


def _batch_normalization(
    x: np.ndarray, mean: np.ndarray, var: np.ndarray, beta: np.ndarray, gamma: np.ndarray, epsilon: float = 0.001
) -> np.ndarray:
    return gamma * (x - mean) / np.sqrt(var + epsilon) + beta


def _normalize(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, reduction_axes: Sequence[int], epsilon: float = 0.001
) -> list[np.ndarray]:
    axes = tuple(axis % x.ndim for axis in reduction_axes)
    mean, var = x.mean(axes), x.var(axes)
    m, v, b, g = (np.expand_dims(part, axes) for part in (mean, var, beta, gamma))
    return [_batch_normalization(x, m, v, b, g, epsilon), mean, var]


ACTIVATIONS = {
    "relu": _relu, "elu": _elu, "softmax": _softmax, "softplus": _softplus, "softsign": _softsign, "sigmoid": _sigmoid,
    "hard_sigmoid": _hard_sigmoid, "tanh": np.tanh, "rectify": _rectify,
}  # fmt: skip


def _normalize_in_test(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, mean: np.ndarray, var: np.ndarray, reduction_axes: Sequence[int]
) -> list[np.ndarray]:
    m, v, b, g = (np.expand_dims(part, tuple(reduction_axes)) for part in (mean, var, beta, gamma))
    return [_batch_normalization(x, m, v, b, g), mean, var]


def normalization(lengths: Sequence[int], axes: Sequence[int], **arguments: Any) -> Case:
    rest = [n for axis, n in enumerate(lengths) if axis - len(lengths) not in axes and axis not in axes]
    return Case(
        "normalize_batch_in_training",
        (numbers(*lengths), numbers(*rest, seed=1), numbers(*rest, seed=2)),
        _normalize,
        {"reduction_axes": list(axes), **arguments},
        label=f"{lengths} over {axes}".replace(" ", ""),
        differentiable=True,
        tolerance=1e-4,
    )


def _normalize_in_training(K: Any) -> None:
    """The operation does what `normalize_batch_in_training` does, and has its gradients."""
    x, scales = K.variable(VOLUME), numbers(4, VOLUME.shape[1], seed=1)
    gamma, beta, mean, variance = (K.variable(scale) for scale in scales)
    given, axes = [x, gamma, beta], [0, 2]
    results = []
    for made in (
        K.normalize_batch(*given, mean, K.square(variance), axes),
        K.normalize_batch_in_training(*given, axes),
    ):
        results += [*made, *K.gradients(K.sum(sum(K.mean(part**3) for part in made)), given)]
    values = K.function([K.learning_phase()], results)([1])
    for one, other in zip(values[:6], values[6:]):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


CASES = [
    *(Case(op, (X,), oracle, differentiable=True) for op, oracle in ACTIVATIONS.items()),
    *(Case(op, (LARGE,), ACTIVATIONS[op], label="large") for op in ("elu", "softmax", "softplus", "sigmoid", "tanh")),
    Case("softplus", (0 * X,), _softplus, label="at 0", differentiable=True),
    Case("bias_add", (X, X[0]), _bias_add, {"dim_ordering": "tf"}, differentiable=True),
    Case("bias_add", (VOLUME, X[0, :2]), _bias_add, {"dim_ordering": "th"}, label="th", differentiable=True),
    Case("bias_add", (integers(2, 3), integers(3)), _bias_add, {"dim_ordering": "tf"}, label="integers"),
    Case("relu", (X,), _relu, {"alpha": 0.3, "max_value": 1.0}, label="alpha, max_value", differentiable=True),
    Case("rectify", (ENDLESS,), _rectify, label="edges"),
    Case("rectify", (integers(2, 3) - 2,), _rectify, label="integers"),
    Case("elu", (X,), _elu, {"alpha": 0.3}, label="alpha", differentiable=True),
    Case("softmax", (numbers(4),), _softmax, label="vector", differentiable=True),
    Case("softmax", (VOLUME,), _softmax, label="rank 3", differentiable=True),
    Case("sigmoid", (integers(2, 3),), _sigmoid, label="integers"),
    Case("l2_normalize", (X,), _l2_normalize, {"axis": -1}, differentiable=True),
    Case("l2_normalize", (VOLUME,), _l2_normalize, {"axis": (0, 2)}, label="two axes", differentiable=True),
    Case("l2_normalize", (0 * X,), _l2_normalize, {"axis": 1}, label="zeros"),
    Case("pick", (VOLUME, integers(2, 2, below=3)), pick, differentiable=True),
    Case("pick", (X, integers(2, below=3, dtype="uint8")), pick, label="uint8", differentiable=True),
    Case("in_top_k", (LOGITS, CLASSES), _in_top_k, {"k": 1}),
    Case("in_top_k", (EDGES, CLASSES), _in_top_k, {"k": 2}, label="equal predictions"),
    Case("in_top_k", (NOT_NUMBERS, CLASSES), _in_top_k, {"k": 1}, label="NaN"),
    Case("in_top_k", (LOGITS, NO_CLASSES), _in_top_k, {"k": 3}, label="out of range"),
    *(
        Case("sparse_categorical_crossentropy", (x, NO_CLASSES), _sparse, arguments, label=label, differentiable=True)
        for x, arguments, label in (
            (PROBABILITIES, {}, "out of range"),
            (LOGITS, {"from_logits": True}, "logits, out of range"),
        )
    ),
    Case("categorical_crossentropy", (PROBABILITIES, numbers(4, 3, low=0.0, seed=1)), categorical, differentiable=True),
    Case("categorical_crossentropy", (EDGES, np.eye(3, dtype="float32")[CLASSES]), categorical, label="edges"),
    Case(
        "categorical_crossentropy",
        (LOGITS, numbers(4, 3, low=0.0, seed=1)),
        categorical,
        {"from_logits": True},
        label="logits",
        differentiable=True,
    ),
    Case(
        "categorical_crossentropy",
        (LARGE, np.array([[1, 0, 0], [0, 1, 0]], "float32")),
        categorical,
        {"from_logits": True},
        label="large logits",
    ),
    Case("sparse_categorical_crossentropy", (PROBABILITIES, CLASSES), _sparse, differentiable=True),
    Case("sparse_categorical_crossentropy", (EDGES, CLASSES[:, None]), _sparse, label="edges, a column of classes"),
    Case(
        "sparse_categorical_crossentropy",
        (PROBABILITIES.reshape(2, 2, 3), CLASSES.reshape(2, 2, 1).astype("float32")),
        _sparse,
        label="rank 3, classes as floats",
    ),
    Case(
        "sparse_categorical_crossentropy",
        (LOGITS.reshape(2, 2, 3), CLASSES.reshape(2, 2)),
        _sparse,
        {"from_logits": True},
        label="logits",
        differentiable=True,
    ),
    Case("binary_crossentropy", (PROBABILITIES, numbers(4, 3, low=0.0, high=1.0)), binary, differentiable=True),
    Case("binary_crossentropy", (EDGES, np.rint(PROBABILITIES)), binary, label="edges"),
    Case(
        "binary_crossentropy",
        (LOGITS, numbers(4, 3, low=0.0, high=1.0)),
        binary,
        {"from_logits": True},
        label="logits",
        differentiable=True,
    ),
    Case(
        "binary_crossentropy",
        (LARGE, np.array([[1, 0, 1], [0, 1, 0]], "float32")),
        binary,
        {"from_logits": True},
        label="large logits",
    ),
    Case(
        "batch_normalization",
        (VOLUME, numbers(3), numbers(3, low=0.1), numbers(3, seed=1), numbers(3, seed=2)),
        _batch_normalization,
        differentiable=True,
    ),
    Case(
        "batch_normalization",
        (VOLUME, numbers(1, 2, 1), numbers(1, 2, 1, low=0.1), numbers(1, 2, 1, seed=1), numbers(1, 2, 1, seed=2)),
        _batch_normalization,
        {"epsilon": 0.1},
        label="axis 1",
        differentiable=True,
        unknown_shapes=False,
    ),
    normalization((4, 3), (0,)),
    normalization((2, 3, 2, 2), (0, 2, 3)),
    normalization((2, 3, 2), (-2, 0), epsilon=0.1),
    normalization((3, 2, 2), (0,)),
    normalization((3, 2, 2, 4), (0, 1, 2)),
    *(
        Case(
            "normalize_batch",
            (x, *(numbers(n, seed=seed) for seed in (1, 2, 3)), numbers(n, low=0.1)),
            _normalize_in_test,
            {"reduction_axes": axes},
            label=f"{label}in test",
            differentiable=True,
        )
        for x, n, axes, label in ((VOLUME, 2, [2, 0], ""), (X, 3, [0], "vectors, "))
    ),
    Scenario("normalize_batch", _normalize_in_training, label="in training"),
]
