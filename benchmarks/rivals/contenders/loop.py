"""What loops written by hand have in common: which batches they take, and where the weights of layers come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from rivals.building import Chain, Maker, build
from rivals.contenders.generator import AUGMENTATION, batches
from rivals.contenders.initial import Initial
from rivals.sizes import size_of
from rivals.workloads import Workload

Batch = tuple[list[np.ndarray], list[np.ndarray]]


class LoopContender(Maker):
    """A step is a compiled function, called for one batch after another.

    A subclass has a method ``_word(shape, weights, *sizes)`` for each word of the layers, which makes a function of the
    values; `weight`, `compile`, `step` and `output`; where it has them, `reset` for states, and `contest`.

    Attributes
    ----------
    channels_first : bool
        How images are computed with.
    weights, critic_weights : list
        What `weight` made.
    model, critic : callable
        Of the values, and whatever else the layers take.
    """

    channels_first = False

    def __init__(self, workload: Workload, xs: list[np.ndarray], ys: list[np.ndarray]) -> None:
        self.workload = workload
        self._initial = Initial(self.channels_first)
        self._xs, self._ys = [self._arranged(x) for x in xs], ys
        self.weights: list[Any] = []
        shapes = workload.input_shapes
        self.model, out = build(workload.layers, shapes[0] if len(shapes) == 1 else shapes, self)
        own, self.weights = self.weights, []
        self.critic = build(workload.critic, out, self)[0]
        self.critic_weights, self.weights = self.weights, own
        self._endless = self._generated()
        self.compile()

    def layer(self, word: str, sizes: list[Any], shape: Any) -> tuple[Chain, Any]:
        """Make a layer by the method of its word."""
        size = size_of(word, sizes, shape)
        drawn = self._initial.weights(word, size.weights, shape)
        made: Callable[..., Any] = getattr(self, f"_{word}")
        return made(shape, [self.weight(np.ascontiguousarray(value)) for value in drawn], *sizes), size.out

    def train(self, steps: int) -> float:
        """Train so many batches; give their mean loss."""
        self.reset()
        trained = self.contest if self.workload.critic else self.step
        losses = [trained(*batch) for batch in self._epoch(steps)]
        return float(np.mean([float(loss) for loss in losses]))

    def predict(self) -> Any:
        """Predict all inputs."""
        self.reset()
        size = self.workload.batch_size
        parts = [self.output([x[i : i + size] for x in self._xs]) for i in range(0, len(self._xs[0]), size)]
        return [np.concatenate([np.asarray(part) for part in output]) for output in zip(*parts)]

    def reset(self) -> None:
        """Let states begin anew."""

    def _arranged(self, x: np.ndarray) -> np.ndarray:
        if x.ndim < 4 or self.channels_first == self.workload.channels_first:
            return x
        return np.ascontiguousarray(np.moveaxis(x, *((-1, -3) if self.channels_first else (-3, -1))))

    def _epoch(self, steps: int) -> Iterator[Batch]:
        if self.workload.feed in ("generator", "augmented"):
            for _ in range(steps):
                x, y = next(self._endless)
                yield [x], [y]
            return
        order = np.arange(steps * self.workload.batch_size)
        if self.workload.feed == "arrays":
            np.random.shuffle(order)
        for rows in order.reshape(steps, -1):
            yield [x[rows] for x in self._xs], [y[rows] for y in self._ys]

    def _generated(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        size = self.workload.batch_size
        if self.workload.feed != "augmented":
            return batches(self._xs[0], self._ys[0], size)
        from kerasfront.preprocessing.image import ImageDataGenerator

        images = ImageDataGenerator(dim_ordering="th" if self.channels_first else "tf", **AUGMENTATION)
        return images.flow(self._xs[0], self._ys[0], size)
