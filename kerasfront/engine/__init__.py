"""The classic path of what models are made of."""

from __future__ import annotations

from typing import Any

from kerasfront.engine.topology import Container as Container
from kerasfront.engine.topology import Input as Input
from kerasfront.engine.topology import InputLayer as InputLayer
from kerasfront.engine.topology import InputSpec as InputSpec
from kerasfront.engine.topology import Layer as Layer
from kerasfront.engine.topology import Merge as Merge
from kerasfront.engine.topology import Node as Node
from kerasfront.engine.topology import get_source_inputs as get_source_inputs
from kerasfront.engine.topology import merge as merge


def __getattr__(name: str) -> Any:
    """`Model` can be saved, and saving is built upon this package: so it is fetched when somebody asks for it."""
    if name == "Model":
        from kerasfront.models import Model

        return Model
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
