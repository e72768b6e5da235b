"""Who writes which layer and which function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.export.trial import check_stateless

F = TypeVar("F", bound=Callable[..., Any])

WRITERS: dict[Any, Callable[..., Any]] = {}
"""By class of layer, and by function."""


def onnx_writer(*things: Any) -> Callable[[F], F]:
    """Decorator: the function writes layers of these classes, or these functions, to ONNX.

    Subclasses of a class are not meant: they may compute something else.

    Parameters
    ----------
    *things : class of Layer, or function
        The writer of a class is called with the graph (`OnnxGraph`), the layer, and a `Value` for each input, and
        returns the name of the output, or a list of names. That of an activation, or of the function of a `Lambda`, is
        called with the graph and the name of the input (or of each), and returns the name of the output.

    Examples
    --------
    >>> from kerasfront.engine.topology import Layer
    >>> from kerasfront.export import onnx_writer
    >>> class Doubled(Layer):
    ...     def call(self, x, mask=None):
    ...         return 2.0 * x
    >>> @onnx_writer(Doubled)
    ... def write_doubled(graph, layer, x):
    ...     return graph.op("Mul", x.name, 2.0)
    """
    for thing in things:
        if not callable(thing):
            raise ArgumentTypeError(f"onnx_writer takes classes of layers and functions, got {thing!r}.")

    def register(writer: F) -> F:
        WRITERS.update(dict.fromkeys(things, writer))
        return writer

    return register


def writer_of_layer(layer: Any) -> Callable[..., Any]:
    """Find the writer of a layer.

    Raises
    ------
    ArgumentError
        If there is none, or the layer is stateful.
    """
    if not getattr(layer, "layers", None):  # those of a model follow
        check_stateless(layer, "ONNX")
    if type(layer) not in WRITERS:
        name, module = type(layer).__name__, type(layer).__module__
        raise ArgumentError(
            f"{layer} cannot be written to ONNX: there is no writer for {name} (of {module}). "
            f"Register one: @kerasfront.export.onnx_writer({name})."
        )
    return WRITERS[type(layer)]


def apply(graph: Any, function: Any, x: str, owner: Any) -> str:
    """Write a function of one tensor that a layer has as an argument, such as its activation."""
    return writer_of_function(function, owner)(graph, x)


def writer_of_function(function: Any, owner: Any) -> Callable[..., Any]:
    """Find the writer of a function of a layer, for messages `owner`.

    Raises
    ------
    ArgumentError
        If there is none.
    """
    if function not in WRITERS:
        name = getattr(function, "__name__", repr(function))
        raise ArgumentError(
            f"{owner} cannot be written to ONNX: there is no writer for its function {name!r}. Register one: "
            f"@kerasfront.export.onnx_writer({name})."
        )
    return WRITERS[function]
