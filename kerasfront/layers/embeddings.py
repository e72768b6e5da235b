"""Embeddings of words or other integers."""

# Classic Keras names parameters differently from class to class, and what is an attribute in one is derived in another.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Unpack
from kerasfront.constraints import ConstraintLike, Projection
from kerasfront.engine.topology import LAYERS, Layer
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.errors import ArgumentError
from kerasfront.initializations import Initialization, InitializationLike
from kerasfront.layers.phases import in_training
from kerasfront.regularizers import Penalty, RegularizerLike
from kerasfront.utils.checks import check_count, check_share


@LAYERS.register()
class Embedding(Layer):
    """Look up a trainable vector for each integer: ``output[s, t] = W[x[s, t]]``.

    Parameters
    ----------
    input_dim : int
        Number of different integers: the inputs are 0 to input_dim - 1.
    output_dim : int
        Size of the vectors.
    init : str or callable
        Initialization of W.
    input_length : int, optional
        Length of the sequences, if it is constant; needed before `Flatten`.
    W_regularizer, activity_regularizer : Regularizer, optional
        Penalties on W and the output.
    W_constraint : Constraint, optional
        Constraint on W, applied after every update.
    mask_zero : bool
        Whether 0 marks padding, which the layers that follow skip.
    weights : list of arrays, optional
        Initial value of W, shape (input_dim, output_dim).
    dropout : float
        Fraction of the vectors to drop in training, in [0, 1).
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: integers of shape (samples, length). Output: (samples, length, output_dim).

    References
    ----------
    Gal, Ghahramani: A Theoretically Grounded Application of Dropout in Recurrent Neural Networks. arXiv:1512.05287

    Examples
    --------
    >>> from kerasfront.layers import Embedding
    >>> from kerasfront.models import Sequential
    >>> Sequential([Embedding(1000, 64, input_length=10)]).output_shape
    (None, 10, 64)
    """

    checks = {"input_dim": check_count, "output_dim": check_count, "dropout": check_share}
    input_dim: int
    output_dim: int
    init: Initialization
    input_length: int | None
    W_regularizer: Penalty | None
    W_constraint: Projection | None
    mask_zero: bool
    dropout: float

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        init: InitializationLike = "uniform",
        input_length: int | None = None,
        W_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None,
        W_constraint: ConstraintLike = None,
        mask_zero: bool = False,
        weights: Sequence[Any] | None = None,
        dropout: float = 0.0,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        kwargs.setdefault("input_dtype", "int32")
        if "batch_input_shape" not in kwargs:
            kwargs.setdefault("input_shape", (input_length,))
        super().__init__(**kwargs)
        self.configure(locals())
        self.uses_learning_phase = dropout > 0.0

    @property
    def index_limit(self) -> int | None:
        """Number of integers that have a vector."""
        return self.input_dim

    def build(self, input_shape: Any) -> None:
        """Create W."""
        self.W = self.declare("W", (self.input_dim, self.output_dim))

    def compute_mask(self, x: Any, mask: Any = None) -> Any:
        """Compute the mask, with `mask_zero`: (samples, length), False where the input is 0."""
        return K.not_equal(x, 0) if self.mask_zero else super().compute_mask(x, mask)

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        if not K.dtype(x).startswith("int"):
            x = K.cast(x, "int32")
        vectors = self.W
        if self.dropout:
            vectors = in_training(lambda: K.dropout(self.W, self.dropout, (self.input_dim, 1)), self.W)
        return K.gather(vectors, x)

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """Shape (samples, length, output_dim)."""
        length = self.input_length or input_shape[1]
        if input_shape[1] not in (None, length):
            raise ArgumentError(
                f"{self} expects sequences of input_length={length}, but its input has the shape {input_shape}. "
                "Change input_length, or leave it out."
            )
        return (input_shape[0], length, *input_shape[2:], self.output_dim)
