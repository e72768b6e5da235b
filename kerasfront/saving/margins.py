"""On which side border_mode 'same' adds what is odd.

We add it after the input on every backend. Classic Keras did so on one of its backends only; on the other it added it
before, and padded for pooling in a way of its own. Files of that one compute what they computed: what differs is an
attribute of the layers, `leading_margin`, and is written with them.
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
"""The attribute of a group of weights: for each layer with a window its name, or '' if its margin does not lead."""


def windows(layers: Iterable[Layer]) -> list[Any]:
    """The layers that move a window, also those within wrappers and models, in their order."""
    return unique(part for layer in layers for part in innermost_layers(layer) if isinstance(part, WindowLayer))


def differing(layers: Iterable[Layer]) -> list[Any]:
    """Those of `windows` that compute something else if their margin leads, as far as the sizes of inputs are known."""
    return [part for part in windows(layers) if any(map(part.differs_by_margin, _input_shapes(part)))]


def _input_shapes(part: Any) -> list[Any]:
    """Of its calls; a layer within a wrapper has none, and takes any sizes."""
    return [node.input_shapes[0] for node in part.inbound_nodes] or [(None,) * (part.rank + 3)]


def write_margins(group: h5py.Group, layers: Iterable[Layer]) -> None:
    """Write which layers have a leading margin, if any has."""
    parts = windows(layers)
    if any(part.leading_margin for part in parts):
        write_names(group, LEADING, [part.name if part.leading_margin else "" for part in parts])


def recorded(group: Group, layers: Iterable[Layer], by_name: bool = False) -> list[Any]:
    """The layers for which we have written that their margin leads."""
    names = read_names(group, LEADING) if has_names(group, LEADING) else []
    parts = windows(layers)
    if by_name or len(names) != len(parts):
        return [part for part in parts if part.name in set(names)]
    return [part for part, name in zip(parts, names) if name]


def read_margins(
    group: Group, model: Container, layers: Sequence[Layer], is_ours: bool, convention: str, by_name: bool = False
) -> None:
    """Give layers of a model the margins that they have in a file: those recorded by us, or those of a convention."""
    of_convention = differing(layers) if convention == CONVOLUTION else []
    move_margins(model, layers, recorded(group, layers, by_name) if is_ours else of_convention)


def as_written_on(model: Any, kernels: str | None) -> Any:
    """The model, which computes as on the backend that `kernels` names; None leaves margins as they are."""
    if kernels is not None:
        layers = model.flattened_layers
        move_margins(model, layers, differing(layers) if checked_convention(kernels) == CONVOLUTION else ())
    return model


def move_margins(model: Container, layers: Iterable[Layer], leading: Iterable[Layer]) -> None:
    """Give layers of a model a leading margin, all others of `layers` none; the model computes accordingly."""
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
