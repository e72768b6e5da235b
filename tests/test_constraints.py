import numpy as np
import pytest

from kerasfront import constraints
from kerasfront.errors import UnknownNameError

from .recorded import Batch, cases

ALL = [
    constraints.Constraint(),
    constraints.MaxNorm(m=3, axis=[0, 1]),
    constraints.NonNeg(),
    constraints.UnitNorm(axis=1),
    constraints.MinMaxNorm(low=0.5, high=2.0, rate=0.3),
]


def test_recorded_values(K):
    batch = Batch(K)
    for case in cases("functions", "constraint"):
        config = case.text("config")
        constraint = getattr(constraints, config["name"])(**config["kwargs"])
        batch.expect(case, constraint(K.variable(case.array("input_0"))))
        assert constraint.get_config() == case.text("output_1")
    batch.check()


def test_a_plain_constraint_changes_nothing(K):
    p = K.variable(np.ones(2))
    assert constraints.Constraint()(p) is p


@pytest.mark.parametrize("constraint", ALL, ids=lambda c: type(c).__name__)
def test_configuration_brings_an_equal_one_back(constraint):
    again = constraints.get(constraint.get_config())
    assert type(again) is type(constraint)
    assert again.get_config() == constraint.get_config()


def test_found_by_name_and_alias():
    (case,) = [case for case in cases("functions", "getter") if case.name == "con_names"]
    assert [type(constraints.get(name)).__name__ for name in case.text("config")["names"]] == case.text("output_0")
    assert constraints.get("maxnorm", {"m": 5}).m == 5
    assert constraints.get(None) is None


def test_near_misses_are_named():
    with pytest.raises(UnknownNameError, match="constraint 'max_norm'. Did you mean 'maxnorm'"):
        constraints.get("max_norm")
