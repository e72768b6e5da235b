"""The base of recurrent layers: the loop over time, states and masks."""

# Classic Keras names the parameters of these methods differently from class to class.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import StepFunction, Unpack
from kerasfront.engine.topology import InputSpec, Layer
from kerasfront.engine.topology.active import on_own_backend
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.engine.topology.limits import LOOP, STEP, take_parameters, take_work
from kerasfront.errors import ArgumentError

CONSUME_LESS = ("cpu", "mem", "gpu")


class Recurrent(Layer):
    """Base of recurrent layers, which apply a step to each time of a sequence.

    ``output_t, states_t = step(x_t, states_{t-1})``

    A subclass gives the number of its states in `nb_states` and computes one step in `step`.

    Parameters
    ----------
    weights : list of arrays, optional
        Initial weights, in the order of `get_weights`.
    return_sequences : bool
        Whether to return the outputs of all times, (samples, time, ...), or that of the last step, (samples, ...).
    go_backwards : bool
        Whether to read the sequence from its end; the outputs are in the order of the steps.
    stateful : bool
        Whether the last states of a batch are the initial states of the next; needs a fixed number of samples.
    unroll : bool
        Whether the graph has a copy of the step for each time, in place of a loop; needs a known length.
    consume_less : str
        'cpu' and 'gpu' multiply the inputs of all times by W at once, 'mem' does so in each step. 'gpu' has one W, U
        and b for all gates, instead of one for each.
    input_dim, input_length : int, optional
        Features and times of the input, for a first layer without `input_shape`.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Attributes
    ----------
    states : list of variables, or of None
        The states that a stateful layer keeps between batches, once it is built.

    Notes
    -----
    Input: (samples, time, input_dim). Output: (samples, output_dim), or (samples, time, output_dim) with
    `return_sequences`. A masked step repeats the output and states of the step before.

    Examples
    --------
    >>> from kerasfront.layers import LSTM
    >>> from kerasfront.models import Sequential
    >>> layers = [LSTM(32, return_sequences=True, input_shape=(10, 64)), LSTM(8)]
    >>> Sequential(layers).output_shape
    (None, 8)
    """

    input_ndim = 3
    supports_masking = True
    nb_states = 1
    output_dim: int
    return_sequences: bool
    go_backwards: bool
    unroll: bool
    consume_less: str
    input_dim: int | None
    input_length: int | None

    def __init__(
        self,
        weights: Sequence[Any] | None = None,
        return_sequences: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        consume_less: str = "cpu",
        input_dim: int | None = None,
        input_length: int | None = None,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())
        if consume_less not in CONSUME_LESS:
            raise ArgumentError(f"{self}: consume_less must be one of {CONSUME_LESS}, got {consume_less!r}.")
        self.input_spec = [InputSpec(ndim=self.input_ndim)]

    def _states(self) -> list[Any]:
        """The attribute `states`, or as many None, if the `build` of a subclass did not create them yet."""
        return getattr(self, "states", [None] * self.nb_states)

    def step(self, x: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        """Compute one step: (input of one time, states and constants) -> (output, new states)."""
        raise NotImplementedError(f"{self} must define step(x, states)")

    def preprocess_input(self, x: Any) -> Any:
        """Compute before the loop what is possible for the inputs of all times at once."""
        return x

    def get_constants(self, x: Any) -> list[Any]:
        """Make the constants, which `step` gets after the states: tensors, numbers, or lists of these."""
        return []

    def state_shape(self, input_shape: Any) -> tuple[int, ...]:
        """Shape of each state, without the samples axis."""
        return (self.output_dim,)

    def get_initial_states(self, x: Any) -> list[Any]:
        """Make states of zeros for the samples of `x`."""
        shape = self.state_shape(K.int_shape(x))
        key = slice(None), *[0] * (K.ndim(x) - 1 - len(shape)), *[slice(1)] * len(shape)
        of_samples = K.zeros_like(x[key])
        return [K.tile(of_samples, (1, *shape))] * len(self._states())

    @on_own_backend
    def reset_states(self) -> None:
        """Reset the states that are kept between batches to zero.

        Raises
        ------
        ArgumentError
            If the layer is not stateful, or the number of samples is unknown.
        """
        shape = (self.input_spec[0].shape if self.input_spec else None) or (None,)
        if not self.stateful:
            raise ArgumentError(f"{self} keeps no states between batches: make it with stateful=True.")
        full: tuple[Any, ...] = (shape[0], *self.state_shape(shape)) if shape[0] else (None,)
        if None in full:
            raise ArgumentError(
                f"{self} is stateful and needs a fixed number of samples: give the first layer batch_input_shape="
                "(samples, time, ...), or Input its batch_shape; only the size of time may be None."
            )
        self._expect_input(shape)  # becomes part of the configuration
        states = self._states()
        if states[0] is None:
            take_parameters(self, (len(states), *full))
            self.states = [K.zeros(full) for _ in states]
        else:
            K.batch_set_value([(state, np.zeros(full)) for state in states])

    def call(self, x: Any, mask: Any = None) -> Any:
        """Run the loop."""
        length = K.int_shape(x)[1]
        if length == 0:
            raise ArgumentError(f"{self} needs at least one time step, got an input of shape {K.int_shape(x)}.")
        if self.unroll and length is None:
            raise ArgumentError(
                f"{self} has unroll=True, but the length of its input is unknown: give input_length or a complete "
                "input_shape, or leave unroll out."
            )
        if self.unroll and length is not None:
            take_work(self, STEP * length)
        first = self.states if self.stateful else self.get_initial_states(x)
        last, outputs, states = self.loop(x, first, mask)
        if self.stateful:
            self.add_update([K.update(old, new) for old, new in zip(self.states, states)], x)
        return outputs if self.return_sequences else last

    def loop(self, x: Any, initial_states: list[Any], mask: Any) -> tuple[Any, Any, list[Any]]:
        """Run all steps, and return the last output, all outputs, and the last states."""
        return self.repeated(self.step, self.preprocess_input(x), initial_states, mask, self.get_constants(x))

    def repeated(
        self, step: StepFunction, inputs: Any, initial_states: list[Any], mask: Any, constants: list[Any]
    ) -> tuple[Any, Any, list[Any]]:
        """Call `K.rnn` with the arguments of the layer."""
        length = K.int_shape(inputs)[1]
        take_work(self, 0 if self.unroll else LOOP)
        return K.rnn(step, inputs, initial_states, self.go_backwards, mask, constants, self.unroll, length)

    def compute_mask(self, input: Any, mask: Any = None) -> Any:
        """Pass on the mask if there is a sequence of outputs."""
        return mask if self.return_sequences else None

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """Shape (samples, time, ...) with `return_sequences`, else (samples, ...)."""
        times = (input_shape[1],) if self.return_sequences else ()
        return (input_shape[0], *times, *self.state_shape(input_shape))
