"""What a workload has to compute and to move at least: counted from its layers, not measured.

Multiplications and additions of products count as an operation each; what is done once for each element (activations,
dropout, normalization, the loss) does not count.
"""

from __future__ import annotations

from math import prod

from rivals.workloads import Layer, Workload

FLOAT = 4  # bytes
ADAM = 7
"""How often a weight's memory is passed: weight, gradient and both means are read, weight and both means written."""

GATES = {"lstm": 4, "gru": 3, "bi_lstm": 4, "lstm_all": 4, "simple_rnn": 1}
Shape = tuple[int, ...]


def flops(workload: Workload, job: str) -> int:
    """Floating-point operations of a step.

    A step of training computes, beside the outputs, the gradients by the weights and by the inputs of each product,
    which cost as much each; the inputs of the first layer need no gradient.
    """
    products = [operations for operations, _, _ in _layers(workload) if operations]
    forward = sum(products)
    first = 0 if workload.words else products[0]
    return workload.batch_size * (forward if job == "predict" else 3 * forward - first)


def weights(workload: Workload) -> int:
    """How many numbers training changes."""
    return sum(count for _, count, _ in _layers(workload))


def moved(workload: Workload, job: str) -> int:
    """Bytes that a step moves for the weights alone: they are read in prediction, and changed by Adam in training."""
    return FLOAT * weights(workload) * (1 if job == "predict" else ADAM)


def _layers(workload: Workload) -> list[tuple[int, int, Shape]]:
    """For each layer the operations for a sample, the weights, and the shape that a sample has afterwards."""
    found, shape = [], workload.input_shape
    for layer in workload.layers:
        found.append(_layer(layer, shape))
        shape = found[-1][2]
    return found


def _layer(layer: Layer, shape: Shape) -> tuple[int, int, Shape]:
    word, *sizes = layer
    if word == "dense":
        return 2 * shape[-1] * sizes[0], (shape[-1] + 1) * sizes[0], (sizes[0],)
    if word in ("conv", "conv_same", "conv1d"):
        return _convolution(shape, *sizes[:2], same=word == "conv_same")
    if word == "residual":
        operations, count, out = _convolution(shape, sizes[0], 3, same=True)
        return 2 * operations, 2 * count, out
    if word == "pool":
        return 0, 0, (shape[0] // sizes[0], shape[1] // sizes[0], shape[2])
    if word == "embedding":
        return 0, prod(sizes), (*shape, sizes[1])
    if word in GATES:
        return _recurrence(shape, GATES[word], sizes[0], 2 if word.startswith("bi") else 1, word == "lstm_all")
    if word == "conv_lstm":
        return _convolutional_recurrence(shape, *sizes)
    if word == "batchnorm":
        return 0, 2 * shape[-1], shape
    if word in ("max_time", "mean_time"):
        return 0, 0, shape[1:]
    return 0, 0, (prod(shape),) if word == "flatten" else shape


def _convolution(shape: Shape, filters: int, size: int, same: bool = False) -> tuple[int, int, Shape]:
    *axes, channels = shape
    out = (*axes, filters) if same else (*(axis - size + 1 for axis in axes), filters)
    kernel = size ** len(axes) * channels
    return 2 * kernel * prod(out), (kernel + 1) * filters, out


def _recurrence(shape: Shape, gates: int, units: int, directions: int, all_times: bool) -> tuple[int, int, Shape]:
    columns, rows = gates * units * directions, shape[1] + units
    last = (units * directions,)
    return 2 * shape[0] * rows * columns, (rows + 1) * columns, (shape[0], *last) if all_times else last


def _convolutional_recurrence(shape: Shape, filters: int, size: int) -> tuple[int, int, Shape]:
    times, *image, channels = shape
    kernel = size * size * (channels + filters)
    return 2 * times * kernel * prod(image) * 4 * filters, (kernel + 1) * 4 * filters, (*image, filters)
