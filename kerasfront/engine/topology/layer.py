"""The base class of all layers."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import partial, wraps
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.empty_tensors import nothing_along, watch
from kerasfront.backend.foreign_tensors import owner, wrong_backend
from kerasfront.backend.types import Dtype, Shape, Tensor, Unpack, is_list
from kerasfront.engine.topology.active import OwnBackend
from kerasfront.engine.topology.arguments import LAYERS, OURS, Configurable
from kerasfront.engine.topology.connections import Connections
from kerasfront.engine.topology.input_spec import InputSpec, check_inputs
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.engine.topology.limits import PHASE, take_work, work_of_penalty
from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.engine.topology.node import Node
from kerasfront.engine.topology.notebooks import layer_html
from kerasfront.engine.topology.tensors import lineage, origin_of, shape_of
from kerasfront.engine.topology.terms import TermOwner
from kerasfront.engine.topology.weights import WeightOwner
from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.utils.derived import derived


@LAYERS.register()
class Layer(Configurable, WeightOwner, TermOwner, Connections):
    """A step of a model: tensors in, tensors out, with weights of its own.

    A layer of your own overrides `build` (make weights), `call` (compute) and `get_output_shape_for`; its ``__init__``
    calls ``super().__init__(**kwargs)`` and then ``self.configure(locals())``, and needs nothing else to be saved.

    Parameters
    ----------
    input_shape : tuple, optional
        Shape of the input without the batch axis; the first layer of a Sequential needs it (or the next).
    batch_input_shape : tuple, optional
        Shape of the input with the batch axis.
    input_dtype : str, optional
        Type of the input; default `K.floatx()`.
    name : str, optional
        Unique within a model; default: the class name in small letters and a number.
    trainable : bool
        Whether training may change the weights.

    Attributes
    ----------
    built : bool
        Whether the weights exist.
    backend, own_backend : Backend or None
        The backend that the layer lives on, from its first call on. A subclass may keep something of its own as
        `backend`.
    input_spec : list of InputSpec or None
        What the inputs must be.
    supports_masking : bool
        Whether the layer can be given a mask. One that cannot refuses it, so that no mask is lost unnoticed.
    uses_learning_phase : bool
        Whether the layer works differently in training and in test.
    stateful : bool
        Whether states stay from one batch to the next.
    may_share_name : bool
        Whether a model may have several such layers of one name.
    index_limit : int or None
        If the inputs are looked up, and so must be whole numbers from 0 on: the first that is too large.
    keeps_values : bool
        Whether the outputs are the elements of the input as they are, in another order or shape.

    Examples
    --------
    >>> class Scale(Layer):
    ...     def __init__(self, init="one", **kwargs):
    ...         super().__init__(**kwargs)
    ...         self.configure(locals())
    ...
    ...     def build(self, input_shape):
    ...         self.scale = self.declare("scale", input_shape[-1:])
    ...
    ...     def call(self, x, mask=None):
    ...         return x * self.scale
    >>> Scale(input_shape=(4,), name="scale").get_config()["init"]
    'one'
    """

    input_spec: Sequence[InputSpec] | None = None
    supports_masking = False
    uses_learning_phase = False
    stateful = False
    may_share_name = False
    index_limit: int | None = None
    keeps_values = False
    activity_regularizer: Any = None
    own_backend: Any = OwnBackend()
    _repr_html_ = layer_html

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "build" in vars(cls):
            cls.build = _and_built(cls.build)

    def __init__(self, **kwargs: Unpack[LayerArguments]) -> None:
        Configurable.__init__(self, **kwargs)
        WeightOwner.__init__(self)
        Connections.__init__(self)
        self.built = False

    def __str__(self) -> str:
        return f"Layer {self.name!r} ({type(self).__name__})"

    @derived
    def backend(self) -> Any:
        """The backend that the layer lives on."""
        return self.own_backend

    def build(self, input_shape: Any) -> None:
        """Make the weights.

        Parameters
        ----------
        input_shape : tuple, or list of tuples
            Shape of the input (of each input), None where unknown.
        """
        self.built = True

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output of tensors.

        Parameters
        ----------
        x : tensor or list of tensors
        mask : tensor, None, or a list of these
            For each input, which time steps count.
        """
        return x

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """The static shape of the output of `call`, for inputs of a static shape; default: the same."""
        return input_shape

    def compute_mask(self, input: Any, input_mask: Any = None) -> Any:
        """The mask of the output, for a mask of the input.

        Raises
        ------
        ArgumentError
            If the layer does not support masking and is given a mask.
        """
        if not self.supports_masking and any(mask is not None for mask in to_list(input_mask)):
            chain = lineage(to_list(input)[0])
            raise ArgumentError(
                f"{self} does not support masking, but its input has a mask. It came as {chain}. Leave the mask out "
                "where it is made (mask_zero, Masking), or use a layer that supports it."
            )
        return input_mask

    @property
    def state_updates(self) -> list[Any]:
        """The updates that keep states from one batch to the next."""
        return self.updates if self.stateful else []

    def __call__(self, x: Any, mask: Any = None) -> Any:
        """Connect the layer to tensors, making its weights if this is the first call.

        Parameters
        ----------
        x : tensor or list of tensors
            What `Input` or other layers gave.
        mask : tensor or list of tensors, optional
            Used instead of the mask that came with `x`.

        Returns
        -------
        tensor or list of tensors

        Raises
        ------
        ArgumentError
            If an input does not fit; the message names the chain of layers that it came through.
        ArgumentTypeError
            If an input is not a symbolic tensor.
        """
        inputs = to_list(x)
        with self._backend_of(inputs).active():
            self._check_symbolic(inputs)
            self.assert_input_compatibility(x)
            self.ensure_built(one_or_list([shape_of(x) for x in inputs]))
            self.assert_input_compatibility(x)  # now with what the weights need
            origins = [origin_of(tensor) for tensor in inputs]
            if not any(origins):
                return self.call(x, mask)
            if not all(origins):
                number = origins.index(None)
                raise ArgumentError(
                    f"{self}: input {number} did not come out of a layer, but others did. "
                    "Make it with Input(tensor=...) or within a Lambda layer."
                )
            layers, node_indices, tensor_indices = zip(*origins)
            self.add_inbound_node(layers, node_indices, tensor_indices, None if mask is None else to_list(mask))
            return one_or_list(self.inbound_nodes[-1].output_tensors)

    def _backend_of(self, inputs: list[Any]) -> K.Backend:
        """The backend that this layer shares with its inputs."""
        for origin in filter(None, map(origin_of, inputs)):
            self.own_backend = self.own_backend or origin.layer.own_backend
            if origin.layer.own_backend is not self.own_backend:
                raise ArgumentError(
                    f"{self} lives on {self.own_backend}, its input comes from {origin.layer} on "
                    f"{origin.layer.own_backend}. "
                    "Build both within one `with kerasfront.backend.use(...)` block."
                )
        self.own_backend = self.own_backend or K.current()
        return self.own_backend

    def _check_symbolic(self, inputs: list[Any]) -> None:
        for x in inputs:
            if not K.is_tensor(x):
                found = owner(x)
                if found is not None:
                    raise ArgumentTypeError(f"{self}: the input {wrong_backend(found)}")
                raise ArgumentTypeError(
                    f"{self} must be called on symbolic tensors such as those of Input(), got {type(x).__name__}. "
                    "Arrays are fed to a model: model.predict(array)."
                )

    def assert_input_compatibility(self, input: Any) -> None:
        """Hold tensors against `input_spec`.

        Raises
        ------
        ArgumentError
            Naming the layer, the chain that the input came through, what was expected and what was given.
        """
        if self.input_spec:
            check_inputs(self, self.input_spec, to_list(input), several=type(self).call.__module__.startswith(OURS))

    def ensure_built(self, input_shape: Any) -> None:
        """Make the weights if there are none yet; see `build`. They become what the argument `weights` was."""
        if not self.built:
            self.build(input_shape)
        if self.initial_weights is not None:
            self.set_weights(self.initial_weights)
            self.initial_weights = None

    def add_inbound_node(
        self,
        inbound_layers: Any,
        node_indices: Sequence[int] | None = None,
        tensor_indices: Sequence[int] | None = None,
        masks: Sequence[Any] | None = None,
    ) -> None:
        """Call the layer on outputs of other layers; see `Node.create_node`."""
        layers: list[Any] = list(inbound_layers) if is_list(inbound_layers) else [inbound_layers]
        Node.create_node(self, layers, node_indices, tensor_indices, masks)

    @contextmanager
    def ready(self, inputs: list[Tensor], input_shapes: list[Shape]) -> Generator[None]:
        """Within the block, the layer is built and its backend active, also where `__call__` is a subclass's own."""
        with self._backend_of(inputs).active():
            self.ensure_built(one_or_list(input_shapes))
            yield

    def run(self, inputs: list[Tensor], masks: list[Any]) -> tuple[list[Tensor], list[Any]]:
        """Outputs and their masks for lists of inputs and masks, as a node records them; activities are penalized."""
        penalty = work_of_penalty(self.activity_regularizer)
        take_work(self, 1 + PHASE * bool(self.uses_learning_phase) + penalty)
        x, mask = one_or_list(inputs), one_or_list(masks)
        output_masks = to_list(self.compute_mask(x, mask))
        for one in inputs:
            watch(one, partial(_emptied, weakref.ref(self)))
        outputs = to_list(self.call(x, mask))
        if self.activity_regularizer is not None:
            self.add_loss([self.activity_regularizer(output) for output in outputs], inputs)
        if len(output_masks) != len(outputs):
            output_masks = [None] * len(outputs)
        return outputs, output_masks

    def create_input_layer(
        self, batch_input_shape: Shape, input_dtype: Dtype | None = None, name: str | None = None
    ) -> None:
        """Call the layer on a new input of the given shape."""
        prefix = f"{type(self).__name__.lower()}_input"
        name = name or f"{prefix}_{K.get_uid(prefix)}"
        make = LAYERS.find("InputLayer")  # a layer itself, and so defined after this class
        self(make(batch_input_shape=batch_input_shape, input_dtype=input_dtype, name=name).output)


def _emptied(layer: weakref.ref[Layer], sizes: tuple[int, ...]) -> str | None:
    """Say what is wrong with an input of these sizes: there is nothing to compute with, or nothing would come out."""
    found = layer()
    if found is None:
        return None
    if 0 in sizes[1:]:
        return nothing_along(str(found), sizes)
    try:
        found.get_output_shape_for(sizes)
    except ArgumentError as refused:
        return str(refused)
    return None


def _and_built(build: Callable[..., None]) -> Callable[..., None]:
    """`build` of a subclass; whoever calls it by hand need not say that the layer is built."""

    @wraps(build)
    def run(self: Layer, *args: Any, **kwargs: Any) -> None:
        build(self, *args, **kwargs)
        self.built = True

    return run
