"""The copy of a subgraph that the passes change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Draft:
    """A subgraph that is about to be built in another graph.

    Attributes
    ----------
    definition : GraphDef
        Its operations, inputs first.
    fetches : list of str
        Names of the tensors that are wanted.
    given : dict of str to tensor
        By names of tensors, those of the other graph that take their place: what is fed, and handles of variables.
    """

    definition: Any
    fetches: list[str]
    given: dict[str, Any] = field(default_factory=dict)
