"""Custom calls, which XLA's own operations replace where they cannot be compiled."""

import pytest

from kerasfront.backend.kernels import shared_library
from kerasfront_jax import OWN_OPERATIONS, backend_info
from kerasfront_jax.ops import compiled


@pytest.fixture
def anew(monkeypatch, tmp_path):
    """Nothing is loaded or in the cache."""
    monkeypatch.setattr(compiled, "load", compiled.load.__wrapped__)
    monkeypatch.setattr(shared_library, "_cache", lambda: tmp_path)


def test_all_sources_are_told_of():
    assert set(OWN_OPERATIONS) == {file.stem for file in compiled.FOLDER.glob("*.cc")}
    assert backend_info()["operations"] == "compiled"


@pytest.mark.parametrize(
    ("compiler", "reason"), [("no-such-compiler", "there is no g++"), ("false", "g++ failed to compile ours")]
)
@pytest.mark.filterwarnings("ignore:.* could not compile")
def test_why_operations_are_missing(anew, monkeypatch, compiler, reason):
    monkeypatch.setenv("CXX", compiler)
    names = "adam, convolution, dropout, recurrence"
    expected = f"{names}: those of XLA, which are slower, because {reason}"
    assert compiled.in_words(OWN_OPERATIONS) == backend_info()["operations"] == expected


def test_those_of_the_library_run_on_a_gpu(anew, monkeypatch):
    monkeypatch.setattr(compiled, "on_gpu", lambda: True)
    assert compiled.in_words(OWN_OPERATIONS) == "those of XLA, on a GPU"


def test_a_file_that_cannot_be_loaded_is_made_anew(anew, monkeypatch, tmp_path):
    broken = tmp_path / "dropout.so"
    broken.write_bytes(b"no library")
    monkeypatch.setattr(shared_library, "build", lambda *asked: broken)
    assert not compiled.load("dropout", *OWN_OPERATIONS["dropout"])
    assert not broken.exists()
