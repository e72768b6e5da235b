"""What other machines get, and why none starts on one of them."""

import sys

import pytest

from kerasfront.distributed import hosts


def test_what_users_set_goes_along():
    environment = {
        "KERAS_BACKEND": "theano", "KERASFRONT_THREADS": "2", "THEANO_FLAGS": "x", "PYTHONPATH": "lib", "HOME": "/root",
        "PYTHONHOME": "/usr", "PATH": "/bin",
    }  # fmt: skip
    assert [*hosts.settings(environment)] == ["KERAS_BACKEND", "KERASFRONT_THREADS", "THEANO_FLAGS", "PYTHONPATH"]


@pytest.fixture
def ssh(monkeypatch, tmp_path):
    """Put a program in the place of ssh, which runs the command here, unless the machine is not there."""
    program = tmp_path / "ssh"
    program.write_text(
        '#!/bin/sh\ncase "$*" in *nowhere*) echo "Warning: added." >&2; echo "ssh: no route" >&2; exit 255;; esac\n'
        'for last; do :; done\nexec sh -c "$last"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")


def test_a_machine_that_is_not_reached(ssh):
    said = hosts.why_none_starts(["localhost", "127.0.0.1", "nowhere.invalid"])
    assert said.startswith("No process can be started on nowhere.invalid: ssh: no route. It must be reached by ssh")


def test_a_machine_without_this_python(ssh, monkeypatch):
    assert hosts.why_none_starts(["there.invalid"]) is None
    monkeypatch.setattr(sys, "executable", "/not/there/python")
    assert "No process can be started on there.invalid: env:" in hosts.why_none_starts(["there.invalid"])


def test_without_ssh(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "No such file or directory: 'ssh'" in hosts.why_none_starts(["there.invalid"])
