"""The backend of these tests."""

import pytest

import kerasfront.backend


@pytest.fixture
def K():
    """The symbolic functions on the reference backend."""
    with kerasfront.backend.use("reference"):
        yield kerasfront.backend
        kerasfront.backend.clear_session()
