"""The types of the keyword arguments that recurrent layers pass on; see `Recurrent` for their meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront.engine.topology.keywords import LayerArguments


class LoopArguments(LayerArguments, total=False):
    """Arguments of `Layer`, and those for the computation of the loop over time."""

    unroll: bool
    consume_less: str


class StateArguments(LoopArguments, total=False):
    """Arguments of `LoopArguments`, and those for outputs and states."""

    weights: Sequence[Any] | None
    return_sequences: bool
    go_backwards: bool
    stateful: bool


class RecurrentArguments(StateArguments, total=False):
    """Arguments of `StateArguments`, and those for the shape of sequences of vectors."""

    input_dim: int | None
    input_length: int | None
