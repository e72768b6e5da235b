"""What a workload has to compute and to move at least: counted from its layers, not measured.

Multiplications and additions of products count as an operation each; what is done once for each element (activations,
dropout, normalization, the loss) does not count.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from rivals.building import Chain, Maker, Size, build
from rivals.workloads import Layer, Shape, Workload

FLOAT = 4  # bytes
ADAM = 7
"""How often a weight's memory is passed: weight, gradient and both means are read, weight and both means written."""


def flops(workload: Workload, job: str) -> int:
    """Floating-point operations of a step.

    A step of training computes, beside the outputs, the gradients by the weights and by the inputs of each product,
    which cost as much each; the inputs of the first layer need no gradient.
    """
    model = _Count(workload.layers, workload.input_shapes)
    if job == "predict":
        return workload.batch_size * model.operations
    if not workload.critic:
        return workload.batch_size * model.training(needed=bool(workload.words))
    critic = _Count(workload.critic, [model.out])
    samples = model.operations + 2 * critic.training()
    return workload.batch_size * (samples + model.training() + 2 * critic.operations)


def weights(workload: Workload) -> int:
    """How many numbers training changes."""
    model = _Count(workload.layers, workload.input_shapes)
    return model.weights + (_Count(workload.critic, [model.out]).weights if workload.critic else 0)


def moved(workload: Workload, job: str) -> int:
    """Bytes that a step moves for the weights alone: they are read in prediction, and changed by Adam in training."""
    return FLOAT * weights(workload) * (1 if job == "predict" else ADAM)


class _Count(Maker):
    """A maker of layers that only count: what flows through them is the number of samples."""

    def __init__(self, layers: tuple[Layer, ...], shapes: list[Any]) -> None:
        self.weights = 0
        self._products: list[int] = []
        self._inputs = len(shapes)
        chain, self.out = build(layers, shapes[0] if len(shapes) == 1 else shapes, self)
        chain(1 if len(shapes) == 1 else [1] * len(shapes))

    @property
    def operations(self) -> int:
        """Of the outputs for a sample."""
        return sum(self._products)

    def training(self, needed: bool = False) -> int:
        """With all gradients; that of the inputs only if it is needed."""
        return 3 * self.operations - (0 if needed else sum(self._products[: self._inputs]))

    def layer(self, word: str, sizes: list[Any], shape: Any) -> tuple[Chain, Any]:
        """Count weights at once, operations each time it is applied."""
        size = size_of(word, sizes, shape)
        self.weights += sum(int(np.prod(weight)) for weight in size.weights)

        def apply(samples: Any) -> Any:
            samples = samples[0] if isinstance(samples, list) else samples
            self._products += [samples * size.operations] if size.operations else []
            return samples

        return apply, size.out

    def times(self, chain: Chain, shape: Shape) -> Chain:
        """As many samples as there are times."""

        def apply(samples: int) -> int:
            chain(samples * shape[0])
            return samples

        return apply


GATES = {"lstm": 4, "lstm_all": 4, "lstm_stateful": 4, "bi_lstm": 4, "conv_lstm": 4, "gru": 3, "simple_rnn": 1}
"""How many products share an input, by word."""


def size_of(word: str, sizes: list[Any], shape: Any) -> Size:
    """What a layer needs for a sample of a shape, which is a list for several values; channels last."""
    if word in ("dense", "dense_time"):
        units, rows = sizes[0], int(np.prod(shape[:-1]))
        return Size(2 * rows * shape[-1] * units, ((shape[-1], units), (units,)), (*shape[:-1], units))
    if word in ("conv", "conv_same", "conv1d"):
        return _convolution(shape, *sizes[:2], same=word == "conv_same")
    if word == "conv_lstm":
        return _convolutional_recurrence(shape, *sizes)
    if word in GATES:
        return _recurrence(shape, word, sizes[0])
    if word == "embedding":
        return Size(0, (tuple(sizes),), (*shape, sizes[1]))
    if word == "batchnorm":
        return Size(0, ((shape[-1],), (shape[-1],)), shape)
    return Size(0, (), _rearranged(word, sizes, shape))


def _rearranged(word: str, sizes: list[Any], shape: Any) -> Shape:
    if word == "pool":
        return (shape[0] // sizes[0], shape[1] // sizes[0], shape[2])
    if word == "flatten":
        return (int(np.prod(shape)),)
    if word in ("max_time", "mean_time"):
        return shape[1:]
    if word == "weigh":
        return shape[0][1:]
    if word == "concat":
        return (sum(part[-1] for part in shape),)
    return shape[0] if isinstance(shape, list) else shape


def _convolution(shape: Shape, filters: int, size: int, same: bool = False) -> Size:
    *axes, channels = shape
    out = (*axes, filters) if same else (*(axis - size + 1 for axis in axes), filters)
    kernel = (size,) * len(axes) + (channels, filters)
    return Size(2 * int(np.prod(kernel[:-1])) * int(np.prod(out)), (kernel, (filters,)), out)


def _recurrence(shape: Shape, word: str, units: int) -> Size:
    columns, directions = GATES[word] * units, 2 if word.startswith("bi") else 1
    last = (units * directions,)
    return Size(
        2 * shape[0] * (shape[1] + units) * columns * directions,
        ((shape[1], columns), (units, columns), (columns,)) * directions,
        (shape[0], *last) if word == "lstm_all" else last,
    )


def _convolutional_recurrence(shape: Shape, filters: int, size: int) -> Size:
    times, *image, channels = shape
    field, columns = (size, size), 4 * filters
    return Size(
        2 * times * size * size * (channels + filters) * int(np.prod(image)) * columns,
        ((*field, channels, columns), (*field, filters, columns), (columns,)),
        (*image, filters),
    )
