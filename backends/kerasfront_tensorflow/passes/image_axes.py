"""The order of the axes of images in a draft: which nodes change it, and what depends on it, in the other order."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront_tensorflow.library import tf


class Constants:
    """The integers among the nodes.

    Parameters
    ----------
    nodes : iterable of NodeDef

    Attributes
    ----------
    scalars : set of str
        Names of constants without axes, of any type.
    """

    def __init__(self, nodes: Any) -> None:
        self.scalars: set[str] = set()
        self._values: dict[str, Any] = {}
        self._inverted: dict[str, str] = {}
        for node in nodes:
            name = f"{node.name}:0"
            if node.op == "Const":
                self._learn(name, node.attr["value"].tensor)
            elif node.op == "InvertPermutation":
                self._inverted[name] = node.input[0]

    def _learn(self, name: str, value: Any) -> None:
        if not value.tensor_shape.dim:
            self.scalars.add(name)
        if value.dtype in (tf.int32.as_datatype_enum, tf.int64.as_datatype_enum):
            self._values[name] = value

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def array(self, name: str) -> np.ndarray:
        """The value of a constant."""
        return tf.make_ndarray(self._values[name])

    def to_channels_first(self, node: Any) -> bool:
        """Whether a node transposes images from channels last to channels first."""
        axes = self.order(node)
        return bool(axes) and axes == first(len(axes))

    def to_channels_last(self, node: Any) -> bool:
        """Whether a node transposes images from channels first to channels last."""
        axes = self.order(node)
        return bool(axes) and axes == last(len(axes))

    def order(self, node: Any) -> list[int]:
        """The order in which a node puts the axes of images; empty if it does nothing of the kind."""
        if node.op != "Transpose":
            return []
        name = node.input[1]
        source = self._inverted.get(name, name)
        if source not in self or [x.size for x in self._values[source].tensor_shape.dim] not in ([4], [5]):
            return []
        order = self.array(source)
        return (np.argsort(order) if name in self._inverted else order).tolist()


class TurnedAxes:
    """Adds nodes for what depends on the order of axes, with channels last in place of channels first.

    Parameters
    ----------
    definition : GraphDef
    constants : Constants

    Attributes
    ----------
    images : dict of str to str
        By names of images with channels first, those of the same with channels last, so that none is transposed twice.
    """

    def __init__(self, definition: Any, constants: Constants) -> None:
        self._nodes, self._constants = definition.node, constants
        self.images: dict[str, str] = {}

    def copy(self, node: Any) -> Any:
        """A new node like another."""
        new = self._nodes.add()
        new.CopyFrom(node)
        new.name = f"{node.name}_channels_last"
        return new

    def image(self, name: str, rank: int, dtype: int) -> str:
        """The name of an image, transposed."""
        if name not in self.images:
            attributes = {"T": dtype, "Tperm": tf.int32.as_datatype_enum}
            self.images[name] = self._add("Transpose", [name, self._constant(last(rank))], attributes)
        return self.images[name]

    def sizes(self, name: str, rank: int, dtype: int) -> str:
        """The name of numbers, one or more for each axis, in the other order."""
        if name in self._constants:
            return self._constant(self._constants.array(name)[last(rank)])
        return self._gathered(name, self._constant(last(rank)), dtype, tf.int32.as_datatype_enum)

    def numbers(self, name: str, rank: int, dtype: int) -> str:
        """The name of the numbers that axes have in the other order."""
        moved = np.argsort(last(rank)).astype(tf.as_dtype(dtype).as_numpy_dtype)
        if name in self._constants:
            return self._constant(moved[self._constants.array(name)])
        return self._gathered(self._constant(moved), name, dtype, dtype)

    def put_first(self, node: Any, sizes: str, rank: int) -> None:
        """Let a node give the lengths of the axes of an image with channels first, from those with channels last."""
        dtype = node.attr["out_type"].type or tf.int32.as_datatype_enum
        name, made = node.name, self._gathered(sizes, self._constant(first(rank)), dtype, tf.int32.as_datatype_enum)
        node.Clear()
        node.name, node.op = name, "Identity"
        node.input[:] = [made]
        node.attr["T"].type = dtype

    def _gathered(self, values: str, places: str, dtype: int, places_dtype: int) -> str:
        attributes = {"Tparams": dtype, "Tindices": places_dtype, "Taxis": tf.int32.as_datatype_enum}
        return self._add("GatherV2", [values, places, self._constant(0)], attributes)

    def _constant(self, value: Any) -> str:
        value = np.asarray(value, getattr(value, "dtype", "int32"))
        name = self._add("Const", [], {"dtype": tf.as_dtype(value.dtype).as_datatype_enum})
        self._nodes[-1].attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value))
        return name

    def _add(self, op: str, inputs: list[str], types: dict[str, int]) -> str:
        node = self._nodes.add(name=f"channels_last_{len(self._nodes)}", op=op, input=inputs)
        for name, dtype in types.items():
            node.attr[name].type = dtype
        return f"{node.name}:0"


def first(rank: int) -> list[int]:
    """The order that brings images with channels last to channels first."""
    return [0, rank - 1, *range(1, rank - 1)]


def last(rank: int) -> list[int]:
    """The order that brings images with channels first to channels last."""
    return [0, *range(2, rank), 1]
