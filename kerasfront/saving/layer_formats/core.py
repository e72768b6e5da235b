"""Normalization, Highway, Merge and inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import InputLayer, Merge
from kerasfront.layers import BatchNormalization, Highway
from kerasfront.saving.layer_formats.base import LayerFormat
from kerasfront.saving.layer_formats.counterparts import INPUT, MERGES, Counterpart
from kerasfront.saving.layer_formats.layout import Arrays, Layout, converted_layout, own_shapes
from kerasfront.saving.layer_formats.registry import register_layer_format

SCALE, SHIFT = "gamma", "beta"
STATISTICS = ("moving_mean", "moving_variance")


class NormalizationFormat(LayerFormat[BatchNormalization]):
    """Batch normalization: in Keras 2 and 3 scale and shift may be missing, and then have no effect."""

    def keras2_layout(self, layer: BatchNormalization, names: Sequence[str] = ()) -> Layout:
        neutral = {SCALE: np.ones, SHIFT: np.zeros}
        given = [name.split("/")[-1].split(":")[0] for name in names]
        missing = [number for number, name in enumerate(neutral) if given and name not in given]
        features = own_shapes(layer)[0]

        def write(arrays: Arrays) -> Arrays:
            return [array for number, array in enumerate(arrays) if number not in missing]

        def read(arrays: Arrays) -> Arrays:
            known = iter(arrays)
            trained = [neutral[name](features) if n in missing else next(known) for n, name in enumerate(neutral)]
            return [*trained, *known]

        return converted_layout(layer, write, read)._replace(trained=len(neutral) - len(missing))

    def later_names(self, layer: BatchNormalization, count: int) -> list[str]:
        """Names by which the weights are told apart."""
        return [f"{layer.name}/{name}:0" for name in (SCALE, SHIFT, *STATISTICS)]

    def deviations(self, layer: BatchNormalization) -> Mapping[Tensor, float]:
        return {layer.running_std: layer.epsilon}


class HighwayFormat(LayerFormat[Highway]):
    """Highway: before Keras 1.2, the bias of the transform came before the kernel of the gate."""

    def earlier_layouts(self, layer: Highway) -> Sequence[Layout]:
        def swap_middle(arrays: Arrays) -> Arrays:
            return arrays[::2] + arrays[1::2]

        return [converted_layout(layer, swap_middle, swap_middle)]


class MergeFormat(LayerFormat[Merge]):
    """Merge: each mode has become a class of its own, a function has not."""

    def described(self, layer: Merge, counterpart: Counterpart | None, version: int) -> dict[str, Any]:
        known = MERGES.get(layer.mode) if isinstance(layer.mode, str) else None
        return super().described(layer, known or counterpart, version)


class InputFormat(LayerFormat[InputLayer]):
    """Inputs of models."""

    def described(self, layer: InputLayer, counterpart: Counterpart | None, version: int) -> dict[str, Any]:
        config = layer.get_config()
        return {"class_name": "InputLayer", "config": {new: config[old] for old, new in INPUT.items()}}


register_layer_format(BatchNormalization, NormalizationFormat())
register_layer_format(Highway, HighwayFormat())
register_layer_format(Merge, MergeFormat())
register_layer_format(InputLayer, InputFormat())
