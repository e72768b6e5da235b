"""Named inputs, nodes and outputs, built into layers and their calls."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleVariableOverride=false

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kerasfront.backend.types import Shape, Tensor, is_mapping
from kerasfront.engine.topology import Container, Input, Layer
from kerasfront.engine.topology.active import on_own_backend
from kerasfront.engine.topology.container_graph import LayerGraph
from kerasfront.engine.topology.lists import to_list
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError, UnknownNameError, near_misses
from kerasfront.legacy.containers.graph_config import fill, structure_of
from kerasfront.legacy.layers.core.merging import Merge
from kerasfront.legacy.layers.core.siamese import SiameseHead

DTYPES = {"float": None, "int": "int32"}


class GraphBuilder(Container):
    """The part of `Graph` that builds it, node by node.

    Attributes
    ----------
    nodes : dict of Layer
        By name, in the order in which they were added; this is the order of the weights.
    input_order, output_order : list of str
        The names of the inputs and outputs.
    input_config, node_config, output_config : list of dict
        The arguments that they were added with.
    """

    grows = True

    def __init__(self) -> None:
        super().__init__()
        self.built = True
        self.nodes: dict[str, Layer] = {}
        self.input_order: list[str] = []
        self.output_order: list[str] = []
        self.input_config: list[dict[str, Any]] = []
        self.node_config: list[dict[str, Any]] = []
        self.output_config: list[dict[str, Any]] = []
        self._values: dict[str, Any] = {}  # by the name of an input or node: a tensor; of 'join': a dict; heads: a list
        self._results: dict[str, Tensor] = {}
        self._found: LayerGraph | None = None

    @property
    def graph(self) -> LayerGraph:
        """The layers and calls between inputs and outputs."""
        if self._found is None:
            raise NotReadyError(f"{self} has no output yet. Add one with add_output(name=, input=).")
        return self._found

    @property
    def input_names(self) -> list[str]:
        """The names of the inputs."""
        return self.input_order

    @property
    def output_names(self) -> list[str]:
        """The names of the outputs."""
        return self.output_order

    @property
    def old_parts(self) -> list[Layer]:
        """The layers in the order of the weights."""
        return list(self.nodes.values())

    def add_input(
        self, name: str, input_shape: Shape | None = None, batch_input_shape: Shape | None = None, dtype: str = "float"
    ) -> None:
        """Add an input.

        Parameters
        ----------
        name : str
        input_shape : tuple, optional
            Without the batch axis.
        batch_input_shape : tuple, optional
            With the batch axis.
        dtype : str
            'float', or 'int' for numbers of words.

        Raises
        ------
        ArgumentError
            For a name that is taken, another `dtype`, or without a shape.
        """
        self._check_free(name)
        if dtype not in DTYPES:
            raise ArgumentError(f"{self}: dtype of input {name!r} must be 'float' or 'int', got {dtype!r}.")
        given = {"input_shape": input_shape} if batch_input_shape is None else {"batch_input_shape": batch_input_shape}
        with self._backend_of([]).active():
            self._values[name] = Input(input_shape, batch_input_shape, name, DTYPES[dtype])
        self.input_order.append(name)
        self.input_config.append({"name": name, "dtype": dtype, **given})
        self._changed()

    def add_node(
        self, layer: Layer, name: str, input: str | None = None, inputs: Sequence[str] = (),
        merge_mode: str = "concat", concat_axis: int = -1, dot_axes: Any = -1, create_output: bool = False,
    ) -> None:  # fmt: skip
        """Add a layer.

        Parameters
        ----------
        layer : Layer
            Or a container.
        name : str
        input : str, optional
            The input or node that it is called on.
        inputs : list of str
            Several of them, to be merged first.
        merge_mode, concat_axis, dot_axes
            As for `Merge`; 'join' gives a `Lambda` a dict of the tensors by name.
        create_output : bool
            Whether it is an output, too, of the same name.

        Raises
        ------
        ArgumentError
            For a name that is taken or unknown, or without `input` and `inputs`.
        ArgumentTypeError
            If `layer` is none.
        """
        self._check_free(name)
        self._check_layer(layer, name)
        value = self._merged(name, input, inputs, merge_mode, concat_axis, dot_axes)
        self._add(layer, name, value)
        self.node_config.append({
            "name": name, "input": input, "inputs": list(inputs), "merge_mode": merge_mode,
            "concat_axis": concat_axis, "dot_axes": dot_axes, "create_output": create_output,
        })  # fmt: skip
        if create_output:
            self.add_output(name, input=name)

    def add_shared_node(
        self, layer: Layer, name: str, inputs: Sequence[str] = (), merge_mode: str | None = None,
        concat_axis: int = -1, dot_axes: Any = -1, outputs: Sequence[str] = (), create_output: bool = False,
    ) -> None:  # fmt: skip
        """Add a layer that is called on each of several inputs, with the same weights.

        Parameters
        ----------
        layer : Layer
        name : str
        inputs : list of str
        merge_mode : str, optional
            How the results become one; then the node has the name `name`. Otherwise each has a name of its own.
        concat_axis, dot_axes
            As for `Merge`.
        outputs : list of str
            Without `merge_mode`: names of the results, one for each input. Otherwise other nodes can use all results at
            once, by `name`.
        create_output : bool
            Whether the result is an output (each result, without `merge_mode`).

        Raises
        ------
        ArgumentError
            For names that are taken or unknown, or another number of `outputs` than of inputs.
        ArgumentTypeError
            If `layer` is none.
        """
        for new in (name, *outputs):
            self._check_free(new)
        self._check_layer(layer, name)
        sources = self._sources(name, inputs)
        if merge_mode is None and outputs and len(outputs) != len(sources):
            raise ArgumentError(
                f"{self}: the shared node {name!r} has {len(sources)} inputs, but names for {len(outputs)} outputs: "
                f"{list(outputs)}. Give one for each input, or a merge_mode."
            )
        layer.name = name
        results = [(source, layer(x)) for source, x in sources]
        self.nodes[name] = layer
        self.node_config.append({
            "name": name, "inputs": list(inputs), "merge_mode": merge_mode, "concat_axis": concat_axis,
            "dot_axes": dot_axes, "create_output": create_output and merge_mode is not None,
        })  # fmt: skip
        if merge_mode is None:
            self._values[name] = [x for _, x in results]
            self._add_heads(name, self._values[name], outputs, create_output)
            return
        self._values[name] = _joined(results, merge_mode, concat_axis, dot_axes)
        if create_output:
            self.add_output(name, input=name)

    def _add_heads(self, name: str, results: Sequence[Tensor], outputs: Sequence[str], create_output: bool) -> None:
        for head, (x, output) in enumerate(zip(results, outputs)):
            self._add(SiameseHead(head), output, x)
            self.node_config.append({"name": output, "inputs": [name], "create_output": create_output})
            if create_output:
                self.add_output(output, input=output)

    def add_output(
        self, name: str, input: str | None = None, inputs: Sequence[str] = (), merge_mode: str = "concat",
        concat_axis: int = -1, dot_axes: Any = -1,
    ) -> None:  # fmt: skip
        """Add an output; the arguments are those of `add_node`.

        Raises
        ------
        ArgumentError
            For a name that another output has, an unknown one, or without `input` and `inputs`.
        """
        if name in self._results:
            raise ArgumentError(f"{self} has an output {name!r} already. Outputs: {', '.join(self.output_order)}.")
        value = self._merged(name, input, inputs, merge_mode, concat_axis, dot_axes)
        if isinstance(value, (dict, list)):
            raise ArgumentError(f"{self}: the output {name!r} would be several tensors. Add a Lambda that takes them.")
        self._results[name] = value
        self.output_order.append(name)
        self.output_config.append({
            "name": name, "input": input, "inputs": list(inputs), "merge_mode": merge_mode,
            "concat_axis": concat_axis, "dot_axes": dot_axes,
        })  # fmt: skip
        self._changed()

    @on_own_backend
    def _changed(self) -> None:
        """Find out about the whole graph, from the inputs to the outputs that there are."""
        if not self._results:
            return
        inputs, outputs = [self._values[name] for name in self.input_order], list(self._results.values())
        self._found = LayerGraph(inputs, outputs, str(self))
        self.inbound_nodes.clear()
        self._start(inputs, outputs)
        self.forget_functions()  # type: ignore[attr-defined]

    def _add(self, layer: Any, name: str, value: Any) -> None:
        layer.name = name
        if is_mapping(value):
            if not hasattr(layer, "join"):
                raise ArgumentError(
                    f"{self}: node {name!r} is given tensors by name, so it must be a Lambda, not {layer}."
                )
            layer.join(list(value))
            value = list(value.values())
        self._values[name] = layer(value)
        self.nodes[name] = layer

    def _check_free(self, name: str) -> None:
        if name in self._values:
            raise ArgumentError(f"{self} has a node or input {name!r} already. Names: {', '.join(self._values)}.")

    def _check_layer(self, layer: Any, name: str) -> None:
        if not isinstance(layer, Layer):
            hint = " Did you forget to instantiate it?" if isinstance(layer, type) else ""
            raise ArgumentTypeError(f"{self}: node {name!r} must be a layer, got {layer!r}.{hint}")

    def _value(self, asking: str, name: str) -> Any:
        if name not in self._values:
            raise UnknownNameError(
                f"{self}: {asking!r} asks for {name!r}, but there is no such input or node. "
                f"{near_misses(str(name), self._values)}"
            )
        return self._values[name]

    def _sources(self, asking: str, names: Sequence[str]) -> list[tuple[str, Tensor]]:
        """The tensors of several inputs or nodes; those of a shared node without a merge count one by one."""
        found: list[tuple[str, Tensor]] = []
        for name in names:
            value = self._value(asking, name)
            parts = to_list(value)
            found += [(name if len(parts) == 1 else f"{name}_{i}", part) for i, part in enumerate(parts)]
        return found

    def _merged(
        self, name: str, input: str | None, inputs: Sequence[str], merge_mode: str, concat_axis: int, dot_axes: Any
    ) -> Any:
        if input:
            return self._value(name, input)
        if not inputs:
            raise ArgumentError(f"{self}: {name!r} needs input= (a name) or inputs= (a list of names).")
        return _joined(self._sources(name, inputs), merge_mode, concat_axis, dot_axes)

    def _structure(self) -> dict[str, Any]:
        return structure_of(self)

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:  # type: ignore[override]
        """A graph of equal layers, with new weights, not compiled, of what `get_config` gave."""
        return fill(cls(), config)


def _joined(tensors: list[tuple[str, Tensor]], merge_mode: str, concat_axis: int, dot_axes: Any) -> Any:
    if merge_mode == "join":
        return dict(tensors)
    return Merge(mode=merge_mode, concat_axis=concat_axis, dot_axes=dot_axes)([x for _, x in tensors])
