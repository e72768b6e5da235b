"""The same elements in another shape or order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from kerasfront.testing.conformance.case import Case, Scenario, integers, numbers

X = numbers(2, 3, 4)
IMAGES = numbers(2, 3, 4, 2)
VOLUMES = numbers(1, 2, 3, 2, 2)


def _one(op: str, x: np.ndarray, oracle: Callable[..., Any], label: str = "", **arguments: Any) -> Case:
    """An operation on one tensor of floats; all of this family are differentiable."""
    label = label or ", ".join(f"{name}={value}" for name, value in arguments.items())
    return Case(op, (x,), oracle, arguments, label=label, differentiable=True)


def _joined() -> Iterator[Case]:
    def join(K: Any, *tensors: Any, **arguments: Any) -> Any:
        return K.concatenate(list(tensors), **arguments)

    def oracle(*arrays: np.ndarray, axis: int = -1) -> np.ndarray:
        return np.concatenate(arrays, axis)

    many, two = (X, numbers(2, 1, 4, seed=1), numbers(2, 2, 4, seed=2)), (X, X)
    for inputs, arguments in ((many, {"axis": 1}), (many, {"axis": -2}), (two, {}), (two, {"axis": 0}), ((X,), {})):
        label = f"{len(inputs)} tensors, {arguments}"
        yield Case("concatenate", inputs, oracle, arguments, join, label, differentiable=True)
    yield Case("concatenate", (integers(2, 3), numbers(2, 2)), oracle, build=join, label="integers and floats")


def _stacked(op: str) -> Iterator[Case]:
    def build(K: Any, *tensors: Any) -> Any:
        return getattr(K, op)(list(tensors))

    for part in (X, X[0, 0], X[0, 0, 0]):
        inputs = (part, part + 1)
        yield Case(op, inputs, lambda *a: np.stack(a), build=build, label=f"rank {part.ndim}", differentiable=True)


def _split() -> Iterator[Case]:
    for sizes, axis in (([1, 3], -1), ([2, 1], 1), ([1, 0, 1], 0)):
        starts = np.cumsum(sizes)[:-1]
        yield _one("split", X, lambda x, sizes, axis, starts=starts: np.split(x, starts, axis), sizes=sizes, axis=axis)


def _reshaped() -> Iterator[Case]:
    for shape in ((6, 4), (2, 2, 3, 2), (24,), [-1, 6], (4, -1, 2), (None, 12), (1, 24)):
        sizes = tuple(-1 if size is None else size for size in shape)
        yield _one("reshape", X, lambda x, shape, sizes=sizes: x.reshape(sizes), shape=shape)
    yield _reshape_by("symbolic size", lambda K, x: (K.shape(x)[0], 12), (2, 12))
    yield _reshape_by("symbolic size and -1", lambda K, x: (K.shape(x)[0], -1), (2, 12))
    yield _reshape_by("product of symbolic sizes", lambda K, x: (K.shape(x)[0] * K.shape(x)[1], K.shape(x)[2]), (6, 4))
    yield _reshape_by("symbolic vector", lambda K, x: K.shape(K.permute_dimensions(x, (2, 0, 1))), (4, 2, 3))
    yield _one("flatten", X, np.ravel)
    for shape in ((3,), (2, 3), (2, 3, 2, 2)):
        yield _one("batch_flatten", numbers(*shape), lambda x: x.reshape(len(x), -1), f"rank {len(shape)}")


def _reshape_by(label: str, symbolic: Callable[..., Any], answer: tuple[int, ...]) -> Case:
    """`shape` with symbolic parts."""

    def build(K: Any, x: Any) -> Any:
        return K.reshape(x, symbolic(K, x))

    return Case("reshape", (X,), lambda x: x.reshape(answer), build=build, label=label, differentiable=True)


def _ordered() -> Iterator[Case]:
    for pattern in ((1, 0, 2), [2, 0, 1], (0, -1, 1)):
        yield _one("permute_dimensions", X, lambda x, pattern: x.transpose(pattern), pattern=pattern)
    for axes in (0, -1, [0, 1], (2,)):
        yield _one("reverse", X, lambda x, axes: np.flip(x, axes if isinstance(axes, int) else tuple(axes)), axes=axes)
    for dim in (0, 1, 3, -1, -2):
        yield _one("expand_dims", X, lambda x, dim: np.expand_dims(x, dim), dim=dim)
    yield _one("expand_dims", X, lambda x: x[..., None], "default")
    for axis in (1, -3):
        yield _one("squeeze", numbers(2, 1, 3, 1), lambda x, axis: np.squeeze(x, axis), axis=axis)
    yield _one("pattern_broadcast", numbers(3, 1), lambda x, broatcastable: x, broatcastable=(False, True))


def _repeated() -> Iterator[Case]:
    for rep, axis in ((3, 1), (2, -1), (1, 0), (2, 0)):
        yield _one("repeat_elements", X, lambda x, rep, axis: np.repeat(x, rep, axis), rep=rep, axis=axis)
    yield _one("repeat", X[0], lambda x, n: np.repeat(x[:, None], n, 1), n=4)
    for n in ((2, 1, 3), [2], 3, (1, 2)):
        yield _one("tile", X, lambda x, n: np.tile(x, n), n=n)


def _enlarged(x: np.ndarray, factors: tuple[int, ...], dim_ordering: str) -> np.ndarray:
    for axis, factor in enumerate(factors, start=2 if dim_ordering == "th" else 1):
        x = np.repeat(x, factor, axis)
    return x


def _resized() -> Iterator[Case]:
    def images(x: np.ndarray, height_factor: int, width_factor: int, dim_ordering: str) -> np.ndarray:
        return _enlarged(x, (height_factor, width_factor), dim_ordering)

    def volumes(
        x: np.ndarray, depth_factor: int, height_factor: int, width_factor: int, dim_ordering: str
    ) -> np.ndarray:
        return _enlarged(x, (depth_factor, height_factor, width_factor), dim_ordering)

    for dim_ordering in ("th", "tf"):
        factors: dict[str, Any] = {"height_factor": 2, "width_factor": 3, "dim_ordering": dim_ordering}
        yield _one("resize_images", IMAGES, images, **factors)
        yield _one("resize_volumes", VOLUMES, volumes, depth_factor=2, **factors)


def _framed(x: np.ndarray, widths: list[tuple[int, int]], dim_ordering: str) -> np.ndarray:
    return np.pad(x, [(0, 0), (0, 0), *widths] if dim_ordering == "th" else [(0, 0), *widths, (0, 0)])


def _padded() -> Iterator[Case]:
    def both_sides(x: np.ndarray, padding: tuple[int, ...] = (1, 1), dim_ordering: str = "th") -> np.ndarray:
        return _framed(x, [(n, n) for n in padding], dim_ordering)

    def each_side(x: np.ndarray, dim_ordering: str, **pads: int) -> np.ndarray:
        return _framed(x, [(pads["top_pad"], pads["bottom_pad"]), (pads["left_pad"], pads["right_pad"])], dim_ordering)

    def in_time(x: np.ndarray, left_pad: int = 1, right_pad: int = 1) -> np.ndarray:
        return np.pad(x, [(0, 0), (left_pad, right_pad), (0, 0)])

    yield _one("zero_pad", X, lambda x, widths: np.pad(x, widths), widths=[(0, 1), (0, 0), (2, 3)])
    for padding in (0, 1, 3):
        yield _one("temporal_padding", X, lambda x, padding: in_time(x, padding, padding), padding=padding)
    yield _one("asymmetric_temporal_padding", X, in_time, "default")
    yield _one("asymmetric_temporal_padding", X, in_time, left_pad=2, right_pad=0)
    for dim_ordering in ("th", "tf"):
        sides: dict[str, Any] = {"top_pad": 2, "bottom_pad": 0, "left_pad": 1, "right_pad": 3}
        yield _one("asymmetric_spatial_2d_padding", IMAGES, each_side, **sides, dim_ordering=dim_ordering)
        yield _one("spatial_2d_padding", IMAGES, both_sides, padding=(0, 3), dim_ordering=dim_ordering)
        yield _one("spatial_2d_padding", IMAGES, both_sides, dim_ordering=dim_ordering)
        yield _one("spatial_3d_padding", VOLUMES, both_sides, padding=(1, 2, 0), dim_ordering=dim_ordering)


def _ranges() -> Iterator[Case]:
    for arguments in (
        {"start": 4},
        {"start": 2, "stop": 7},
        {"start": 1, "stop": 10, "step": 3},
        {"start": 5, "stop": 0, "step": -2},
        {"start": 3, "stop": 3},
        {"start": -2},
        {"start": 0, "stop": 3, "dtype": "float32"},
        {"start": 0, "stop": 1, "step": 0.25, "dtype": "float32"},
    ):
        yield Case("arange", (), _range, arguments, label=", ".join(f"{k}={v}" for k, v in arguments.items()))
    yield Case("arange", (X,), lambda x: np.arange(3, dtype="int32"), build=_counted, label="symbolic")


def _counted(K: Any, x: Any) -> Any:
    return K.arange(K.shape(x)[1])


def _range(start: float, stop: float | None = None, step: float = 1, dtype: str = "int32") -> np.ndarray:
    return (np.arange(start) if stop is None else np.arange(start, stop, step)).astype(dtype)


def _one_hot(indices: np.ndarray, nb_classes: int) -> np.ndarray:
    return (indices[..., None].astype("int64") == np.arange(nb_classes)).astype("float64")


def _encoded() -> Iterator[Case]:
    for label, indices in (
        ("vector", integers(4)),
        ("matrix", integers(2, 2)),
        ("uint8", integers(4, dtype="uint8")),
        ("floats", integers(4).astype("float32")),
        ("out of range", np.array([-1, 0, 7], "int32")),
    ):
        yield Case("one_hot", (indices,), _one_hot, {"nb_classes": 5}, label=label)


def _plain_helpers(K: Any) -> None:
    assert K.is_explicit_shape((2, 3)) and not K.is_explicit_shape((None, 3)) and not K.is_explicit_shape(3)
    assert K.normalize_axis(-1, 3) == 2 and K.normalize_axis([0, -1], 3) == [0, 2] and K.normalize_axis(None, 3) is None


CASES = [
    *_joined(),
    *_stacked("stack"),
    *_stacked("pack"),
    *_split(),
    *_reshaped(),
    *_ordered(),
    *_repeated(),
    *_resized(),
    *_padded(),
    *_ranges(),
    *_encoded(),
    Scenario("is_explicit_shape", _plain_helpers),
    Scenario("normalize_axis", _plain_helpers),
]
