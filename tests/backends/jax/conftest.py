"""All tests here are about one backend."""

import pytest

import kerasfront.backend


@pytest.fixture
def K():
    """The symbolic functions, on JAX."""
    with kerasfront.backend.use("jax"):
        yield kerasfront.backend
        kerasfront.backend.clear_session()
