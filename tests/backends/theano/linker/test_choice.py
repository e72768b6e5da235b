"""Which linker runs functions: an environment variable, keras.json, or Theano's own."""

import json

import pytest

import kerasfront_theano
from kerasfront import config
from kerasfront.errors import BackendError, ConfigurationError
from kerasfront_theano.linker import choice


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes a section of keras.json."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv(choice.VARIABLE, raising=False)

    def written(section):
        (tmp_path / "keras.json").write_text(json.dumps({"theano": section}))
        config.reset()

    config.reset()
    yield written
    config.reset()


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(write, monkeypatch):
    assert choice.linker() == "c"
    write({"linker": "jax"})
    assert choice.linker() == "jax"
    monkeypatch.setenv(choice.VARIABLE, "c")
    assert choice.linker() == "c"


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"linker": "cuda"}, r"'linker' from .*keras\.json, key 'theano' must be one of c, jax, got 'cuda'"),
        ({"linkr": "jax"}, r"keras\.json, key 'theano': there is no setting 'linkr'.*linker"),
        (["jax"], r"'theano' from .* must be an object"),
    ],
)
def test_a_wrong_setting_is_named_with_its_source(write, section, message):
    write(section)
    with pytest.raises(ConfigurationError, match=message):
        choice.linker()


def test_a_wrong_variable_is_named(write, monkeypatch):
    monkeypatch.setenv(choice.VARIABLE, "gpu")
    with pytest.raises(ConfigurationError, match=f"environment variable {choice.VARIABLE} must be one of"):
        choice.linker()


def test_a_missing_library_is_named_with_its_extra(monkeypatch):
    choice.require_jax()
    monkeypatch.setattr(choice, "find_spec", lambda name: None)
    with pytest.raises(BackendError, match=r"pip install 'kerasfront\[theano-jax\]'"):
        choice.require_jax()


def test_calls_of_python_are_compiled_by_theano_only():
    assert kerasfront_theano.COMPILES_HOST_CALLS is (choice.linker() == "c")
