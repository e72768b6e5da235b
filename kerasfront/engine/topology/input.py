"""Inputs of a model: the tensors through which data enters it."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Dtype, Shape, Tensor
from kerasfront.engine.topology.arguments import LAYERS, checked_shape
from kerasfront.engine.topology.layer import Layer
from kerasfront.engine.topology.lists import one_or_list
from kerasfront.engine.topology.node import Node
from kerasfront.engine.topology.tensors import TensorOrigin, attach
from kerasfront.errors import ArgumentError


@LAYERS.register()
class InputLayer(Layer):
    """The layer that gives an input of a model.

    Parameters
    ----------
    input_shape : tuple, optional
        Shape without the batch axis.
    batch_input_shape : tuple, optional
        Shape with the batch axis; None where unknown.
    input_dtype : str, optional
        Type of the elements; default `K.floatx()`, or that of `input_tensor`.
    input_tensor : tensor, optional
        A placeholder, or another tensor of the backend, to use instead of a new placeholder.
    sparse : bool
        Whether the placeholder is fed with SciPy sparse matrices.
    name : str, optional

    Raises
    ------
    ArgumentError
        If there is neither a shape nor a tensor, or both shapes.

    Notes
    -----
    Output: (samples,) + input_shape.

    Examples
    --------
    >>> from kerasfront.layers import Dense
    >>> from kerasfront.models import Sequential
    >>> Sequential([InputLayer(input_shape=(4,)), Dense(2)]).output_shape
    (None, 2)
    """

    def __init__(
        self,
        input_shape: Shape | None = None,
        batch_input_shape: Shape | None = None,
        input_dtype: Dtype | None = None,
        input_tensor: Tensor | None = None,
        sparse: bool = False,
        name: str | None = None,
    ) -> None:
        if name is None:
            name = f"input_{K.get_uid('input')}"
        if input_tensor is not None and input_shape is None and batch_input_shape is None:
            batch_input_shape = K.int_shape(input_tensor)
        if (input_shape is None) == (batch_input_shape is None):
            raise ArgumentError(
                f"Input {name!r} needs its shape: either without the batch axis, as in shape=(784,), "
                "or with it, as in batch_shape=(None, 784)."
            )
        if input_tensor is not None:
            input_dtype = input_dtype or K.dtype(input_tensor)
        super().__init__(
            input_shape=input_shape, batch_input_shape=batch_input_shape, input_dtype=input_dtype, name=name
        )
        self.sparse = sparse
        self.built = True
        self.own_backend = K.current()
        shape = self.batch_input_shape or ()
        if input_tensor is None:
            input_tensor = K.placeholder(shape, dtype=self.input_dtype, sparse=sparse, name=name)
        attach(input_tensor, TensorOrigin(self, 0, 0), shape)
        Node(self, [], [], [], [input_tensor], [input_tensor], [None], [None], [shape], [shape])

    def get_config(self) -> dict[str, Any]:
        """Shape, type, sparsity and name."""
        return {
            "batch_input_shape": list(self.batch_input_shape or ()),
            "input_dtype": self.input_dtype,
            "sparse": self.sparse,
            "name": self.name,
        }


def Input(
    shape: Shape | None = None,
    batch_shape: Shape | None = None,
    name: str | None = None,
    dtype: Dtype | None = None,
    sparse: bool = False,
    tensor: Tensor | None = None,
) -> Tensor:
    """An input of a model: a symbolic tensor to call layers on.

    Parameters
    ----------
    shape : tuple, optional
        Shape without the batch axis; None where unknown.
    batch_shape : tuple, optional
        Shape with the batch axis.
    name : str, optional
    dtype : str, optional
        Default `K.floatx()`.
    sparse : bool
        Whether it is fed with SciPy sparse matrices.
    tensor : tensor, optional
        A tensor of the backend to use instead of a new placeholder.

    Notes
    -----
    Output: (samples,) + shape.

    Examples
    --------
    >>> from kerasfront.layers import Dense
    >>> x = Input(shape=(784,))
    >>> K.int_shape(Dense(10, activation="softmax")(x))
    (None, 10)
    """
    for argument, value in (("shape", shape), ("batch_shape", batch_shape)):
        if value is not None:
            checked_shape(value, argument, "Input")
    layer = InputLayer(shape, batch_shape, dtype, tensor, sparse, name)
    return one_or_list(layer.inbound_nodes[0].output_tensors)
