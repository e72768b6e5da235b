"""K offers every function that the backends of Keras 1.2.2 and 0.3.3 had, with their arguments and defaults."""

import inspect
import json
from pathlib import Path

import pytest

from kerasfront import backend as K

API = Path(__file__).parents[1] / "data" / "api"
MODULES = ("keras.backend", "keras.backend.common", "keras.backend.theano_backend", "keras.backend.tensorflow_backend")

# Ours, where it is not the classic signature, and why.
EXCEPTIONS = {
    "conv3d": (
        "(x, kernel, strides=(1, 1, 1), border_mode='valid', dim_ordering='default', volume_shape=None, "
        "filter_shape=None, filter_dilation=(1, 1, 1))",
        "one of the two classic backends had filter_dilation",
    ),
    "function": ("(inputs, outputs, updates=(), **kwargs)", "a default that no call can change"),
}


def classic():
    """(version, name, signature as text) of each classic function."""
    found = {}
    for version in ("0.3.3", "1.2.2"):
        content = json.loads((API / f"keras-{version}.json").read_text())
        for module in MODULES:
            for name, signature in content.get(module, {}).get("functions", {}).items():
                found[name] = (version, signature)
    return sorted((name, *rest) for name, rest in found.items())


def plain(signature):
    """Names and defaults without annotations."""
    bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
    return str(inspect.Signature(bare)).replace('"', "'")


def test_the_list_is_complete():
    assert len(classic()) > 140


@pytest.mark.parametrize(("name", "version", "signature"), classic(), ids=lambda value: value)
def test_it_is_there_with_its_classic_arguments(name, version, signature):
    expected, _ = EXCEPTIONS.get(name, (signature, ""))
    assert plain(inspect.signature(getattr(K, name))) == expected.replace('"', "'")


def test_every_exception_is_one():
    signatures = {name: signature for name, _, signature in classic()}
    assert all(signatures[name] != ours for name, (ours, _) in EXCEPTIONS.items())
