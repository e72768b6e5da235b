"""Libraries of backends beside Keras."""

import pytest

from kerasfront.compatibility import raw_libraries
from kerasfront.compatibility.examined import examine
from kerasfront.compatibility.import_mapping import plugged_in


@pytest.fixture
def examined(tmp_path):
    def examine_text(text):
        (tmp_path / "a.py").write_text(text)
        return examine(tmp_path / "a.py")

    return examine_text


def test_a_library_of_another_backend(backend, K, examined):
    (other,) = {mapping.package for mapping in plugged_in()} - {backend}
    found = examined(f"import os, {other}.nothing\nfrom keras.layers import Dense\n")
    assert raw_libraries.imported_libraries(found) == [other] and raw_libraries.wanted_backend(found) == other
    hint = raw_libraries.hint(TypeError("x"), found)
    assert hint == f"the script imports {other}, but its models are on {backend}: run it with --backend {other}"
    assert raw_libraries.hint(ImportError("x"), found) is None


@pytest.mark.parametrize("text", ["import numpy", "import tensorflow, theano", "import {backend}.nn"])
def test_scripts_that_are_right_as_they_are(backend, K, examined, text):
    assert raw_libraries.wanted_backend(examined(text.format(backend=backend))) is None
    assert raw_libraries.hint(TypeError("x"), examined(text.format(backend=backend))) is None
