"""What no backend should see: one error, the same on every backend, a ValueError whatever else it is."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentError, ArgumentTypeError


@pytest.mark.parametrize(
    ("error", "message", "call"),
    [
        (ArgumentError, r"do not fit each other: x \(2, 3\), y \(2, 4\)", lambda K, x: K.maximum(x, np.ones((2, 4)))),
        (ArgumentError, r"do not fit each other: x \(2, 3\), alpha \(2,\)", lambda K, x: K.elu(x, [0, 1])),
        (ArgumentError, "condition", lambda K, x: K.where(K.placeholder((3, 3), dtype="bool"), x, x)),
        (ArgumentError, r"mean \(4,\)", lambda K, x: K.batch_normalization(x, np.ones(4), x, x, x)),
        (ArgumentTypeError, "must be tensors, numbers or arrays of numbers, got None", lambda K, x: K.equal(x, None)),
        (ArgumentTypeError, "got 'small'", lambda K, x: K.batch_normalization(x, x, x, x, x, "small")),
        (ArgumentTypeError, "shape must be a list or tuple, got 6", lambda K, x: K.reshape(x, 6)),
        (ArgumentTypeError, "start must be a number, got True", lambda K, x: K.arange(True, 3)),
        (ArgumentError, "nb_classes must be at least 0", lambda K, x: K.one_hot(x, -1)),
        (ArgumentError, "widths must hold pairs", lambda K, x: K.zero_pad(x, [(1,), (1, 1)])),
        (ArgumentError, "length=3 must be the size of the first axis", lambda K, x: K.unstack(x, 3)),
        (ArgumentError, "reference must have at least one axis", lambda K, x: K.gather(K.sum(x), [0])),
        (ArgumentError, "a pair", lambda K, x: K.batch_dot(x, x, (1,))),
        (ArgumentError, "dtype must be one of", lambda K, x: K.zeros_like(x, "float")),
        (ArgumentTypeError, "variables must hold floats, got int32",
         lambda K, x: K.gradients(K.sum(x), [K.cast(x, "int32")])),
        (ArgumentError, r"first axes have one length, got shapes \[\(2, 3\), \(3, 2\)\]",
         lambda K, x: K.scan(lambda items, states: states, [x, K.transpose(x)], [x[0]])),
        (ArgumentError, "got inputs of shape .* and a state of shape",
         lambda K, x: K.rnn(lambda now, states: (now, states), K.expand_dims(x), [K.transpose(x)])),
        (ArgumentError, r"switch: both expressions must have the same shape and type, got shape .* of 'float32' and",
         lambda K, x: K.switch(K.sum(x), lambda: x, lambda: K.cast(x, "float64"))),
        (ArgumentError, "first axes must have the same size, got the shapes y_pred",
         lambda K, x: K.ctc_decode(K.expand_dims(x), K.placeholder((4,)))),
    ],
)  # fmt: skip
def test_it_is_refused(error, message, call, K):
    with pytest.raises(error, match=message) as caught:
        call(K, K.placeholder((2, 3)))
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("function", ["elu", "relu", "softsign", "hard_sigmoid"])
def test_a_number_does_not_widen_what_it_meets(function, K):
    for dtype in ("float16", "float64"):
        x = K.placeholder((3,), dtype=dtype)
        y = K.relu(x, 0.3, 6) if function == "relu" else getattr(K, function)(x)
        assert K.dtype(y) == K.dtype(K.gradients(y, [x])[0]) == K.dtype(x * 0.3 + 1000) == dtype


def test_integers_count_as_floats_where_fractions_come_out(K):
    x = K.placeholder((4, 3), dtype="int32")
    assert K.dtype(K.relu(x)) == "int32"
    fractions = [K.relu(x, 0.5), K.elu(x), K.binary_crossentropy(x, x), K.batch_normalization(x, 0, 1, 0, 1)]
    assert {K.dtype(y) for y in fractions} == {"float32"}


def test_functions_of_one_operand_take_arrays_too(K):
    assert K.eval(K.sqrt(np.array([4.0, -1.0]))).tolist() == [2.0, 0.0]
    assert K.eval(K.round(np.array([1.5, 2.5]))).tolist() == [2.0, 2.0]


@pytest.mark.parametrize("pool_mode", ["max", "avg"])
@pytest.mark.parametrize("border_mode", ["valid", "same"])
def test_volumes_of_doubles_are_pooled_as_others(pool_mode, border_mode, K):
    values = np.random.RandomState(0).normal(size=(2, 5, 4, 3, 2))
    pooled = [
        K.pool3d(K.variable(values, dtype), (2, 3, 2), (2, 1, 2), border_mode, "tf", pool_mode)
        for dtype in ("float32", "float64")
    ]
    single, double = (K.eval(y) for y in pooled)
    assert (K.int_shape(pooled[0]), double.dtype) == (K.int_shape(pooled[1]), np.float64)
    np.testing.assert_allclose(single, double, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("error", "words", "call"),
    [
        (ArgumentError, "one of floats", lambda K, x: K.random_uniform((2,), dtype="int32")),
        (ArgumentError, "one of floats", lambda K, x: K.random_normal((2,), dtype="int32")),
        (ArgumentError, r"noise_shape \(5, 3\) does not fit", lambda K, x: K.dropout(x, 0.5, noise_shape=(5, 3))),
        (ArgumentError, r"noise_shape \(2,\) does not fit", lambda K, x: K.dropout(x, 0.5, noise_shape=[2])),
        (ArgumentError, r"noise_shape \(None,\) does not fit", lambda K, x: K.dropout(x, 0.5, noise_shape=(None,))),
        (ArgumentTypeError, "level must be a number", lambda K, x: K.dropout(x, "half")),
        (ArgumentTypeError, "only variables can be updated", lambda K, x: K.function([], [], [(x * 1.0, x)])),
        (ArgumentError, "at least one time step", lambda K, x: K.rnn(None, K.placeholder((2, 0, 3)), [x])),
        (ArgumentTypeError, "has_gradient: variables must be a list", lambda K, x: K.has_gradient(K.sum(x), 3)),
    ],
)
def test_arguments_that_only_a_library_would_refuse(K, error, words, call):
    with pytest.raises(error, match=words):
        call(K, K.variable([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))


def test_dropout_takes_integers_and_masks_that_broadcast(K):
    kept = K.dropout(K.variable([[1, 2, 3], [4, 5, 6]], dtype="int32"), 0.5, noise_shape=(3,))
    values = K.eval(kept)
    assert K.dtype(kept) == "float32" and ((values[0] == 0) == (values[1] == 0)).all()
    assert K.has_gradient(K.sum(K.square(x := K.variable([1.0]))), x) == [True]
