"""Loops over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kerasfront.export.onnx.graph import OnnxGraph

Step = Callable[[str, list[str]], list[str]]
"""Function from the input of one time and the states to the new states, the first of which is the output."""


def loop(graph: OnnxGraph, layer: Any, x: str, mask: str | None, states: Sequence[str], step: Step) -> str:
    """Write a loop over axis 1 of `x`, in which masked steps repeat the states; return the outputs, or the last.

    Parameters
    ----------
    graph : OnnxGraph
    layer : Recurrent
    x : str
        What the steps get, (samples, time, ...).
    mask : str, optional
        Truth values, (samples, time).
    states : sequence of str
        The first states, of equal rank.
    step : callable
        See `Step`.
    """
    with graph.inner() as nodes:
        before = [graph.fresh("state") for _ in states]
        row, counts = graph.fresh("input"), graph.fresh("counts")
        after = step(row, before)
        if mask is not None:
            condition = _beside(graph, counts, layer)
            after = [graph.op("Where", condition, new, old) for new, old in zip(after, before)]
        after = [graph.op("Identity", name) for name in after]
        output = graph.op("Identity", after[0])
    given = [(name, graph.dtype) for name in (*before, row)] + ([(counts, "bool")] if mask is not None else [])
    body = graph.body(
        nodes,
        [graph.value_info(name, dtype) for name, dtype in given],
        [graph.value_info(name, graph.dtype) for name in (*after, output)],
    )
    scanned = [x] if mask is None else [x, mask]
    results = graph.ops(
        "Scan", *states, *scanned, outputs=len(states) + 1, body=body, num_scan_inputs=len(scanned),
        scan_input_axes=[1] * len(scanned), scan_input_directions=[int(layer.go_backwards)] * len(scanned),
        scan_output_axes=[1],
    )  # fmt: skip
    return results[-1] if layer.return_sequences else results[0]


def _beside(graph: OnnxGraph, counts: str, layer: Any) -> str:
    """Give truth values, one for each sample, as many axes as a state has."""
    rank = layer.input_ndim - 1
    return graph.op("Unsqueeze", counts, [*range(1, rank)])


def cut(graph: OnnxGraph, x: str, sizes: Sequence[int], axis: int) -> list[str]:
    """Split a tensor into parts of these sizes."""
    return graph.ops("Split", x, [*sizes], outputs=len(sizes), axis=axis) if len(sizes) > 1 else [x]
