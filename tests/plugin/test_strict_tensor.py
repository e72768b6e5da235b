"""The plug-in's tensors allow what the specification allows, and nothing else; kerasfront gets by with that."""

from importlib import metadata

import numpy as np
import pytest

import kerasfront.backend.selection as backends
from kerasfront import backend
from kerasfront.layers import Input, Masking, merge
from kerasfront.models import Model

from .test_plugin import PACKAGE

VALUES = np.array([1.0, 2.0, 4.0], "float32")


@pytest.fixture
def K(monkeypatch):
    """K on the plug-in, which is registered for this test only."""
    point = metadata.EntryPoint("strict", "kerasfront_strict", backends.GROUP)
    points = [*metadata.entry_points(group=backends.GROUP), point]
    monkeypatch.setattr(backends.metadata, "entry_points", lambda group: points)
    monkeypatch.setattr(backends, "_loaded", dict(backends._loaded))
    monkeypatch.syspath_prepend(PACKAGE)
    with backend.use("strict"):
        yield backend
        backend.clear_session()


@pytest.mark.parametrize(
    "expression",
    [
        lambda x: 2.0 * x - x / 4.0 + x**2.0,
        lambda x: 1.0 - 8.0 / (x + 1.0) * 2.0**x,
        lambda x: -x + x * x - x / x,
        lambda x: np.float32(2) * x + np.ones(3, "float32") * x,
        lambda x: x[1:] * x[-1],
        lambda x: x[(slice(None, None, 2),)],
        lambda x: x <= 2.0,
        lambda x: x > 2.0,
    ],
)
def test_operator_works_as_on_arrays(K, expression):
    np.testing.assert_allclose(K.eval(expression(K.variable(VALUES))), expression(VALUES))


@pytest.mark.parametrize("name", ["shape", "dtype", "name", "ndim", "eval", "graph", "op", "life"])
def test_attribute_of_the_backend_underneath_is_not_there(K, name):
    assert not hasattr(K.variable(VALUES), name)


@pytest.mark.parametrize(
    "use",
    [bool, list, len, abs, float, np.asarray, lambda x: x[..., 0], lambda x: x[None], lambda x: x[x[0] :],
     lambda x: x @ x, lambda x: x // 2.0, lambda x: x % 2.0],
)  # fmt: skip
def test_what_the_specification_does_not_have_is_refused(K, use):
    with pytest.raises(TypeError):
        use(K.variable(VALUES))


def test_attributes_can_be_attached(K):
    x = K.variable(VALUES)
    x.note = "mine"
    assert x.note == "mine" and {x: 1}[x] == 1 and x != K.variable(VALUES)


def test_functions_get_and_give_our_tensors(K):
    seen = []

    def double(row):
        seen.append(K.is_tensor(row))
        return 2.0 * row

    assert K.eval(K.map_fn(double, K.variable(VALUES))).tolist() == [2.0, 4.0, 8.0]
    assert seen and all(seen)


def test_mask_of_a_merge_in_time_is_made_with_what_is_allowed(K):
    one, other = Input((2, 3)), Input((1, 3))
    model = Model([one, other], merge([Masking()(one), other], mode="concat", concat_axis=1))
    result = model.predict([np.ones((1, 2, 3)), np.zeros((1, 1, 3))])
    assert result[0, :, 0].tolist() == [1.0, 1.0, 0.0]
