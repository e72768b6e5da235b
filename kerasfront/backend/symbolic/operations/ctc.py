"""Label sequences, found by NumPy: what they are long depends on data."""

from __future__ import annotations

from functools import partial
from typing import Any

import kerasfront.backend.symbolic.decoding as decoding
from kerasfront.backend.symbolic.graph import Graph
from kerasfront.backend.symbolic.nodes import HostCall
from kerasfront.backend.symbolic.tensors import Tensor

__all__ = ["ctc_decode", "ctc_label_dense_to_sparse"]


def ctc_decode(
    graph: Graph, y_pred: Any, input_length: Any, greedy: bool = True, beam_width: int = 100, top_paths: int = 1
) -> tuple[list[Tensor], Tensor]:
    search = decoding.greedy if greedy else partial(decoding.beam_search, width=beam_width, count=top_paths)
    samples, paths = y_pred.shape[0], [((y_pred.shape[0], None), "int64")] * top_paths
    found = HostCall(
        partial(decoding.decode, search=search), (y_pred, input_length), *paths, ((samples, top_paths), y_pred.dtype)
    ).tensors()
    return [*found[:-1]], found[-1]


def ctc_label_dense_to_sparse(graph: Graph, labels: Any, label_lengths: Any) -> Tensor:
    made = graph.apply("counted_labels", labels, label_lengths, shape=labels.shape)
    made.sparse = True
    return made
