"""The linker for one test; elsewhere functions are those of Theano."""

import importlib
import sys

import pytest

import kerasfront.backend as K


@pytest.fixture
def theano_on_jax(monkeypatch):
    """K on Theano, with functions that JAX runs; what is left to Theano is an error of the test."""
    with K.use("theano"):
        jitted = importlib.import_module("kerasfront_theano.linker.jitted")
        monkeypatch.setattr(sys.modules["kerasfront_theano.function"], "jitted", jitted)

        def fail(function, reason):
            raise AssertionError(f"left to Theano: {reason}")

        monkeypatch.setattr(jitted.Jitted, "_leave_jax", fail)
        yield K
        K.clear_session()


@pytest.fixture
def with_way_back(monkeypatch):
    """The same, where functions may be left to Theano; a list of the reasons."""
    with K.use("theano"):
        jitted = importlib.import_module("kerasfront_theano.linker.jitted")
        monkeypatch.setattr(sys.modules["kerasfront_theano.function"], "jitted", jitted)
        reasons, leave = [], jitted.Jitted._leave_jax

        def noted(function, reason):
            reasons.append(str(reason))
            leave(function, reason)

        monkeypatch.setattr(jitted.Jitted, "_leave_jax", noted)
        yield reasons
        K.clear_session()
