"""Mistakes that a backend is likely to make, each of which the conformance suite finds.

Each test runs one case of the suite on a backend of ours in which some operations are replaced by wrong ones.
"""

import time

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.errors import ArgumentError
from kerasfront.testing.conformance import suite
from kerasfront.testing.conformance.check import check

CASES = {case.name: case for cases in suite.families().values() for case in cases}


def findings(name):
    return "\n".join(check([CASES[name]])[0])


def clipped(clip, x, min_value, max_value):
    """Without a gradient on the bounds."""
    inside = K.cast(K.greater(x, min_value), "float32") * K.cast(K.lesser(x, max_value), "float32")
    return inside * x + (1.0 - inside) * K.stop_gradient(clip(x, min_value, max_value))


def one_sided(extreme, x, axis, keepdims):
    """The gradient goes to the first of equal extremes."""
    hit = K.one_hot(K.argmax(x, axis[0]), K.shape(x)[axis[0]])
    return K.sum(hit * x, axis[0], keepdims)


def chosen_gradient(sqrt, x):
    """A root whose gradient at 0 is kept finite."""
    return sqrt(K.maximum(x, 1e-12)) - 1e-6


def shared(pool, x, *arguments):
    """Equal maxima of windows of two elements along each axis share the gradient."""
    lengths = (2, 2) if K.ndim(x) == 4 else (1, 2, 2)
    places = [(slice(None), *(slice(i, i + 2) for i in place)) for place in np.ndindex(*lengths)]
    windows = [K.max(K.reshape(x[place], (-1, 2 ** len(lengths))), 1, keepdims=True) for place in places]
    return K.reshape(K.concatenate(windows, 1), (-1, *lengths, 1))


WRONG_GRADIENTS = {
    "abs[gradient]": ("abs", lambda abs, x: K.maximum(x, -x)),
    "rectify[gradient]": ("rectify", lambda rectify, x: K.maximum(x, 0.0)),
    "relu[gradient with alpha]": ("rectify", lambda rectify, x: K.maximum(x, 0.0)),
    "elu[gradient]": ("elu", lambda elu, x, alpha: K.where(K.lesser(x, 0.0), elu(x, alpha), x)),
    "pool2d[gradient of equals tf valid]": ("pool2d", shared),
    "pool3d[gradient of equals tf valid]": ("pool3d", shared),
    "clip[gradient on the bounds]": ("clip", clipped),
    "sqrt[gradient]": ("sqrt", chosen_gradient),
    "sqrt[gradient of what is above 0]": ("rectify", lambda rectify, x: 0.5 * (x + K.abs(x))),
    "maximum[gradient where equal]": ("maximum", lambda maximum, x, y: 0.5 * (x + y + K.abs(x - y))),
    "minimum[gradient where equal]": ("minimum", lambda minimum, x, y: minimum(y, x)),
    "max[gradient of equals in rows]": ("max", one_sided),
    "prod[gradient with a zero]": ("prod", lambda prod, x, axis, keepdims: K.exp(K.sum(K.log(x), axis, keepdims))),
}


@pytest.mark.parametrize("name", WRONG_GRADIENTS)
def test_wrong_gradient_at_a_kink_is_found(name, replace):
    replace(*WRONG_GRADIENTS[name])
    assert "value at" in findings(name)


def test_second_gradient_of_elu_from_the_left_is_found(replace):
    replace("elu", lambda elu, x, alpha: K.where(K.greater(x, 0.0), x, alpha * (K.exp(K.minimum(x, 0.0)) - 1.0)))
    assert "value at" in findings("elu[gradient]")


def test_second_gradient_that_is_held_back_is_found(replace):
    replace("gradients", lambda gradients, *args: [K.stop_gradient(x) + 0.0 * args[1][0] for x in gradients(*args)])
    assert "value at" in findings("rectify[gradient its product with x]")


def both_computed(switch, condition, then, otherwise):
    """Both branches are computed, and one is taken."""
    then, otherwise = (branch() if callable(branch) else branch for branch in (then, otherwise))
    return K.where(K.cast(condition, "float32") + 0.0 * K.sum(then), then, otherwise)


@pytest.mark.parametrize("op", ["switch", "in_train_phase", "in_test_phase"])
def test_branch_that_is_computed_although_not_chosen_is_found(op, replace):
    replace("switch", both_computed)
    assert "ArgumentError" in findings(f"{op}[the other branch is not computed]")


@pytest.mark.parametrize("label", ["function", "tensor"])
def test_draw_that_is_made_although_not_chosen_is_found(label, replace):
    replace("switch", both_computed)
    assert "moves the streams of training" in findings(f"in_train_phase[draws of a {label}]")


def test_inputs_that_must_be_placeholders_are_found(replace):
    def function(function, inputs, outputs, updates=(), **options):
        """Placeholders take the place of inputs from the middle, of which the outputs know nothing."""
        return function([K.placeholder(ndim=K.ndim(x)) for x in inputs], outputs, updates, **options)

    replace("function", function)
    assert "fails with" in findings("function[inputs from the middle of a graph]")


def test_updates_that_get_lost_between_threads_are_found(replace):
    def function(function, inputs, outputs, updates=(), **options):
        """State is read before a call and written after it, without a lock."""
        variables = [variable for variable, _ in updates]
        news, compute = [new for _, new in updates], function(inputs, [*outputs, *(new for _, new in updates)], [])

        def run(arrays):
            results = compute(arrays)
            time.sleep(1e-4)
            for variable, value in zip(variables, results[len(outputs) :]):
                K.set_value(variable, value)
            return results[: len(outputs)]

        return run if news else compute

    replace("function", function)
    assert "updates are lost" in findings("function[threads: two train one variable]")


def test_mean_of_nothing_that_is_a_number_is_found(replace):
    def mean(mean, x, axis, keepdims):
        (count,) = [K.cast(K.shape(x)[i], "float32") for i in axis]
        return K.sum(x, axis, keepdims) / K.maximum(count, 1.0)

    replace("mean", mean)
    assert "value at (0,) is 0.0, expected nan" in findings("mean[empty axis=0]")


def test_sample_that_is_added_to_an_empty_batch_is_found(replace):
    def never_empty(pool2d, x, *arguments):
        more = K.zero_pad(x, [(0, 1), (0, 0), (0, 0), (0, 0)])
        return pool2d(K.gather(more, K.arange(0, K.maximum(K.shape(x)[0], 1))), *arguments)

    replace("pool2d", never_empty)
    assert "shape (1, 2, 2, 2)" in findings("pool2d[empty batch tf valid max (2,2) (2,2)]")
    assert "value" not in findings("pool2d[tf valid max (2,2) (2,2)]")


@pytest.mark.parametrize("label", ["out of range", "out of range, in a loop"])
def test_index_that_is_moved_into_the_range_is_found(label, replace):
    def gather(gather, reference, indices):
        return gather(reference, K.minimum(K.maximum(indices, 0), K.shape(reference)[0] - 1))

    replace("gather", gather)
    assert "the indices [0, 4] are taken" in findings(f"gather[{label}]")


def test_failure_that_updates_all_the_same_is_found(replace):
    def function(function, inputs, outputs, updates=(), **options):
        compute, update = function(inputs, outputs, []), function(inputs, [], updates)

        def run(arrays):
            update(arrays)
            return compute(arrays)

        return run

    replace("function", function)
    assert "a function that fails updates a variable" in findings("gather[out of range]")


@pytest.mark.parametrize("op", ["map_fn", "scan", "rnn"])
def test_loop_that_stays_open_after_an_interruption_is_found(op, replace):
    within = []

    def scan(scan, step_function, sequences, states):
        within.append(step_function)
        made = scan(step_function, sequences, states)
        within.pop()  # not if it is interrupted
        return made

    def function(function, inputs, outputs, updates=(), **options):
        if within:
            raise ArgumentError("What is built within a loop cannot be computed outside of it.")
        return function(inputs, outputs, updates, **options)

    replace("scan", scan)
    replace("function", function)
    assert "within a loop" in findings(f"{op}[interrupted]")


@pytest.mark.parametrize("what", ["arrays", "results"])
@pytest.mark.parametrize("op", ["function", "over_batches"])
def test_arrays_that_are_kept_are_found(op, what, replace):
    kept = []

    def function(function, inputs, outputs, updates=(), **options):
        run = function(inputs, outputs, updates, **options)

        def keeping(arrays):
            results = run(arrays)
            kept.append(arrays if what == "arrays" else [np.array(result) for result in results])
            return results

        return keeping

    replace("function", function)
    replace("over_batches", lambda over_batches, step: in_chunks(step))
    expected = {"arrays": "arrays that were fed are kept", "results": "calls with 4 MB each leave"}[what]
    assert expected in findings(f"{op}[memory of many calls]")


def in_chunks(step):
    return lambda arrays, sizes: [step([part]) for part in np.split(arrays[0], np.cumsum(sizes)[:-1])]
