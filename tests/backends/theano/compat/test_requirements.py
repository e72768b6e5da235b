"""What is missing is named before Theano is imported."""

import os
import sysconfig

import pytest

from kerasfront.errors import BackendError
from kerasfront_theano.compat import requirements


def test_newer_python_is_refused():
    requirements.require_python((3, 11))
    with pytest.raises(BackendError, match=r"this is Python 3\.13.*does not build on Python 3\.12"):
        requirements.require_python((3, 13))


def test_missing_theano_is_named(monkeypatch):
    monkeypatch.setattr(requirements, "find_spec", lambda name: None)
    with pytest.raises(BackendError, match=r"pip install 'kerasfront\[theano\]'"):
        requirements.require_theano()


def test_missing_home_is_named(monkeypatch):
    monkeypatch.delenv("HOME")
    requirements.require_home()
    monkeypatch.setattr(os.path, "expanduser", os.fspath)  # as it does for a user whom the system does not know
    with pytest.raises(BackendError, match="needs a home folder.*environment variable HOME"):
        requirements.require_home()


def test_missing_compiler_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackendError, match=r"apt install g\+\+.*kerasfront\[theano-jax\]"):
        requirements.require_compiler({})
    requirements.require_compiler({"cxx": ""})


def test_missing_headers_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path))
    with pytest.raises(BackendError, match=r"Python\.h.*python3-dev"):
        requirements.require_compiler({})
