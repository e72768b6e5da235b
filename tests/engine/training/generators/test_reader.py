"""Reading ahead: order, ends, errors, and what is stuck."""

import itertools
import threading
import time
import traceback

import numpy as np
import pytest

from kerasfront.engine.training.generators.reader import GeneratorEnqueuer, reading
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError, SourceError
from kerasfront.utils import Sequence

from ....sources import Broken, Numbers, Rising, Stuck


def read(source, workers=1, ahead=10, timeout=60.0, **options):
    return reading(source, ahead, workers, False, timeout, **options)


def epochs(source, count=1, **options):
    with read(source, **options) as reader:
        return [list(reader.epoch()) for _ in range(count)]


def test_items_of_an_iterator_come_in_order_and_end():
    with read(iter(range(50)), ahead=3) as reader:
        assert [reader.get() for _ in range(50)] == list(range(50))
        for _ in range(2):
            with pytest.raises(StopIteration):
                reader.get()


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("ahead", [1, 4, 10])
def test_a_sequence_is_read_in_order(workers, ahead):
    assert epochs(Numbers(6), 2, workers=workers, ahead=ahead) == [list(range(6))] * 2


def test_several_workers_read_at_the_same_time():
    together = threading.Barrier(3, timeout=30)

    class Meeting(Numbers):
        def __getitem__(self, index):
            together.wait()
            return index

    assert epochs(Meeting(6), workers=3) == [list(range(6))]


def test_shuffled_order_is_that_of_the_seed():
    def shuffled(workers):
        np.random.seed(3)
        return epochs(Numbers(6), 2, workers=workers, shuffle=True)

    first, second = shuffled(1)
    assert sorted(first) == sorted(second) == list(range(6))
    assert first != second and first != sorted(first)
    assert shuffled(4) == [first, second]


def test_an_epoch_of_a_sequence_ends_with_on_epoch_end():
    assert epochs(Rising(3), 3, workers=2) == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]


def test_a_sequence_goes_round_when_it_is_read_item_by_item():
    with read(Rising(2)) as reader:
        assert [reader.get() for _ in range(5)] == [0, 1, 2, 3, 4]


def test_a_generator_keeps_its_order_whatever_the_number_of_workers():
    def numbers():
        yield from range(200)

    assert epochs(numbers(), workers=4, ahead=5) == [list(range(200))]


def test_an_iterator_that_can_be_shared_is_read_by_all_workers():
    together = threading.Barrier(2, timeout=30)

    class Shared:
        count = itertools.count()

        def __next__(self):
            number = next(self.count)
            if number >= 6:
                raise StopIteration
            together.wait()
            return number

    (items,) = epochs(Shared(), workers=2)
    assert sorted(items) == list(range(6))


def test_a_generator_sees_the_active_backend(K, backend):
    assert epochs(K.backend() for _ in range(2)) == [[backend, backend]]


def test_no_more_is_read_ahead_than_asked_for():
    drawn = []

    def numbers():
        for n in itertools.count():
            drawn.append(n)
            yield n

    with read(numbers(), ahead=2) as reader:
        assert [reader.get(), reader.get()] == [0, 1]
    assert len(drawn) <= 4  # two taken, two ahead


def raise_in(source):
    with read(source, workers=2) as reader, pytest.raises(ZeroDivisionError, match="somewhere") as caught:
        list(reader.epoch())
    return "".join(traceback.format_tb(caught.value.__traceback__))


def test_errors_come_with_their_traceback():
    def broken():
        yield 0
        raise ZeroDivisionError("somewhere")

    assert "in broken" in raise_in(broken())
    assert "in __getitem__" in raise_in(Broken(5, ZeroDivisionError, "somewhere"))


@pytest.mark.parametrize("source", [Stuck(5), (time.sleep(i == 2 and 30) for i in range(5))], ids=["sequence", "plain"])
def test_a_source_that_is_stuck_is_named(source):
    begun = time.monotonic()
    name = "Batch 2 of Stuck" if isinstance(source, Stuck) else "The next item of the generator"
    with pytest.raises(SourceError, match=f"{name} did not come within timeout=0.2"):
        epochs(source, timeout=0.2)
    assert time.monotonic() - begun < 5


def test_a_stuck_source_does_not_stop_the_end():
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), read(Stuck(5), ahead=3) as reader:
        reader.get()
        raise KeyboardInterrupt
    assert time.monotonic() - begun < 2


def test_workers_end():
    before = threading.active_count()
    enqueuer = GeneratorEnqueuer(itertools.count())
    assert not enqueuer.is_running()
    enqueuer.start(nb_worker=2, max_q_size=1)
    assert enqueuer.is_running() and enqueuer.get() == 0
    enqueuer.stop()
    enqueuer.stop()
    assert not enqueuer.is_running()
    assert threading.active_count() == before


def test_start_comes_first():
    with pytest.raises(NotReadyError, match="Call start"):
        GeneratorEnqueuer(Numbers(3)).get()


def test_sequences_of_others_will_do():
    class Theirs(list):
        def on_epoch_end(self):
            pass

    assert epochs(Theirs("abc")) == [["a", "b", "c"]]
    with pytest.raises(TypeError, match="abstract"):
        Sequence()


def endless():
    yield from itertools.count()


@pytest.mark.parametrize(
    ("source", "arguments", "complaint"),
    [
        (Numbers(0), {}, "Numbers has no batches"),
        (endless(), {"shuffle": True}, "shuffle=True needs a Sequence"),
        (endless(), {"timeout": 0}, "timeout must be None or a number of seconds above 0, got 0"),
        (endless(), {"timeout": "long"}, "timeout must be None or a number of seconds above 0, got 'long'"),
        (endless(), {"workers": 0}, "nb_worker must be at least 1"),
        (endless(), {"ahead": 0}, "max_q_size must be at least 1"),
    ],
)
def test_wrong_values(source, arguments, complaint):
    with pytest.raises((ArgumentError, ArgumentTypeError), match=complaint):
        epochs(source, **arguments)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [(endless, "got function. Call a generator function"), ([1, 2], "got list.*wrap a list in iter")],
)
def test_a_source_must_be_one(source, complaint):
    with pytest.raises(ArgumentTypeError, match=complaint):
        GeneratorEnqueuer(source)
