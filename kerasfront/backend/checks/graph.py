"""What gradients are taken of, and by what."""

from __future__ import annotations

from typing import Any

from kerasfront.backend.variables import dtype
from kerasfront.errors import ArgumentTypeError


def gradients(arguments: dict[str, Any]) -> None:
    """Floats; nothing else has slopes."""
    variables = arguments["variables"] = list(arguments["variables"])
    for name, x in [("loss", arguments["loss"]), *(("variables", x) for x in variables)]:
        if not dtype(x).startswith("float"):
            raise ArgumentTypeError(f"gradients: {name} must hold floats, got {dtype(x)}. K.cast makes floats of it.")
