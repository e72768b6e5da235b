"""A graph of ONNX that is being written."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from kerasfront.backend.types import Shape
from kerasfront.utils.optional import require

OPSET = 17
"""Version of the operators: the first with all that is used, which runtimes have known since 2022."""
LAST = np.iinfo("int64").max
FIRST = np.iinfo("int64").min


class Value(NamedTuple):
    """A value that a layer takes or returns.

    Attributes
    ----------
    name : str
        In the graph.
    shape : shape
        None for sizes that are free, such as the number of samples.
    mask : str, optional
        Name of the mask, truth values of shape (samples, time).
    """

    name: str
    shape: Shape
    mask: str | None = None


class OnnxGraph:
    """Nodes and constants of a graph, in the order of computation.

    Parameters
    ----------
    dtype : str
        Of numbers that are written as constants.

    Attributes
    ----------
    nodes, constants : list
        Of ONNX.
    """

    def __init__(self, dtype: str) -> None:
        self.dtype = dtype
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._onnx = require("onnx", "onnx", "Export to ONNX")
        self._numbers: Iterator[int] = itertools.count()
        self._known: dict[tuple[Any, ...], str] = {}
        self._prefix = ""

    @contextmanager
    def named(self, prefix: str) -> Generator[None]:
        """Begin the names of nodes in the block with the name of a layer."""
        before, self._prefix = self._prefix, f"{self._prefix}{prefix}/"
        try:
            yield
        finally:
            self._prefix = before

    def op(self, kind: str, *inputs: Any, **attributes: Any) -> str:
        """Add a node of one output, and return its name.

        Parameters
        ----------
        kind : str
            The operator.
        *inputs : str, number, list of int or array
            Names; what is none becomes a constant. '' leaves an optional input out.
        **attributes
        """
        return self.ops(kind, *inputs, outputs=1, **attributes)[0]

    def ops(self, kind: str, *inputs: Any, outputs: int, **attributes: Any) -> list[str]:
        """Add a node of several outputs, and return their names."""
        names = [x if isinstance(x, str) else self.constant(x) for x in inputs]
        results = [self.fresh(kind) for _ in range(outputs)]
        self.nodes.append(self._onnx.helper.make_node(kind, names, results, name=results[0], **attributes))
        return results

    def give(self, x: str, name: str) -> None:
        """Give a tensor the name of an output."""
        self.nodes.append(self._onnx.helper.make_node("Identity", [x], [name]))

    def fresh(self, kind: str) -> str:
        """Make a name that nothing else has."""
        return f"{self._prefix}{kind}_{next(self._numbers)}"

    def constant(self, value: Any) -> str:
        """Add a constant, unless there is an equal one; lists hold integers, other numbers get the graph's dtype."""
        array = np.asarray(value, "int64" if isinstance(value, list) else None)
        if array.dtype.kind == "f" or isinstance(value, (int, float)):
            array = array.astype(self.dtype)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._known:
            self._known[key] = self.fresh("constant")
            self.constants.append(self._onnx.numpy_helper.from_array(np.ascontiguousarray(array), self._known[key]))
        return self._known[key]

    def kind_of(self, dtype: str) -> int:
        """ONNX's number of a dtype."""
        return self._onnx.helper.np_dtype_to_tensor_dtype(np.dtype(dtype))

    def cast(self, x: str, dtype: str) -> str:
        """Convert to another dtype."""
        return self.op("Cast", x, to=self.kind_of(dtype))

    def reversed(self, x: str, axis: int) -> str:
        """Reverse an axis."""
        return self.op("Slice", x, [-1], [FIRST], [axis], [-1])

    def at_samples(self, x: str, sizes: Sequence[int], fill: Any = 0.0) -> str:
        """A tensor with the samples of `x`, and the other `sizes`, filled with one number."""
        shape = self.op("Concat", self.op("Shape", x, start=0, end=1), [*sizes], axis=0)
        return self.filled(shape, np.asarray([fill], self.dtype))

    def filled(self, shape: str, value: np.ndarray) -> str:
        """A tensor of a shape that is computed, filled with one number."""
        return self.op("ConstantOfShape", shape, value=self._onnx.numpy_helper.from_array(value))

    def value_info(self, name: str, dtype: str, shape: Sequence[Any] | None = None) -> Any:
        """Describe an input or output."""
        return self._onnx.helper.make_tensor_value_info(name, self.kind_of(dtype), shape)

    @contextmanager
    def inner(self) -> Generator[list[Any]]:
        """Collect the nodes of the block in a list of their own, the body of a loop; constants stay outside."""
        outside, self.nodes = self.nodes, []
        try:
            yield self.nodes
        finally:
            self.nodes = outside

    def body(self, nodes: Sequence[Any], inputs: Sequence[Any], outputs: Sequence[Any]) -> Any:
        """Make a graph of the nodes of `inner`."""
        return self._onnx.helper.make_graph(nodes, self.fresh("body"), inputs, outputs)

    def model(self, inputs: Sequence[Any], outputs: Sequence[Any], producer: str, version: str) -> Any:
        """Make the model, and check that it is one.

        Raises
        ------
        onnx.checker.ValidationError, onnx.shape_inference.InferenceError
        """
        helper = self._onnx.helper
        graph = helper.make_graph(self.nodes, producer, inputs, outputs, self.constants)
        made = helper.make_model(
            graph, producer_name=producer, producer_version=version, ir_version=8,
            opset_imports=[helper.make_opsetid("", OPSET)],
        )  # fmt: skip
        self._onnx.checker.check_model(made, full_check=True)
        return made
