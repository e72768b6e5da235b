"""Loops and branches whose gradients are loops and branches of the same kind, and so have gradients themselves.

TensorFlow's own gradient of a loop keeps what the steps computed: it is fast, and has no gradient. This one keeps the
states before each step and computes the step again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.state import state

GRADIENT = "KerasfrontGradient"
"""The name that the gradient of a loop or branch is registered under."""

Tensors = Sequence[Any]
Branch = Callable[[Tensors], Tensors]
"""From inputs to outputs."""


@dataclass(frozen=True)
class LoopStep:
    """The computation of a loop in each step.

    Attributes
    ----------
    run : callable
        (items, states, constants) -> (outputs, new states, terms). It is called again for each gradient.
    outputs : sequence of tensors or specifications
        Types and shapes of the outputs.
    sums : sequence of tensors
        Types and shapes of the terms, which are summed up over all steps.
    """

    run: Callable[[Tensors, Tensors, Tensors], tuple[Tensors, Tensors, Tensors]]
    outputs: Tensors
    sums: Tensors = ()


def loop(step: LoopStep, sequences: Tensors, states: Tensors, constants: Tensors) -> tuple[Tensors, Tensors, Tensors]:
    """Repeat a step along the first axis of sequences.

    Parameters
    ----------
    step : LoopStep
    sequences : sequence of tensors
        Of one length.
    states : sequence of tensors
        The initial states.
    constants : sequence of tensors
        Whatever else the step takes that gradients may be wanted of.

    Returns
    -------
    outputs : sequence of tensors
        Stacked along the first axis.
    states : sequence of tensors
        The last states.
    sums : sequence of tensors
        The sums of the terms over all steps.
    """

    def run(items, before, fixed):
        outputs, after, terms = step.run(items, before, fixed)
        return [*outputs, *before], [with_shape(x, old.shape) for x, old in zip(after, before)], terms

    full = LoopStep(run, [*step.outputs, *states], step.sums)
    parts = _run(full, sequences, states, constants)
    counts = [len(part) for part in parts]

    def differentiate(gradients):
        return _backwards(full, sequences, befores, states, constants, *_split(gradients, counts))

    found = _with_gradient([x for part in parts for x in part], [*sequences, *states, *constants], differentiate)
    outputs, last, sums = _split(found, counts)
    outputs, befores = _split(outputs, [len(step.outputs), len(states)])
    return outputs, last, sums


def choose(which: Any, branches: Sequence[Branch], given: Tensors) -> Tensors:
    """The outputs of the second of two branches if the scalar `which` holds, else those of the first."""

    def run(branch):
        return lambda: [tf.identity(x) for x in branch([tf.identity(x) for x in given])]

    def differentiate(gradients):
        ends = [x for x in gradients if _matters(x)]

        def of(branch):
            def run(inside):
                inside, gradients_inside = _split(inside, [len(given), len(ends)])
                reached = [x for x, gradient in zip(branch(inside), gradients) if _matters(gradient)]
                return dense_gradients(reached, _floats(inside), gradients_inside)

            return run

        return choose(which, [of(branch) for branch in branches], [*given, *ends])

    no, yes = map(run, branches)
    return _with_gradient(tf.compat.v1.cond(which, yes, no, strict=True), given, differentiate)


def dense_gradients(ys: Tensors, xs: Tensors, weights: Tensors | None = None) -> list[Any]:
    """The gradients of the sum of `ys`, which may be weighted, with respect to `xs`; zeros where nothing depends."""
    found = tf.gradients(list(ys), list(xs), weights, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return [_dense(gradient) for gradient in found]


def with_shape(x: Any, shape: Any) -> Any:
    """The tensor `x` with a static shape, which is checked when it runs if `x` does not say as much."""
    return x if x.shape.is_subtype_of(shape) else tf.ensure_shape(x, shape)


def _run(step, sequences, states, constants):
    """Outputs, last states and sums, without gradients."""
    count = sequences[0].shape[0] or tf.shape(sequences[0])[0]
    readers = [tf.TensorArray(x.dtype, count).unstack(x) for x in sequences]
    writers = [tf.TensorArray(x.dtype, count, element_shape=x.shape) for x in step.outputs]

    def body(t, writers, sums, before):
        inside = [tf.identity(x) for x in constants]
        outputs, after, terms = step.run([reader.read(t) for reader in readers], list(before), inside)
        writers = [writer.write(t, x) for writer, x in zip(writers, outputs)]
        return t + 1, writers, [total + x for total, x in zip(sums, terms)], after

    start = 0, writers, [tf.zeros_like(x) for x in step.sums], list(states)
    _, writers, sums, last = tf.compat.v1.while_loop(lambda t, *_: t < count, body, start, back_prop=False)
    return [writer.stack() for writer in writers], last, sums


def _backwards(step, sequences, befores, states, constants, outputs, last, sums):
    """A loop from the last step to the first, whose states are gradients. outputs, last, sums: their gradients."""
    by_outputs, by_sums = ([gradient for gradient in gradients if _matters(gradient)] for gradients in (outputs, sums))
    by_last = [gradient for gradient, x in zip(last, states) if x.dtype.is_floating]
    sources = [_floats(x) for x in (sequences, states, constants)]

    def run(items, by_states, others):
        fixed, by_sums_here = _split(others, [len(constants), len(by_sums)])
        now, before, by_outputs_here = _split(items, [len(sequences), len(states), len(by_outputs)])
        given = [[tf.identity(x) for x in some] for some in (now, before, fixed)]
        outputs_here, after, terms = step.run(*given)
        reached = [x for x, gradient in zip(outputs_here, outputs) if _matters(gradient)] + _floats(after)
        reached += [x for x, gradient in zip(terms, sums) if _matters(gradient)]
        inside = [x for some in given for x in _floats(some)]
        found = dense_gradients(reached, inside, [*by_outputs_here, *by_states, *by_sums_here])
        return _split(found, [len(x) for x in sources])

    items = [tf.reverse(x, [0]) for x in (*sequences, *befores, *by_outputs)]
    specifications = [tf.TensorSpec(x.shape[1:], x.dtype) for x in sources[0]]
    by_sequences, *rest = loop(LoopStep(run, specifications, sources[2]), items, by_last, [*constants, *by_sums])
    return [*(tf.reverse(x, [0]) for x in by_sequences), *(x for some in rest for x in some)]


def _with_gradient(found, given, differentiate):
    """The tensors `found`, with a gradient.

    differentiate: from the gradients of `found` to those of the floating-point tensors in `given`.
    """
    with tf.compat.v1.get_default_graph().gradient_override_map({"IdentityN": GRADIENT}):
        marked = tf.identity_n([*found, *given])
    for new, old in zip(marked, found):
        new.set_shape(old.shape)
    state().gradient_notes[GRADIENT, marked[0].op.name] = len(found), differentiate
    return marked[: len(found)]


@tf.RegisterGradient(GRADIENT)
def _gradient(operation, *gradients):
    count, differentiate = state().gradient_notes[GRADIENT, operation.name]
    made = iter(differentiate(gradients[:count]))
    return [None] * count + [next(made) if x.dtype.is_floating else None for x in operation.inputs[count:]]


def _matters(gradient):
    """Whether a gradient may be other than 0: TensorFlow passes ZerosLike where nothing depends."""
    return gradient is not None and gradient.op.type != "ZerosLike"


def _dense(gradient):
    """A gradient as a tensor: those of gathered rows come as slices, to be summed by row."""
    if isinstance(gradient, tf.IndexedSlices):
        return tf.math.unsorted_segment_sum(gradient.values, gradient.indices, gradient.dense_shape[0])
    return gradient


def _floats(tensors):
    return [x for x in tensors if x.dtype.is_floating]


def _split(tensors, counts):
    """Split tensors into lists of the given lengths."""
    return [list(tensors[start:end]) for start, end in pairwise(accumulate(counts, initial=0))]
