"""Embedding, with the penalty of activities of Keras 0.3."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront.constraints import ConstraintLike
from kerasfront.initializations import InitializationLike
from kerasfront.layers import embeddings
from kerasfront.legacy.layers.arguments import named
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.registry import LAYERS
from kerasfront.regularizers import RegularizerLike


@LAYERS.register()
class Embedding(embeddings.Embedding, Layer):
    __doc__ = embeddings.Embedding.__doc__

    def __init__(
        self, input_dim: int, output_dim: int, init: InitializationLike = "uniform", input_length: int | None = None,
        W_regularizer: RegularizerLike = None, activity_regularizer: RegularizerLike = None,
        W_constraint: ConstraintLike = None, mask_zero: bool = False, weights: Sequence[Any] | None = None,
        dropout: float = 0.0, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**named(locals()))
