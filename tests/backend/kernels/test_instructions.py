"""The instructions that kernels are compiled for can be chosen."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kerasfront.backend.kernels import instructions
from kerasfront.errors import ConfigurationError

ROOT = Path(__file__).parents[3]
CHOICE = "KERASFRONT_INSTRUCTIONS"


@pytest.fixture
def haswell(monkeypatch):
    monkeypatch.delenv(CHOICE, raising=False)  # the suite runs with each choice
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr(instructions, "_facts", lambda: ["flags\t: sse sse2 fma avx avx2", "model name\t: some"])


def test_by_default_all_that_the_processor_has(haswell):
    assert instructions.compiler_options() == ["-march=native"]
    assert instructions.in_words() == "native: avx2"
    assert instructions.known() == ["avx2", "sse2"]


def test_a_choice_is_kept_apart_in_caches(haswell, monkeypatch):
    names = {instructions.processor()}
    for choice, last in (("avx2", "-mfma"), ("sse2", "-msse2")):
        monkeypatch.setenv(CHOICE, choice)
        options = instructions.compiler_options()
        assert (options[0], options[-1], instructions.in_words()) == ("-march=x86-64", last, choice)
        names.add(instructions.processor())
    assert len(names) == 3


def test_what_the_processor_lacks_is_refused(haswell, monkeypatch):
    monkeypatch.setenv(CHOICE, "avx512")
    with pytest.raises(ConfigurationError, match=f"{CHOICE} is 'avx512', which .* not have; it has avx2, sse2"):
        instructions.compiler_options()


def test_a_processor_of_another_kind_has_none(haswell, monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    assert (instructions.in_words(), instructions.compiler_options()) == ("native", ["-march=native"])
    monkeypatch.setenv(CHOICE, "sse2")
    with pytest.raises(ConfigurationError, match="it has none of them"):
        instructions.compiler_options()


def test_a_misspelled_choice_is_refused(monkeypatch):
    monkeypatch.setenv(CHOICE, "avx")
    with pytest.raises(ConfigurationError, match="one of native, avx512, avx2, sse2, got 'avx'"):
        instructions.compiler_options()


@pytest.mark.slow
def test_what_a_process_computes_with_is_told():
    settings = {CHOICE: "sse2", "TF_ENABLE_ONEDNN_OPTS": "0", "COLUMNS": "300"}
    path = os.pathsep.join([str(ROOT), str(ROOT / "backends")])
    command = [sys.executable, "-c", "from kerasfront.cli import main; main(['info'])"]
    told = subprocess.run(command, env={**os.environ, **settings, "PYTHONPATH": path}, capture_output=True, text=True)
    (facts,) = [part for part in told.stdout.split("\n\n") if part.startswith("tensorflow ")]
    assert "oneDNN is off" in facts and re.search("^  kernels for +sse2", facts, re.MULTILINE)
