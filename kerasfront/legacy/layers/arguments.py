"""Arguments of Keras 0.3, handed on to layers whose arguments stand in another order today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasfront.legacy import regularizers


def named(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of ``__init__``, by name.

    Call it as ``super().__init__(**named(locals()))``. The name of a regularizer of activities means that of Keras 0.3.
    """
    own = {name: value for name, value in arguments.items() if name not in ("self", "kwargs", "__class__")}
    if "activity_regularizer" in own:
        own["activity_regularizer"] = regularizers.get(own["activity_regularizer"])
    return {**own, **arguments["kwargs"]}
