"""Convolution and pooling of no samples: oneDNN gives them a wrong shape, or ends the process.

TensorFlow 2.16 to 2.21 hand empty images to oneDNN, which returns them as they came; the gradient of a maximum aborts.
So in programs that get empty arrays, these operations get a sample of zeros more, and what comes of it is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.passes.draft import Draft

INDEX = tf.int32.as_datatype_enum

FORWARD = ((0,), (), True)
CONVOLUTIONS = {"Conv2D": "", "DepthwiseConv2dNative": "", "Conv3D": "V2"}
"""With what the names of their gradients end."""

SAMPLES: dict[str, tuple[tuple[int, ...], tuple[int, ...], bool]] = {
    **dict.fromkeys((*CONVOLUTIONS, "MaxPool", "AvgPool", "MaxPool3D", "AvgPool3D"), FORWARD),
    **{f"{name}BackpropInput{version}": ((2,), (0,), True) for name, version in CONVOLUTIONS.items()},
    **{f"{name}BackpropFilter{version}": ((0, 2), (), False) for name, version in CONVOLUTIONS.items()},
    **{f"MaxPool{kind}": ((0, 1, 2), (), True) for kind in ("Grad", "GradGrad", "3DGrad", "3DGradGrad")},
    **{f"AvgPool{kind}": ((1,), (0,), True) for kind in ("Grad", "3DGrad")},
}
"""By operation: which inputs have samples, which are the sizes of images, and whether the output has samples."""


def add_a_sample(draft: Draft) -> None:
    """Let convolutions and poolings compute one sample more than they are given."""
    nodes = list(draft.definition.node)
    del draft.definition.node[:]
    same: dict[str, str] = {}
    for node in nodes:
        node.input[:] = [same.get(name, name) for name in node.input]
        made = _with_a_sample(node) if node.op in SAMPLES else [node]
        draft.definition.node.extend(made)
        if made[-1] is not node:
            same[f"{node.name}:0"] = f"{made[-1].name}:0"
    draft.fetches[:] = [same.get(name, name) for name in draft.fetches]


def _with_a_sample(node: Any) -> list[Any]:
    """The nodes that take the place of a convolution or a pooling."""
    (samples, sizes, gives_samples), kind = SAMPLES[node.op], node.attr["T"].type
    first = np.eye(1, 5 if "3D" in node.op else 4, dtype="int32")[0]  # of the axes, that of the samples
    nodes = [
        widths := _constant(node, "widths", np.stack([0 * first, first], 1)),
        zero := _constant(node, "zero", np.zeros((), tf.as_dtype(kind).as_numpy_dtype)),
        one := _constant(node, "one", first),
    ]
    for i in samples:
        nodes.append(_node(node, f"samples_{i}", "PadV2", [node.input[i], widths.name, zero.name], kind))
        node.input[i] = f"{nodes[-1].name}:0"
    for i in sizes:
        nodes.append(_node(node, f"sizes_{i}", "AddV2", [node.input[i], one.name], INDEX))
        node.input[i] = f"{nodes[-1].name}:0"
    nodes.append(node)
    if gives_samples:
        ends = [_constant(node, f"slice_{number}", np.array([number], "int32")) for number in (0, -1, 1)]
        nodes += [*ends, _node(node, "without", "StridedSlice", [f"{node.name}:0", *(x.name for x in ends)], kind)]
    return nodes


def _constant(node: Any, name: str, value: np.ndarray) -> Any:
    made = tf.compat.v1.NodeDef(name=f"{node.name}/{name}", op="Const")
    made.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value))
    made.attr["dtype"].type = made.attr["value"].tensor.dtype
    return made


def _node(node: Any, name: str, op: str, inputs: Iterable[str], kind: int) -> Any:
    made = tf.compat.v1.NodeDef(name=f"{node.name}/{name}", op=op, input=inputs)
    made.attr["T"].type = kind
    for attribute in {"PadV2": ["Tpaddings"], "StridedSlice": ["Index"]}.get(op, []):
        made.attr[attribute].type = INDEX
    return made
