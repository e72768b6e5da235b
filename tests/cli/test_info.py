"""Engines and settings, and where each came from."""

from kerasfront import backend as K
from kerasfront import config
from kerasfront.cli import main


def test_engines_and_the_sources_of_settings_are_printed(engines, tmp_path, monkeypatch, capsys):
    for engine in engines:
        K.load(engine)  # TensorFlow, when it is imported, reads the file itself, and fails
    (tmp_path / "keras.json").write_text('{"floatx": "float32", "epsilon": "small"}', encoding="utf8")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "300")
    config.reset()
    try:
        assert main(["info"]) == 0
    finally:
        config.reset()
    printed = capsys.readouterr().out
    assert all(engine in printed for engine in engines)
    assert "kernels for" in printed and "native" in printed
    assert "keras.json, key 'floatx'" in printed
    assert "must be a positive number" in printed


def test_the_engine_that_is_taken_without_a_setting_is_named_with_the_reason(engines, monkeypatch, capsys):
    monkeypatch.setattr("kerasfront.backend.engines._choices", ())
    monkeypatch.setenv("COLUMNS", "300")
    assert main(["info"]) == 0
    [row] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("│ backend ")]
    assert K.backend() in row
    assert "default: the first that comes with kerasfront" in row
