"""Wrappers."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasfront.layers import wrappers
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.layout import config_of, from_config
from kerasfront.legacy.registry import LAYERS


@LAYERS.register()
class TimeDistributed(wrappers.TimeDistributed, Layer):
    __doc__ = wrappers.TimeDistributed.__doc__

    def get_config(self) -> dict[str, Any]:
        """The arguments, the layer within in the layout of Keras 0.3."""
        return {**super().get_config(), "layer": config_of(self.layer)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        """Build an equal layer from the result of `get_config`."""
        return cls(**{**config, "layer": from_config(config["layer"])})
