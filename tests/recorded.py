"""Numbers recorded from the real Keras 1.2.2 on TensorFlow 1.15, in data/recorded.

The case obj_scce_unnormalised is from Theano 1.0: the two differed, and its gradient is the right one. Each case is a
group: attributes hold texts (JSON) and numbers, datasets hold arrays; input_0, input_1, ... are a list, and so are
weights_before/000, weights_before/001, ...
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np

FOLDER = Path(__file__).parent / "data" / "recorded"


class Case:
    """One recorded case."""

    def __init__(self, group: h5py.Group) -> None:
        self.name = group.name.lstrip("/")
        self._attributes = dict(group.attrs)
        self._arrays: dict[str, np.ndarray] = {}
        group.visititems(self._read)

    def __repr__(self) -> str:
        return self.name

    def _read(self, name: str, item: h5py.Group | h5py.Dataset) -> None:
        if isinstance(item, h5py.Dataset):
            self._arrays[name.replace("/", "_")] = item[()]

    def __contains__(self, name: str) -> bool:
        return name in self._attributes or name in self._arrays

    def text(self, name: str) -> Any:
        """The JSON of an attribute, decoded."""
        return json.loads(self._attributes[name])

    def value(self, name: str, default: Any = None) -> Any:
        """An attribute as it is: a number or a name."""
        return self._attributes.get(name, default)

    def array(self, name: str) -> np.ndarray:
        """One array."""
        return self._arrays[name]

    def arrays(self, prefix: str) -> list[np.ndarray]:
        """The arrays `prefix`_0, `prefix`_1, ..."""
        names = [n for n in self._arrays if n.rpartition("_")[0] == prefix]
        names.sort(key=lambda n: int(n.rpartition("_")[2]))
        return [self._arrays[n] for n in names]

    def names(self, prefix: str) -> list[str]:
        """The names of arrays that begin so."""
        return [name for name in self._arrays if name.startswith(prefix)]

    def check(self, got: list[Any], prefix: str = "output", factor: float = 1.0) -> None:
        """Whether arrays are the recorded ones, up to `factor` times float32's rounding."""
        expected = self.arrays(prefix)
        assert len(got) == len(expected), self.name
        for array, recorded in zip(got, expected, strict=True):
            self.compare(array, recorded, factor)

    def compare(self, got: Any, recorded: np.ndarray, factor: float = 1.0) -> None:
        """Whether an array is the recorded one; see `check`."""
        scale = factor * self.value("tol", 1.0)
        assert np.shape(got) == recorded.shape, self.name
        np.testing.assert_allclose(got, recorded, rtol=1e-4 * scale, atol=2e-6 * scale, err_msg=self.name)


def cases(file: str, task: str | None = None) -> list[Case]:
    """The cases of data/recorded/FILE.h5, all or those of one task."""
    with h5py.File(FOLDER / f"{file}.h5") as source:
        return [Case(group) for group in source.values() if task in (None, group.attrs.get("task"))]


class Batch:
    """Many cases computed by one `K.function`: on some backends it is compiling that takes the time."""

    def __init__(self, K: Any) -> None:
        self.K = K
        self.placeholders: list[Any] = []
        self.values: list[np.ndarray] = []
        self.expected: list[tuple[Case, list[Any]]] = []

    def feed(self, *arrays: np.ndarray) -> list[Any]:
        """A placeholder for each array."""
        new = [self.K.placeholder(shape=array.shape, dtype=array.dtype.name) for array in arrays]
        self.placeholders += new
        self.values += arrays
        return new

    def expect(self, case: Case, *tensors: Any) -> None:
        """Remember that these tensors must have the values of the case's outputs."""
        self.expected.append((case, list(tensors)))

    def check(self) -> None:
        """Compute all and compare."""
        assert self.expected
        function = self.K.function(self.placeholders, [t for _, tensors in self.expected for t in tensors])
        results = iter(function(self.values))
        for case, tensors in self.expected:
            case.check([next(results) for _ in tensors])
