"""Models of the real Keras 0.3.3 on Theano: their texts, weight files, outputs and steps of training."""

from __future__ import annotations

import io
import json
from typing import Any

import h5py
import numpy as np

from tests.recorded import FOLDER

GROUPS = ("input", "target", "sample_weight", "output")


class Case:
    """One recorded model.

    Attributes
    ----------
    name : str
    model_json : dict
        What `to_json` wrote.
    arrays : dict of dict of array
        By group ('input', 'target', 'sample_weight', 'output') and name.
    """

    def __init__(self, group: h5py.Group) -> None:
        self.name = group.name.lstrip("/")
        self.texts = {name: json.loads(text) for name, text in group.attrs.items()}
        self.model_json = self.texts["model_json"]
        self.is_graph = self.model_json["name"] == "Graph"
        self.arrays = {part: {name: data[()] for name, data in group.get(part, {}).items()} for part in GROUPS}
        self.test_loss, self.losses = group["test_loss"][()], group["losses"][()]
        self.before, self.after = (group[f"weights_file_{when}"][()].tobytes() for when in ("before", "after"))

    def __repr__(self) -> str:
        return self.name

    def inputs(self) -> Any:
        """The inputs as `predict` of the model takes them."""
        found = self.arrays["input"]
        if self.is_graph:
            return found
        inputs = [found[name] for name in self.texts["input_names"]]
        return inputs if len(inputs) > 1 else inputs[0]

    def data(self) -> tuple[Any, ...]:
        """The arguments of `train_on_batch`."""
        targets = self.arrays["target"]
        return ({**self.arrays["input"], **targets},) if self.is_graph else (self.inputs(), targets["0"])

    def sample_weight(self) -> dict[str, Any]:
        """The keyword argument of `train_on_batch`, if there is one."""
        weights = self.arrays["sample_weight"]
        return {"sample_weight": weights if self.is_graph else weights["0"]} if weights else {}


def cases() -> list[Case]:
    """All of data/recorded/legacy.h5."""
    with h5py.File(FOLDER / "legacy.h5") as source:
        return [Case(group) for group in source.values()]


def contents(file: Any) -> dict[str, Any]:
    """The arrays and numbers of a weight file, given as bytes or as a path."""
    found: dict[str, Any] = {}
    with h5py.File(io.BytesIO(file) if isinstance(file, bytes) else file) as source:
        found.update({f"/{name}": value for name, value in source.attrs.items()})

        def read(name: str, item: Any) -> None:
            found.update({f"{name}/{attribute}": value for attribute, value in item.attrs.items()})
            if isinstance(item, h5py.Dataset):
                found[name] = item[()]

        source.visititems(read)
    return found


def assert_close(got: Any, recorded: Any, what: str, factor: float = 1.0) -> None:
    """Whether numbers are the recorded ones, up to float32's rounding."""
    np.testing.assert_allclose(got, recorded, rtol=1e-4 * factor, atol=2e-6 * factor, err_msg=what)
