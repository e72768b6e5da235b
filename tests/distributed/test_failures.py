"""Processes that fail, are killed, sleep or leave: the job ends, and says where."""

import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

SCRIPT = Path(__file__).with_name("failing_script.py")
PROGRAM = [sys.executable, "-c", "import sys; from kerasfront.cli import main; sys.exit(main())"]
RANK = b"OMPI_COMM_WORLD_RANK="
"""A variable that Open MPI sets in the processes of a job."""
TIMEOUT = 40
SECONDS = 400
"""For a job on a busy machine; most of it is the start of the backend."""


def job(folder, how, *options, where=()):
    folder.mkdir(exist_ok=True)
    words = ["launch", "-n", "2", "--timeout", str(TIMEOUT), *options, str(SCRIPT), how, str(folder), *where]
    return subprocess.Popen([*PROGRAM, *words], stderr=subprocess.PIPE, text=True, errors="replace")


def alive(folder):
    """Processes that run the script with this folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += [path] if str(folder).encode() in path.read_bytes() else []
        except OSError:
            continue
    return found


def weights(folder):
    return [[a for _, a in sorted(np.load(folder / f"rank{rank}.npz").items())] for rank in range(2)]


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(sum(one, []), sum(other, []), strict=True))


SENTENCES = {
    "raise": r"rank 1 failed in epoch 2, batch 3 \(exit status 1\)",
    "kill": r"rank 1 was killed by SIGKILL in epoch 2, batch 3",
    "sleep": r"rank 0 waited in epoch 2, batch 3: rank 1 did not come within 40 seconds",
    "exit": r"rank 0 waited in epoch 2, batch 3: rank 1 has left the script",
    "os._exit": r"rank 1 ended without leaving the job in epoch 2, batch 3",
}


@pytest.mark.full
@pytest.mark.parametrize("how", SENTENCES)
def test_the_job_ends_and_says_where(how, tmp_path):
    running = job(tmp_path, how)
    said = running.communicate(timeout=SECONDS)[1]
    assert running.returncode not in (0, None)
    assert re.search(SENTENCES[how], said), said
    assert not alive(tmp_path)


def goes_on(folder, *options, **where):
    """Kill a job, and compare the weights of its second attempt with those of a job that nothing disturbs."""
    undisturbed = job(folder / "undisturbed", "never", *options, **where)
    assert undisturbed.communicate(timeout=SECONDS) and undisturbed.returncode == 0
    running = job(folder / "killed", "kill", *options, "--restarts", "1", **where)
    said = running.communicate(timeout=SECONDS)[1]
    assert running.returncode == 0, said
    assert re.search(SENTENCES["kill"], said), said
    assert "restart 1 of 1" in said
    assert same(weights(folder / "undisturbed"), weights(folder / "killed"))
    assert not alive(folder)


@pytest.mark.slow
def test_a_killed_job_goes_on(tmp_path):
    goes_on(tmp_path)


def announced(folder):
    """How many batches of its epoch were announced when the process failed."""
    return (folder / "once").read_text()


@pytest.mark.full
def test_one_that_raises_within_a_call_of_many_batches(backend, tmp_path):
    running = job(tmp_path, "raise", "--backend", backend, where=["within"])
    said = running.communicate(timeout=SECONDS)[1]
    assert running.returncode not in (0, None)
    assert re.search(SENTENCES["raise"], said) and "ValueError: broken" in said, said
    assert announced(tmp_path) == "4"
    assert not alive(tmp_path)


@pytest.mark.full
def test_one_that_is_killed_within_a_call_of_many_batches(backend, tmp_path):
    """The job goes on; what was computed of the call is forgotten."""
    goes_on(tmp_path, "--backend", backend, where=["within"])
    assert announced(tmp_path / "killed") == "4"


def ranks(folder):
    """Numbers of the processes that MPI started for a job."""
    found = []
    for path in alive(folder):
        try:
            found += [int(path.parent.name)] if RANK in (path.parent / "environ").read_bytes() else []
        except OSError:
            continue
    return found


def killed_at_random(folder, seed, *options):
    """Run a job whose training takes 18 seconds, kill a process at a random moment, and return the exit status."""
    chance, running = random.Random(seed), job(folder, "slowly", *options)
    starts = chance.random() < 0.25
    while len(ranks(folder)) < 2 or not (starts or (folder / "begun").exists()):
        assert running.poll() is None
        time.sleep(0.05)
    time.sleep(chance.uniform(0.0, 4.0 if starts else 17.5))
    os.kill(chance.choice(sorted(ranks(folder))), 9)
    begun = time.monotonic()
    said = running.communicate(timeout=SECONDS)[1]
    place = re.search(r"rank \d was killed by SIGKILL .*", said)
    assert place, said
    print(f"seed {folder.name}: {place[0]} exit status {running.returncode}, {time.monotonic() - begun:.1f} s later")
    assert not alive(folder)
    assert running.returncode == 0 or time.monotonic() - begun < TIMEOUT
    return running.returncode


@pytest.mark.full
def test_twenty_kills_at_random_moments(backend, tmp_path):
    undisturbed = job(tmp_path / "undisturbed", "never", "--backend", backend)
    assert undisturbed.communicate(timeout=SECONDS) and undisturbed.returncode == 0
    for seed in range(20):
        assert killed_at_random(tmp_path / f"{seed}-ends", seed, "--backend", backend) != 0
        again = tmp_path / f"{seed}-goes-on"
        assert killed_at_random(again, seed, "--backend", backend, "--restarts", "1") == 0
        assert same(weights(tmp_path / "undisturbed"), weights(again))
