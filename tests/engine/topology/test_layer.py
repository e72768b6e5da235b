"""One layer: its arguments, configuration, weights, and what it adds to the loss."""

import numpy as np
import pytest

from kerasfront.engine.topology import Input, Layer
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError
from tests.tiny import Project, Scale, values


def test_names_count_for_each_class(K):
    K.reset_uids()
    assert [layer.name for layer in (Scale(), Scale(), Project(2), Scale(name="own"))] == [
        "scale_1", "scale_2", "project_1", "own",
    ]  # fmt: skip


def test_configuration_is_the_arguments_in_plain_words(K):
    layer = Scale(w_regularizer="l2", w_constraint="nonneg", input_dim=np.int64(3), name="s", trainable=False)
    config = layer.get_config()
    assert config == {
        "name": "s",
        "trainable": False,
        "batch_input_shape": [None, 3],
        "input_dtype": "float32",
        "init": "one",
        "w_regularizer": {"name": "L1L2Regularizer", "l1": 0.0, "l2": pytest.approx(0.01)},
        "w_constraint": {"name": "NonNeg"},
        "activity_regularizer": None,
        "input_dim": 3,
    }
    assert Scale.from_config(config).get_config() == config


def test_arguments_are_converted_by_their_names(K):
    class Many(Layer):
        input_ndim = 3

        def __init__(self, size, alpha_init=0.2, dim_ordering="default", layer=None, output_shape=None, input_dim=None,
                     input_length=None, **kwargs):  # fmt: skip
            super().__init__(**kwargs)
            self.configure(locals())

    K.set_image_dim_ordering("th")
    try:
        many = Many((1, 2), layer=Scale(name="inner"), output_shape=(7,), input_dim=4, input_length=5)
    finally:
        K.set_image_dim_ordering("tf")
    assert many.dim_ordering == "th"
    assert many.alpha_init == 0.2
    assert many.output_shape_ == (7,)
    assert many.batch_input_shape == (None, 5, 4)
    config = many.get_config()
    assert (config["size"], config["output_shape"]) == ([1, 2], [7])
    assert (config["layer"]["class_name"], config["layer"]["config"]["name"]) == ("Scale", "inner")
    with pytest.raises(ArgumentError, match="dim_ordering must be 'th'"):
        Many(1, dim_ordering="channels")


def test_layer_in_the_style_of_keras_1_works(K):
    class Old(Layer):
        def __init__(self, power, **kwargs):
            self.power = power
            super().__init__(**kwargs)

        def get_config(self):
            return dict(list(super().get_config().items()) + [("power", self.power)])

    assert Old.from_config(Old(3, name="o").get_config()).power == 3


def test_wrong_arguments(K):
    with pytest.raises(ArgumentTypeError, match="Scale has no argument 'input_dmi'. Did you mean 'input_dim'"):
        Scale(input_dmi=3)
    with pytest.raises(ArgumentError, match=r"input_shape must be a tuple of integers such as \(4,\), got 4"):
        Scale(input_shape=4)
    with pytest.raises(ArgumentError, match="must hold positive sizes"):
        Scale(input_shape=(0,))


def test_a_shape_as_input_dim_is_taken_with_a_warning(K):
    with pytest.warns(UserWarning, match=r"scale_\d+: input_dim is .* \(2,\) is taken for the shape"):
        layer = Scale(input_dim=(2,))
    assert layer.batch_input_shape == (None, 2)
    assert K.int_shape(layer(Input((3,)))) == (None, 3)


def test_weights_come_with_the_first_call(K):
    layer = Scale(name="s", w_constraint="nonneg", weights=[[1.0, -2.0]])
    with pytest.raises(NotReadyError, match="'s'.*has no weights yet"):
        layer.count_params()
    y = layer(Input(shape=(2,)))
    assert K.int_shape(y) == (None, 2)
    assert K.variable_name(layer.w).startswith("s_w")
    assert layer.count_params() == 2
    assert list(layer.constraints.items()) == [(layer.w, layer.w_constraint)]
    np.testing.assert_array_equal(layer.get_weights()[0], [1.0, -2.0])


def test_frozen_weights_are_not_trained(K):
    layer = Scale(input_dim=2)
    layer(Input(shape=(2,)))
    state = layer.add_weight((1,), "zero", name="state", trainable=False)
    assert (layer.trainable_weights, layer.non_trainable_weights) == ([layer.w], [state])
    layer.trainable = False
    assert (layer.trainable_weights, layer.non_trainable_weights) == ([], [layer.w, state])
    assert layer.weights == [layer.w, state]


def test_weight_of_unknown_size_is_refused(K):
    with pytest.raises(ArgumentError, match=r"cannot make its weight s_w of shape \(None,\): every size must be known"):
        Scale(name="s")(Input(shape=(None,)))


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ([np.ones(2), np.ones(2)], r"has 1 weights \(s_w.*\(2,\)\), 2 arrays were given"),
        ([np.ones(3)], r"weight 0 \(s_w.*\) has shape \(2,\), the array given has shape \(3,\)"),
    ],
)
def test_weights_that_do_not_fit_change_nothing(K, arrays, message):
    layer = Scale(name="s")
    layer(Input(shape=(2,)))
    with pytest.raises(ArgumentError, match=message):
        layer.set_weights(arrays)
    np.testing.assert_array_equal(layer.get_weights()[0], [1.0, 1.0])


def test_penalties_of_weights_and_of_activities(K):
    layer = Scale(w_regularizer="l2", activity_regularizer="activity_l2", weights=[[3.0, 4.0]])
    x, z = Input(shape=(2,)), Input(shape=(2,))
    layer(x), layer(z)
    assert (len(layer.get_losses_for(None)), len(layer.get_losses_for(x)), len(layer.get_losses_for(z))) == (1, 1, 1)
    assert len(layer.losses) == 3
    np.testing.assert_allclose(K.eval(layer.get_losses_for(None)[0]), 0.01 * (3.0**2 + 4.0**2), rtol=1e-6)


def test_updates_are_kept_by_the_inputs_they_depend_on(K):
    layer = Scale()
    x = Input(shape=(2,))
    layer(x)
    state = layer.add_weight((2,), "zero", trainable=False)
    layer.add_update(K.update(state, layer.w))
    layer.add_update([K.update(state, layer.w * 2.0)], x)
    assert [len(found) for found in (layer.updates, layer.get_updates_for(None), layer.get_updates_for(x))] == [2, 1, 1]


def test_values(K):
    x = Input(shape=(2,))
    result = values([Scale(weights=[[2.0, 3.0]])(x)], [(x, [[1.0, 10.0]])])
    np.testing.assert_array_equal(result[0], [[2.0, 30.0]])


def test_regularizers_are_a_relic(K):
    with pytest.warns(DeprecationWarning, match="penalties are in `losses`"):
        Scale().regularizers = ["l2"]
    with pytest.warns(DeprecationWarning, match="not part of training"):
        assert Scale().regularizers == []
