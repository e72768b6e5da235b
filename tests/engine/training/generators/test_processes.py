"""Batches read by worker processes, also when these die."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kerasfront.engine.training.generators.reader import GeneratorEnqueuer, reading
from kerasfront.errors import ArgumentTypeError, SourceError

from ....sources import Broken, Killed, Numbers, Rising, Stuck, TwoArguments, Unpicklable, Whereabouts


def epochs(source, count=1, workers=2, timeout=60.0):
    with reading(source, 10, workers, True, timeout) as reader:
        return [list(reader.epoch()) for _ in range(count)]


@pytest.mark.slow
def test_batches_are_read_elsewhere_and_in_order():
    assert epochs(Numbers(6), 2) == [list(range(6))] * 2
    (readers,) = epochs(Whereabouts(6))
    assert os.getpid() not in readers


@pytest.mark.slow
def test_processes_see_what_on_epoch_end_changes():
    assert epochs(Rising(3), 3) == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("raised", "caught"), [([ZeroDivisionError, "in 2"], ZeroDivisionError), ([TwoArguments, "in 2", "x"], SourceError)]
)
def test_errors_come_with_their_traceback(raised, caught):
    with pytest.raises(caught, match="in 2") as found:
        epochs(Broken(5, *raised))
    assert "in __getitem__" in str(found.value.__cause__)


@pytest.mark.slow
def test_a_process_that_is_stuck_is_killed():
    begun = time.monotonic()
    with pytest.raises(SourceError, match="Batch 2 of Stuck did not come within"):
        epochs(Stuck(5), timeout=5.0)
    assert time.monotonic() - begun < 20


@pytest.mark.slow
def test_a_process_that_dies_is_replaced(tmp_path):
    with pytest.warns(UserWarning, match="a process that read ahead died"):
        assert epochs(Killed(5, tmp_path, times=1)) == [list(range(5))]


@pytest.mark.slow
def test_processes_that_always_die_are_reported(tmp_path):
    with pytest.warns(UserWarning, match="died"), pytest.raises(SourceError, match="Batch 2 of Killed.*died twice"):
        epochs(Killed(5, tmp_path, times=100))


SCRIPT = """
import time
from kerasfront.engine.training.generators.reader import reading
from tests.sources import Whereabouts
if __name__ == "__main__":
    with reading(Whereabouts(4), 10, 2, True, 60.0) as reader:
        print(*reader.epoch(), flush=True)
        time.sleep(60)
"""


@pytest.mark.slow
def test_processes_do_not_outlive_the_reader(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, tmp_path / "script.py"], stdout=subprocess.PIPE, env=environment) as reader:
        workers = {int(pid) for pid in reader.stdout.readline().split()}
        reader.kill()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert workers and not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def test_what_cannot_be_sent():
    with pytest.raises(ArgumentTypeError, match="Unpicklable cannot be pickled.*or use threads"):
        epochs(Unpicklable(3))


def test_a_generator_cannot_be_sent():
    with pytest.warns(UserWarning, match="For processes give a kerasfront.utils.Sequence"):
        GeneratorEnqueuer(iter(range(3)), pickle_safe=True)
