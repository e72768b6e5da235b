"""The files beside the source say what the source does."""

import json
from importlib import metadata
from pathlib import Path

import kerasfront
from kerasfront import backend, config

ROOT = Path(__file__).parents[1]


def test_example_has_every_option_with_its_default():
    example = json.loads((ROOT / "keras.json.example").read_text())
    assert set(example) == set(config.DEFAULTS)
    for key, value in example.items():
        assert config.checked(key, value, "keras.json.example").value == value
        assert value == config.DEFAULTS[key] or key == "backend" and value == min(backend.installed())


def test_installed_version_is_that_of_the_checkout():
    assert metadata.version("kerasfront") == kerasfront.__version__
