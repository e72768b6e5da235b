"""One value, a list or a dict for the outputs of a model."""

import numpy as np
import pytest

from kerasfront.engine.training.per_output import per_output
from kerasfront.errors import ArgumentError

NAMES = ["y", "z"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("mse", ["mse", "mse"]),
        (["mse", "mae"], ["mse", "mae"]),
        (("mse", None), ["mse", "default"]),
        ({"z": "mae"}, ["default", "mae"]),
        ({}, ["default", "default"]),
        (None, ["default", "default"]),
    ],
)
def test_forms(value, expected):
    assert per_output("loss", value, NAMES, "default") == expected


def test_class_weight_is_one_value():
    weights = {0: 1.0, 1: 2.0}
    assert per_output("class_weight", weights, ["y"], None, shared=False) == [weights]
    assert per_output("class_weight", {"y": weights}, ["y"], None, shared=False) == [weights]
    assert per_output("class_weight", {"z": weights}, NAMES, None, shared=False) == [None, weights]


def test_array_is_one_value():
    array = np.ones(3)
    assert per_output("sample_weight", array, ["y"], None, shared=False) == [array]


def test_output_listed_twice():
    assert per_output("loss", {"y": "mse"}, ["y", "y"]) == ["mse", "mse"]


@pytest.mark.parametrize(
    ("value", "shared", "complaint"),
    [
        (["mse"], True, "got 1 entries for 2"),
        ({"x": "mse", "y": "mse"}, True, "key 'x'"),
        ({"y": "mse"}, True, "nothing for 'z'"),
        (None, True, "nothing for 'y'"),
        ({0: 1.0}, False, "one dict for 2"),
    ],
)
def test_misfits(value, shared, complaint):
    with pytest.raises(ArgumentError, match=complaint) as caught:
        per_output("loss", value, NAMES, shared=shared)
    assert "loss" in str(caught.value) and "'y', 'z'" in str(caught.value)
    assert ("one value for all" in str(caught.value)) == shared


def test_near_miss_is_named():
    with pytest.raises(ArgumentError, match="Did you mean 'dense_1'"):
        per_output("loss_weights", {"dens_1": 1.0}, ["dense_1", "dense_2"], 1.0)
