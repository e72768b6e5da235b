"""Recurrent layers in both directions."""

# Classic Keras names the parameters of these methods differently from class to class.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Unpack
from kerasfront.engine.topology import LAYERS, Layer
from kerasfront.engine.topology.copies import copy_of
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.engine.topology.limits import DIRECTIONS, take_work
from kerasfront.engine.topology.merge_modes import MODES, Axes
from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.layers.wrappers.base import Wrapper

MERGE_MODES = ("sum", "mul", "concat", "ave", None)
LAST_AXIS = Axes(concat=-1, dot=(-1, -1))


@LAYERS.register()
class Bidirectional(Wrapper):
    """Read a sequence by two recurrent layers, one from the front and one from the back.

    ``output = merge(forward_layer(x), backward_layer(x[:, ::-1]))``

    Parameters
    ----------
    layer : Recurrent
        The layer from which both, `forward_layer` and `backward_layer`, are made.
    merge_mode : str or None
        How to merge the two outputs: 'sum', 'mul', 'ave', or 'concat' along the last axis. None: return both.
    weights : list of arrays, optional
        Initial weights, those of the forward layer first.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, time, ...). Output: that of `layer`, with a last axis of twice the size for 'concat'.

    With `return_sequences`, the outputs of the backward layer are reversed, to be in the order of time, before they are
    merged.

    References
    ----------
    Schuster, Paliwal: Bidirectional Recurrent Neural Networks. IEEE Transactions on Signal Processing 45(11), 1997

    Examples
    --------
    >>> from kerasfront.layers import LSTM, Bidirectional
    >>> from kerasfront.models import Sequential
    >>> Sequential([Bidirectional(LSTM(8), input_shape=(10, 16))]).output_shape
    (None, 16)
    """

    merge_mode: Any
    copies = ("forward_layer", "backward_layer")

    def __init__(
        self,
        layer: Layer,
        merge_mode: str | None = "concat",
        weights: Sequence[Any] | None = None,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(layer, **kwargs)
        self.configure({"merge_mode": merge_mode, "weights": weights})
        if not hasattr(self.layer, "go_backwards"):
            raise ArgumentTypeError(f"{self} needs a recurrent layer such as LSTM(8), got {self.layer}.")
        if merge_mode not in MERGE_MODES:
            raise ArgumentError(f"{self}: merge_mode must be one of {MERGE_MODES}, got {merge_mode!r}.")
        back = not self.layer.go_backwards
        self.forward_layer = copy_of(self.layer, name=f"forward_{self.layer.name}")
        self.backward_layer = copy_of(self.layer, name=f"backward_{self.layer.name}", go_backwards=back)
        self.input_spec = self.layer.input_spec

    @property
    def return_sequences(self) -> bool:
        """Whether the layers return the outputs of all times."""
        return self.layer.return_sequences

    @property
    def inner_layers(self) -> list[Layer]:
        """The forward layer, then the backward layer."""
        return [self.forward_layer, self.backward_layer]

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """Compute the output, or both outputs."""
        take_work(self, DIRECTIONS)
        outputs = [self.run_inner(layer, inputs, mask, inputs) for layer in self.inner_layers]
        if self.layer.return_sequences:
            outputs[1] = K.reverse(outputs[1], 1)
        return MODES[self.merge_mode].call(outputs, LAST_AXIS) if self.merge_mode else outputs

    def compute_mask(self, input: Any, mask: Any = None) -> Any:
        """Pass on the mask if there is a sequence of outputs."""
        mask = self.layer.compute_mask(input, mask)
        return mask if self.merge_mode else [mask, mask]

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """Shape of the merged output, or a list of two shapes without `merge_mode`."""
        shapes = [layer.get_output_shape_for(input_shape) for layer in self.inner_layers]
        return MODES[self.merge_mode].shape(shapes, LAST_AXIS) if self.merge_mode else shapes
