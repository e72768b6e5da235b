"""How the weights of a layer may lie in a file, and how they become the layer's own."""

from collections.abc import Sequence

from kerasfront.engine.topology import Layer
from kerasfront.saving.layouts.classic import classic_layouts
from kerasfront.saving.layouts.layout import Layout as Layout
from kerasfront.saving.layouts.modern import modern_layout
from kerasfront.saving.layouts.modern import outer_layers as outer_layers


def layouts(layer: Layer, names: Sequence[str], major: int) -> list[Layout]:
    """The layouts that a file may have for a layer, the usual one first.

    Parameters
    ----------
    layer : Layer
    names : list of str
        Of the weights in the file.
    major : int
        The Keras that wrote it: 1, 2 or 3.
    """
    return [modern_layout(layer, names, major)] if major > 1 else classic_layouts(layer)
