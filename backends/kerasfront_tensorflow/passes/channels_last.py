"""Images with channels last from one convolution to the next, whichever dim ordering the user has.

Operations on images with channels first transpose them before and after, see `conv`. Operations between them that can
as well work on images with channels last do so: elementwise ones, joins, padding, and the gradients of all these, for
which the lengths of axes and the numbers of axes are turned round, too. What is within a while loop stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.passes.draft import Draft
from kerasfront_tensorflow.passes.frames import within_loops
from kerasfront_tensorflow.passes.image_axes import Constants, TurnedAxes

EQUAL_SHAPES = {
    "AddN", "EluGrad", "LeakyReluGrad", "Relu6Grad", "ReluGrad", "SeluGrad", "SigmoidGrad", "SoftplusGrad",
    "SoftsignGrad", "TanhGrad",
}  # fmt: skip
"""Elementwise operations whose inputs all have one shape, so that each of them is known to be an image if one is."""

ELEMENTWISE = {
    *EQUAL_SHAPES, "AddV2", "Elu", "Identity", "LeakyRelu", "Maximum", "Minimum", "Mul", "Neg", "Relu", "Relu6", "Selu",
    "Sigmoid", "Softplus", "Softsign", "Square", "Sub", "Tanh",
}  # fmt: skip

REDUCTIONS = {"Max", "Mean", "Min", "Prod", "Sum"}

IMAGE, SIZES, NUMBERS, SUM = "image", "a number for each axis", "numbers of axes", "sum of an image over some axes"
"""Kinds of tensors that depend on the order of axes."""

RESULTS = {"Shape": SIZES, "ShapeN": SIZES, "ConcatOffset": SIZES, "BroadcastGradientArgs": NUMBERS, "Sum": SUM}
"""Kinds of the results of operations; those of others are images."""

ON_IMAGES = {*ELEMENTWISE, "BiasAdd", "ConcatV2", "MirrorPad", "Pad", "PadV2", "Shape", "ShapeN"}
"""Operations on nothing but images, apart from scalars and numbers for each axis."""

OPERANDS = {"BroadcastGradientArgs": [SIZES, SIZES], "Reshape": [SUM, SIZES]}
"""Kinds of the inputs of operations that are in the gradients of those that repeat axes of length 1."""

WITH_SIZES = {
    "MirrorPad": ("Tpaddings", [1]),
    "Pad": ("Tpaddings", [1]),
    "PadV2": ("Tpaddings", [1]),
    "Slice": ("Index", [1, 2]),
}
"""Operations with numbers for each axis: the attribute that has their type, and their places among the inputs."""


def keep_channels_last(draft: Draft) -> None:
    """Transpose images to channels first as late as possible, and back only where needed."""
    loops = within_loops(draft.definition.node)
    nodes = [node for node in draft.definition.node if node.name not in loops]
    constants = Constants(nodes)
    moves = _Moves(nodes, constants)
    axes = TurnedAxes(draft.definition, constants)
    turned = _ChannelsLast(axes, moves)
    same: dict[str, str] = {}
    for node in nodes:
        node.input[:] = [same.get(name, name) for name in node.input]
        if constants.to_channels_first(node):
            turned.add_image(node)
        elif constants.to_channels_last(node):
            given = node.input[0]
            same[_output(node)] = turned[given] if given in turned else axes.images.setdefault(given, _output(node))
        elif moves.takes_any_order(node) and node.input[0] in turned:
            turned.take_channels_last(node)
        elif node.name in moves.moved:
            turned.move(node)


class _Moves:
    """The nodes that can work on images with channels last, and whose results are wanted so.

    Attributes
    ----------
    moved : set of str
        Their names.
    ranks : dict of str to int
        By names of tensors that can have channels last, or depend on the order of axes: the rank of the image.
    """

    def __init__(self, nodes: Sequence[Any], constants: Constants) -> None:
        self._constants = constants
        self._kinds: dict[str, str] = {}  # by names of tensors that can be turned round
        self.ranks: dict[str, int] = {}
        for node in nodes:
            if constants.to_channels_first(node):
                self._note(node, len(constants.order(node)))
            elif self._can_move(node):
                self._note(node, next(self.ranks[name] for name in node.input if name in self.ranks))
        self.moved: set[str] = set()
        wanted: set[str] = set()
        for node in reversed(nodes):
            if constants.to_channels_last(node) or self.takes_any_order(node):
                wanted.add(node.input[0])
            elif self._can_move(node) and (self._is_best_moved(node) or wanted.intersection(_outputs(node))):
                self.moved.add(node.name)
                wanted.update(node.input)

    def _note(self, node: Any, rank: int) -> None:
        for name in _outputs(node):
            self._kinds[name], self.ranks[name] = RESULTS.get(node.op, IMAGE), rank

    def takes_any_order(self, node: Any) -> bool:
        """Whether a node takes an image, and the order of its axes does not show in the result."""
        if node.op == "BiasAddGrad":
            return _has_channels_first(node)
        if node.op not in REDUCTIONS or node.attr["keep_dims"].b or node.input[1] not in self._constants:
            return False
        if self._kinds.get(node.input[0]) != IMAGE:
            return False
        rank = self.ranks[node.input[0]]
        left = set(range(rank)).difference(self._constants.array(node.input[1]).ravel() % rank)
        return 1 not in left or left <= {0, 1}

    def needed(self, node: Any) -> list[str]:
        """The inputs of a node that must be turned round so that its result is."""
        if node.op in ELEMENTWISE:
            return [name for name in node.input if name not in self._constants.scalars and not name.startswith("^")]
        if node.op == "ConcatV2":
            return node.input[:-1]
        if node.op == "ConcatOffset":
            return node.input[1:]
        return list(node.input) if node.op in ("ShapeN", "BroadcastGradientArgs", "Sum", "Reshape") else node.input[:1]

    def _is_best_moved(self, node: Any) -> bool:
        """Whether moving a node saves transposes: it needs none, or makes one image of several."""
        return (
            node.op == "Shape"
            or node.op not in RESULTS
            and len({x for x in self.needed(node) if self._kinds.get(x) == IMAGE}) > 1
        )

    def _can_move(self, node: Any) -> bool:
        kinds = [self._kinds.get(name) for name in self.needed(node)]
        # Images that are not there with channels last are turned round before.
        if node.op in EQUAL_SHAPES:
            return IMAGE in kinds and 2 * kinds.count(IMAGE) >= len(kinds)
        if node.op == "Sum":
            return kinds in ([IMAGE, NUMBERS], [None, NUMBERS])
        if node.op == "Slice":
            return IMAGE in kinds or [self._kinds.get(name) for name in node.input[1:]] == [SIZES, SIZES]
        if node.op == "BiasAdd" and not _has_channels_first(node):
            return False
        if node.op == "ConcatV2" and node.input[-1] not in self._constants:
            return False
        if node.op == "ConcatOffset":
            return set(kinds) == {SIZES}
        return set(kinds) == {IMAGE} if node.op in ON_IMAGES else kinds == OPERANDS.get(node.op)


class _ChannelsLast:
    """What there is with channels last in place of what depends on the order of axes."""

    def __init__(self, axes: TurnedAxes, moves: _Moves) -> None:
        self._axes, self._moves = axes, moves
        self._names: dict[str, str] = {}
        self._transposes: dict[str, Any] = {}  # by names of images with channels first, the nodes that make them so

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def __getitem__(self, name: str) -> str:
        return self._names[name]

    def add_image(self, transpose: Any) -> None:
        """Note a node that transposes an image to channels first."""
        self._names[_output(transpose)] = transpose.input[0]
        self._transposes[_output(transpose)] = transpose

    def take_channels_last(self, node: Any) -> None:
        """Let a node take its image with channels last."""
        if node.op in REDUCTIONS:
            rank = self._moves.ranks[node.input[0]]
            node.input[1] = self._axes.numbers(node.input[1], rank, node.attr["Tidx"].type)
        node.input[0] = self[node.input[0]]
        _set_channels_last(node)

    def move(self, node: Any) -> None:
        """Let a new node do with channels last what `node` did; if that makes an image, `node` transposes it."""
        new = self._axes.copy(node)
        new.input[:] = list(self._inputs(node))
        _set_channels_last(new)
        transpose = next(self._transposes[name] for name in node.input if name in self._transposes)
        if node.op in RESULTS:
            if node.op == "Shape":
                self._axes.put_first(node, _output(new), self._moves.ranks[_output(node)])
            self._names |= dict(zip(_outputs(node), _outputs(new)))
            self._transposes |= dict.fromkeys(_outputs(node), transpose)
            return
        name = node.name
        node.CopyFrom(transpose)
        node.name, node.input[0] = name, _output(new)
        self.add_image(node)

    def _inputs(self, node: Any) -> Iterator[str]:
        rank = next(self._moves.ranks[name] for name in node.input if name in self._moves.ranks)
        dtype, places = WITH_SIZES.get(node.op, ("", []))
        needed = self._moves.needed(node)
        for place, name in enumerate(node.input):
            if name in self._names:
                yield self[name]
            elif place in places:
                yield self._axes.sizes(name, rank, node.attr[dtype].type)
            elif node.op == "ConcatV2":
                yield self._axes.numbers(name, rank, node.attr["Tidx"].type)
            elif node.op == "ConcatOffset":
                yield self._axes.numbers(name, rank, tf.int32.as_datatype_enum)
            else:
                yield self._axes.image(name, rank, node.attr["T"].type) if name in needed else name


def _set_channels_last(node: Any) -> None:
    if _has_channels_first(node):
        node.attr["data_format"].s = b"NHWC"


def _has_channels_first(node: Any) -> bool:
    return "data_format" in node.attr and node.attr["data_format"].s == b"NCHW"


def _output(node: Any) -> str:
    return f"{node.name}:0"


def _outputs(node: Any) -> list[str]:
    if node.op in ("ConcatOffset", "ShapeN"):
        count = node.attr["N"].i
    else:
        count = 2 if node.op == "BroadcastGradientArgs" else 1
    return [f"{node.name}:{i}" for i in range(count)]
