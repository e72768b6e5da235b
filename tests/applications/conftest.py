"""What the tests of applications share."""

import pytest


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The folder with the user's settings and downloads."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
