"""The keyword arguments that every layer takes, as a type: a wrong name in a script is one that its editor marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from kerasfront.backend.types import Dtype, Shape

if TYPE_CHECKING:
    from typing_extensions import Unpack as Unpack  # in `typing` from Python 3.11 on
else:
    Unpack = tuple


class LayerArguments(TypedDict, total=False):
    """What a constructor hands on to `Layer` as ``**kwargs``; see there."""

    input_shape: Shape | None
    batch_input_shape: Shape | None
    input_dtype: Dtype | None
    name: str | None
    trainable: bool
