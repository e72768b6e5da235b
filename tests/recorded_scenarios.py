"""Recorded scripts of work on one model (compile, fit, evaluate, ...), and whether each step gives what it gave."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kerasfront import backend as K
from kerasfront import callbacks, optimizers

from .recorded import Case
from .recorded_models import build, build_layer, check_tree, one_or_list

ROUNDING = 10.0
"""How much more rounding than in one operation there may be."""

Results = Iterator[tuple[str, Any]]
"""What a step gives: names and values; '' if there is but one value."""


class Rates(callbacks.Callback):
    """Remembers the learning rate after each epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[float] = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.seen.append(float(K.get_value(self.model.optimizer.lr)))


class Scenario:
    """A model, and a method for each kind of step; a step is a dict with the key 'do'."""

    def __init__(self, case: Case, folder: Path) -> None:
        self.case, self.folder = case, folder
        self.arrays = case.arrays("input")
        self.model = build(case.text("spec"))

    def check(self) -> None:
        """Take all steps, and compare all that was recorded of them."""
        texts, seen = self.case.text("results"), set()
        for number, step in enumerate(self.case.text("steps")):
            for tag, got in getattr(self, step["do"])(**{k: v for k, v in step.items() if k != "do"}) or ():
                name = f"{number:02d}_{step['do']}{tag}"
                seen.add(name)
                if name in texts:
                    check_tree(json.loads(json.dumps(got)), texts[name], name)
                else:
                    self.case.compare(got, self.case.array(f"results_{name}"), ROUNDING)
        assert seen == {*texts, *(n.removeprefix("results_") for n in self.case.names("results_"))}

    def _chosen(self, which: Any) -> Any:
        if isinstance(which, dict):
            return {name: self.arrays[number] for name, number in which.items()}
        return one_or_list([self.arrays[number] for number in which]) if isinstance(which, list) else self._one(which)

    def _one(self, number: int | None) -> Any:
        return None if number is None else self.arrays[number]

    def init_weights(self, weights: str) -> None:
        self.model.set_weights(self.case.arrays(weights))

    def compile(self, optimizer: Any, **arguments: Any) -> Results:
        if isinstance(optimizer, list):
            name, settings = optimizer
            optimizer = getattr(optimizers, name)(**settings)
        self.model.compile(optimizer, **arguments)
        yield ".metrics_names", self.model.metrics_names

    def train(self, n: int, x: Any, y: Any, sample_weight: Any = None, class_weight: Any = None) -> Results:
        arguments = {"sample_weight": self._chosen(sample_weight)}
        if class_weight:
            arguments["class_weight"] = _by_class(class_weight)
        yield "", [self.model.train_on_batch(self._chosen(x), self._chosen(y), **arguments) for _ in range(n)]

    def test(self, x: Any, y: Any) -> Results:
        yield "", self.model.test_on_batch(self._chosen(x), self._chosen(y))

    def fit(
        self, x: Any, y: Any, kwargs: dict[str, Any], callbacks: Any = (), sample_weight: Any = None,
        validation_data: Any = None,
    ) -> Results:  # fmt: skip
        if "class_weight" in kwargs:
            kwargs["class_weight"] = _by_class(kwargs["class_weight"])
        if validation_data:
            kwargs["validation_data"] = tuple(map(self._chosen, validation_data))
        made = [self._callback(*description) for description in callbacks]
        kwargs.update(sample_weight=self._chosen(sample_weight), callbacks=made, verbose=0)
        history = self.model.fit(self._chosen(x), self._chosen(y), **kwargs)
        yield ".epochs", history.epoch
        yield from _values(history)
        for rates in (callback for callback in made if isinstance(callback, Rates)):
            yield ".lr", rates.seen

    def _callback(self, name: str, arguments: dict[str, Any]) -> Any:
        if name == "lr_recorder":
            return Rates()
        if name == "LearningRateScheduler":
            return callbacks.LearningRateScheduler(arguments["table"].__getitem__)
        if "filename" in arguments:
            arguments["filename"] = str(self.folder / arguments["filename"])
        return getattr(callbacks, name)(**arguments)

    def _batches(self, x: list[int], y: list[int], size: int, sample_weight: int | None = None) -> Iterator[Any]:
        weights = [] if sample_weight is None else [self.arrays[sample_weight]]
        while True:
            for start in range(0, len(self.arrays[x[0]]), size):
                batch = slice(start, start + size)
                sides = (one_or_list([self.arrays[number][batch] for number in side]) for side in (x, y))
                yield (*sides, *(w[batch] for w in weights))

    def fit_generator(
        self, x: Any, y: Any, batch_size: int, kwargs: Any, sample_weight: int | None = None
    ) -> Results:
        batches = self._batches(x, y, batch_size, sample_weight)
        yield from _values(self.model.fit_generator(batches, verbose=0, max_q_size=1, **kwargs))

    def evaluate_generator(self, x: Any, y: Any, batch_size: int, val_samples: int) -> Results:
        yield "", self.model.evaluate_generator(self._batches(x, y, batch_size), val_samples, max_q_size=1)

    def predict_generator(self, x: Any, y: Any, batch_size: int, val_samples: int) -> Results:
        inputs = (batch[0] for batch in self._batches(x, y, batch_size))
        yield from _numbered(self.model.predict_generator(inputs, val_samples, max_q_size=1))

    def evaluate(self, x: Any, y: Any, kwargs: Mapping[str, Any]) -> Results:
        yield "", self.model.evaluate(self._chosen(x), self._chosen(y), verbose=0, **kwargs)

    def predict(self, x: Any, kwargs: Mapping[str, Any] | None = None) -> Results:
        yield from _numbered(self.model.predict(self._chosen(x), **(kwargs or {})))

    def weights(self) -> Results:
        for i, array in enumerate(self.model.get_weights()):
            yield f".{i:03d}", array

    def optimizer_config(self) -> Results:
        yield "", self.model.optimizer.get_config()

    def reset_states(self) -> None:
        self.model.reset_states()

    def pop(self) -> None:
        self.model.pop()

    def add(self, layer: Mapping[str, Any]) -> None:
        self.model.add(build_layer(layer))

    def to_json(self) -> Results:
        yield "", json.loads(self.model.to_json())

    def read_file(self, name: str) -> Results:
        lines = (self.folder / name).read_text().splitlines()
        yield "", [[_number_or_word(cell) for cell in line.split(",")] for line in lines]


def _by_class(weights: Mapping[str, float]) -> dict[int, float]:
    return {int(name): weight for name, weight in weights.items()}


def _values(history: Any) -> Results:
    for name, values in history.history.items():
        yield f".history.{name}", [float(value) for value in values]


def _numbered(outputs: Any) -> Results:
    for i, output in enumerate(outputs if isinstance(outputs, list) else [outputs]):
        yield f".{i}", output


def _number_or_word(cell: str) -> float | str:
    try:
        return float(cell)
    except ValueError:
        return cell


