"""Processes that are forked while a backend is loaded, as multiprocessing long did by default on Linux."""

import subprocess
import sys

SCRIPT = """
import multiprocessing, pkgutil, threading
import numpy as np
from kerasfront import backend as K
from kerasfront.errors import BackendError
from kerasfront.layers import LSTM, Dense
from kerasfront.models import Sequential

K.set_backend({backend!r})
model = Sequential([LSTM(3, input_shape=(4, 2)), Dense(2)])
X = np.ones((64, 4, 2))
expected = model.predict(X)

held = threading.Event()

def hold():
    with pkgutil.resolve_name({lock!r}):
        held.set()
        threading.Event().wait()

threading.Thread(target=hold, daemon=True).start()
held.wait()

def use(way):
    try:
        return ways[way]()
    except BackendError as error:
        return str(error)

ways = {{
    "predict": lambda: np.array_equal(model.predict(X), expected),
    "build": lambda: Sequential([Dense(1, input_dim=2)]).predict(X[:, 0]).shape == (64, 1),
    "value": lambda: K.get_value(model.weights[0]).shape == (2, 3),
    "clear": lambda: K.clear_session() is None,
}}
with multiprocessing.get_context("fork").Pool(1) as pool:
    for answer in pool.map_async(use, ways).get(100):
        print(answer)
"""


LOCKS = {"tensorflow": "kerasfront_tensorflow.execution.lock:LOCK", "theano": "kerasfront_theano.state:LOCK"}


def test_a_forked_process_works_or_says_how_it_would(backends):
    """While another thread builds, so that locks are held for which nobody is there in the new process."""
    for backend in backends:
        script = SCRIPT.format(backend=backend, lock=LOCKS.get(backend, f"kerasfront_{backend}:GRAPH.lock"))
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        found = done.stdout.splitlines()
        assert len(found) == 4
        if backend == "tensorflow":
            assert all("forked" in text and "spawn" in text and "loky" in text for text in found)
        else:
            assert found == ["True"] * 4
