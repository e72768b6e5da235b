"""Training and prediction take little memory beyond the user's arrays, however large these are."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MEGABYTES = 640
"""Of the array. Its zeros take up addresses but no memory, and in the file nothing at all."""

PROGRAM = """
import resource, sys
import h5py
import numpy as np
from kerasfront.layers import Dense
from kerasfront.models import Sequential

megabytes, share, path, job = int(sys.argv[1]), float(sys.argv[2]), *sys.argv[3:]
shape = (megabytes * 1024, 256)
model = Sequential([Dense(4, input_dim=shape[1], activation="relu"), Dense(1)])
model.compile("adam", "mse")

def work(x, y):
    if job == "predict":
        model.predict(x, 256)
    else:
        model.fit(x, y, 256, 1, verbose=0, shuffle={"shuffled": True, "in order": False}.get(job, job))

work(np.zeros((9999, shape[1]), "float32"), np.zeros((9999, 1), "float32"))  # everything is compiled and loaded now
y = np.zeros((shape[0], 1), "float32")
with h5py.File(path, "w") as file:
    stored = file.create_dataset("x", shape, "float32", chunks=(256, shape[1]))
    x = stored if path.endswith("read.h5") else np.zeros(shape, "float32")
    (data,) = [int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmData:")]
    limit = data * 1024 + int(share * megabytes * 2**20)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    if job == "too much":
        np.array(x)
    work(x, y)
print("done")
"""


def run(engine, folder, job, share, file="beside.h5"):
    """What a process says that may take `share` of the array's size beyond the array and what it had before."""
    environment = {**os.environ, "KERASFRONT_BACKEND": engine, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'backends'}"}
    command = [sys.executable, "-c", PROGRAM, str(MEGABYTES), str(share), str(folder / file), job]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("job", ["shuffled", "batch", "in order", "predict"])
def test_arrays_in_memory_need_a_fifth_more(engine, tmp_path, job):
    done = run(engine, tmp_path, job, 0.2)
    assert done.stdout == "done\n", done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("job", ["batch", "predict"])
def test_files_larger_than_memory_can_be_used(engine, tmp_path, job):
    done = run(engine, tmp_path, job, 0.2, "read.h5")
    assert done.stdout == "done\n", done.stderr


@pytest.mark.slow
def test_the_limit_of_these_tests_holds(tmp_path):
    """A copy of the array does not fit."""
    done = run("theano" if sys.version_info < (3, 12) else "tensorflow", tmp_path, "too much", 0.2)
    assert "MemoryError" in done.stderr and done.stdout == ""
