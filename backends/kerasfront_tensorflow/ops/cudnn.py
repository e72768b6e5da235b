"""The loop of an LSTM by cuDNN, on GPUs.

References
----------
NVIDIA: cuDNN API, cudnnRNNMode_t and cudnnGetRNNWeightParams
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops.recurrence import RecurrenceCompound, step_by_step
from kerasfront_tensorflow.state import state

GATES = 4


def recurrence(x: Any, kernel: Any, states: Sequence[Any]) -> tuple[Any, list[Any]]:
    """The outputs of all steps, (samples, times, units), and the last states of an LSTM; see `K.gated_rnn`."""
    made = run(tf.transpose(x, (1, 0, 2)), *(x[None] for x in states), parameters(kernel))
    operation = made[0].op
    state().gradient_notes[RecurrenceCompound, operation.name] = CudnnCompound(operation, [x, kernel, *states])
    outputs, *last = made
    outputs.set_shape((x.shape[1], x.shape[0], kernel.shape[0]))
    return tf.transpose(outputs, (1, 0, 2)), [x[0] for x in last]


def run(x: Any, h: Any, c: Any, parameters: Any) -> tuple[Any, Any, Any]:
    """Run the operation: x is (times, samples, features), the states have an axis of layers before the others."""
    made = tf.raw_ops.CudnnRNN(input=x, input_h=h, input_c=c, params=parameters, rnn_mode="lstm", is_training=True)
    return made.output, made.output_h, made.output_c


def parameters(kernel: Any) -> Any:
    """Lay out the parameters of cuDNN, a vector.

    It has the kernels of the input by gate, those of the state, and two biases for each gate. The gates are i, f,
    candidate and o, as ours; each kernel is (units, features). The input is what it adds to all gates, of which a gate
    takes its part by a kernel of zeros and ones.

    Parameters
    ----------
    kernel : tensor
        The recurrent kernel, shape (units, 4 * units).
    """
    width = tf.shape(kernel)[1]
    of_input = tf.reshape(tf.eye(width, dtype=kernel.dtype), (-1,))
    of_state = tf.reshape(tf.transpose(kernel), (-1,))
    return tf.concat([of_input, of_state, tf.zeros(2 * width, kernel.dtype)], 0)


class CudnnCompound:
    """An LSTM by cuDNN, to be built again step by step; see `second_gradients.Compound`."""

    loops, gradients = True, False

    def __init__(self, operation: Any, inputs: Sequence[Any]) -> None:
        self._operation = operation
        self.inputs = [x.op.outputs[x.value_index] for x in inputs]

    def built(self, values: Mapping[str, Any]) -> dict[str, Any]:
        x, kernel, *states = [values.get(x.name, x) for x in self.inputs]
        outputs, last = step_by_step("lstm", "sigmoid", x, None, [], kernel, states)
        found = [outputs, *(x[None] for x in last)]
        return {old.name: new for old, new in zip(self._operation.outputs, found)}
