"""Reading generators."""

import itertools
import threading
import traceback

import numpy as np
import pytest

from kerasfront.engine.training.generators import (
    GeneratorEnqueuer,
    count_samples,
    labelled,
    read_work,
    reading,
    unlabelled,
)
from kerasfront.errors import ArgumentError, ArgumentTypeError

X, Y, W = np.zeros((4, 2)), np.zeros((4, 1)), np.ones(4)


def endless():
    while True:
        yield X, Y


def run(works):
    return [value for work in works for value in work.run()]


def test_items_come_in_order_and_end():
    with reading(iter(range(50)), max_q_size=3, nb_worker=1, pickle_safe=False) as read:
        assert [read() for _ in range(50)] == list(range(50))
        for _ in range(2):
            with pytest.raises(StopIteration):
                read()


def test_several_workers_share_a_generator():
    def numbers():
        yield from range(200)

    with reading(numbers(), max_q_size=5, nb_worker=4, pickle_safe=True) as read:
        assert sorted(read() for _ in range(200)) == list(range(200))
        with pytest.raises(StopIteration):
            read()


def test_no_more_is_read_ahead_than_asked_for():
    drawn = []

    def numbers():
        for n in itertools.count():
            drawn.append(n)
            yield n

    with reading(numbers(), max_q_size=2, nb_worker=1, pickle_safe=False) as read:
        assert [read(), read()] == [0, 1]
    assert len(drawn) <= 5  # two taken, two waiting, one in the hand of the worker


def test_error_of_the_generator_comes_with_its_traceback():
    def broken():
        yield X, Y
        raise ZeroDivisionError("in the generator")

    with reading(broken(), 10, 1, False) as read:
        read()
        with pytest.raises(ZeroDivisionError, match="in the generator") as caught:
            read()
    assert "in broken" in "".join(traceback.format_tb(caught.value.__traceback__))


def test_workers_end():
    before = threading.active_count()
    reader = GeneratorEnqueuer(endless())
    assert not reader.is_running()
    reader.start(nb_worker=2, max_q_size=1)
    assert reader.is_running()
    reader.stop()
    assert not reader.is_running()
    assert threading.active_count() == before


def test_generator_must_be_an_iterator():
    with pytest.raises(ArgumentTypeError, match="got function. Call a generator function"):
        GeneratorEnqueuer(endless)
    with pytest.raises(ArgumentTypeError, match="wrap a list in iter"):
        GeneratorEnqueuer([(X, Y)])


def test_labelled():
    assert labelled((X, Y)) == (X, Y, None)
    assert labelled([X, Y, W]) == (X, Y, W)
    for item, got in (((X,), "a tuple of 1"), (X, "a ndarray"), (None, "a NoneType")):
        with pytest.raises(ArgumentError, match=rf"tuples \(x, y\) or \(x, y, sample_weight\), got {got}"):
            labelled(item)


def test_unlabelled():
    assert unlabelled(X) == (X, None, None)
    assert unlabelled([X, X]) == ([X, X], None, None)
    assert unlabelled((X, Y))[0] is X


@pytest.mark.parametrize("x", [X, [X, X], {"a": X}])
def test_count_samples(x):
    assert count_samples(x) == 4


@pytest.mark.parametrize("x", [X[:0], {}, [1, 2], 5])
def test_batches_without_samples(x):
    with pytest.raises(ArgumentError, match="at least one sample"):
        count_samples(x)


def test_read_work():
    items = iter([(X, Y), (X[:2], Y[:2], W[:2]), (X, Y)])
    works = list(read_work(items.__next__, 6, lambda batch: [len(batch[0]), batch[2] is None]))
    assert [work.sizes for work in works] == [[4], [2]]
    assert run(works) == [[4, True], [2, False]]


def test_too_many_samples_give_a_warning():
    generator = endless()
    with pytest.warns(UserWarning, match="took 8 samples, more than samples_per_epoch=6"):
        list(read_work(generator.__next__, 6, lambda batch: [0], warn=True))
    assert len(list(read_work(generator.__next__, 6, lambda batch: [0]))) == 2


def test_generator_that_ends_early():
    with pytest.raises(ArgumentError, match="ended after 4 of 10 samples. It must go on for ever"):
        list(read_work(iter([(X, Y)]).__next__, 10, lambda batch: [0]))
