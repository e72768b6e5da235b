"""The first screen of the README holds: its example prints what it says, and its badges are true."""

import configparser
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf8")
RESULT = re.compile(r"^(\w+) \[(.*)\]$", re.MULTILINE)


@pytest.mark.slow
def test_example_prints_what_the_readme_says(backends):
    example, said = re.search(r"```python\n(.*?)```\n+```text\n(.*?)```", README, re.DOTALL).groups()
    example = example.replace('("tensorflow", "theano")', repr(backends))
    printed = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=True).stdout
    results = {name: np.array(text.split(", "), float) for name, text in RESULT.findall(printed)}
    assert tuple(results) == backends
    told = np.array(dict(RESULT.findall(said))["tensorflow"].split(", "), float)
    for loss_and_accuracy in results.values():
        np.testing.assert_allclose(loss_and_accuracy, told, rtol=1e-2)


def test_badges_are_true():
    (badges,) = re.findall(r"!\[Python ([\d.]+) to ([\d.]+);", README)
    file = configparser.ConfigParser()
    file.read(ROOT / "setup.cfg")
    versions = re.findall(r":: (3\.\d+)$", file["metadata"]["classifiers"], re.MULTILINE)
    assert badges == (versions[0], versions[-1])
    assert file["metadata"]["license"] == "MIT"
    picture = (ROOT / "docs" / "assets" / "badges.svg").read_text(encoding="utf8")
    assert f"Python {versions[0]} - {versions[-1]}" in picture


def test_pictures_are_there_and_none_comes_from_elsewhere():
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", README)
    assert pictures and all((ROOT / picture).is_file() for picture in pictures)
