"""How the weights of a layer may lie in a file, and how they become the layer's own."""

from collections.abc import Sequence

from kerasfront.engine.topology import Layer
from kerasfront.saving.layouts.classic import classic_layouts
from kerasfront.saving.layouts.layout import Layout as Layout
from kerasfront.saving.layouts.modern import modern_layout


def layouts(layer: Layer, names: Sequence[str], modern: bool) -> list[Layout]:
    """The layouts that a file may have for a layer, the usual one first.

    Parameters
    ----------
    layer : Layer
    names : list of str
        Of the weights in the file.
    modern : bool
        Whether Keras 2 or a later one wrote it.
    """
    return [modern_layout(layer, names)] if modern else classic_layouts(layer)
