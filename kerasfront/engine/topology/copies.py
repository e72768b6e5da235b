"""Layers made after others."""

from __future__ import annotations

from typing import Any


def copy_of(layer: Any, **changes: Any) -> Any:
    """A layer of the same configuration, with weights of its own.

    A configuration has functions and objects by name only. The copy gets those that `layer` has, which may be the
    caller's own and known to nobody by name.

    Parameters
    ----------
    layer : Layer
    **changes
        Arguments that differ.
    """
    config = layer.get_config()
    for name, value in config.items():
        own = getattr(layer, layer._arguments.get(name, name), None)
        if callable(own) and not hasattr(own, "inbound_nodes") and isinstance(value, (str, dict)):
            config[name] = own
    copy = layer.__class__.from_config({**config, **changes})
    for name in layer.marks:
        setattr(copy, name, getattr(layer, name))
    return copy
