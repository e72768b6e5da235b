"""Several tensors into one."""

import numpy as np
import pytest

from kerasfront.engine.topology import Input, Merge, merge
from kerasfront.errors import ArgumentError, UnknownNameError
from kerasfront.registry import custom_object_scope
from kerasfront.utils.python_code import CodeNotAllowedError, allow_code
from tests.tiny import NonZero, Scale, values

A = np.array([[1.0, 2.0, 2.0], [0.0, 3.0, 4.0]], "float32")
B = np.array([[2.0, -1.0, 2.0], [5.0, 0.0, 12.0]], "float32")


def normed(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def cosine(a, b):
    return np.sum(normed(a) * normed(b), axis=1, keepdims=True)


ORACLES = {
    "sum": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "ave": lambda a, b: (a + b) / 2,
    "max": np.maximum,
    "concat": lambda a, b: np.concatenate([a, b], axis=1),
    "dot": lambda a, b: np.sum(a * b, axis=1, keepdims=True),
    "cos": cosine,
}


def test_values_of_every_mode(K):
    a, b = Input(shape=(3,)), Input(shape=(3,))
    merged = {mode: merge([a, b], mode=mode) for mode in ORACLES}
    results = values(list(merged.values()), [(a, A), (b, B)])
    for (mode, tensor), result in zip(merged.items(), results):
        np.testing.assert_allclose(result, ORACLES[mode](A, B), rtol=1e-5, atol=1e-6, err_msg=mode)
        assert K.int_shape(tensor)[1:] == result.shape[1:]


@pytest.mark.parametrize(
    ("mode", "options", "shapes", "expected"),
    [
        ("sum", {}, [(None, 3), (4, 3)], (None, 4, 3)),
        ("concat", {"concat_axis": 1}, [(2, 3), (None, 3)], (None, None, 3)),
        ("concat", {"concat_axis": 1}, [(2, 3), (5, 3), (1, 3)], (None, 8, 3)),
        ("dot", {"dot_axes": (2, 1)}, [(3, 4), (4, 2)], (None, 3, 2)),
        ("dot", {"dot_axes": 2}, [(3, 4), (2, 4)], (None, 3, 2)),
        ("cos", {"dot_axes": (1, 1)}, [(4, 3), (4, 2)], (None, 3, 2)),
    ],
)
def test_static_shapes(K, mode, options, shapes, expected):
    layer = Merge(mode=mode, **options)
    layer([Input(shape=shape) for shape in shapes])
    assert layer.output_shape == expected


@pytest.mark.parametrize(
    ("mode", "options", "shapes", "message"),
    [
        ("sum", {}, [(3,), (4,)], r"'m' .*mode 'sum' needs inputs of one shape.*a0 \(None, 3\); a1 \(None, 4\)"),
        ("concat", {}, [(2, 3), (3, 3)], "needs inputs that differ on axis -1 only"),
        ("concat", {"concat_axis": 2}, [(3,), (3,)], "has concat_axis=2, which an input lacks"),
        ("dot", {}, [(3,), (4,)], "name sizes 3 and 4"),
        ("dot", {"dot_axes": 0}, [(3,), (3,)], "other than the batch axis"),
        ("cos", {}, [(3,), (3,), (3,)], "needs exactly two inputs, got 3"),
        ("sum", {}, [(3,)], "merges a list of at least two tensors"),
    ],
)
def test_inputs_that_do_not_fit(K, mode, options, shapes, message):
    inputs = [Input(shape=shape, name=f"a{i}") for i, shape in enumerate(shapes)]
    with pytest.raises(ArgumentError, match=message):
        Merge(mode=mode, name="m", **options)(inputs)


def test_unknown_mode(K):
    with pytest.raises(UnknownNameError, match="unknown mode 'concatenate'. Did you mean 'concat'"):
        Merge(mode="concatenate")


def weighted(inputs, share=0.5):
    return share * inputs[0] + (1.0 - share) * inputs[1]


def test_function_as_mode(K):
    a, b = Input(shape=(3,)), Input(shape=(3,))
    y = merge([a, b], mode=weighted, arguments={"share": 0.25}, name="m")
    assert K.int_shape(y) == (None, 3)
    np.testing.assert_allclose(values([y], [(a, A), (b, B)])[0], 0.25 * A + 0.75 * B)
    layer = Merge(mode=weighted, output_shape=(3,), name="m")
    layer([a, b])
    config = layer.get_config()
    assert (config["mode"], config["mode_type"], config["output_shape"]) == ("weighted", "function", [3])
    with pytest.raises(UnknownNameError, match="'weighted'"):
        Merge.from_config(config)
    with custom_object_scope({"weighted": weighted}):
        assert Merge.from_config(config).get_config() == config


def test_lambda_as_mode_is_code(K):
    layer = Merge(mode=lambda inputs: inputs[0] - inputs[1], output_shape=lambda shapes: shapes[0])
    config = layer.get_config()
    assert config["mode_type"] == config["output_shape_type"] == "lambda"
    with pytest.raises(CodeNotAllowedError, match="holds Python code"):
        Merge.from_config(config)
    with allow_code():
        copy = Merge.from_config(config)
    a, b = Input(shape=(3,)), Input(shape=(3,))
    np.testing.assert_allclose(values([copy([a, b])], [(a, A), (b, B)])[0], A - B)


def test_configuration(K):
    config = Merge(mode="dot", dot_axes=(1, 2), name="m").get_config()
    assert config == {
        "name": "m", "mode": "dot", "mode_type": "raw", "concat_axis": -1, "dot_axes": [1, 2], "output_shape": None,
        "output_shape_type": "raw", "output_mask": None, "output_mask_type": "raw", "arguments": {},
    }  # fmt: skip
    assert Merge.from_config(config).get_config() == config


def test_masks(K):
    a, b = Input(shape=(3, 1)), Input(shape=(3, 1))
    masked = [NonZero()(a), NonZero()(b)]
    layers = [Merge(mode="sum"), Merge(mode="concat"), Merge(mode="concat", concat_axis=1)]
    for layer in layers:
        layer(masked)
    half = Merge(mode="concat", concat_axis=1)
    half([masked[0], b])
    none = Merge(mode="dot", dot_axes=2)
    none(masked)
    assert none.output_mask is None
    feeds = [(a, [[[1], [1], [0]]]), (b, [[[1], [0], [0]]])]
    masks = values([K.cast(layer.output_mask, "int32") for layer in [*layers, half]], feeds)
    expected = [[1, 0, 0], [1, 0, 0], [1, 1, 0, 1, 0, 0], [1, 1, 0, 1, 1, 1]]
    for mask, steps in zip(masks, expected):
        np.testing.assert_array_equal(mask, [steps])


def test_masks_and_functions(K):
    x = NonZero()(Input(shape=(3, 1)))
    with pytest.raises(ArgumentError, match=r"Merge\) would lose the mask of an input.*Give output_mask"):
        merge([x, x], mode=lambda pair: pair[0])
    assert merge([x, x], mode=lambda pair, mask: pair[0])._keras_history.layer.output_mask is None
    kept = Merge(mode=lambda pair: pair[0], output_mask=lambda masks: masks[1])
    kept([x, x])
    assert kept.output_mask is x._keras_history.layer.output_mask


def test_merge_of_layers(K):
    a, b = Scale(input_dim=3), Scale(input_dim=3)
    for layer in (a, b):
        layer.create_input_layer((None, 3))
    merged = merge([a, b], mode="concat")
    assert isinstance(merged, Merge) and merged.output_shape == (None, 6)
