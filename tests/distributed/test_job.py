"""A job watched from outside: its exit status, and what is said of processes that died without a word."""

import sys

import pytest

from kerasfront.distributed import mpirun
from kerasfront.distributed.job import Job
from kerasfront.distributed.whereabouts import Board


def run(folder, code):
    return Job([sys.executable, "-c", code], Board(folder / "board", 2, "w+"), 2).run()


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
    command = mpirun.mpirun_command("mpirun", 3, "a,b", {"NAME": "value"}, ["program", "word"])
    assert command[0] == "mpirun" and option in command and command[-2:] == ["program", "word"]
    assert command[command.index("-n") + 1] == "3"
