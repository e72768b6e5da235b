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

GATES = {"lstm": 4, "gru": 3, "bi_lstm": 4}
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
    if word == "conv":
        filters, size, _ = sizes
        out = (shape[0] - size + 1, shape[1] - size + 1, filters)
        kernel = size * size * shape[2]
        return 2 * kernel * prod(out), (kernel + 1) * filters, out
    if word == "pool":
        return 0, 0, (shape[0] // sizes[0], shape[1] // sizes[0], shape[2])
    if word == "embedding":
        return 0, prod(sizes), (*shape, sizes[1])
    if word in GATES:
        directions = 2 if word.startswith("bi") else 1
        columns = GATES[word] * sizes[0] * directions
        rows = shape[1] + sizes[0]
        return 2 * shape[0] * rows * columns, (rows + 1) * columns, (sizes[0] * directions,)
    if word == "batchnorm":
        return 0, 2 * shape[-1], shape
    return 0, 0, (prod(shape),) if word == "flatten" else shape
