"""Backends and settings, and where each came from."""

from types import SimpleNamespace

from kerasfront import backend as K
from kerasfront import config
from kerasfront.cli import main
from kerasfront.errors import BackendError


def test_backends_and_the_sources_of_settings_are_printed(backends, tmp_path, monkeypatch, capsys):
    for backend in backends:
        K.load(backend)  # TensorFlow, when it is imported, reads the file itself, and fails
    (tmp_path / "keras.json").write_text('{"floatx": "float32", "epsilon": "small"}', encoding="utf8")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.delenv("KERASFRONT_INSTRUCTIONS", raising=False)
    config.reset()
    try:
        assert main(["info"]) == 0
    finally:
        config.reset()
    printed = capsys.readouterr().out
    assert all(backend in printed for backend in backends)
    assert "kernels for" in printed and "native" in printed
    assert "keras.json, key 'floatx'" in printed
    assert "must be a positive number" in printed


def test_the_backend_that_is_taken_without_a_setting_is_named_with_the_reason(backends, monkeypatch, capsys):
    monkeypatch.setattr("kerasfront.backend.selection._chosen", None)
    monkeypatch.setenv("COLUMNS", "300")
    assert main(["info"]) == 0
    [row] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  backend ")]
    assert K.backend() in row
    assert "default: the first that comes with kerasfront" in row


def test_it_fits_in_80_columns_without_losing_a_character(backends, monkeypatch, capsys):
    facts = {"library": "lib", "version": "1", "devices": ["cpu"], "threads": "all", "blas": "-L/" + 40 * "folder/"}
    monkeypatch.setattr(K, "load", lambda name: SimpleNamespace(backend_info=lambda: facts))
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["info"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert facts["blas"] in "".join(line.strip() for line in lines)


def test_a_backend_that_cannot_be_loaded_says_why(backends, monkeypatch, capsys):
    def refuse(name):
        raise BackendError(f"The backend {name!r} needs Python 3.10 or 3.11; this is Python 3.13.")

    monkeypatch.setattr(K, "load", refuse)
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["info"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "cannot be loaded" in printed and "this is Python 3.13." in printed
