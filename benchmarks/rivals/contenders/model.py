"""What contenders with a `Model` of Keras have in common: how one is built, and fed."""

from __future__ import annotations

from typing import Any, Callable  # noqa: UP035 - also read by Python 3.7

import numpy as np

from rivals.building import Maker, build
from rivals.contenders.generator import batches
from rivals.contenders.initial import Initial
from rivals.sizes import size_of
from rivals.workloads import Workload


class ModelContender(Maker):
    """A functional model; the library's own words are those of a subclass.

    Attributes
    ----------
    layers : dict of str to callable
        By word; makes a layer, or a function of tensors.
    flattens_channels_first : bool
        Whether images with channels first become vectors in their own order.
    """

    layers: dict[str, Callable[..., Any]]
    flattens_channels_first = True

    def __init__(self, workload: Workload, xs: list[np.ndarray], ys: list[np.ndarray]) -> None:
        self._workload, self._xs, self._ys = workload, xs, ys
        self._initial = Initial(self.flattens_channels_first and workload.channels_first)
        inputs = [self._input(workload.stored(shape)) for shape in workload.input_shapes]
        shapes = workload.input_shapes
        chain, out = build(workload.layers, shapes[0] if len(shapes) == 1 else shapes, self)
        self._model = self._made(inputs, chain(_single(inputs)))
        if workload.critic:
            self._deceive(out)
        else:
            self._model.compile(optimizer="adam", loss=_single(list(workload.losses)))
        if workload.feed == "augmented":
            self._augmented = self._images().flow(xs[0], ys[0], workload.batch_size)

    def layer(self, word: str, sizes: list[Any], shape: Any) -> tuple[Callable[..., Any], Any]:
        """Make a layer that gets its initial weights when it is applied."""
        size = size_of(word, sizes, shape)
        made, values = self.layers[word](*sizes), self._initial.weights(word, size.weights, shape)

        def apply(x: Any) -> Any:
            y = made(x)
            if values:
                own = self._stored(word, values)
                kept = made.get_weights()[len(own) :]
                made.set_weights([*own, *kept])
                values.clear()
            return y

        return apply, size.out

    def times(self, chain: Callable[..., Any], shape: Any) -> Callable[..., Any]:
        """Make a model of the chain, and apply it to each time."""
        x = self._input(self._workload.stored(shape[1:]))
        return self.layers["times"](self._made([x], chain(x)))

    def train(self, steps: int) -> float:
        """Train so many batches; give their mean loss."""
        feed, size = self._workload.feed, self._workload.batch_size
        if feed == "calls":
            rows = [slice(i * size, (i + 1) * size) for i in range(steps)]
            return float(np.mean([self._model.train_on_batch(self._xs[0][r], self._ys[0][r]) for r in rows]))
        if feed == "gan":
            return float(np.mean([self._contest(slice(i * size, (i + 1) * size)) for i in range(steps)]))
        if feed == "generator":
            return self._fit_batches(batches(self._xs[0], self._ys[0], size), steps)
        if feed == "augmented":
            return self._fit_batches((batch for batch in self._augmented), steps)
        self._reset()
        xs, ys = ([array[: steps * size] for array in arrays] for arrays in (self._xs, self._ys))
        return self._fit(_single(xs), _single(ys), feed != "stateful")

    def predict(self) -> Any:
        """Predict all inputs."""
        size = self._workload.batch_size
        self._reset()
        if self._workload.feed == "calls":
            parts = [self._model.predict_on_batch(self._xs[0][i : i + size]) for i in range(0, len(self._xs[0]), size)]
            return np.concatenate(parts)
        return self._predict(_single(self._xs))

    def _reset(self) -> None:
        for layer in self._model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_states()

    def _deceive(self, shape: Any) -> None:
        """Compile a critic, and the model followed by it, which trains the model alone."""
        x = self._input(shape)
        self._critic = self._made([x], build(self._workload.critic, shape, self)[0](x))
        self._critic.compile(optimizer="adam", loss=self._workload.loss)
        self._critic.trainable = False
        noise = self._input(self._workload.input_shapes[0])
        self._both = self._made([noise], self._critic(self._model(noise)))
        self._both.compile(optimizer="adam", loss=self._workload.loss)

    def _contest(self, rows: slice) -> float:
        """Train the critic on real samples and on made ones, then the model to deceive it; give the sum of losses."""
        noise, real = self._xs[0][rows], self._ys[0][rows]
        yes, no = np.ones((len(real), 1), "float32"), np.zeros((len(real), 1), "float32")
        made = self._model.predict_on_batch(noise)
        self._critic.trainable = True
        losses = [self._critic.train_on_batch(real, yes), self._critic.train_on_batch(made, no)]
        self._critic.trainable = False
        return float(sum(losses) + self._both.train_on_batch(noise, yes))


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
