"""No kernel reads or writes beyond its arrays, or computes what C++ leaves undefined."""

import subprocess
from pathlib import Path

import pytest

from kerasfront.backend import kernels
from kerasfront.backend.kernels import instructions

SANITIZERS = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-D_GLIBCXX_ASSERTIONS")


@pytest.mark.full
@pytest.mark.parametrize("name", ["native", *instructions.known()])
def test_all_kernels(monkeypatch, tmp_path, name):
    monkeypatch.setenv("KERASFRONT_INSTRUCTIONS", name)
    program, source = tmp_path / "sanitized", Path(__file__).with_name("sanitized.cc")
    options = ["-std=c++17", "-pthread", *SANITIZERS, *instructions.compiler_options(), f"-I{kernels.FOLDER}"]
    subprocess.run(["g++", *options, str(source), "-o", str(program)], check=True)
    done = subprocess.run([program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
