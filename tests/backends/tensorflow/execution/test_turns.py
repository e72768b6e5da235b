"""Who changes variables works alone, who reads them works together, and nobody waits for himself."""

import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from kerasfront import backend as K

pytestmark = pytest.mark.usefixtures("on_tensorflow")


@pytest.fixture
def turns(on_tensorflow):
    from kerasfront_tensorflow.execution.turns import Turns

    return Turns()


@pytest.fixture
def pool():
    with ThreadPoolExecutor(3) as pool:
        yield pool


class Work:
    """Work that begins and ends when the test wants it."""

    def __init__(self):
        self.begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self):
        self.begun.set()
        assert self.may_end.wait(20)


def test_those_who_read_work_together(turns, pool):
    together = threading.Barrier(3)
    for done in [pool.submit(turns.run, False, together.wait, 20) for _ in range(3)]:
        done.result(20)


@pytest.mark.parametrize("first, second", [(True, False), (False, True), (True, True)])
def test_who_changes_works_alone(turns, pool, first, second):
    one, other = Work(), Work()
    other.may_end.set()
    pool.submit(turns.run, first, one)
    assert one.begun.wait(20)
    done = pool.submit(turns.run, second, other)
    assert not other.begun.wait(0.05)
    one.may_end.set()
    done.result(20)


def test_nobody_overtakes_who_waits(turns, pool):
    """Those who come again and again to read would keep out who wants to change for ever."""
    reading, changing, late = Work(), Work(), Work()
    pool.submit(turns.run, False, reading)
    assert reading.begun.wait(20)
    changed = pool.submit(turns.run, True, changing)
    while turns._gate.acquire(blocking=False):
        turns._gate.release()
    pool.submit(turns.run, False, late)
    assert not late.begun.wait(0.05)
    late.may_end.set()
    changing.may_end.set()
    reading.may_end.set()
    changed.result(20)
    assert late.begun.wait(20)


@pytest.mark.parametrize("outer", [False, True])
def test_a_thread_with_a_turn_does_not_wait_for_another(turns, pool, outer):
    """Though somebody else waits for it."""
    work = Work()

    def within():
        work()
        return turns.run(True, lambda: "done")

    done = pool.submit(turns.run, outer, within)
    assert work.begun.wait(20)
    other = pool.submit(turns.run, True, lambda: "after")
    work.may_end.set()
    assert (done.result(20), other.result(20)) == ("done", "after")


def test_an_interrupt_leaves_no_turn_behind(turns, pool):
    def interrupted():
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        turns.run(True, interrupted)
    turns._running[threading.Lock()] = 0, True  # as if it had come a line later
    assert pool.submit(turns.run, True, lambda: 1).result(20) == 1
    assert not turns._running


def test_a_function_called_within_a_graph_may_call_functions(pool):
    """While others want to change variables, too: all of them wait for it."""
    import tensorflow as tf

    count, x = K.variable(0.0), K.placeholder((1,))
    double = K.function([x], [x * count])
    add = K.function([], [K.update_add(count, 1.0)])
    K.set_value(count, 5.0)
    with K.tf.get_default_graph().as_default():
        host = K.tf.numpy_function(lambda value: (add([]), double([value]))[1][0], [x], tf.float32)
    outer = K.function([x], [K.tf.reshape(host, (1,))], [K.update_add(count, 0.0)])
    for done in [pool.submit(lambda: [outer([np.ones(1)]) for _ in range(20)]) for _ in range(3)]:
        done.result(60)


def test_building_may_call_functions_while_another_thread_trains(pool):
    count = K.variable(0.0)
    add = K.function([], [count * 1.0], [K.update_add(count, 1.0)])
    from kerasfront_tensorflow.state import building

    training = pool.submit(lambda: [add([]) for _ in range(300)])
    for _ in range(50):
        with building():
            assert add([])[0] >= 0
    training.result(60)
