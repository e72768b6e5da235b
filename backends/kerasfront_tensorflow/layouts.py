"""Images stay with channels last from one convolution to the next, whichever way the user has them.

Operations on images with channels first turn them round and back, see `conv`. Where only activations, biases and their
derivatives lie between, these work on images with channels last, too, and what turned them round is not needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from kerasfront_tensorflow.library import tf

ELEMENTWISE = {
    "AddN", "AddV2", "Elu", "EluGrad", "Identity", "LeakyRelu", "LeakyReluGrad", "Maximum", "Minimum", "Mul", "Neg",
    "Relu", "Relu6", "Relu6Grad", "ReluGrad", "Selu", "SeluGrad", "Sigmoid", "SigmoidGrad", "Softplus", "SoftplusGrad",
    "Softsign", "SoftsignGrad", "Square", "Sub", "Tanh", "TanhGrad",
}  # fmt: skip


def keep_channels_last(definition: Any) -> None:
    """Turn images round as late as possible, and back only if need be.

    definition: a `GraphDef` whose nodes come after those that they need.
    """
    nodes = list(definition.node)
    known = Constants(nodes)
    moved = _worth_moving(nodes, known)
    turned: dict[str, Any] = {}  # by names of images with channels first: the nodes that turn them round
    same: dict[str, str] = {}
    for node in nodes:
        node.input[:] = [same.get(name, name) for name in node.input]
        if known.turns_round(node):
            turned[_output(node)] = node
        elif known.turns_back(node) and node.input[0] in turned:
            same[_output(node)] = turned[node.input[0]].input[0]
        elif _sums_channels(node) and node.input[0] in turned:
            _take_channels_last(node, turned)
        elif _output(node) in moved:
            _turn_afterwards(definition.node.add(), node, turned)


class Constants:
    """The orders of axes and the single numbers among the nodes."""

    def __init__(self, nodes: Iterable[Any]) -> None:
        self._orders: dict[str, list[int]] = {}
        self._numbers: set[str] = set()
        for node in nodes:
            if node.op == "Const":
                self._learn(_output(node), node.attr["value"].tensor)
            elif node.op == "InvertPermutation" and node.input[0] in self._orders:
                self._orders[_output(node)] = np.argsort(self._orders[node.input[0]]).tolist()

    def _learn(self, name: str, value: Any) -> None:
        sizes = [axis.size for axis in value.tensor_shape.dim]
        if not sizes:
            self._numbers.add(name)
        elif sizes in ([4], [5]) and tf.as_dtype(value.dtype).is_integer:
            self._orders[name] = tf.make_ndarray(value).tolist()

    def turns_round(self, node: Any) -> bool:
        """Whether an image with channels last becomes one with channels first."""
        axes = self._order(node)
        return bool(axes) and axes == [0, len(axes) - 1, *range(1, len(axes) - 1)]

    def turns_back(self, node: Any) -> bool:
        """Whether an image with channels first becomes one with channels last."""
        axes = self._order(node)
        return bool(axes) and axes == [0, *range(2, len(axes)), 1]

    def images(self, node: Any) -> list[str]:
        """The images on which an operation could work as well with channels last, if it has them first."""
        if node.op in ELEMENTWISE:
            return [name for name in node.input if name not in self._numbers and not name.startswith("^")]
        return node.input[:1] if node.op == "BiasAdd" and _has_channels_first(node) else []

    def _order(self, node: Any) -> list[int]:
        return self._orders.get(node.input[1], []) if node.op == "Transpose" else []


def _worth_moving(nodes: Sequence[Any], known: Constants) -> set[str]:
    """What can be computed with channels last, and is wanted so."""
    possible, wanted = set(), set()
    for node in nodes:
        images = known.images(node)
        if known.turns_round(node) or images and possible.issuperset(images):
            possible.add(_output(node))
    for node in reversed(nodes):
        if known.turns_back(node) or _sums_channels(node):
            wanted.add(node.input[0])
        elif _output(node) in possible & wanted:
            wanted.update(known.images(node))
    return possible & wanted


def _turn_afterwards(new: Any, node: Any, turned: dict[str, Any]) -> None:
    """Let a new node do with channels last what `node` did with channels first; `node` turns round what comes out."""
    name, turn = node.name, next(turned[x] for x in node.input if x in turned)
    new.CopyFrom(node)
    new.name = f"{name}_channels_last"
    _take_channels_last(new, turned)
    node.CopyFrom(turn)
    node.name, node.input[0] = name, _output(new)
    turned[_output(node)] = node


def _take_channels_last(node: Any, turned: dict[str, Any]) -> None:
    node.input[:] = [turned[name].input[0] if name in turned else name for name in node.input]
    if _has_channels_first(node):
        node.attr["data_format"].s = b"NHWC"


def _sums_channels(node: Any) -> bool:
    """Whether it is the derivative by the biases of images with channels first."""
    return node.op == "BiasAddGrad" and _has_channels_first(node)


def _has_channels_first(node: Any) -> bool:
    return "data_format" in node.attr and node.attr["data_format"].s == b"NCHW"


def _output(node: Any) -> str:
    return f"{node.name}:0"
