"""Good layers pass, and each way to write a wrong one is found and named."""

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.engine.topology import Layer
from kerasfront.errors import ArgumentError, KerasfrontError
from kerasfront.layers import LSTM, Embedding, Merge
from kerasfront.testing import LayerError, check_layer
from tests.tiny import NonZero, Project, Scale, Twice

ROWS = np.arange(6, dtype="float32").reshape(2, 3)


def test_a_good_layer_passes_on_all_backends_and_gives_its_outputs(backends):
    arguments = {"w_regularizer": "l2", "init": "one", "input_dim": 3}
    outputs = check_layer(Scale, arguments, input_data=ROWS, expected_output=ROWS, backends=backends)
    assert list(outputs) == list(backends)
    for output in outputs.values():
        np.testing.assert_array_equal(output, ROWS)


@pytest.mark.parametrize(
    ("layer", "arguments", "options"),
    [
        (Project, {"size": 2}, {"input_shape": (None, 3)}),
        (Twice, {}, {"input_shape": (2, 3)}),
        (NonZero, {}, {"input_shape": (2, None, 3)}),
        (Merge, {"mode": "concat"}, {"input_shape": [(2, 3), (2, 4)]}),
        (Embedding, {"input_dim": 5, "output_dim": 2}, {"input_data": np.array([[0, 4, 1]], "int32")}),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_layers_of_all_kinds_pass(backend, layer, arguments, options):
    assert list(check_layer(layer, arguments, **options, backends=[backend])) == [backend]


@pytest.mark.slow
def test_a_layer_that_uses_masks_and_one_with_states_pass():
    check_layer(LSTM, {"output_dim": 2, "return_sequences": True}, input_shape=(2, None, 3))
    check_layer(LSTM, {"output_dim": 2, "stateful": True}, input_shape=(2, 3, 3), fixed_batch_size=True)


class WrongShape(Project):
    def get_output_shape_for(self, input_shape):
        return (input_shape[0], self.size + 1)


class ShapeOfTheBatch(Layer):
    """The backend cannot know that there are more rows than declared."""

    def call(self, x, mask=None):
        return K.concatenate([x, x], axis=0)


class LostArgument(Layer):
    def __init__(self, power, **kwargs):
        self.power = power
        super().__init__(**kwargs)


class ForgottenValue(Layer):
    """The argument is in the configuration, but not its value."""

    def __init__(self, factor=1.0, **kwargs):
        self.factor = factor
        super().__init__(**kwargs)

    def call(self, x, mask=None):
        return self.factor * x

    def get_config(self):
        return {**super().get_config(), "factor": 1.0}


class NotPlain(ForgottenValue):
    def get_config(self):
        return {**super().get_config(), "factor": object()}


class Renamed(Layer):
    def get_config(self):
        return {**super().get_config(), "factor": 1.0}


class HiddenWeight(Project):
    def build(self, input_shape):
        self.w = K.random_uniform_variable((input_shape[1], self.size), -1, 1)


class UnusedWeight(Scale):
    def call(self, x, mask=None):
        return 2.0 * x


class OtherOrder(Scale):
    def get_weights(self):
        return [0 * array for array in super().get_weights()]


class Undeclared(Layer):
    """Takes masks, but does not say so."""

    def compute_mask(self, x, mask=None):
        return mask


class MaskTooLong(Layer):
    """Keeps the mask of the steps that it sums up."""

    supports_masking = True

    def call(self, x, mask=None):
        return K.sum(x, axis=1)

    def get_output_shape_for(self, input_shape):
        return (input_shape[0], *input_shape[2:])


class NoMaskArgument(Layer):
    def call(self, x):
        return x


class NotANumber(Scale):
    def call(self, x, mask=None):
        return K.log(-K.abs(x * self.w) - 1.0)


@pytest.mark.parametrize(
    ("layer", "arguments", "shape", "message"),
    [
        (WrongShape, {"size": 2}, (2, 3), r"get_output_shape_for says \(None, 3\), but call gives \(None, 2\)"),
        (ShapeOfTheBatch, {}, (2, 3), r"of shape \(3, 3\), get_output_shape_for says \(3, 3\), but the .* \(6, 3\)"),
        (LostArgument, {"power": 2}, (2, 3), r"get_config\(\) lacks \['power'\]"),
        (ForgottenValue, {"factor": 3.0}, (2, 3), "copy made from its configuration gives other outputs"),
        (NotPlain, {"factor": 3.0}, (2, 3), "as JSON failed with TypeError: Object of type object"),
        (Renamed, {}, (2, 3), "Renamed has no argument 'factor'"),
        (HiddenWeight, {"size": 2}, (2, 3), "copy made from its configuration gives other outputs"),
        (UnusedWeight, {}, (2, 3), "a training step changes none of its weights"),
        (OtherOrder, {}, (2, 3), "get_weights does not give the arrays that set_weights was given"),
        (Undeclared, {}, (2, 3, 4), "accepts a mask although supports_masking is False"),
        (MaskTooLong, {}, (2, 3, 4), r"a mask of shape \(3, 3\) for an output of shape \(3, 4\)"),
        (NoMaskArgument, {}, (2, 3), "calling it failed with TypeError"),
        (NotANumber, {}, (2, 3), "the loss of a training step is nan"),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_each_wrong_layer_is_found(backend, layer, arguments, shape, message):
    with pytest.raises(KerasfrontError, match=message) as caught:
        check_layer(layer, arguments, shape, backends=[backend])
    assert layer.__name__.lower() in str(caught.value).lower()


def test_backends_that_disagree_are_found(backend):
    class Own(Layer):
        factor = 1.0

        def call(self, x, mask=None):
            return self.factor * x

    def one_after_the_other():
        yield backend
        Own.factor = 2.0
        yield backend

    with pytest.raises(LayerError, match="Own on .*: the first backend gives other outputs"):
        check_layer(Own, input_shape=(2, 3), backends=one_after_the_other())


def test_outputs_that_are_not_expected_are_found(backend):
    with pytest.raises(LayerError, match="Scale on .*: the outputs are not the expected ones: they are up to 1 apart"):
        check_layer(Scale, input_data=ROWS, expected_output=ROWS + 1, backends=[backend])
    with pytest.raises(LayerError, match=r"expected ones: shapes \[\(2, 3\)\] and \[\(3,\)\]"):
        check_layer(Scale, input_data=ROWS, expected_output=ROWS[0], backends=[backend])


def test_an_input_is_needed():
    with pytest.raises(ArgumentError, match="needs either input_shape"):
        check_layer(Scale)
