"""Training and prediction take little memory beyond the user's arrays, however large these are."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MEGABYTES = 640
"""Of the array. Its zeros take up addresses but no memory, and in the file nothing at all."""

SHARE = 0.2
"""How much more a process may take, beside the array and what it had before."""

PROGRAM = """
import faulthandler, resource, sys
faulthandler.enable()  # a process that dies says where
import h5py
import numpy as np
from kerasfront.layers import Dense
from kerasfront.models import Sequential

megabytes, share, path, job = int(sys.argv[1]), float(sys.argv[2]), *sys.argv[3:]
shape = (megabytes * 1024, 256)
model = Sequential([Dense(4, input_dim=shape[1], activation="relu"), Dense(1)])
model.compile("adam", "mse")

def work(x, y, shuffle):
    model.fit(x, y, 1024, 1, verbose=0, shuffle=shuffle)
    model.predict(x, 1024)

work(np.zeros((9999, shape[1]), "float32"), np.zeros((9999, 1), "float32"), True)  # all is compiled and loaded now
x, y = np.zeros(shape, "float32"), np.zeros((shape[0], 1), "float32")
(data,) = [int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmData:")]
limit = data * 1024 + int(share * x.nbytes)
resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
if job == "memory":
    work(x, y, True)
elif job == "file":
    with h5py.File(path, "w") as file:
        work(file.create_dataset("x", shape, "float32", chunks=(1024, shape[1])), y, "batch")
else:
    x.copy()
print("done")
"""


def run(backend, folder, job):
    """What a process says that does `job` in no more memory than it may take."""
    environment = {**os.environ, "KERASFRONT_BACKEND": backend, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'backends'}"}
    command = [sys.executable, "-c", PROGRAM, str(MEGABYTES), str(SHARE), str(folder / "data.h5"), job]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def told(done):
    """How a process ended, by which signal if it was one, and all that it said."""
    status = f"signal {signal.Signals(-done.returncode).name}" if done.returncode < 0 else f"status {done.returncode}"
    return f"ended with {status}; it printed {done.stdout!r} and, as errors:\n{done.stderr}"


@pytest.mark.slow
@pytest.mark.parametrize("job", ["memory", "file"])
def test_a_fifth_of_the_array_is_enough(backend, tmp_path, job):
    done = run(backend, tmp_path, job)
    assert done.stdout == "done\n", told(done)


@pytest.mark.slow
def test_the_limit_holds(backend, tmp_path):
    done = run(backend, tmp_path, "copy")
    assert "MemoryError" in done.stderr and done.stdout == "", told(done)
