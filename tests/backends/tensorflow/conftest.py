"""A clean start on TensorFlow."""

import pytest

from kerasfront import backend as K


@pytest.fixture
def on_tensorflow():
    with K.use("tensorflow"):
        K.clear_session()
        yield
        K.clear_session()


@pytest.fixture
def small_graphs(on_tensorflow, monkeypatch):
    """The module `state` of the adapter, with room for little in a graph."""
    from kerasfront_tensorflow import state
    from kerasfront_tensorflow.execution import session

    monkeypatch.setattr(state, "CHECKED_SIZE", 150)
    monkeypatch.setattr(session, "CHECKED_SIZE", 300)
    K.clear_session()  # a graph reads its limit when it begins
    return state
