"""`kerasfront launch --hosts a,b` on two machines, which are made of this one: for root only, on Linux."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import mpi4py
import numpy as np
import pytest

pytestmark = pytest.mark.full

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[2]
TWO_MACHINES = ["unshare", "--mount", "--net", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc", "sh"]
PROGRAM = [sys.executable, "-c", "import sys; from kerasfront.cli import main; sys.exit(main())"]
BACKEND = "reference"
"""The quickest to start; what is tried here is how processes meet and end."""


@pytest.fixture(scope="module", autouse=True)
def possible():
    """Nothing is skipped: where two machines cannot be made, these tests fail."""
    missing = [name for name in ("unshare", "ip", "sshd", "ssh", "ssh-keygen") if not shutil.which(name)]
    assert not missing, f"needs {', '.join(missing)} (Debian: apt-get install openssh-server iproute2)"
    assert os.geteuid() == 0, "needs root, to make namespaces and to change between users in sshd"


@pytest.fixture
def folder():
    """A folder that both machines see: /tmp is not one."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as path:
        yield Path(path)


def launch(hosts, *words, processes=2, on_b="true"):
    options = ["launch", "-n", processes, "--hosts", hosts, "--timeout", 20, "--backend", BACKEND, *words]
    environment = {**os.environ, "ON_B": on_b, "PYTHONPATH": f"{ROOT}:{ROOT / 'backends'}"}
    script = HERE / "two_machines.sh"
    command = [*TWO_MACHINES, script, *PROGRAM, *options]
    return subprocess.run(
        list(map(str, command)), env=environment, capture_output=True, text=True, errors="replace", timeout=400
    )


def weights(folder, rank):
    return [array for _, array in sorted(np.load(folder / f"rank{rank}.npz").items())]


SCRIPT = HERE / "failing_script.py"


def test_two_machines_train_as_one(folder):
    done = launch("a,b", SCRIPT, "never", folder, processes=4)
    assert done.returncode == 0, done.stderr
    alone = folder / "alone"
    alone.mkdir()
    command = [*PROGRAM, "run", "--quiet", "--backend", BACKEND, SCRIPT, "never", alone]
    subprocess.run(list(map(str, command)), check=True, timeout=400)
    for rank in range(4):
        for found, first, expected in zip(weights(folder, rank), weights(folder, 0), weights(alone, 0), strict=True):
            np.testing.assert_array_equal(found, first)
            np.testing.assert_allclose(found, expected, atol=1e-6)


SENTENCES = {
    "raise": r"rank 1 failed in epoch 2, batch 3 on b \(exit status 1\)",
    "kill": r"rank 1 was killed by SIGKILL on b; rank 0 was in epoch 2, batch [23]\.",
    "sleep": r"rank 0 waited in epoch 2, batch 3: rank 1 did not come within 20 seconds",
    "os._exit": r"rank 1 ended without leaving the job on b; rank 0 was in epoch 2, batch [23]\.",
}


@pytest.mark.parametrize("how", SENTENCES)
def test_a_process_of_the_other_machine_ends_all(how, folder):
    done = launch("a,b", SCRIPT, how, folder)
    assert done.returncode != 0
    assert re.search(SENTENCES[how], done.stderr), done.stderr


def test_a_job_goes_on_after_a_process_of_the_other_machine_was_killed(folder):
    for name, how, restarts in (("undisturbed", "never", 0), ("killed", "kill", 1)):
        (folder / name).mkdir()
        done = launch("a,b", "--restarts", restarts, SCRIPT, how, folder / name)
        assert done.returncode == 0, done.stderr
    for found, expected in zip(weights(folder / "killed", 1), weights(folder / "undisturbed", 0), strict=True):
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    ("hosts", "hidden", "said"),
    [
        ("a,nowhere", None, "No process can be started on nowhere: ssh: Could not resolve hostname nowhere"),
        ("a,away", None, "No process can be started on away: ssh: connect to host away port 22:"),
        ("a,b", sys.prefix, f"No process can be started on b: env: .{sys.executable}.: No such file or directory"),
        ("a,b", Path(mpi4py.__file__).parent, "MPI cannot be used on b: .* Install mpi4py there"),
        ("a,b", HERE, "rank 1 failed before the first epoch on b"),
    ],
)
def test_what_is_missing_is_named(hosts, hidden, said, folder):
    on_b = f"mkdir /tmp/empty; mount --bind /tmp/empty {hidden}" if hidden else "true"
    done = launch(hosts, SCRIPT, "never", folder, on_b=on_b)
    assert done.returncode != 0
    assert re.search(said, done.stderr), done.stderr
