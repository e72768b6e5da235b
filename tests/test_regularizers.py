import numpy as np
import pytest

from kerasfront import regularizers
from kerasfront.errors import ArgumentError, UnknownNameError
from kerasfront.registry import custom_object_scope

from .recorded import Batch, cases


def test_recorded_values_and_gradients(K):
    batch = Batch(K)
    for case in cases("functions", "regularizer"):
        config = case.text("config")
        regularizer = getattr(regularizers, config["name"])(**config["kwargs"])
        w = K.variable(case.array("input_0"))
        penalty = regularizer(w)
        batch.expect(case, penalty, *K.gradients(penalty, [w]))
        assert regularizer.get_config() == pytest.approx(case.text("output_2"))
    batch.check()


def test_no_penalty_is_zero(K):
    assert K.eval(regularizers.L1L2Regularizer()(K.variable([1.0, 2.0]))) == 0


@pytest.mark.parametrize("factor", [float("nan"), float("inf"), -float("inf")])
def test_factors_are_finite(factor):
    with pytest.raises(ArgumentError, match="l2 must be finite, got"):
        regularizers.get({"name": "WeightRegularizer", "l1": 0.0, "l2": factor})


def test_eigenvalue_is_the_largest_singular_value(K):
    w = np.array([[3.0, 1.0], [1.0, 2.0], [0.0, 1.0]])
    penalty = regularizers.EigenvalueRegularizer(0.5)(K.variable(w))
    assert K.eval(penalty) == pytest.approx(0.5 * np.linalg.svd(w)[1][0], rel=1e-4)


def test_eigenvalue_refuses_what_is_no_matrix(K):
    with pytest.raises(ArgumentError, match=r"matrices, got a tensor of shape \(2, 2, 2\)"):
        regularizers.EigenvalueRegularizer(1.0)(K.variable(np.ones((2, 2, 2))))


def test_configuration_brings_an_equal_one_back():
    again = regularizers.get(regularizers.l1l2(0.1, 0.2).get_config())
    assert (again.l1, again.l2) == (0.1, 0.2)
    assert regularizers.get({"name": "WeightRegularizer", "l1": 0.0, "l2": 0.5}).l2 == 0.5


def test_configuration_of_the_eigenvalue_regularizer_lacks_k():
    config = regularizers.EigenvalueRegularizer(0.5).get_config()
    with pytest.raises(ArgumentError, match="does not hold k"):
        regularizers.get(config)
    with custom_object_scope({"EigenvalueRegularizer": regularizers.EigenvalueRegularizer(0.5)}):
        assert regularizers.get(config).k == 0.5


def test_found_by_name_and_alias():
    (case,) = [case for case in cases("functions", "getter") if case.name == "reg_names"]
    assert [type(regularizers.get(name)).__name__ for name in case.text("config")["names"]] == case.text("output_0")
    assert regularizers.get("l2", {"l": 0.5}).l2 == 0.5
    assert regularizers.get("l1l2").get_config() == {"name": "L1L2Regularizer", "l1": 0.01, "l2": 0.01}
    assert regularizers.get(None) is None


def test_near_misses_are_named():
    with pytest.raises(UnknownNameError, match="regularizer 'l1_l2'. Did you mean 'l1l2'"):
        regularizers.get("l1_l2")


@pytest.mark.parametrize("relic", ["set_param", "set_layer"])
def test_relics_warn(relic):
    with pytest.warns(DeprecationWarning, match=f"{relic} of a regularizer does nothing"):
        getattr(regularizers.l2(), relic)(None)


def test_a_regularizer_must_say_what_it_penalizes():
    with pytest.raises(NotImplementedError, match="Regularizer must define __call__"):
        regularizers.Regularizer()(None)
