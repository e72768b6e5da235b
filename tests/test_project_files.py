"""The files beside the source say what the source does."""

import json
import re
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


def test_the_lowest_versions_are_those_that_are_asked_for():
    text = (ROOT / "setup.cfg").read_text()
    asked = dict(re.findall(r"^    ([\w-]+)>=([\d.]+),<", text, re.MULTILINE))
    tried = dict(re.findall(r"^([\w-]+)==([\d.]+)$", (ROOT / "constraints" / "lowest.txt").read_text(), re.MULTILINE))
    for name in asked.keys() & tried.keys():
        assert f"{tried[name]}.".startswith(f"{asked[name]}."), name
    assert asked.keys() - tried.keys() == {"librosa"}  # it is not in `all`, which the wheel is tried with
    users = text.partition("[options]")[2].partition("dev =")[0]
    assert not re.findall(r"^    [\w-]+(?:>=[\d.]+)?$", users, re.MULTILINE), "without a tested range"
