"""What every test shares: the backends, one after the other, and a state that does not depend on the tests before."""

import gc
import math
import os
import signal
import sys

import numpy as np
import pytest

import kerasfront.backend

OF_THIS_PYTHON = "tensorflow theano" if sys.version_info < (3, 12) else "tensorflow"
BACKENDS = tuple(os.environ.get("KERASFRONT_TEST_BACKENDS", OF_THIS_PYTHON).split())
SEED = 20170213


def pytest_configure(config):
    missing = [name for name in BACKENDS if name not in kerasfront.backend.installed()]
    if missing:
        raise pytest.UsageError(
            f"Backends are found through entry points, and these are not registered: {', '.join(missing)}. "
            "Install the checkout into this environment: pip install -e '.[all,dev]', or use: python3 run.py test"
        )


@pytest.fixture(scope="session", autouse=True)
def settings(tmp_path_factory):
    """No settings of the user count. The file exists because Keras 3, which TensorFlow imports, would write its own."""
    home = tmp_path_factory.mktemp("keras")
    (home / "keras.json").write_text("{}")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("KERAS_HOME", str(home))
        environment.delenv("KERASFRONT_BACKEND", raising=False)
        environment.delenv("KERAS_BACKEND", raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def ctrl_c():
    """Ctrl-C interrupts, also in what a shell has started in the background, where it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def seed():
    """The same random numbers for each test, in whatever order the tests run."""
    kerasfront.set_random_seed(SEED)
    np.random.seed(SEED)


@pytest.fixture(autouse=True)
def nothing_handed_over(monkeypatch):
    """No custom objects of tests before."""
    monkeypatch.setattr("kerasfront.registry._handed_over", {})


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """No warning of slow callbacks: on a busy machine any of them can be slow."""
    monkeypatch.setattr("kerasfront.callbacks.base.SLOW_SECONDS", math.inf)


@pytest.fixture(scope="session")
def backends():
    """Names of the backends under test, for tests that compare them."""
    return BACKENDS


@pytest.fixture(autouse=True)
def freeze():
    """What is there before a test is not searched for garbage by `clear_session`: these are nearly all objects."""
    gc.freeze()


@pytest.fixture(params=BACKENDS)
def backend(request):
    """Name of the backend that is active during the test; the test runs once on each."""
    with kerasfront.backend.use(request.param):
        yield request.param
        kerasfront.backend.clear_session()


@pytest.fixture
def K(backend):
    """The symbolic functions, on the backend of `backend`."""
    return kerasfront.backend
