"""Backends and settings, and where each came from."""

from kerasfront import backend as K
from kerasfront import config
from kerasfront.cli import main


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
    [row] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("│ backend ")]
    assert K.backend() in row
    assert "default: the first that comes with kerasfront" in row
