"""Dense layers, dropout, reshaping, masks and own functions: shapes, values and errors."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentError
from kerasfront.layers import (
    ActivityRegularization,
    BatchNormalization,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GaussianDropout,
    GaussianNoise,
    Highway,
    Input,
    Lambda,
    Masking,
    MaxoutDense,
    Permute,
    RepeatVector,
    Reshape,
    SpatialDropout2D,
    TimeDistributedDense,
)  # fmt: skip
from kerasfront.utils.python_code import CodeNotAllowedError, allow_code


def compute(K, layer, value, phase=0):
    """The layer's output for one array, and its static shape without and with the backend."""
    x = Input(batch_shape=(None, *value.shape[1:]), dtype=str(value.dtype))
    y = layer(x)
    output = K.function([x, K.learning_phase()], [y])([value, phase])[0]
    assert layer.output_shape[1:] == output.shape[1:]
    assert K.int_shape(y)[1:] == output.shape[1:]
    return output


ROWS = np.arange(12, dtype="float32").reshape(3, 4)
IMAGES = np.ones((4, 3, 2, 50), "float32")


def test_dense_works_along_the_last_axis_of_any_rank(K):
    layer = Dense(2, activation="relu", weights=[np.ones((4, 2)), np.array([-6.0, 1.0])])
    np.testing.assert_allclose(compute(K, layer, ROWS)[0], [0.0, 7.0])
    deep = compute(K, Dense(2), np.ones((2, 3, 5, 4), "float32"))
    assert deep.shape == (2, 3, 5, 2)


def test_old_dense_layers(K):
    assert compute(K, Highway(), ROWS).shape == (3, 4)
    assert compute(K, MaxoutDense(5, nb_feature=3), ROWS).shape == (3, 5)
    assert compute(K, TimeDistributedDense(2), np.ones((2, 3, 4), "float32")).shape == (2, 3, 2)


def test_layers_that_move_elements(K):
    np.testing.assert_array_equal(compute(K, Reshape((2, -1)), ROWS), ROWS.reshape(3, 2, 2))
    cube = ROWS.reshape(3, 2, 2)
    np.testing.assert_array_equal(compute(K, Permute((2, 1)), cube), cube.transpose(0, 2, 1))
    np.testing.assert_array_equal(compute(K, Flatten(), cube), ROWS)
    np.testing.assert_array_equal(compute(K, RepeatVector(2), ROWS), np.stack([ROWS, ROWS], axis=1))


def test_dropout_works_in_training_only(K):
    for layer in (Dropout(0.5), GaussianDropout(0.5), GaussianNoise(0.5)):
        assert layer.uses_learning_phase
        np.testing.assert_array_equal(compute(K, layer, IMAGES, 0), IMAGES)
        assert not np.array_equal(compute(K, layer, IMAGES, 1), IMAGES)
    assert not Dropout(0.0).uses_learning_phase
    np.testing.assert_array_equal(compute(K, Dropout(0.0), IMAGES, 1), IMAGES)


@pytest.mark.parametrize(("ordering", "axes"), [("tf", (1, 2)), ("th", (2, 3))])
def test_spatial_dropout_drops_whole_maps(K, ordering, axes):
    value = np.ones((4, 3, 2, 50) if ordering == "tf" else (4, 50, 3, 2), "float32")
    output = compute(K, SpatialDropout2D(0.5, dim_ordering=ordering), value, 1)
    assert (output == output.max(axis=axes, keepdims=True)).all()
    assert set(np.unique(output)) == {0.0, 2.0}


def test_activity_is_penalized(K):
    layer = ActivityRegularization(l1=1.0, l2=0.5)
    x = Input((4,))
    layer(x)
    assert K.function([x], layer.losses)([ROWS])[0] == pytest.approx(ROWS.sum() + 0.5 * (ROWS**2).sum())


def test_masking_marks_and_clears_times(K):
    value = np.array([[[1.0, 2.0], [7.0, 7.0], [7.0, 3.0]]], "float32")
    layer = Masking(7.0)
    output = compute(K, layer, value)
    np.testing.assert_array_equal(output[0], [[1, 2], [0, 0], [7, 3]])
    mask = K.function([layer.input], [layer.output_mask])([value])[0]
    np.testing.assert_array_equal(mask, [[True, False, True]])


def test_embedding_looks_up_rows_and_masks_zero(K):
    table = np.arange(10.0).reshape(5, 2)
    layer = Embedding(5, 2, weights=[table], mask_zero=True)
    words = np.array([[0, 3], [4, 0]], "int32")
    np.testing.assert_array_equal(compute(K, layer, words), table[words])
    np.testing.assert_array_equal(K.function([layer.input], [layer.output_mask])([words])[0], words != 0)


def test_a_frozen_batch_normalization_keeps_its_averages(K):
    layer = BatchNormalization()
    layer(Input((4,)))
    assert len(layer.updates) == 2
    layer.trainable = False
    assert layer.updates == [] and layer.get_updates_for(layer.input) == []


def test_sync_is_written_only_if_it_is_true(K):
    assert "sync" not in BatchNormalization().get_config()
    assert BatchNormalization.from_config(BatchNormalization(sync=True).get_config()).sync is True
    with pytest.raises(ArgumentError, match="sync=True is for mode 0"):
        BatchNormalization(mode=2, sync=True)


def test_lambda_infers_its_shape_or_takes_it(K):
    np.testing.assert_array_equal(compute(K, Lambda(lambda x: x[:, 1:] * 2.0), ROWS), ROWS[:, 1:] * 2)
    given = Lambda(lambda x, times: K.repeat(x, times), output_shape=(3, 4), arguments={"times": 3})
    assert compute(K, given, ROWS).shape == (3, 3, 4)
    asked = Lambda(K.transpose, output_shape=lambda shape: shape[::-1])
    assert asked.get_output_shape_for((3, 4)) == (4, 3)


def test_masks_and_functions(K):
    masking = Masking()
    x = masking(Input((3, 2)))
    kept = Lambda(lambda x: 2.0 * x)
    kept(x)
    assert kept.output_mask is masking.output_mask
    used_up = Lambda(lambda x, mask: K.sum(x * K.cast(K.expand_dims(mask), "float32"), axis=1))
    used_up(x)
    assert used_up.output_mask is None
    ends = Lambda(lambda x: K.max(x, axis=1))
    ends.supports_masking = True
    ends(x)
    assert ends.output_mask is None
    with pytest.raises(ArgumentError, match=r"Lambda\) would lose the mask of its input.*masking_"):
        Lambda(lambda x: K.sum(x, axis=1))(x)


def test_integers_that_already_have_a_mask(K):
    x = Masking()(Input((3,), dtype="int32"))
    with pytest.raises(ArgumentError, match=r"Embedding\) does not support masking"):
        Embedding(5, 2)(x)


def test_code_in_a_configuration_is_refused_unless_it_is_allowed(K):
    config = Lambda(lambda x: K.abs(x) * 3.0, name="tripled").get_config()
    with pytest.raises(CodeNotAllowedError, match="Lambda layer 'tripled'.*allow_code=True"):
        Lambda.from_config(config)
    with allow_code():
        layer = Lambda.from_config(config)
    np.testing.assert_array_equal(compute(K, layer, ROWS), ROWS * 3)


def doubled(x):
    return x * 2.0


def test_a_named_function_in_a_configuration_must_be_handed_over(K):
    config = Lambda(doubled, name="own").get_config()
    with pytest.raises(ArgumentError, match="Unknown function 'doubled'"):
        Lambda.from_config(config)
    assert Lambda.from_config(config, {"doubled": doubled}).function is doubled
