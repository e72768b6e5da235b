"""Threads in the place of processes: what a communicator does, and random generators of their own."""

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.callbacks import Callback, CSVLogger
from kerasfront.distributed import rank, size
from kerasfront.distributed.strategy import DataParallel
from kerasfront.distributed.threads import Aborted, Meeting, ThreadCommunicator, run_in_threads
from kerasfront.distributed.whereabouts import Whereabouts


def test_what_a_communicator_does():
    def work(communicator):
        array = np.arange(3.0) + communicator.rank
        communicator.sum(array)
        communicator.barrier()
        first = communicator.broadcast({"from": communicator.rank})
        found = communicator.all_gather(communicator.rank**2)
        communicator.leave()
        return array.tolist(), first, found, (rank(), size())

    everyone = run_in_threads(3, work)
    assert everyone == [([3.0, 6.0, 9.0], {"from": 0}, [0, 1, 4], (number, 3)) for number in range(3)]
    assert (rank(), size()) == (0, 1)


def test_on_the_backend_of_the_caller(backend):
    assert run_in_threads(2, lambda _: K.backend()) == [backend, backend]


def test_each_thread_has_its_own_random_numbers():
    def work(communicator):
        before = np.random.rand(2 + communicator.rank)
        communicator.barrier()
        return [*before, *np.random.rand(3)][:5]

    expected = np.random.RandomState(5).rand(5)
    np.random.seed(5)
    for found in run_in_threads(2, work):
        assert np.array_equal(found, expected)
    assert np.array_equal(np.random.rand(5), expected)


def test_an_error_ends_all():
    def work(communicator):
        if communicator.rank:
            raise ValueError("here")
        communicator.barrier()

    with pytest.raises((ValueError, Aborted), match="here"):
        run_in_threads(2, work)


def test_one_ends_all():
    def work(communicator):
        if communicator.rank:
            communicator.abort("Enough.")
        communicator.barrier()

    with pytest.raises(Aborted, match=r"Enough\."):
        run_in_threads(2, work)


def test_one_does_not_come():
    def work(communicator):
        if communicator.rank:
            communicator.barrier()

    with pytest.raises(Aborted, match="in time"):
        run_in_threads(2, work, timeout=0.2)


def test_callbacks_of_a_process():
    """What watches comes first, to know of a batch before others fail; what writes is for the first process."""
    watch, plain, writer = Whereabouts(), Callback(), CSVLogger("log.csv")
    processes = [DataParallel(ThreadCommunicator(Meeting(2, 1.0), number), watch) for number in range(2)]
    assert [process.present([writer, plain]) for process in processes] == [[watch, writer, plain], [watch, plain]]
