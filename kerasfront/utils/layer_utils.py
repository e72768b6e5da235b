"""Tables of layers, layers from configurations, and the layers within layers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import LAYERS, Layer
from kerasfront.engine.topology.container_graph import node_key
from kerasfront.engine.topology.lists import unique
from kerasfront.errors import KerasfrontError
from kerasfront.registry import handed_over
from kerasfront.utils import pages
from kerasfront.utils.np_utils import convert_kernel
from kerasfront.utils.python_code import allow_code as code_allowed

TITLES = ("Layer (type)", "Output Shape", "Param #", "Connected to")
POSITIONS = (0.33, 0.55, 0.67, 1.0)


def layer_from_config(
    config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None, allow_code: bool = False
) -> Any:
    """Build the layer or model that ``{"class_name": ..., "config": ...}`` describes.

    Parameters
    ----------
    config : mapping
    custom_objects : mapping, optional
        Your own classes and functions by name.
    allow_code : bool
        Whether the code of lambdas may be run. Only for what you trust like a program.
    """
    with handed_over(custom_objects), code_allowed(allow_code):
        return LAYERS.from_config(config)


def print_summary(
    layers: Sequence[Layer],
    relevant_nodes: Collection[str] | None = None,
    line_length: int = 100,
    positions: Sequence[float] | None = None,
) -> None:
    """Print a table of layers: output shapes, numbers of parameters, and connections.

    Parameters
    ----------
    layers : list of Layer
    relevant_nodes : set of str, optional
        The calls that count as connections (`Container.container_nodes`); default: all.
    line_length : int
        Characters in a line.
    positions : four numbers, optional
        Where the columns end, as shares of the line (or as characters).
    """
    ends = positions or POSITIONS
    columns = [int(line_length * end) for end in ends] if ends[-1] <= 1 else [int(end) for end in ends]
    rule = "_" * line_length
    print(rule)
    print(_line(TITLES, columns))
    print("=" * line_length)
    for number, layer in enumerate(layers):
        for fields in _rows(layer, relevant_nodes):
            print(_line(fields, columns))
        print("=" * line_length if number == len(layers) - 1 else rule)
    print("\n".join(_totals(layers)))
    print(rule)


def summary_html(layers: Sequence[Layer], relevant_nodes: Collection[str] | None = None) -> str:
    """Make the table of `print_summary` for a notebook."""
    rows = [fields for layer in layers for fields in _rows(layer, relevant_nodes)]
    return "\n".join([pages.table(TITLES, rows), pages.paragraph(", ".join(_totals(layers)))])


def count_total_params(layers: Sequence[Layer], layer_set: set[Layer] | None = None) -> tuple[int, int]:
    """Count trainable and non-trainable parameters; shared weights count once.

    Parameters
    ----------
    layers : list of Layer
    layer_set : set of Layer, optional
        Layers to leave out, because they were counted already; those counted now are added.
    """
    counted: set[Layer] = set() if layer_set is None else layer_set
    fresh = [layer for layer in layers if layer not in counted]
    counted.update(fresh)
    return _elements(fresh, lambda layer: layer.trainable_weights), _elements(
        fresh, lambda layer: layer.non_trainable_weights
    )


def collect_trainable_weights(layer: Any) -> list[Any]:
    """Return `trainable_weights`: the name of Keras 1.0 and 1.1."""
    return layer.trainable_weights


def convert_all_kernels_in_model(model: Any) -> None:
    """Flip the kernels of all convolutions of a model, including those in nested models and wrappers.

    Weights that were trained with flipping convolutions, as Theano's were in Keras, then give the same outputs here.
    """
    with model.own_backend.active():
        flipped = kernels_of([model])
        values = K.batch_get_value(list(flipped))
        K.batch_set_value([(k, convert_kernel(v, flipped[k])) for k, v in zip(flipped, values)])


def kernels_of(layers: Iterable[Any]) -> dict[Tensor, str]:
    """Convolution kernels, including those within wrappers and models, each with its dim_ordering."""
    inner = [part for layer in layers for part in innermost_layers(layer)]
    return {kernel: part.layout for part in inner for kernel in getattr(part, "kernels", ())}


def innermost_layers(layer: Any) -> Iterator[Any]:
    """Iterate over the innermost layers of a model or wrapper; of another layer, itself."""
    parts = getattr(layer, "flattened_layers", None) or getattr(layer, "inner_layers", None)
    if not parts:
        yield layer
    for part in parts or ():
        yield from innermost_layers(part)


def _totals(layers: Sequence[Layer]) -> list[str]:
    trainable, fixed = count_total_params(layers)
    counts = {"Total": trainable + fixed, "Trainable": trainable, "Non-trainable": fixed}
    return [f"{kind} params: {count:,}" for kind, count in counts.items()]


def _elements(layers: Sequence[Layer], weights: Callable[[Layer], list[Any]]) -> int:
    return sum(K.count_params(weight) for weight in unique(w for layer in layers for w in weights(layer)))


def _line(fields: Sequence[str], columns: Sequence[int]) -> str:
    line = ""
    for field, end in zip(fields, columns):
        line = (line[:-1] + " " if line else "") + field
        line = line[:end].ljust(end)
    return line


def _rows(layer: Layer, relevant_nodes: Collection[str] | None) -> list[tuple[str, str, str, str]]:
    connections = _connections(layer, relevant_nodes)
    first, others = (connections[0], connections[1:]) if connections else ("", [])
    title = f"{layer.name} ({type(layer).__name__})"
    return [(title, shape_text(layer), str(layer.count_params()), first), *(("", "", "", other) for other in others)]


def shape_text(layer: Layer, attribute: str = "output_shape") -> str:
    """Format the `output_shape` or `input_shape` of a layer; 'multiple' after calls with different shapes."""
    try:
        return str(getattr(layer, attribute))
    except KerasfrontError:
        return "multiple"


def _connections(layer: Layer, relevant_nodes: Collection[str] | None) -> list[str]:
    return [
        f"{source.name}[{node_index}][{tensor_index}]"
        for i, node in enumerate(layer.inbound_nodes)
        if relevant_nodes is None or node_key(layer, i) in relevant_nodes
        for source, node_index, tensor_index in zip(node.inbound_layers, node.node_indices, node.tensor_indices)
    ]
