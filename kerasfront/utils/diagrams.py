"""Diagrams of models: layers as boxes, tensors as arrows, nested models as frames."""

from __future__ import annotations

import shutil
import subprocess
from itertools import count
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from kerasfront.engine.topology import Container, Layer, Node
from kerasfront.engine.topology.lists import unique
from kerasfront.errors import ArgumentError, NotReadyError, within
from kerasfront.layers import Wrapper
from kerasfront.saving.writing import replacing
from kerasfront.utils.layer_utils import shape_text
from kerasfront.utils.optional import require

OWNER = "A diagram of a model"
PROGRAM = "dot"
SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in r'\{}|<>"'})
"""What has a meaning of its own in labels."""


def plot(
    model: Container,
    to_file: str | PathLike[str] = "model.png",
    show_shapes: bool = False,
    show_layer_names: bool = True,
) -> None:
    """Write a diagram of a model to a file.

    Parameters
    ----------
    model : Container
    to_file : path
        Its ending says what is written: png, svg, pdf, or another format of Graphviz; png without an ending.
    show_shapes : bool
        Whether to show the shapes of inputs and outputs.
    show_layer_names : bool
        Whether to show names beside the classes.

    Raises
    ------
    NotReadyError
        Without pydot or the program ``dot`` of Graphviz, or if a `Sequential` has no layers.
    ArgumentError
        If Graphviz cannot write this format.

    Examples
    --------
    >>> plot(model, to_file="model.svg", show_shapes=True)  # doctest: +SKIP
    """
    graph = model_to_dot(model, show_shapes, show_layer_names)
    with within(f"plot cannot write {str(to_file)!r}"):
        picture = _drawn(graph, Path(to_file).suffix[1:] or "png")
    with replacing(to_file) as path:
        path.write_bytes(picture)


class Diagram(NamedTuple):
    """A diagram that a notebook shows.

    Attributes
    ----------
    svg : str
        The picture, an SVG element.
    """

    svg: str

    def __repr__(self) -> str:
        return "<Diagram: a notebook shows it; pass to_file='model.png' to write one>"

    def _repr_svg_(self) -> str:
        return self.svg


def diagram(model: Container, show_shapes: bool = False, show_layer_names: bool = True) -> Diagram:
    """Draw a diagram of a model for a notebook; parameters and errors as for `plot`."""
    picture = _drawn(model_to_dot(model, show_shapes, show_layer_names), "svg").decode()
    return Diagram(picture[picture.index("<svg") :])


def _drawn(graph: Any, kind: str) -> bytes:
    """Let Graphviz draw a graph as a picture of some kind."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise NotReadyError(
            f"plot needs the program {PROGRAM!r} of Graphviz, which is not on the PATH. Install Graphviz: apt-get "
            "install graphviz, brew install graphviz, conda install graphviz, or from https://graphviz.org/download."
        )
    drawn = subprocess.run([program, f"-T{kind}"], input=graph.to_string().encode(), capture_output=True)
    if drawn.returncode != 0:
        raise ArgumentError(f"Graphviz: {drawn.stderr.decode(errors='replace').strip():.1000}")
    return drawn.stdout


def model_to_dot(model: Container, show_shapes: bool = False, show_layer_names: bool = True) -> Any:
    """Convert a model to a pydot graph; parameters as for `plot`.

    Returns
    -------
    pydot.Dot
        With a node for each layer, an edge for each tensor from layer to layer, and a cluster for each model within.

    Raises
    ------
    NotReadyError
        Without pydot, or if a `Sequential` has no layers.
    """
    library = require("pydot", "plot", OWNER)
    graph = library.Dot(rankdir="TB", concentrate=True)
    graph.set_node_defaults(shape="record")
    _Drawing(library, show_shapes, show_layer_names).fill(graph, model)
    return graph


class _Ends(NamedTuple):
    """The nodes where arrows to a layer end, by input, and where those from it begin, by output."""

    inputs: list[str]
    outputs: list[str]


class _Drawing:
    """Add layers to pydot graphs, where each has a number as its name."""

    def __init__(self, library: Any, show_shapes: bool, show_layer_names: bool) -> None:
        self._library, self._numbers = library, count(1)
        self._show_shapes, self._show_names = show_shapes, show_layer_names

    def fill(self, graph: Any, model: Container) -> dict[Layer, _Ends]:
        """Add the layers of a model and their connections."""
        ends: dict[Layer, _Ends] = {}
        drawn: set[Node] = set()
        for inner in _opened(model):
            within = self.fill(self._cluster(graph, inner), inner)
            ends |= {**within, inner: _ends_of(inner, within)}
            drawn.update(inner.graph.nodes)
        ends |= {layer: self._add(graph, layer) for layer in model.graph.layers if layer not in ends}
        for node in model.graph.nodes:
            if node not in drawn:
                self._connect(graph, node, ends)
        return ends

    def _connect(self, graph: Any, node: Node, ends: dict[Layer, _Ends]) -> None:
        targets = ends[node.outbound_layer].inputs
        for number, (source, index) in enumerate(zip(node.inbound_layers, node.tensor_indices)):
            graph.add_edge(self._library.Edge(_of(ends[source].outputs, index), _of(targets, number)))

    def _add(self, graph: Any, layer: Layer) -> _Ends:
        if isinstance(layer, Container):
            return _ends_of(layer, self.fill(self._cluster(graph, layer), layer))
        name = str(next(self._numbers))
        graph.add_node(self._library.Node(name, label=_quoted(self._label(layer))))
        return _Ends([name], [name])

    def _cluster(self, graph: Any, model: Container) -> Any:
        cluster = self._library.Cluster(str(next(self._numbers)), label=_quoted(self._title(model)))
        graph.add_subgraph(cluster)
        return cluster

    def _label(self, layer: Layer) -> str:
        title = self._title(layer)
        if not self._show_shapes:
            return title
        shapes = f"{{{shape_text(layer, 'input_shape')}}}|{{{shape_text(layer, 'output_shape')}}}"
        return f"{title}|{{input:|output:}}|{{{shapes}}}"

    def _title(self, layer: Layer) -> str:
        name, kind = layer.name, type(layer).__name__
        if isinstance(layer, Wrapper):
            name, kind = f"{name}({layer.layer.name})", f"{kind}({type(layer.layer).__name__})"
        return f"{name}: {kind}".translate(SPECIAL) if self._show_names else kind


def _opened(model: Container) -> list[Container]:
    """The models that a `Sequential` begins with: their layers, or at least their inputs, are those of its graph."""
    graph = model.graph
    known, nodes = set(graph.layers), set(graph.nodes)
    inner = [part for part in unique([*model.layers, *graph.layers]) if isinstance(part, Container)]
    return [part for part in inner if part not in known or part.inbound_nodes[0] in nodes]


def _ends_of(model: Container, ends: dict[Layer, _Ends]) -> _Ends:
    """The ends of a model, by those of its layers."""
    return _Ends(
        [_of(ends[origin.layer].inputs, origin.tensor_index) for origin in model.graph.input_origins],
        [_of(ends[origin.layer].outputs, origin.tensor_index) for origin in model.graph.output_origins],
    )


def _of(ends: list[str], index: int) -> str:
    """The end that belongs to a tensor; a layer that is not a model has one end for all."""
    return ends[index] if len(ends) > 1 else ends[0]


def _quoted(text: str) -> str:
    return f'"{text}"'
