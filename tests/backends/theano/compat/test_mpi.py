"""Theano does not start MPI."""

import subprocess
import sys

import pytest

from kerasfront_theano.compat import mpi


def test_importing_theano_starts_no_mpi():
    code = "import sys; from kerasfront import backend as K; K.load('theano'); print('mpi4py.MPI' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_what_was_started_before_is_left_as_it_is(monkeypatch):
    started = object()
    monkeypatch.setitem(sys.modules, mpi.NAME, started)
    with mpi.during_import():
        assert sys.modules[mpi.NAME] is started
    assert sys.modules[mpi.NAME] is started


def test_it_can_be_imported_afterwards(monkeypatch):
    monkeypatch.delitem(sys.modules, mpi.NAME, raising=False)
    with mpi.during_import(), pytest.raises(ImportError):
        from mpi4py import MPI  # noqa: F401
    assert mpi.NAME not in sys.modules
