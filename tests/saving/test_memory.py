"""Loading in a loop takes no memory for good, also while another model is at work."""

import os
import subprocess
import sys

import pytest

LOADS = 60
KILOBYTES = 200
"""So much a load may cost: the session's graph grows for some hundred of them before it is made anew."""

PROGRAM = """
import gc, sys
import numpy as np, psutil
from kerasfront.layers import Dense, Dropout
from kerasfront.models import Sequential, load_model

path, loads = sys.argv[1], int(sys.argv[2])
x, y = np.ones((4, 16)), np.ones((4, 8))
model = Sequential([Dense(32, input_dim=16, activation="relu"), Dropout(0.5), Dense(8)])
model.compile("adam", "mse")
model.train_on_batch(x, y)
model.save(path)

def resident():
    for _ in range(loads):
        load_model(path)
        model.train_on_batch(x, y)
        model.predict(x)
    gc.collect()
    return psutil.Process().memory_info().rss

first = resident()
print((resident() - first) / loads / 1000)
"""


@pytest.mark.slow
def test_loading_beside_a_model_at_work(backend, tmp_path):
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM, str(tmp_path / "m.h5"), str(LOADS)]
    environment = {**os.environ, "KERASFRONT_BACKEND": backend}
    result = subprocess.run(command, capture_output=True, text=True, timeout=600, env=environment, check=True)
    assert float(result.stdout) < KILOBYTES
