"""Calling layers: what goes in, what comes out, masks, and several calls of one layer."""

import numpy as np
import pytest

from kerasfront.backend import Backend, current
from kerasfront.engine.topology import Input, InputLayer, InputSpec, Layer, get_source_inputs, merge
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError
from kerasfront.layers import Dense, Dropout, Lambda
from tests.tiny import NonZero, Project, Scale, Twice, values


def test_input(K):
    x = Input(shape=(3, None), name="x", dtype="int32")
    assert (K.int_shape(x), K.dtype(x)) == ((None, 3, None), "int32")
    assert K.int_shape(Input(batch_shape=(2, 3))) == (2, 3)
    config = InputLayer(input_shape=(3,), name="x").get_config()
    assert config == {"batch_input_shape": [None, 3], "input_dtype": "float32", "sparse": False, "name": "x"}
    assert InputLayer.from_config(config).get_config() == config


def test_input_of_an_own_tensor(K):
    tensor = K.placeholder((None, 2), dtype="int32")
    layer = InputLayer(input_tensor=tensor)
    assert layer.output is tensor
    assert (layer.batch_input_shape, layer.input_dtype) == ((None, 2), "int32")


@pytest.mark.parametrize("shapes", [{}, {"shape": (2,), "batch_shape": (None, 2)}])
def test_input_needs_one_shape(K, shapes):
    with pytest.raises(ArgumentError, match="Input 'x' needs its shape: either"):
        Input(name="x", **shapes)


def test_input_shape_must_be_a_tuple(K):
    with pytest.raises(ArgumentError, match=r"Input: shape must be a tuple of integers such as \(4,\), got 7"):
        Input(shape=7)


def test_a_layer_tells_of_its_call(K):
    layer = Project(3)
    with pytest.raises(NotReadyError, match="was never called, so it has no output tensors"):
        layer.output  # noqa: B018
    assert not hasattr(layer, "output")
    x = Input(shape=(2,))
    y = layer(x)
    assert hasattr(layer, "output") and layer.input is x and layer.output is y
    assert (layer.input_shape, layer.output_shape) == ((None, 2), (None, 3))
    assert layer.input_mask is None and layer.output_mask is None


def test_several_calls(K):
    layer = Project(3)
    a, b = Input(shape=(2,)), Input(batch_shape=(5, 2))
    u, v = layer(a), layer(b)
    assert layer.get_input_at(1) is b and layer.get_output_at(0) is u and layer.get_output_at(1) is v
    assert layer.get_output_shape_at(1) == (5, 3)
    for attribute in ("output", "output_shape"):
        with pytest.raises(ArgumentError, match=rf"was called 2 times.*get_{attribute}_at\(node_index\)"):
            getattr(layer, attribute)
        assert not hasattr(layer, attribute)
    with pytest.raises(ArgumentError, match="there is no call number 2"):
        layer.get_output_at(2)
    layer = Project(3)
    layer(a), layer(Input(shape=(2,)))
    assert layer.output_shape == (None, 3)


def test_several_outputs_and_source_inputs(K):
    a, b = Input(shape=(2,)), Input(shape=(2,))
    first, second = Twice()(a)
    y = merge([second, Scale()(b)])
    assert [id(source) for source in get_source_inputs(y)] == [id(a), id(b)]
    np.testing.assert_array_equal(values([first, y], [(a, [[1, 2]]), (b, [[10, 20]])])[1], [[12, 24]])


def test_a_layer_that_passes_its_input_on_gives_a_tensor_of_its_own(K):
    class Same(Layer):
        pass

    x = Input(shape=(2,))
    y = Same(name="same")(x)
    assert y is not x
    assert Same()(y) is not y
    np.testing.assert_array_equal(values([y], [(x, [[1, 2]])])[0], [[1, 2]])


def test_wrong_rank_names_the_chain(K):
    x = Input(shape=(2, 3), name="x")
    with pytest.raises(ArgumentError, match=r"'s' \(Scale\) expects .*rank 2.*got rank 3.*x \(None, 2, 3\) -> id"):
        Scale(name="s")(Layer(name="id")(x))


def test_wrong_size_dtype_and_number_of_inputs(K):
    layer = Layer(name="picky")
    x = Input(shape=(2,))
    layer.input_spec = [InputSpec(shape=(None, 3))]
    with pytest.raises(ArgumentError, match=r"'picky'.* of shape \(None, 3\), got \(None, 2\)"):
        layer(x)
    layer.input_spec = [InputSpec(dtype="int32")]
    with pytest.raises(ArgumentError, match="'picky'.* of type int32, got float32"):
        layer(x)
    layer.input_spec = [InputSpec(), InputSpec()]
    with pytest.raises(ArgumentError, match="'picky'.* expects 2 inputs, got 1"):
        layer(x)
    layer.input_spec = [InputSpec(ndim="3+")]
    with pytest.raises(ArgumentError, match="'picky'.* of rank 3 or more, got rank 2"):
        layer(x)


def test_only_symbolic_tensors_can_be_passed(K):
    with pytest.raises(ArgumentTypeError, match="must be called on symbolic tensors.*got ndarray"):
        Scale()(np.ones((2, 2)))
    with pytest.raises(ArgumentError, match="input 1 did not come out of a layer"):
        merge([Input(shape=(2,)), K.placeholder((None, 2))])


def test_plain_tensors_give_plain_tensors(K):
    layer = Scale(weights=[[2.0, 2.0]])
    y = layer(K.variable([[1.0, 3.0]]))
    np.testing.assert_array_equal(K.eval(y), [[2.0, 6.0]])
    assert layer.inbound_nodes == []


def test_masks_are_passed_on_or_refused(K):
    x = Input(shape=(3, 2))
    masked = NonZero()(x)
    with pytest.raises(ArgumentError, match="'plain'.* does not support masking, but its input has a mask"):
        Layer(name="plain")(masked)
    through = Layer()
    through.supports_masking = True
    through(masked)
    value = [[[1, 0], [0, 0], [2, 2]]]
    np.testing.assert_array_equal(values([K.cast(through.output_mask, "int32")], [(x, value)])[0], [[1, 0, 1]])
    own = K.placeholder((None, 3), dtype="bool")
    through(masked, mask=own)
    assert through.get_input_mask_at(1) is own


def test_a_layer_stays_on_its_backend(backend):
    x = Input(shape=(2,))
    layer = Scale(weights=[[1.0, 2.0]])
    other = Backend("other", current().module)
    with other.active():
        layer(x)  # the input decides
        assert layer.backend.name == backend
        np.testing.assert_array_equal(layer.get_weights()[0], [1.0, 2.0])
        with pytest.raises(ArgumentError, match=rf"lives on <backend '{backend}'>, its input comes from .*'other'"):
            layer(Input(shape=(2,)))


def test_what_layers_say_of_their_tensors(K):
    x = Input((3,))
    dropped = Dropout(0.5)(x)
    y = Dense(2)(dropped)
    assert [t._keras_shape for t in (x, dropped, y)] == [(None, 3), (None, 3), (None, 2)]
    assert [t._uses_learning_phase for t in (x, dropped, y)] == [False, True, True]
    assert not Dense(2)(x)._uses_learning_phase


def test_a_layer_of_ones_own_may_say_that_a_tensor_depends_on_the_phase(K):
    def twice_in_training(x):
        result = K.in_train_phase(x * 2.0, x)
        result._uses_learning_phase = True
        return result

    y = Lambda(twice_in_training)(Input((3,)))
    assert y._uses_learning_phase and Dense(2)(y)._uses_learning_phase
