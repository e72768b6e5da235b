"""Loops and choices whose derivatives are loops and choices of the same kind, and so have derivatives themselves.

TensorFlow's own derivatives of a loop keep what the steps computed: they are fast, and have no derivatives. These keep
the states before each step and compute the step again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.state import state

DERIVATIVES = "KerasfrontDerivatives"
"""The name under which they are registered."""

Tensors = Sequence[Any]
Branch = Callable[[Tensors], Tensors]
"""From what it is given to what it gives."""


@dataclass(frozen=True)
class Step:
    """What a loop does in each step.

    Attributes
    ----------
    run : callable
        (items, states, constants) -> (outputs, new states, terms). It is called again for each derivative.
    outputs : sequence of tensors or specifications
        Types and shapes of the outputs.
    sums : sequence of tensors
        Types and shapes of the terms, which are summed up over all steps.
    """

    run: Callable[[Tensors, Tensors, Tensors], tuple[Tensors, Tensors, Tensors]]
    outputs: Tensors
    sums: Tensors = ()


def loop(step: Step, sequences: Tensors, states: Tensors, constants: Tensors) -> tuple[Tensors, Tensors, Tensors]:
    """The outputs of all times, the last states, and the sums.

    sequences: of one length; the loop goes over their first axis. constants: whatever else the step needs that may have
    derivatives.
    """

    def run(items, before, fixed):
        outputs, after, terms = step.run(items, before, fixed)
        return [*outputs, *before], [of_shape(x, old.shape) for x, old in zip(after, before)], terms

    full = Step(run, [*step.outputs, *states], step.sums)
    parts = _run(full, sequences, states, constants)
    counts = [len(part) for part in parts]

    def differentiate(slopes):
        return _backwards(full, sequences, befores, states, constants, *_parted(slopes, counts))

    found = _marked([x for part in parts for x in part], [*sequences, *states, *constants], differentiate)
    outputs, last, sums = _parted(found, counts)
    outputs, befores = _parted(outputs, [len(step.outputs), len(states)])
    return outputs, last, sums


def choose(which: Any, branches: Sequence[Branch], given: Tensors) -> Tensors:
    """What the second of two branches gives if the scalar `which` holds, else the first."""

    def run(branch):
        return lambda: [tf.identity(x) for x in branch([tf.identity(x) for x in given])]

    def differentiate(slopes):
        ends = [x for x in slopes if _counts(x)]

        def of(branch):
            def run(inside):
                inside, slopes_inside = _parted(inside, [len(given), len(ends)])
                reached = [x for x, slope in zip(branch(inside), slopes) if _counts(slope)]
                return derivatives(reached, _floats(inside), slopes_inside)

            return run

        return choose(which, [of(branch) for branch in branches], [*given, *ends])

    no, yes = map(run, branches)
    return _marked(tf.compat.v1.cond(which, yes, no, strict=True), given, differentiate)


def derivatives(ys: Tensors, xs: Tensors, slopes: Tensors | None = None) -> list[Any]:
    """By each of `xs`, of the sum of `ys`, or of that weighted by `slopes`; zeros where none depends."""
    found = tf.gradients(list(ys), list(xs), slopes, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return [_dense(slope) for slope in found]


def of_shape(x: Any, shape: Any) -> Any:
    """`x`, checked to have a shape of which it may know less itself."""
    return x if x.shape.is_subtype_of(shape) else tf.ensure_shape(x, shape)


def _run(step, sequences, states, constants):
    """Outputs, last states and sums, without derivatives."""
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
    """A loop from the last step to the first, whose states are slopes. outputs, last, sums: their slopes."""
    by_outputs, by_sums = ([slope for slope in slopes if _counts(slope)] for slopes in (outputs, sums))
    by_last = [slope for slope, x in zip(last, states) if x.dtype.is_floating]
    sources = [_floats(x) for x in (sequences, states, constants)]

    def run(items, by_states, others):
        fixed, by_sums_here = _parted(others, [len(constants), len(by_sums)])
        now, before, by_outputs_here = _parted(items, [len(sequences), len(states), len(by_outputs)])
        given = [[tf.identity(x) for x in some] for some in (now, before, fixed)]
        outputs_here, after, terms = step.run(*given)
        reached = [x for x, slope in zip(outputs_here, outputs) if _counts(slope)] + _floats(after)
        reached += [x for x, slope in zip(terms, sums) if _counts(slope)]
        inside = [x for some in given for x in _floats(some)]
        found = derivatives(reached, inside, [*by_outputs_here, *by_states, *by_sums_here])
        return _parted(found, [len(x) for x in sources])

    items = [tf.reverse(x, [0]) for x in (*sequences, *befores, *by_outputs)]
    specifications = [tf.TensorSpec(x.shape[1:], x.dtype) for x in sources[0]]
    by_sequences, *rest = loop(Step(run, specifications, sources[2]), items, by_last, [*constants, *by_sums])
    return [*(tf.reverse(x, [0]) for x in by_sequences), *(x for some in rest for x in some)]


def _marked(found, given, differentiate):
    """What was found, with derivatives: `differentiate` makes of its slopes those of the floats that were given."""
    with tf.compat.v1.get_default_graph().gradient_override_map({"IdentityN": DERIVATIVES}):
        marked = tf.identity_n([*found, *given])
    for new, old in zip(marked, found):
        new.set_shape(old.shape)
    state().notes[DERIVATIVES, marked[0].op.name] = len(found), differentiate
    return marked[: len(found)]


@tf.RegisterGradient(DERIVATIVES)
def _derivatives(operation, *slopes):
    count, differentiate = state().notes[DERIVATIVES, operation.name]
    made = iter(differentiate(slopes[:count]))
    return [None] * count + [next(made) if x.dtype.is_floating else None for x in operation.inputs[count:]]


def _counts(slope):
    """Whether a slope is other than 0: TensorFlow hands in zeros where nothing depends."""
    return slope is not None and slope.op.type != "ZerosLike"


def _dense(slope):
    """Gradients of gathered rows come as slices; their sum by row is the gradient."""
    if isinstance(slope, tf.IndexedSlices):
        return tf.math.unsorted_segment_sum(slope.values, slope.indices, slope.dense_shape[0])
    return slope


def _floats(tensors):
    return [x for x in tensors if x.dtype.is_floating]


def _parted(tensors, counts):
    """Lists of so many tensors."""
    return [list(tensors[start:end]) for start, end in pairwise(accumulate(counts, initial=0))]
