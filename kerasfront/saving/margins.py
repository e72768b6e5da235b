"""Sides on which border_mode 'same' pads.

Where the padding is uneven, we add the larger part after the input on every backend. Classic Keras did so on one of its
backends only; on the other it added it before, and padded differently for pooling. Models from files of that backend
compute what they computed there: the attribute `leading_margin` of their layers says so, and is saved with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import h5py

from kerasfront.engine.topology import Container, Layer
from kerasfront.engine.topology.lists import unique
from kerasfront.layers.spatial import WindowLayer
from kerasfront.saving.hdf5 import Group
from kerasfront.saving.kernels import CONVOLUTION, checked_convention
from kerasfront.saving.names import has_names, read_names, write_names
from kerasfront.utils.layer_utils import innermost_layers

MARK = WindowLayer.marks[0]
LEADING = "leading_margins"
"""Attribute of a group of weights: for each layer with a window its name, or '' if its margin does not lead."""


def windows(layers: Iterable[Layer]) -> list[Any]:
    """The layers with a moving window, including those within wrappers and models, in order."""
    return unique(part for layer in layers for part in innermost_layers(layer) if isinstance(part, WindowLayer))


def differing(layers: Iterable[Layer]) -> list[Any]:
    """The `windows` whose output depends on the side of the margin, as far as input sizes are known."""
    return [part for part in windows(layers) if any(map(part.differs_by_margin, _input_shapes(part)))]


def _input_shapes(part: Any) -> list[Any]:
    """Input shapes of the calls of a layer; within a wrapper it has none, and any sizes are possible."""
    return [node.input_shapes[0] for node in part.inbound_nodes] or [(None,) * (part.rank + 3)]


def write_margins(group: h5py.Group, layers: Iterable[Layer]) -> None:
    """Record which layers have a leading margin, if any."""
    parts = windows(layers)
    if any(part.leading_margin for part in parts):
        write_names(group, LEADING, [part.name if part.leading_margin else "" for part in parts])


def recorded(group: Group, layers: Iterable[Layer], by_name: bool = False) -> list[Any]:
    """The layers whose leading margin is recorded in a file."""
    names = read_names(group, LEADING) if has_names(group, LEADING) else []
    parts = windows(layers)
    if by_name or len(names) != len(parts):
        return [part for part in parts if part.name in set(names)]
    return [part for part, name in zip(parts, names) if name]


def read_margins(
    group: Group, model: Container, layers: Sequence[Layer], is_ours: bool, convention: str, by_name: bool = False
) -> None:
    """Set the margins of layers from a file: those recorded by us, or those of a convention."""
    of_convention = differing(layers) if convention == CONVOLUTION else []
    move_margins(model, layers, recorded(group, layers, by_name) if is_ours else of_convention)


def as_written_on(model: Any, kernels: str | None) -> Any:
    """Let a model compute as on the backend named by `kernels` (None: unchanged), and return it."""
    if kernels is not None:
        layers = model.flattened_layers
        move_margins(model, layers, differing(layers) if checked_convention(kernels) == CONVOLUTION else ())
    return model


def move_margins(model: Container, layers: Iterable[Layer], leading: Iterable[Layer]) -> None:
    """Set a leading margin for some of the layers, and none for the others; the model is recomputed."""
    leads = {id(part) for part in leading}
    changed = [part for part in windows(layers) if part.leading_margin != (id(part) in leads)]
    try:
        for part in changed:
            part.leading_margin = id(part) in leads
        if changed:
            model.recompute(changed)
    except BaseException:
        for part in changed:
            part.leading_margin = id(part) not in leads
        raise
