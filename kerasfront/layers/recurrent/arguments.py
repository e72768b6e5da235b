"""The types of the keyword arguments that recurrent layers pass on; see `Recurrent` for their meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront.engine.topology.keywords import LayerArguments


class LoopArguments(LayerArguments, total=False):
    """How the loop over time is computed."""

    unroll: bool
    consume_less: str


class StateArguments(LoopArguments, total=False):
    """Which outputs and states there are, too."""

    weights: Sequence[Any] | None
    return_sequences: bool
    go_backwards: bool
    stateful: bool


class RecurrentArguments(StateArguments, total=False):
    """The shape of sequences of vectors, too."""

    input_dim: int | None
    input_length: int | None
