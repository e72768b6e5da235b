"""Elementwise updates run as one operation, and compute what they compute one by one."""

import functools

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront import optimizers
from kerasfront.constraints import maxnorm, nonneg
from kerasfront.layers import BatchNormalization, Dense, Embedding, Flatten
from kerasfront.models import Sequential
from kerasfront_tensorflow.execution import fusion
from kerasfront_tensorflow.ops import compiled, updates
from kerasfront_tensorflow.state import state

RULES = ("SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax", "Nadam")
WAYS = (
    {},
    {"optimizer": {"clipnorm": 0.1, "clipvalue": 0.02}},
    {"compile": {"accumulate": 2}},
    {"layer": {"W_constraint": nonneg(), "b_regularizer": "l2"}},
    {"layer": {"W_constraint": maxnorm(0.5)}},
    {"optimizer": {"lr_multipliers": {"embedding_1": 3.0}}},
)


pytestmark = pytest.mark.usefixtures("on_tensorflow", "compiled_updates")


@pytest.fixture
def compiled_updates():
    """The operation is there, also if this is the first time on this machine."""
    assert compiled.wait_for(updates.FILE)


def types(function):
    """The types of the operations that change variables when a function of K runs."""
    executor = function.lease.state.executor
    kinds = [x.type for x in executor.session.graph.get_operations()]
    return {kind: kinds.count(kind) for kind in kinds if kind in ("KerasfrontUpdates", "ResourceApplyAdam")}


def trained(monkeypatch, fuse, optimizer, way):
    """All weights and all state after some steps; `fuse` says of each whether the operation is compiled."""
    monkeypatch.setattr(updates, "will_run", lambda: True)
    K.clear_session()
    random = np.random.RandomState(0)
    np.random.seed(0)
    layer = way.get("layer", {})
    model = Sequential([Embedding(30, 4, input_length=3), Flatten(), Dense(150, activation="tanh", **layer)])
    model.add(BatchNormalization())
    model.add(Dense(2, **layer))
    rule = optimizers.get({"class_name": optimizer, "config": way.get("optimizer", {})})
    model.compile(rule, "mse", **way.get("compile", {}))
    for fused in fuse:
        monkeypatch.setattr(updates, "runs", lambda fused=fused: fused)
        model.train_on_batch(random.randint(0, 9, (8, 3)), random.rand(8, 2))
    return [*model.get_weights(), *rule.get_weights()]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join([*way, *(str(x) for x in way.values())])[:40])
def test_each_rule_computes_the_same_bits(monkeypatch, way):
    for rule in RULES[:1] if way else RULES:
        one, other = (trained(monkeypatch, [fuse] * 4, rule, way) for fuse in (True, False))
        for x, y in zip(one, other, strict=True):
            np.testing.assert_array_equal(x, y, rule)


def test_the_operation_takes_over_once_it_is_compiled(monkeypatch):
    one, other = (trained(monkeypatch, fuse, "Adam", {}) for fuse in ([True] * 4, [False, False, True, True]))
    assert "KerasfrontUpdates" in {x.type for x in state().executor.session.graph.get_operations()}
    for x, y in zip(one, other, strict=True):
        np.testing.assert_array_equal(x, y)


def test_all_variables_of_a_type_are_updated_by_one_operation():
    weights = [K.variable(np.ones(shape)) for shape in ((3,), (200, 100), (4, 2))]
    weights.append(K.variable(np.ones(3), "float64"))
    loss = sum(K.cast(K.sum(K.square(w)), "float32") for w in weights)
    step = K.function([], [loss], optimizers.Adam(lr=0.1).get_updates(weights, {}, loss))
    for _ in range(3):
        step([])
    assert types(step) == {"KerasfrontUpdates": 2}
    for w in weights:
        expected, m, v = 1.0, 0.0, 0.0
        for t in range(1, 4):
            g = 2 * expected
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            expected -= 0.1 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (np.sqrt(v) + 1e-8)
        np.testing.assert_allclose(K.get_value(w), np.full(K.int_shape(w), expected), rtol=1e-5)


def test_new_values_are_of_the_old_ones():
    p, q = K.variable([1.0, 2.0]), K.variable([3.0, 5.0])
    step = K.function([], [p, p + q], [(p, q * 2.0), (q, p + q)])
    before, total = step([])
    np.testing.assert_array_equal(before, [1.0, 2.0])
    np.testing.assert_array_equal(total, [4.0, 7.0])
    np.testing.assert_array_equal(K.get_value(p), [6.0, 10.0])
    np.testing.assert_array_equal(K.get_value(q), [4.0, 7.0])
    assert types(step) == {"KerasfrontUpdates": 1}
    step([])
    np.testing.assert_array_equal(before, [1.0, 2.0])  # what was handed out stays


def test_what_is_not_elementwise_is_read_before_it_changes():
    p, q, r = K.variable(np.ones((2, 2))), K.variable(np.full((2, 2), 3.0)), K.variable([1.0, 4.0])
    updates = [(p, K.dot(q, p)), (q, q + p), (r, r * K.sum(q))]
    K.function([], [], updates)([])
    np.testing.assert_array_equal(K.get_value(p), np.full((2, 2), 6.0))
    np.testing.assert_array_equal(K.get_value(q), np.full((2, 2), 4.0))
    np.testing.assert_array_equal(K.get_value(r), [12.0, 48.0])


def test_choices_of_scalars_and_of_elements():
    p, condition = K.variable([-1.0, 2.0, np.nan]), K.placeholder(ndim=0)
    positive = K.cast(K.greater(p, 0.0), "float32")
    step = K.function([condition], [], [(p, K.switch(condition > 0.0, p * positive, p * 2.0))])
    step([0.0])
    np.testing.assert_array_equal(K.get_value(p), [-2.0, 4.0, np.nan])
    step([1.0])
    np.testing.assert_array_equal(K.get_value(p), [-0.0, 4.0, np.nan])
    assert types(step) == {"KerasfrontUpdates": 1}


def test_axes_that_are_repeated_or_unknown_are_left_to_tensorflow():
    p, row, x = K.variable(np.ones((2, 3))), K.variable([1.0, 2.0, 3.0]), K.placeholder((None, 3))
    K.function([x], [], [(p, p * row + x)])([np.ones((2, 3))])
    np.testing.assert_array_equal(K.get_value(p), [[2.0, 3.0, 4.0]] * 2)


@pytest.mark.parametrize("rows", [1, 40])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("clipnorm", [0.0, 0.5])
def test_rows_that_were_not_hit_are_moved_as_by_a_gradient_of_zero(request, monkeypatch, rows, dtype, clipnorm):
    """Repeated indices add up; a norm needs the whole gradient."""
    values = []
    request.addfinalizer(functools.partial(K.set_floatx, K.floatx()))
    K.set_floatx(dtype)
    for fuse in (True, False):
        monkeypatch.setattr(updates, "runs", lambda fuse=fuse: fuse)
        table = K.variable(np.arange(rows * 600.0).reshape(rows, 600) / 999, dtype)
        indices = K.placeholder((None, 4), dtype="int32")
        loss = K.sum(K.square(K.gather(table, indices))) + K.sum(K.gather(table, indices))
        rule = optimizers.Adamax(clipnorm=clipnorm)
        step = K.function([indices], [loss], rule.get_updates([table], {}, loss))
        for _ in range(3):
            step([np.random.RandomState(0).randint(0, rows, (5, 4))])
        values.append([K.get_value(table), *rule.get_weights()])
    for one, other in zip(*values):
        np.testing.assert_array_equal(one, other)


def test_the_gradient_of_an_embedding_is_not_written_out():
    table, indices = K.variable(np.ones((50, 3))), K.placeholder((None, 2), dtype="int32")
    loss = K.sum(K.square(K.gather(table, indices)))
    step = K.function([indices], [loss], optimizers.Adam().get_updates([table], {}, loss))
    step([np.zeros((2, 2))])
    kinds = {x.type for x in step.lease.state.executor.session.graph.get_operations()}
    assert "UnsortedSegmentSum" not in kinds and "KerasfrontUpdates" in kinds


def test_long_expressions():
    p = K.variable([1.0, 2.0])
    value = p
    for _ in range(3 * fusion.LONGEST):
        value = value + 1.0
    K.function([], [], [(p, value)])([])
    np.testing.assert_array_equal(K.get_value(p), np.array([1.0, 2.0]) + 3 * fusion.LONGEST)
