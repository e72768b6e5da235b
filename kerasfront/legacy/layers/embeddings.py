"""Embedding, with the penalty of activities of Keras 0.3."""

from __future__ import annotations

from kerasfront.layers import embeddings
from kerasfront.legacy.layers.arguments import named
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.registry import LAYERS


@LAYERS.register()
class Embedding(embeddings.Embedding, Layer):
    __doc__ = embeddings.Embedding.__doc__

    def __init__(
        self, input_dim, output_dim, init="uniform", input_length=None, W_regularizer=None, activity_regularizer=None,
        W_constraint=None, mask_zero=False, weights=None, dropout=0.0, **kwargs,
    ):  # fmt: skip
        super().__init__(**named(locals()))
