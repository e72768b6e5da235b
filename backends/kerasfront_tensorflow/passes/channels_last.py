"""Images with channels last from one convolution to the next, whichever dim ordering the user has.

Operations on images with channels first transpose them before and after, see `conv`. Where only activations, biases and
their gradients lie between, these work on images with channels last, too, and need no transposition.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.passes.draft import Draft

ELEMENTWISE = {
    "AddN", "AddV2", "Elu", "EluGrad", "Identity", "LeakyRelu", "LeakyReluGrad", "Maximum", "Minimum", "Mul", "Neg",
    "Relu", "Relu6", "Relu6Grad", "ReluGrad", "Selu", "SeluGrad", "Sigmoid", "SigmoidGrad", "Softplus", "SoftplusGrad",
    "Softsign", "SoftsignGrad", "Square", "Sub", "Tanh", "TanhGrad",
}  # fmt: skip


def keep_channels_last(draft: Draft) -> None:
    """Transpose images to channels first as late as possible, and back only where needed."""
    nodes = list(draft.definition.node)
    known = _Constants(nodes)
    moved = _worth_moving(nodes, known)
    transposed: dict[str, Any] = {}  # by names of images with channels first, the nodes that made them so
    same: dict[str, str] = {}
    for node in nodes:
        node.input[:] = [same.get(name, name) for name in node.input]
        if known.to_channels_first(node):
            transposed[_output(node)] = node
        elif known.to_channels_last(node) and node.input[0] in transposed:
            same[_output(node)] = transposed[node.input[0]].input[0]
        elif _sums_channels(node) and node.input[0] in transposed:
            _take_channels_last(node, transposed)
        elif _output(node) in moved:
            _transpose_afterwards(draft.definition.node.add(), node, transposed)


class _Constants:
    """The permutations of axes and the scalars among the nodes."""

    def __init__(self, nodes: Iterable[Any]) -> None:
        self._orders: dict[str, list[int]] = {}
        self._scalars: set[str] = set()
        for node in nodes:
            if node.op == "Const":
                self._learn(_output(node), node.attr["value"].tensor)
            elif node.op == "InvertPermutation" and node.input[0] in self._orders:
                self._orders[_output(node)] = np.argsort(self._orders[node.input[0]]).tolist()

    def _learn(self, name: str, value: Any) -> None:
        sizes = [axis.size for axis in value.tensor_shape.dim]
        if not sizes:
            self._scalars.add(name)
        elif sizes in ([4], [5]) and tf.as_dtype(value.dtype).is_integer:
            self._orders[name] = tf.make_ndarray(value).tolist()

    def to_channels_first(self, node: Any) -> bool:
        """Whether a node transposes images from channels last to channels first."""
        axes = self._order(node)
        return bool(axes) and axes == [0, len(axes) - 1, *range(1, len(axes) - 1)]

    def to_channels_last(self, node: Any) -> bool:
        """Whether a node transposes images from channels first to channels last."""
        axes = self._order(node)
        return bool(axes) and axes == [0, *range(2, len(axes)), 1]

    def images(self, node: Any) -> list[str]:
        """The images with channels first that a node takes and could as well take with channels last."""
        if node.op in ELEMENTWISE:
            return [name for name in node.input if name not in self._scalars and not name.startswith("^")]
        return node.input[:1] if node.op == "BiasAdd" and _has_channels_first(node) else []

    def _order(self, node: Any) -> list[int]:
        return self._orders.get(node.input[1], []) if node.op == "Transpose" else []


def _worth_moving(nodes: Sequence[Any], known: _Constants) -> set[str]:
    """Names of images that can be computed with channels last, and are wanted so."""
    possible, wanted = set(), set()
    for node in nodes:
        images = known.images(node)
        if known.to_channels_first(node) or images and possible.issuperset(images):
            possible.add(_output(node))
    for node in reversed(nodes):
        if known.to_channels_last(node) or _sums_channels(node):
            wanted.add(node.input[0])
        elif _output(node) in possible & wanted:
            wanted.update(known.images(node))
    return possible & wanted


def _transpose_afterwards(new: Any, node: Any, transposed: dict[str, Any]) -> None:
    """Let `new` do with channels last what `node` did with channels first, and `node` transpose the result."""
    name, transpose = node.name, next(transposed[x] for x in node.input if x in transposed)
    new.CopyFrom(node)
    new.name = f"{name}_channels_last"
    _take_channels_last(new, transposed)
    node.CopyFrom(transpose)
    node.name, node.input[0] = name, _output(new)
    transposed[_output(node)] = node


def _take_channels_last(node: Any, transposed: dict[str, Any]) -> None:
    node.input[:] = [transposed[name].input[0] if name in transposed else name for name in node.input]
    if _has_channels_first(node):
        node.attr["data_format"].s = b"NHWC"


def _sums_channels(node: Any) -> bool:
    """Whether a node is the gradient of the bias of images with channels first."""
    return node.op == "BiasAddGrad" and _has_channels_first(node)


def _has_channels_first(node: Any) -> bool:
    return "data_format" in node.attr and node.attr["data_format"].s == b"NCHW"


def _output(node: Any) -> str:
    return f"{node.name}:0"
