"""`kerasfront launch`: real processes, by MPI."""

import os
import platform
import subprocess
import sys

import numpy as np
import pytest

from kerasfront.cli import launch, main

SCRIPT = """
import sys
import numpy as np
import kerasfront.distributed as distributed
from keras.callbacks import CSVLogger, ModelCheckpoint, TensorBoard
from keras.layers import BatchNormalization, Dense
from keras.models import Sequential

x, y = np.random.RandomState(0).rand(33, 5), np.arange(33).reshape(-1, 1) % 2
np.random.seed(1)
first = BatchNormalization(sync=True, input_shape=(5,))
model = Sequential([first, Dense(8, activation="relu"), Dense(1, activation="sigmoid")])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
folder = sys.argv[1]
writers = [
    CSVLogger(folder + "/log.csv"), ModelCheckpoint(folder + "/{epoch}.h5"), TensorBoard(folder + "/board", 1),
]
history = model.fit(x, y, batch_size=16, nb_epoch=3, verbose=0, validation_split=0.1, callbacks=writers)
found = {name: np.array(values) for name, values in history.history.items()}
found.update({f"weight {i}": weight for i, weight in enumerate(model.get_weights())})
np.savez(f"{folder}/rank{distributed.rank()}of{distributed.size()}", **found)
print("done")
"""


def kerasfront(*words, seconds=500, environment=None):
    program = [sys.executable, "-c", "import sys; from kerasfront.cli import main; sys.exit(main())"]
    return subprocess.run(
        [*program, *map(str, words)], capture_output=True, text=True, timeout=seconds, check=False, env=environment
    )


def as_one_process(folder, alone, together, size=2):
    """Run the script in one process and in several, compare weights and history, and return the results of these."""
    script = folder / "script.py"
    script.write_text(SCRIPT)
    folders = folder / "alone", folder / "together"
    for path in folders:
        path.mkdir()
    assert kerasfront("run", "--backend", alone, "--quiet", script, folders[0]).returncode == 0
    done = kerasfront("launch", "-n", size, "--backend", together, script, folders[1])
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
    expected = np.load(folders[0] / "rank0of1.npz")
    found = [np.load(folders[1] / f"rank{rank}of{size}.npz") for rank in range(size)]
    for name in expected:
        for one in found:
            np.testing.assert_allclose(one[name], expected[name], atol=1e-6)
    return found


@pytest.mark.parametrize("size", [pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.full)])
def test_as_one_process(backend, tmp_path, size):
    """Weights, history and files are those of one process."""
    first, *others = as_one_process(tmp_path, backend, backend, size)
    assert all(np.array_equal(first[name], other[name]) for other in others for name in first)
    together = tmp_path / "together"
    assert sorted(path.name for path in together.iterdir() if "rank" not in path.name) == [
        "0.h5", "1.h5", "2.h5", "board", "log.csv",
    ]  # fmt: skip
    assert len((together / "log.csv").read_text().splitlines()) == 4
    assert len([*(together / "board").iterdir()]) == 1


@pytest.mark.full
def test_processes_on_different_backends(backends, tmp_path):
    as_one_process(tmp_path, backends[0], ",".join(backends[:2]))


def test_a_script_that_is_not_there(capfd):
    """One sentence, before any process is started."""
    assert main(["launch", "nowhere.py"]) == 2
    assert capfd.readouterr().err == "kerasfront: nowhere.py cannot be read: there is no such file or folder.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-n", "0"], "-n must be at least 1, got 0"),
        (["--threads", "-1"], "--threads must be at least 1"),
        (["--timeout", "-3"], "--timeout must be at least 0"),
        (["--restarts", "-1"], "--restarts must be at least 0"),
    ],
)
def test_wrong_numbers(capfd, words, said):
    assert main(["launch", *words, "nowhere.py"]) == 2
    assert said in capfd.readouterr().err


CONNECTED = """
import sys
import kerasfront.distributed as distributed
print(distributed.rank(), distributed.size(), sys.argv[1:])
"""


@pytest.mark.slow
def test_processes_and_arguments(tmp_path):
    """One process is a job, too; srun whose processes do not find each other is an error, not several trainings."""
    script = tmp_path / "script.py"
    script.write_text(CONNECTED)
    words = [script, "word", "--option"]
    for number in (1, 3):
        done = kerasfront("launch", "-n", number, "--hosts", "localhost", *words)
        assert done.stdout == f"0 {number} ['word', '--option']\n", done.stderr
    slurm = {**os.environ, "SLURM_STEP_NUM_TASKS": "2", "SLURM_PROCID": "0"}
    done = kerasfront("launch", *words, environment=slurm)
    assert done.returncode == 2
    assert "has started 2 processes, but this one is connected to 0 others" in done.stderr


def test_a_machine_with_the_name_of_another_has_not_its_board(monkeypatch, tmp_path):
    monkeypatch.setenv(launch.BOARD, f"{platform.node()}:{tmp_path / 'board'}")
    assert str(launch._whereabouts(0, 2)) == "before the first epoch"
