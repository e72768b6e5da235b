"""Base of layers that can be written, and used alone, as in Keras 0.x."""

from __future__ import annotations

import inspect
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Shape, Update, is_list
from kerasfront.engine.topology import Input
from kerasfront.engine.topology.arguments import checked_shape
from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.engine.topology.tensors import shape_of
from kerasfront.errors import ArgumentError
from kerasfront.legacy.layers.contract.adapters import adapt, todays
from kerasfront.legacy.layers.contract.outside_training import in_phase, recomputed, untraced
from kerasfront.legacy.layers.contract.training_terms import TrainingTerms
from kerasfront.legacy.registry import LAYERS

WHOLE_SEQUENCE = -1


@dataclass
class Seen:
    """Input of a layer during a call, and the updates that it assigns."""

    tensor: Any = None
    mask: Any = None
    shape: Any = None
    updates: list[Update] = field(default_factory=list[Update])


@LAYERS.register()
class Layer(TrainingTerms):
    """A step of a model, in the ways of Keras 0.x and of today.

    A layer of your own overrides `build` (make weights; `input_shape` is known then), `get_output`, the property
    `output_shape`, and `get_output_mask` if it has to do with masks. It may assign `trainable_weights` or `params`,
    `regularizers`, `constraints` and `updates`. The methods of today (`call`, `get_output_shape_for`, `compute_mask`)
    can be overridden as well; the newest one counts.

    Parameters
    ----------
    cache_enabled : bool
        Accepted for old scripts: nothing is computed twice.
    truncate_gradient : int
        -1, as recurrent layers had it: gradients go back through whole sequences.
    **kwargs
        Those of `kerasfront.layers.Layer`.

    Examples
    --------
    >>> class Scale(Layer):                                        # doctest: +SKIP
    ...     def build(self):
    ...         self.factor = K.ones((self.input_shape[1],))
    ...         self.trainable_weights = [self.factor]
    ...
    ...     def get_output(self, train=False):
    ...         return self.get_input(train) * self.factor
    >>> layer = Scale(input_shape=(3,))                            # doctest: +SKIP
    >>> layer.input = K.variable(np.ones((2, 3)))                  # doctest: +SKIP
    >>> K.eval(layer.get_output(train=True))                       # doctest: +SKIP
    """

    may_share_name = True
    gives_the_same = True  # whether the layer goes on to give what it gave when it was called
    cache_enabled = True
    layer_cache = shape_cache = None
    nb_input = nb_output = 1
    previous: Any = None
    _given: Any = None
    _seen: Seen | None = None

    def __init__(self, cache_enabled: bool = True, truncate_gradient: int = WHOLE_SEQUENCE, **kwargs: Any) -> None:
        before = dict(vars(self))  # layers of one's own assign first, and then call this
        self.cache_enabled = cache_enabled
        if truncate_gradient != WHOLE_SEQUENCE:
            raise ArgumentError(
                f"{type(self).__name__}: truncate_gradient can only be -1, as gradients go back through whole "
                "sequences. Cut the sequences, with stateful=True if each part goes on where the one before ended."
            )
        super().__init__(**kwargs)
        before.pop("_given", None)  # a placeholder of their own, which takes no part in a model
        vars(self).update(before)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        adapt(cls, Layer)

    def __getattr__(self, name: str) -> Any:
        """Weights: they are there as soon as the shape of the input is known."""
        if not name.startswith("_"):
            self.make_weights()
            if name in vars(self):
                return vars(self)[name]
        found = inspect.getattr_static(self, name, None)
        if isinstance(found, property):  # it failed for lack of another attribute: raise that error
            return found.__get__(self)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def build(self, input_shape: Any = None) -> None:
        """Make the weights. A layer of your own may leave the argument out: `input_shape` is known then."""
        super().build(input_shape)

    def __call__(self, x: Any, mask: Any = None, train: bool | None = None) -> Any:
        """Connect the layer to tensors; see `Layer.__call__`. `train`: the output for training, or for test, alone."""
        if train is None:
            return super().__call__(x, mask)
        with in_phase(train):
            return super().__call__(x, mask)

    @contextmanager
    def seeing(self, tensor: Any = None, mask: Any = None, shape: Any = None) -> Generator[Seen]:
        """Let the layer see this input, or this shape of it, within the block."""
        if tensor is not None:
            shape = _shape(tensor)
        outer, self._seen = self._seen, Seen(tensor, mask, shape)
        try:
            yield self._seen
        finally:
            self._seen = outer

    @property
    def known_input_shape(self) -> Any:
        """Shape of the input; None if unknown."""
        if self._seen is not None and self._seen.shape is not None:
            return self._seen.shape
        if self.previous is not None:
            return self.previous.output_shape
        if self.inbound_nodes:
            return super().input_shape
        if self.batch_input_shape is None and self._given is not None:
            return _shape(self._given)
        return self.batch_input_shape

    @property
    def input_shape(self) -> Any:
        """The shape of the input."""
        shape = self.known_input_shape
        return super().input_shape if shape is None else shape

    @property
    def output_shape(self) -> Any:
        """The shape of the output, for that of the input."""
        if self.inbound_nodes and self._seen is None and self.previous is None:
            return super().output_shape
        return todays(self, "get_output_shape_for")(self.input_shape)

    @property
    def input(self) -> Any:
        """The input: what was assigned, that of the only call, or else a new placeholder."""
        if self._given is None and not self.inbound_nodes and self.batch_input_shape is not None:
            with self._at_home():
                self._given = K.placeholder(self.batch_input_shape, dtype=self.input_dtype)
        return super().input if self._given is None else self._given

    @input.setter
    def input(self, tensor: Any) -> None:
        self._given = tensor

    def set_input_shape(self, input_shape: Shape) -> None:
        """Set the shape of the input, with the samples axis, and make new weights."""
        self._expect_input(checked_shape(input_shape, "input_shape", self.name))
        self._given = None
        self.build_anew()

    def set_previous(self, layer: Any, reset_weights: bool = True) -> None:
        """Take the output of another layer as input, outside of models.

        Parameters
        ----------
        layer : Layer
        reset_weights : bool
            Whether weights are made anew.
        """
        self.previous = layer
        if reset_weights:
            self.build_anew()

    def clear_previous(self, reset_weights: bool = True) -> None:
        """Forget the layer of `set_previous`."""
        self.previous = None
        if reset_weights:
            self.build_anew()

    def get_input(self, train: bool = False) -> Any:
        """The input, in training or in test."""
        if self._seen is not None and self._seen.tensor is not None:
            return self._seen.tensor
        if self.previous is not None:
            return self.previous.get_output(train)
        if self._is_in_model:
            return one_or_list([recomputed(x, train)[0] for x in to_list(super().input)])
        return self.input

    def get_input_mask(self, train: bool = False) -> Any:
        """The mask of the input; None if it has none."""
        if self._seen is not None:
            return self._seen.mask
        if self.previous is not None:
            return self.previous.get_output_mask(train)
        return self.input_mask if self._is_in_model else None

    def get_output(self, train: bool = False) -> Any:
        """The output, in training or in test."""
        with self._at_home():
            if not train and self.gives_the_same and self.is_left_alone and self._is_in_model:
                return self.output
            x, mask = self.get_input(train), self.get_input_mask(train)
            self.ensure_built(self.known_input_shape)
            with in_phase(train), nullcontext() if train and not self.is_left_alone else untraced(self):
                return todays(self, "call")(x, mask)

    def get_output_mask(self, train: bool = False) -> Any:
        """The mask of the output; None if it has none."""
        with self._at_home():
            return todays(self, "compute_mask")(self.get_input(train), self.get_input_mask(train))

    def supports_masked_input(self) -> bool:
        """Whether the layer accepts a mask."""
        return self.supports_masking

    def _at_home(self) -> Any:
        """A block in which the backend of the layer is active."""
        return self._backend_of([]).active()

    @property
    def is_left_alone(self) -> bool:
        """Whether nothing is being computed or built by the layer at the moment."""
        return self._seen is None

    @property
    def _is_in_model(self) -> bool:
        """Whether the input is that of a call, because no other was set."""
        return bool(self.inbound_nodes) and self._given is None and self.previous is None

    def ensure_built(self, input_shape: Any) -> None:
        """Make the weights if there are none yet; the shape that was set for the input counts too."""
        if self.built:
            super().ensure_built(input_shape)
            return
        shape = _more_complete(input_shape, self.batch_input_shape)
        with self.seeing(shape=shape):
            super().ensure_built(shape)
            self.penalize_weights()

    def build_anew(self) -> None:
        """Make new weights if the shape of the input is known."""
        self.built = False
        self._trainable_weights, self._non_trainable_weights, self._losses, self._constraints = [], [], [], {}
        self.make_weights()

    def make_weights(self) -> None:
        """Make the weights if there are none and the shape of the input is known."""
        if vars(self).get("built") is False and self.is_left_alone and self.known_input_shape is not None:
            with self._at_home():
                self.ensure_built(self.known_input_shape)

    def create_input_layer(self, batch_input_shape: Shape, input_dtype: Any = None, name: Any = None) -> None:
        """Call the layer on a new input of the given shape, or on the tensor that was assigned as its input."""
        if self._given is None:
            super().create_input_layer(batch_input_shape, input_dtype, name)
        else:
            self(Input(batch_shape=batch_input_shape, tensor=self._given, name=name))

    def add_inbound_node(self, *args: Any, **kwargs: Any) -> None:
        """Call the layer on outputs of other layers; what was assigned as input does not count any more."""
        self._given = None
        super().add_inbound_node(*args, **kwargs)


def _shape(x: Any) -> Any:
    return one_or_list([shape_of(part) for part in to_list(x)])


def _more_complete(found: Any, given: Shape | None) -> Any:
    """The shape of an input, or the one that was set if it has fewer unknown sizes."""
    if given is None or is_list(found):
        return found
    return given if found is None or found[1:].count(None) > given[1:].count(None) else found
