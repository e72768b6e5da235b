"""The package is there at once: what is heavy is loaded when it is first needed."""

import json
import subprocess
import sys

import pytest

HEAVY = {
    "jax", "matplotlib", "numba", "pandas", "PIL", "psutil", "rich", "scipy", "sklearn", "tensorboardX", "tensorflow",
    "theano", "torch",
}  # fmt: skip


def loaded(line):
    """The modules that `line` loads beyond those of NumPy."""
    code = f"import json, sys, numpy; known = set(sys.modules); {line}; print(json.dumps([*set(sys.modules) - known]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_package_alone_loads_next_to_nothing():
    assert len(loaded("import kerasfront")) < 20


@pytest.mark.parametrize("module", ["models", "layers", "backend", "optimizers", "callbacks", "datasets.imdb"])
def test_its_rooms_load_no_backend_and_nothing_heavy(module):
    found = {name.split(".")[0] for name in loaded(f"import kerasfront.{module}")}
    assert "kerasfront" in found and not found & HEAVY


def test_what_is_heavy_would_be_found():
    assert HEAVY & {name.split(".")[0] for name in loaded("import rich.console")}
