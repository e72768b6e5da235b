"""Pictures of Keras 0.3: their channels came first, whatever is set."""

from __future__ import annotations

from kerasfront import backend as K
from kerasfront.datasets.pictures import Split


def channels_first(*splits: Split) -> tuple[Split, ...]:
    """Pictures and labels, from the order of `K.image_dim_ordering()`."""
    if K.image_dim_ordering() == "th":
        return splits
    return tuple((x.transpose(0, 3, 1, 2), y) for x, y in splits)
