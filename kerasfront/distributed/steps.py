"""Steps of training and testing that several processes make together.

A training step computes the values and the gradients of the rows of this process, times their share of the whole; adds
them up over all processes; and changes the weights by the gradients of the whole batch. So clipping, multipliers,
constraints and every rule of an optimizer see what they see in a single process. Where the backend compiles calls of
Python (`K.call_host`), that is one function, which calls the sum, and runs many batches in a call; on any other it is
two functions with the sum between them. What the processes say to each other is the same, so that they may differ in
that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.feeding import BatchesFunction, batch_by_batch
from kerasfront.backend.selection import current
from kerasfront.backend.types import Tensor, Update
from kerasfront.backend.updates import one_for_each
from kerasfront.batch_parts import BatchPart
from kerasfront.distributed.agreement import agree_on, share_variables
from kerasfront.distributed.communicator import Communicator
from kerasfront.distributed.division import Division
from kerasfront.distributed.exchange import Exchange, Function
from kerasfront.distributed.flat import Flat, flattened
from kerasfront.distributed.masks import MaskShares
from kerasfront.distributed.values import SharedValues
from kerasfront.distributed.whereabouts import Whereabouts
from kerasfront.engine.training.functions import Functions
from kerasfront.engine.training.resume import describe
from kerasfront.engine.training.step import CompiledStep
from kerasfront.engine.training.strategy import phases
from kerasfront.errors import UnsupportedOperation


class DataParallelSteps:
    """The steps of a compiled container whose batches are divided among processes.

    Parameters
    ----------
    functions : Functions
    communicator : Communicator
    part : BatchPart
    whereabouts : Whereabouts
        Is told which batch is trained on.

    Raises
    ------
    UnsupportedOperation
        If the container takes batches of one size only, keeps states from batch to batch, or adds losses that depend
        on the batch.
    """

    def __init__(
        self, functions: Functions, communicator: Communicator, part: BatchPart, whereabouts: Whereabouts
    ) -> None:
        self._functions = functions
        self._communicator = communicator
        self._part = part
        self._whereabouts = whereabouts
        self._in_graph = current().compiles_host_calls
        container = functions.container
        self._values = SharedValues(functions.graph, len(container.outputs) > 1)
        constant = {id(loss) for loss in container.get_losses_for(None)}
        if any(id(term) not in constant for term in functions.graph.terms[len(functions.description) :]):
            raise UnsupportedOperation(
                f"{container} adds losses that depend on the batch (activity_regularizer or add_loss). Whether they "
                f"are sums or means over its rows is not known, so they cannot be divided among {communicator.size} "
                "processes: write them as a loss of an output, or train in one process."
            )
        if container.stateful or any(K.int_shape(x)[0] is not None for x in container.inputs):
            raise UnsupportedOperation(
                f"{container} takes batches of one size (batch_input_shape) or is stateful. Such a batch cannot be "
                f"divided among {communicator.size} processes: build the model without a size of batches, or train it "
                "in one."
            )

    @cached_property
    def _trained(self) -> list[Tensor]:
        """The trained weights by their places in the container: names may differ from process to process."""
        trained = {id(x) for x in self._functions.trained}
        return [x for x in self._functions.container.weights if id(x) in trained]

    @cached_property
    def _layer_updates(self) -> list[Update]:
        """What the layers update, by the rows of this process: one update for each variable."""
        return one_for_each(self._functions.layer_updates)

    @cached_property
    def _changed(self) -> list[Tensor]:
        """The variables of which something is added up: first the trained ones."""
        return [*self._trained, *(variable for variable, _ in self._layer_updates)]

    @cached_property
    def _flat(self) -> Flat:
        """Layout of the gradients, then of what the layers update."""
        return Flat([K.int_shape(x) for x in self._changed])

    @cached_property
    def _exchange(self) -> Exchange:
        """The sum in a training step."""
        gradients = Flat([K.int_shape(x) for x in self._trained]).size
        means = self._flat.size - gradients
        return Exchange(self._communicator, self._part, self._values, gradients, means, self._whereabouts)

    @cached_property
    def _mine(self) -> Tensor:
        """The gradients by the rows of this process, what the layers update by them, and the values."""
        gradients = K.gradients(self._local_values[0], self._trained) if self._trained else []
        updated = [K.cast(new, K.dtype(variable)) for variable, new in self._layer_updates]
        return flattened([*gradients, *updated, *self._values.summed(self._local_values)])

    @cached_property
    def _whole(self) -> Tensor:
        """The gradients of the whole batch, and the means of what the layers update."""
        if self._in_graph:
            return K.call_host(self._mine, self._exchange, self._exchange)
        return K.placeholder((self._flat.size,), name="gradients of all processes")

    @cached_property
    def _separated(self) -> list[Tensor]:
        return self._flat.tensors(self._whole, [K.dtype(x) for x in self._changed])

    @cached_property
    def loss(self) -> Tensor:
        """A scalar whose gradients are those of the whole batch."""
        pairs = zip(self._trained, self._separated)
        nothing = K.sum(0.0 * K.stop_gradient(self._whole))
        return sum((K.sum(p * K.stop_gradient(g)) for p, g in pairs), nothing)

    @property
    def layer_updates(self) -> list[Update]:
        """The means over all processes."""
        return list(zip(self._changed, self._separated))[len(self._trained) :]

    @cached_property
    def _shares(self) -> Tensor:
        """Rows of the shares of this process, all alike: those of the outputs, then that of the rows."""
        return K.placeholder((None, len(self._functions.description) + 1), name="shares")

    @cached_property
    def _local_values(self) -> list[Tensor]:
        """The values of this process; the loss is its part of the loss of the whole batch."""
        graph, shares = self._functions.graph, self._shares[0]
        outputs = len(self._functions.description)
        parts = [term * shares[min(i, outputs)] for i, term in enumerate(graph.terms)]
        return [sum(parts[1:], parts[0]), *self._functions.values[1:]]

    def train(self) -> CompiledStep:
        """Compile a training step."""
        functions, phase = self._functions, phases()
        inputs = [*functions.inputs, self._shares, *phase]
        kept, updates = self._values.kept(self._local_values), functions.updates
        if self._in_graph:
            function = K.function(inputs, kept, updates, **functions.options)
            several = K.over_batches(function)
        else:
            compute = K.function(inputs, [*kept, self._mine], **functions.options)
            change = K.function([self._whole], [], updates, **functions.options)
            function = self._exchange.between(compute, change)
            several = batch_by_batch(function)
        return DataParallelStep(functions, self._exchange, function, several, [1 for _ in phase], self._begin)

    def _begin(self) -> None:
        """Make the weights and the state of all processes equal, before the first batch."""
        agree_on(self._communicator, describe(self._functions.container))
        share_variables(self._communicator, self._functions.state)

    def test(self) -> CompiledStep:
        """Compile the function of testing."""
        functions, values = self._functions, self._values
        exchange = Exchange(self._communicator, self._part, values)
        outputs = [*values.kept(self._local_values), flattened(values.summed(self._local_values))]
        compute = K.function([*functions.inputs, self._shares], outputs, **functions.options)
        function = exchange.between(compute)
        return DataParallelStep(functions, exchange, function, batch_by_batch(function))


class DataParallelStep(CompiledStep):
    """A step of which each process makes its part.

    Its arrays are those of the rows of this process, then its shares.

    Parameters
    ----------
    functions : Functions
    exchange : Exchange
        What the functions call in each batch.
    function : callable
        Runs a batch of some rows with their shares, and returns what is kept of them.
    several : callable
        Runs several batches.
    rest : list
        What these functions get beside them.
    begin : callable, optional
        Called before the first batch.
    """

    shared = True

    def __init__(
        self,
        functions: Functions,
        exchange: Exchange,
        function: Function,
        several: BatchesFunction,
        rest: Sequence[Any] = (),
        begin: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(function, functions.inputs, rest)
        self._exchange = exchange
        self._several = several
        self._begin = begin
        communicator = exchange.communicator
        self._division = Division(communicator.rank, communicator.size, len(functions.graph.sample_weights))
        self.cut = self._division.cut
        self._masks = MaskShares(functions, communicator)

    def part(self, arrays: Sequence[Any]) -> list[Any]:
        """Return the part of this process in a batch."""
        return self.cut(arrays, [slice(0, int(arrays[0].shape[0]))])

    def agreed(self, batches: int) -> int:
        """Return the number of the first process: how long a batch took is different in each."""
        communicator = self._exchange.communicator
        number = np.array([0 if communicator.rank else batches], "float64")
        communicator.sum(number)
        return int(number[0])

    def __call__(self, arrays: Sequence[Any]) -> list[Any]:
        """Run a batch of all processes, and return its values, the same in each process."""
        self.last = arrays[:-1]
        return self._run(lambda given, _: [list(self._function(given))], arrays, [len(arrays[-1])])[0]

    @cached_property
    def over_batches(self) -> BatchesFunction:
        """Run several batches of all processes: given are the rows of this process, and the sizes of whole batches."""
        return lambda arrays, sizes: self._run(self._several, arrays, [*map(self._division.computed, sizes)])

    def _run(self, function: BatchesFunction, arrays: Sequence[Any], sizes: Sequence[int]) -> list[list[Any]]:
        """Run batches by a function, and return the values of each; this process computes `sizes` rows of them."""
        if self._begin is not None:
            self._begin()
            self._begin = None
        shares = self._masks.shares(arrays, sizes)
        ends = np.cumsum(sizes) - 1
        batches = [self._division.part(rows, shares[end]) for rows, end in zip(sizes, ends)]
        with self._exchange.of_batches(batches):
            kept = function([*arrays[:-1], shares, *self._rest], sizes)
        return self._exchange.whole(kept)
