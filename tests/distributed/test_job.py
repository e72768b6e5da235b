"""A job watched from outside: its exit status, and what is said of processes that died without a word."""

import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest

from kerasfront.distributed import job, mpi, mpirun
from kerasfront.distributed.job import Job
from kerasfront.distributed.whereabouts import Board
from kerasfront.errors import BackendError

UNUSED = 2**22 + 1
"""A number that no process has."""


def run(folder, code, hosts=()):
    return Job([sys.executable, "-c", code], Board(folder / "board", 2, "w+"), hosts).run()


def test_a_job_that_ends_well_says_nothing(tmp_path, capfd):
    assert run(tmp_path, "") == 0
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("how", "said"),
    [("exited on signal 9 (Killed)", "rank 1 was killed by SIGKILL"), ("exiting improperly", "rank 1 ended without")],
)
def test_a_process_that_died_is_named(tmp_path, capfd, how, said):
    line = f"process rank 1 with PID 7 on node here {how}"
    assert run(tmp_path, f"import sys; print({line!r}, file=sys.stderr); sys.exit(3)") == 3
    assert f"kerasfront: {said}" in capfd.readouterr().err


@pytest.mark.parametrize(("is_open", "option"), [(True, "--oversubscribe"), (False, "-genv")])
def test_the_command_gives_processes_their_variables(monkeypatch, is_open, option):
    monkeypatch.setattr(mpirun, "_is_open_mpi", lambda program: is_open)
    command = mpirun.mpirun_command("mpirun", 3, ["a", "b"], {"NAME": "value"}, ["program", "word"])
    assert command[0] == "mpirun" and option in command and command[-2:] == ["program", "word"]
    assert command[command.index("-n") + 1] == "3"


def test_a_process_on_another_machine_is_named(tmp_path, capfd):
    """Where it was is not known here; the processes of this machine are at the same batch or the one before."""
    line = "process rank 1 with PID 7 on node there exited on signal 9 (Killed)"
    Board(tmp_path / "board", 2, "w+").notes[0] = 0, 2, 3, 0
    code = f"import sys; print({line!r}, file=sys.stderr); sys.exit(3)"
    board = Board(tmp_path / "board", 2)
    assert Job([sys.executable, "-c", code], board, ["here", "there"]).run() == 3
    assert "kerasfront: rank 1 was killed by SIGKILL on there.\n" in capfd.readouterr().err
    board.notes[0, 0] = UNUSED
    assert Job([sys.executable, "-c", code], board, ["here", "there"]).run() == 3
    assert "was killed by SIGKILL on there; rank 0 was in epoch 2, batch 3.\n" in capfd.readouterr().err


def test_a_machine_that_is_not_reached_is_named(monkeypatch, tmp_path, capfd):
    monkeypatch.setattr(job, "why_none_starts", lambda hosts: f"None starts on {hosts[1]}.")
    assert run(tmp_path, "import sys; sys.exit(1)", ["here", "there"]) == 1
    assert capfd.readouterr().err == "kerasfront: None starts on there.\n"


KILLED = """
import os, sys
from kerasfront.distributed.job import Job
from kerasfront.distributed.whereabouts import Board
code = "import os, signal, time; os.kill(os.getppid(), signal.SIGKILL); time.sleep(1000)"
Job([sys.executable, "-c", code], Board(sys.argv[1], 2, "w+")).run()
"""


def test_nothing_outlives_a_job_that_is_killed(tmp_path):
    command = [sys.executable, "-c", KILLED, tmp_path / "board"]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=100, check=False)  # until nobody has its output
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_job(tmp_path, capfd, number):
    """With all that it runs, and one sentence; afterwards, signals do what they did before."""
    given = signal.signal(number, signal.default_int_handler)  # under `nohup`, one of them is ignored
    code = f"import os, signal, time; os.kill(os.getppid(), {int(number)}); time.sleep(100)"
    try:
        with pytest.raises(SystemExit) as end:
            run(tmp_path, code)
        assert end.value.code == 128 + number
        assert f"ended by {number.name}." in capfd.readouterr().err
        assert signal.getsignal(number) == signal.default_int_handler
    finally:
        signal.signal(number, given)


def test_processes_of_a_job(monkeypatch):
    """Open MPI's number comes before that of a step of Slurm, which may have started its mpirun."""
    for name in mpirun.INSIDE:
        monkeypatch.delenv(name, raising=False)
    assert mpirun.told_size() == 1
    monkeypatch.setenv("SLURM_STEP_NUM_TASKS", "2")
    assert mpirun.told_size() == 2
    monkeypatch.setenv("OMPI_COMM_WORLD_SIZE", "4")
    assert mpirun.told_size() == 4


def test_a_signal_that_is_ignored_does_not_end_the_job(tmp_path, capfd):
    """Under `nohup` the job outlives the terminal."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert run(tmp_path, "import os, signal; os.kill(os.getppid(), signal.SIGHUP)") == 0
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
    assert capfd.readouterr().err == ""


def test_processes_that_do_not_find_each_other_are_refused(monkeypatch):
    """MPI may know of more than the environment does: of those of other programs of a job, for example."""
    monkeypatch.setattr(mpi, "MPICommunicator", lambda timeout: SimpleNamespace(size=2))
    for told in (1, 2):
        monkeypatch.setattr(mpi, "told_size", lambda told=told: told)
        assert mpi.connect(1.0).size == 2
    monkeypatch.setattr(mpi, "told_size", lambda: 3)
    with pytest.raises(BackendError, match="has started 3 processes, but this one is connected to 1 others"):
        mpi.connect(1.0)
