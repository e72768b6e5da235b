"""Helpers of the tests of what Theano compiles."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from kerasfront_theano.compat import import_theano

theano = import_theano()
ROOT = Path(__file__).parents[4]


def floats(rng, *shape):
    return rng.uniform(-1, 1, shape).astype("float32")


def values(*outputs):
    """Compile and run a function without inputs; shared variables keep it from being folded into a constant."""
    return theano.function([], list(outputs))()


def agree(found, expected):
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


def in_a_new_process(code, **environment):
    """What `code` prints in another process, where every warning is an error."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "backends")]), **environment}
    code = "from kerasfront_theano.compat import import_theano\ntheano = import_theano()\nT = theano.tensor\n" + code
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
