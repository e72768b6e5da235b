"""The keyword arguments that every layer takes, as a type: editors mark a wrong name in a script."""

from __future__ import annotations

from typing import TypedDict

from kerasfront.backend.types import Dtype, Shape


class LayerArguments(TypedDict, total=False):
    """Arguments that a constructor passes on to `Layer` as ``**kwargs``; see there."""

    input_shape: Shape | None
    batch_input_shape: Shape | None
    input_dtype: Dtype | None
    name: str | None
    trainable: bool
