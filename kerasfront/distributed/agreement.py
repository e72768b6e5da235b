"""Checks of what all processes must have in common before they train."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.distributed.communicator import Communicator
from kerasfront.errors import ArgumentError

NAMED = 5
"""Number of differences that a message names."""


def agree_on(communicator: Communicator, facts: Mapping[str, Any]) -> None:
    """Compare what a training is like between all processes.

    Raises
    ------
    ArgumentError
        In each process, if one of them differs.
    """
    content = {name: _text(value) for name, value in facts.items()}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    if len(set(communicator.all_gather(digest))) == 1:
        return
    first, *others = communicator.all_gather(content)
    differing = {rank: _differences(first, other) for rank, other in enumerate(others, 1) if other != first}
    ranks = ", ".join(f"rank {rank} ({'; '.join(found[:NAMED])})" for rank, found in differing.items())
    raise ArgumentError(
        f"The processes do not train the same; different from rank 0: {ranks}. Each must run the same script with the "
        "same arguments, and build and train the same models in the same order."
    )


def share_variables(communicator: Communicator, variables: Sequence[Tensor]) -> None:
    """Give variables the values of process 0; those of another shape, of another backend, stay as they are."""
    mine = K.batch_get_value(variables)
    theirs: list[np.ndarray] = communicator.broadcast(mine if communicator.rank == 0 else None)
    if communicator.rank:
        K.batch_set_value([(x, new) for x, old, new in zip(variables, mine, theirs) if alike(old, new)])


def alike(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two arrays can be values of one variable."""
    return a.shape == b.shape and a.dtype.kind == b.dtype.kind


def _differences(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    names = [name for name in {**one, **other} if one.get(name) != other.get(name)]
    return [f"{name}: {other.get(name, 'nothing'):.100}, not {one.get(name, 'nothing'):.100}" for name in names]


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=repr)
