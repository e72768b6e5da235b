"""Without a compiler, Theano runs in Python, slowly, and gives what compiled code gives."""

import os
import subprocess
import sys

import numpy as np
import pytest

from kerasfront import backend as K

WITHOUT = os.environ | {"THEANO_FLAGS": "cxx="}

CODE = """
import sys
import numpy as np
import kerasfront.backend as K
K.set_backend("theano")
"""

IMAGES = """
images, volumes = (np.sin(np.arange(n)).reshape(shape) for n, shape in ((48, (2, 4, 3, 2)), (36, (1, 3, 4, 3, 1))))
x, v = K.placeholder(images.shape), K.placeholder(volumes.shape)
sizes = (2, 2, 2, 3), (1, 1, 4, 2), (2, 1, 2, 1, 2)
plain, pointwise, solid = (K.variable(np.cos(np.arange(np.prod(size))).reshape(size)) for size in sizes)
made = [
    K.conv2d(x, plain, (2, 1), "same", "tf"),
    K.pool2d(x, (2, 2), (1, 1), "same", "tf"),
    K.separable_conv2d(x, plain[:, :, :, :2], pointwise, (1, 1), "same", "tf"),
    K.conv3d(v, solid, (1, 2, 1), "same", "tf"),
    K.pool3d(v, (2, 2, 1), (1, 2, 1), "valid", "tf", "avg"),
]
gradients = K.gradients(sum(K.sum(K.square(y)) for y in made), [x, v, plain, solid])
results = K.function([x, v], [*made, *gradients])([images, volumes])
"""


def test_images_are_convolved_and_pooled(tmp_path):
    save = f"np.savez({str(tmp_path / 'found.npz')!r}, *results)"
    done = subprocess.run([sys.executable, "-c", CODE + IMAGES + save], env=WITHOUT, capture_output=True, text=True)
    assert not done.returncode, done.stderr
    here = {"np": np, "K": K}
    with K.use("theano"):
        exec(IMAGES, here)
    with np.load(tmp_path / "found.npz") as found:
        for name, expected in zip(found.files, here["results"], strict=True):
            np.testing.assert_allclose(found[name], expected, rtol=1e-5, atol=1e-5)


@pytest.mark.full
def test_conformance():
    command = [sys.executable, "-m", "kerasfront", "conformance", "theano"]
    done = subprocess.run(command, env=WITHOUT, capture_output=True, text=True)
    assert not done.returncode, done.stdout[-5000:]
