"""What Keras 0.3 alone had is found at its classic places, too."""

import importlib

import pytest

import kerasfront.layers
from kerasfront.legacy import layers
from kerasfront.legacy.layers import containers


@pytest.mark.parametrize("module", ["kerasfront.layers", "kerasfront.layers.core"])
def test_layers(module):
    for name in ("AutoEncoder", "LambdaMerge", "MaskedLayer", "Siamese", "TimeDistributedMerge", "add_shared_layer"):
        assert getattr(importlib.import_module(module), name) is getattr(layers, name)


def test_activations():
    from kerasfront.layers.advanced_activations import ThresholdedLinear

    assert ThresholdedLinear is kerasfront.layers.ThresholdedLinear is layers.ThresholdedLinear


def test_containers():
    from kerasfront.layers import containers as found
    from kerasfront.layers.containers import Graph, Sequential

    assert found.Graph is Graph is containers.Graph
    assert Sequential is containers.Sequential


def test_other_names_are_unknown():
    with pytest.raises(ImportError, match="cannot import name 'Autoencoder'"):
        from kerasfront.layers.core import Autoencoder  # noqa: F401
