"""Steps of training and testing that several processes make together.

A training step is two functions with one sum between them. The first computes the values and the gradients of the rows
of this process, times their share of the whole; the second changes the weights by the gradients of the whole batch. So
clipping, multipliers, constraints and every rule of an optimizer see what they see in a single process, on any backend.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Update
from kerasfront.batch_parts import BatchPart
from kerasfront.distributed.agreement import agree_on, share_variables
from kerasfront.distributed.communicator import Communicator
from kerasfront.distributed.division import Division
from kerasfront.distributed.flat import Flat
from kerasfront.distributed.masks import MaskShares
from kerasfront.distributed.values import SharedValues
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

    Raises
    ------
    UnsupportedOperation
        If the container takes batches of one size only, keeps states from batch to batch, or adds losses that depend
        on the batch.
    """

    def __init__(self, functions: Functions, communicator: Communicator, part: BatchPart) -> None:
        self._functions = functions
        self._communicator = communicator
        self._part = part
        container = functions.container
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
    def _flat(self) -> Flat:
        """Layout of the gradients, then of what the layers update."""
        return Flat([K.int_shape(x) for x in (*self._trained, *self._updated)])

    @cached_property
    def _updated(self) -> list[Tensor]:
        """Variables that layers update."""
        return list({id(x): x for x, _ in self._functions.layer_updates}.values())

    @cached_property
    def _whole(self) -> Tensor:
        """The gradients of the whole batch, and the means of what the layers updated."""
        return K.placeholder((self._flat.size,), name="gradients of all processes")

    @cached_property
    def _separated(self) -> list[Tensor]:
        return self._flat.tensors(self._whole, [K.dtype(x) for x in (*self._trained, *self._updated)])

    @cached_property
    def loss(self) -> Tensor:
        """A scalar whose gradients are those of the whole batch."""
        pairs = zip(self._trained, self._separated)
        return sum((K.sum(p * K.stop_gradient(g)) for p, g in pairs), K.sum(0.0 * self._whole))

    @property
    def layer_updates(self) -> list[Update]:
        """The means over all processes."""
        return list(zip(self._updated, self._separated[len(self._trained) :]))

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
        """Compile the two functions of a training step."""
        functions, phase = self._functions, phases()
        updates = functions.updates
        gradients = K.gradients(self._local_values[0], self._trained) if self._trained else []
        flat = [self._flat.tensor(gradients)] if gradients else []
        inputs = [*functions.inputs, self._shares]
        compute = K.function(
            [*inputs, *phase], [*self._local_values, *flat], functions.layer_updates, **functions.options
        )
        change = K.function([self._whole], [], updates, **functions.options)
        step = WeightStep(change, self._flat.size, self._updated, self._begin)
        return DataParallelStep(functions, self._communicator, self._part, compute, [1 for _ in phase], step)

    def _begin(self) -> None:
        """Make the weights and the state of all processes equal, before the first batch."""
        agree_on(self._communicator, describe(self._functions.container))
        share_variables(self._communicator, self._functions.state)

    def test(self) -> CompiledStep:
        """Compile the function of testing."""
        functions = self._functions
        inputs = [*functions.inputs, self._shares]
        compute = K.function(inputs, self._local_values, **functions.options)
        return DataParallelStep(functions, self._communicator, self._part, compute)


class WeightStep:
    """The part of a training step that changes the weights, by the sum of the gradients.

    Parameters
    ----------
    function : callable
        Changes the weights by the gradients of the whole batch, and sets what layers update.
    size : int
        Number of elements of both.
    updated : list of variables
        What layers update.
    begin : callable
        Called before the first batch.
    """

    def __init__(
        self,
        function: Callable[[Sequence[Any]], Any],
        size: int,
        updated: Sequence[Tensor],
        begin: Callable[[], None],
    ) -> None:
        self._function = function
        self._begin = begin
        self._begun = False
        self.size = size
        self._updated = updated

    def begin(self) -> None:
        """Prepare for the first batch."""
        if not self._begun:
            self._begin()
            self._begun = True

    def fill(self, buffer: np.ndarray, gradients: Sequence[np.ndarray], share: float) -> None:
        """Write the part of this process: its gradients, then what the layers updated times the share of its rows."""
        pieces = [*gradients, *(share * x.ravel() for x in K.batch_get_value(self._updated))]
        if pieces:
            np.concatenate(pieces, out=buffer, casting="same_kind")

    def __call__(self, whole: np.ndarray) -> None:
        """Change the weights."""
        self._function([whole])


class DataParallelStep(CompiledStep):
    """A step of which each process makes its part.

    Its arrays are those of the rows of this process, then its shares.

    Parameters
    ----------
    functions : Functions
    communicator : Communicator
    part : BatchPart
    compute : callable
        Computes the values, and in training the gradients, of some rows with their shares.
    rest : list
        What it gets beside them.
    change : WeightStep, optional
        What changes the weights, in training.
    """

    def __init__(
        self,
        functions: Functions,
        communicator: Communicator,
        part: BatchPart,
        compute: Callable[[Sequence[Any]], Any],
        rest: Sequence[Any] = (),
        change: WeightStep | None = None,
    ) -> None:
        super().__init__(compute, functions.inputs, rest, one_by_one=True)
        self._communicator = communicator
        self._part = part
        self._division = Division(communicator.rank, communicator.size, len(functions.graph.sample_weights))
        self.cut = self._division.cut
        self._masks = MaskShares(functions, communicator)
        self._values = SharedValues(functions.graph, len(functions.container.outputs) > 1)
        self._change = change
        self._buffer = np.empty(0, K.floatx())

    def part(self, arrays: Sequence[Any]) -> list[Any]:
        """Return the part of this process in a batch."""
        return self.cut(arrays, [slice(0, int(arrays[0].shape[0]))])

    def __call__(self, arrays: Sequence[Any]) -> list[Any]:
        """Run a batch of all processes, and return its values, the same in each process."""
        if self._change:
            self._change.begin()
        shares = self._masks.shares(arrays)
        self.last = arrays[:-1]
        rows, share = len(shares), float(shares[0, -1])
        with self._part.of_batch(self._division.first(rows, share), rows, counts=share > 0):
            found = self._function([*arrays[:-1], shares, *self._rest])
        count = self._values.count
        mine = self._values.mine(found[:count], shares[0])
        size = self._change.size if self._change else 0
        if len(self._buffer) != size + mine.size:
            self._buffer = np.empty(size + mine.size, K.floatx())
        self._buffer[size:] = mine
        if self._change:
            self._change.fill(self._buffer[:size], found[count:], share)
        self._communicator.sum(self._buffer)
        if self._change:
            self._change(self._buffer[:size])
        return self._values.whole(self._buffer[size:].copy(), found[:count], shares[0], self._communicator)
