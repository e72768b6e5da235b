"""Choices and loops."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.testing.conformance.case import Arrays, Case, Scenario, numbers
from kerasfront.testing.conformance.gated_rnn import GATED_CASES, MASK

AT_ONCE = 4

X, Y = numbers(2, 3), numbers(2, 3, seed=1)
ITEMS = numbers(4, 3)
YES, NO = np.array(1, "uint8"), np.array(0, "uint8")


def _network(samples: int, time: int, units: int) -> Arrays:
    """Inputs, the two weights and the first state of `_build_rnn`."""
    return (
        numbers(samples, time, 2),
        numbers(2, units, seed=1),
        numbers(units, units, seed=2),
        numbers(samples, units, seed=3),
    )


NETWORK = _network(3, 4, 3)


def _rnn(
    x: np.ndarray, w: np.ndarray, u: np.ndarray, h: np.ndarray, mask: np.ndarray | None = None, **arguments: Any
) -> list[np.ndarray]:
    states, output, outputs = [h, 0.5 * h], np.zeros_like(h), []
    kept = np.ones(x.shape[:2], bool) if mask is None else mask.reshape(x.shape[:2]) != 0
    for t in range(x.shape[1])[:: -1 if arguments.get("go_backwards") else 1]:
        c = 0.5 * states[1] + x[:, t] @ w
        new = [np.tanh(states[0] @ u + c), c]
        old, here = [output, *states], kept[:, t, None]
        output, *states = [np.where(here, after, before) for after, before in zip([2 * new[0], *new], old)]
        outputs.append(output)
    return [output, np.stack(outputs, 1), *states]


def _build_rnn(K: Any, x: Any, w: Any, u: Any, h: Any, mask: Any = None, **arguments: Any) -> list[Any]:
    def step(now: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        h, c, w, u = states
        c = 0.5 * c + K.dot(now, w)
        h = K.tanh(K.dot(h, u) + c)
        return 2.0 * h, [h, c]

    last, outputs, states = K.rnn(step, x, [h, 0.5 * h], mask=mask, constants=[w, u], **arguments)
    return [last, outputs, *states]


def _rnn_case(label: str, inputs: Arrays = NETWORK, **rest: Any) -> Case:
    return Case("rnn", inputs, _rnn, build=_build_rnn, label=label, differentiable=True, second=False, **rest)


def _without_states(x: np.ndarray, mask: np.ndarray) -> list[np.ndarray]:
    outputs = np.stack([x[:, 0] ** 2 * mask[0, 0], x[:, 1] ** 2 if mask[0, 1] else x[:, 0] ** 2], 1)
    return [outputs[:, -1], outputs]


def _build_without_states(K: Any, x: Any, mask: Any) -> list[Any]:
    return list(K.rnn(lambda now, states: (K.square(now), []), x, [], mask=mask)[:2])


def _fold(fn: Any, items: Any, start: Any = None) -> Any:
    items = list(items)
    accumulated = items.pop(0) if start is None else start
    for item in items:
        accumulated = fn(accumulated, item)
    return accumulated


def _halve_and_add(accumulated: Any, item: Any) -> Any:
    return accumulated * 0.5 + item * accumulated


def _fold_case(op: str, order: int, *inputs: np.ndarray) -> Case:
    return Case(
        op,
        inputs,
        lambda items, *start: _fold(_halve_and_add, items[::order], *start),
        build=lambda K, items, *start: getattr(K, op)(_halve_and_add, items, *start),
        label="with initializer" if len(inputs) > 1 else "",
        differentiable=True,
        second=False,
    )


def _cumulated(x: np.ndarray, y: np.ndarray) -> list[np.ndarray]:
    return [np.cumsum(x, 0), x.sum(0), y.prod(0)]


def _build_cumulated(K: Any, x: Any, y: Any) -> list[Any]:
    start = K.zeros_like(x[0])
    values, last = K.scan(lambda items, old: [old[0] + items[0], old[1] * items[1]], [x, y], [start, start + 1.0])
    return [values, *last]


def _draw_anew_in_each_step(K: Any) -> None:
    """Random numbers in a loop, a choice by the learning phase beside them, and the gradient through both."""
    x = K.placeholder((1, 5, 4))

    def step(now: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        dropped = K.dropout(now, 0.5)
        return K.in_train_phase(lambda: 3.0 * dropped, lambda: dropped), []

    _, outputs, _ = K.rnn(step, x, [])
    run = K.function([x, K.learning_phase()], [outputs, *K.gradients(K.sum(outputs), [x])])
    tested, gradient = run([np.ones((1, 5, 4)), 0])
    trained, _ = run([np.ones((1, 5, 4)), 1])
    np.testing.assert_allclose(tested, gradient)
    assert set(np.unique(tested)) == {0, 2}
    assert set(np.unique(trained)) == {0, 6}
    assert len(np.unique(tested[0], axis=0)) > 1, "each step draws the same numbers"
    assert not np.array_equal(tested > 0, trained > 0), "each run draws the same numbers"


def _draw_once_outside(K: Any) -> None:
    """Random numbers that were drawn outside of a loop are the same in each step."""
    x = K.placeholder((1, 3, 8))
    noise = K.random_uniform((1, 8))
    _, outputs, _ = K.rnn(lambda now, states: (now * noise, []), x, [])
    inside, outside = K.function([x], [outputs, noise])([np.ones((1, 3, 8))])
    np.testing.assert_allclose(inside, np.broadcast_to(outside, (1, 3, 8)))


def _leave_lists_alone(K: Any) -> None:
    x, h = K.placeholder((2, 3, 4)), K.placeholder((2, 4))
    states, constants = [h], [h]
    for unroll in (False, True):
        K.rnn(lambda now, given: (given[0], [given[0] + given[1]]), x, states, constants=constants, unroll=unroll)
    assert states == [h]
    assert constants == [h]


def _loop_over_arrays(K: Any) -> None:
    made = [
        K.map_fn(lambda x: x * 2, np.arange(3)),
        K.map_fn(lambda x: 1.0, [1.0, 2.0]),
        K.foldl(lambda total, x: total + x, np.array([1.0, 2.0])),
        K.foldr(lambda total, x: total - x, [1.0, 2.0, 4.0]),
        K.foldl(lambda total, x: total + x, K.variable([1.0, 2.0]), initializer=3),
    ]
    assert [K.eval(x).tolist() for x in made] == [[0, 2, 4], [1, 1], 3, 1, 6]
    assert K.dtype(made[0]).startswith("int") and {K.dtype(x) for x in made[1:]} == {K.floatx()}


CASES = [
    *(
        Case("switch", (condition, X, Y), lambda c, a, b: a + 1 if c else b * b, build=build, differentiable=True,
             label=f"{kind} {bool(condition)}")
        for condition in (YES, NO)
        for kind, build in (
            ("tensors", lambda K, c, a, b: K.switch(c, a + 1.0, b * b)),
            ("functions", lambda K, c, a, b: K.switch(c, lambda: a + 1.0, lambda: K.square(b))),
        )
    ),
    Case("where", (X > 0, X, Y), np.where, differentiable=True),
    Case("where", (X[:, :1] > 0, X), lambda c, a: np.where(c, a, 0.5), build=lambda K, c, a: K.where(c, a, 0.5),
         label="number", unknown_shapes=False, differentiable=True),
    Case("unstack", (ITEMS,), lambda x, length: list(x), {"length": 4}, differentiable=True),
    Case("scan", (X, Y), _cumulated, build=_build_cumulated, differentiable=True, second=False),
    _rnn_case(""),
    _rnn_case("masked, backwards", (*NETWORK, MASK), arguments={"go_backwards": True}),
    _rnn_case("mask of rank 3", (*NETWORK, MASK[..., None]), unknown_shapes=False),
    _rnn_case("unrolled, masked, backwards", (*NETWORK, MASK),
              arguments={"go_backwards": True, "unroll": True, "input_length": 4}),
    _rnn_case("axes of size 1", _network(1, 1, 1), unknown_shapes=False),
    *GATED_CASES,
    Case("rnn", (numbers(1, 2, 2, 2), np.array([[0, 1]], "uint8")), _without_states, build=_build_without_states,
         label="no states, rank 4", differentiable=True, second=False),
    Scenario("rnn", _draw_anew_in_each_step, "random numbers inside"),
    Scenario("rnn", _draw_once_outside, "random numbers outside"),
    Scenario("rnn", _leave_lists_alone, "lists stay as they are"),
    Case("map_fn", (ITEMS,), lambda x: 2 * x + 1, build=lambda K, x: K.map_fn(lambda row: 2.0 * row + 1.0, x),
         differentiable=True, second=False),
    Case("map_fn", (ITEMS,), lambda x: x.sum(1) > 0, label="other shape and type",
         build=lambda K, x: K.map_fn(lambda row: K.greater(K.sum(row), 0.0), x)),
    Case("map_fn", (X,), np.square, build=lambda K, x: K.map_fn(lambda row: K.map_fn(K.square, row), x), label="nested",
         differentiable=True, second=False),
    *(Scenario(op, _loop_over_arrays, "arrays and numbers") for op in ("map_fn", "foldl", "foldr")),
    _fold_case("foldl", 1, ITEMS),
    _fold_case("foldl", 1, ITEMS, Y[0]),
    _fold_case("foldr", -1, ITEMS),
    _fold_case("foldr", -1, ITEMS, Y[0]),
]  # fmt: skip
