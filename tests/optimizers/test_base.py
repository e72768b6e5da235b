import numpy as np
import pytest

import kerasfront.backend
from kerasfront import optimizers
from kerasfront.constraints import NonNeg
from kerasfront.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from kerasfront.optimizers import SGD, Adadelta, Adagrad, Adam, Adamax, Nadam, Optimizer, RMSprop


class Descent(Optimizer):
    """The least that an own rule needs."""

    def __init__(self, lr=0.5, **kwargs):
        super().__init__(**kwargs)
        self.declare(lr=lr)

    def rule(self, lr):
        return lambda p, g: [p - lr * g]


def steps(K, optimizer, start, gradient, n=1, constraints=None):
    """A weight after n steps along a constant gradient, and the weight itself."""
    p = K.variable(start)
    updates = optimizer.get_updates([p], {p: constraints} if constraints else {}, K.sum(p * K.variable(gradient)))
    function = K.function([], [], updates)
    for _ in range(n):
        function([])
    return K.get_value(p)


def test_an_own_rule(K):
    np.testing.assert_allclose(steps(K, Descent(), [1.0, 2.0], [1.0, -1.0], n=2), [0.0, 3.0])


def test_a_rule_is_needed(K):
    class Idle(Optimizer):
        lr = 0.1

    with pytest.raises(NotImplementedError, match="Idle must define rule"):
        steps(K, Idle(), [1.0], [1.0])


@pytest.mark.parametrize(
    ("clipping", "expected"),
    [
        ({}, [-3.0, 4.0]),
        ({"clipnorm": 1.0}, [-0.6, 0.8]),
        ({"clipnorm": 10.0}, [-3.0, 4.0]),
        ({"clipvalue": 3.5}, [-3.0, 3.5]),
        ({"clipnorm": 1.0, "clipvalue": 0.7}, [-0.6, 0.7]),
        ({"clipnorm": 0, "clipvalue": 0}, [-3.0, 4.0]),
    ],
)
def test_clipping(K, clipping, expected):
    np.testing.assert_allclose(steps(K, Descent(lr=-1.0, **clipping), [0.0, 0.0], [-3.0, 4.0]), expected, rtol=1e-6)


def test_limits_that_are_off_compare_as_numbers():
    optimizer = Descent(clipvalue=2.0)
    assert (optimizer.clipnorm > 0, optimizer.clipvalue > 0) == (False, True)
    assert Descent(clipnorm=None).get_config().keys() & {"clipnorm", "clipvalue"} == set()


def test_clipnorm_is_common_to_all_gradients(K):
    p, q = K.variable([1.0]), K.variable([1.0])
    gradients = Descent(clipnorm=1.0).get_gradients(K.sum(3.0 * p) + K.sum(4.0 * q), [p, q])
    np.testing.assert_allclose([K.eval(g)[0] for g in gradients], [0.6, 0.8], rtol=1e-6)


def test_zero_gradients_are_not_divided_by_their_norm(K):
    assert K.eval(optimizers.clip_norm(K.variable(0.0), 1.0, K.variable(0.0))) == 0.0


def test_constraints_hold_for_new_values(K):
    np.testing.assert_allclose(steps(K, Descent(), [1.0, 1.0], [4.0, 1.0], constraints=NonNeg()), [0.0, 0.5])


def test_decay_counts_from_zero(K):
    expected = -sum(0.1 / (1 + 0.5 * t) for t in range(3))
    np.testing.assert_allclose(steps(K, SGD(lr=0.1, decay=0.5), [0.0], [1.0], n=3), [expected], rtol=1e-5)


def test_the_rate_can_be_changed_between_steps(K):
    optimizer, p = SGD(lr=1.0), K.variable([0.0])
    function = K.function([], [], optimizer.get_updates([p], {}, K.sum(p)))
    function([])
    K.set_value(optimizer.lr, 0.25)
    function([])
    np.testing.assert_allclose(K.get_value(p), [-1.25])
    assert optimizer.get_config()["lr"] == 0.25


def test_a_number_that_is_assigned_counts_from_the_next_step(K):
    optimizer, p = SGD(lr=1.0, momentum=0.0), K.variable([0.0])
    function = K.function([], [], optimizer.get_updates([p], {}, K.sum(p)))
    function([])
    optimizer.lr = 0.25
    function([])
    np.testing.assert_allclose(K.get_value(p), [-1.25])
    optimizer.momentum = 1
    function([])
    np.testing.assert_allclose(K.get_value(p), [-1.75])
    assert optimizer.get_config()["lr"] == 0.25 and K.is_variable(optimizer.lr)


@pytest.mark.parametrize(
    ("name", "value"), [("decay", 0.5), ("nesterov", True), ("clipnorm", 1.0), ("lr_multipliers", {"p": 2.0})]
)
def test_what_comes_too_late_is_warned_of(K, name, value):
    optimizer, p = SGD(lr=1.0), K.variable([0.0])
    setattr(optimizer, name, value)
    setattr(optimizer, name, type(value)())
    optimizer.get_updates([p], {}, K.sum(p))
    with pytest.warns(UserWarning, match=f"{name} of SGD is part of the training function.*compiled anew"):
        setattr(optimizer, name, value)
    setattr(optimizer, name, value)


def test_a_variable_that_comes_too_late_is_warned_of(K):
    optimizer, p, rate = SGD(lr=1.0), K.variable([0.0]), K.variable(0.5)
    optimizer.lr = rate
    function = K.function([], [], optimizer.get_updates([p], {}, K.sum(p)))
    function([])
    np.testing.assert_allclose(K.get_value(p), [-0.5])
    with pytest.warns(UserWarning, match="lr of SGD is part of the training function"):
        optimizer.lr = K.variable(2.0)
    with pytest.raises(ArgumentTypeError, match="SGD: lr must be a number, got 'fast'"):
        optimizer.lr = "fast"


def test_nothing_to_train(K):
    assert SGD(clipnorm=1.0).get_updates([], {}, K.variable(1.0)) == []


@pytest.mark.parametrize("name", ["sgd", "rmsprop", "adagrad", "adadelta", "adam", "adamax", "nadam"])
def test_state_goes_from_one_optimizer_to_an_equal_one(K, name):
    first, second = optimizers.get(name), optimizers.get(name)
    for optimizer in (first, second):
        p = K.variable([[1.0, 2.0]])
        updates = optimizer.get_updates([p], {}, K.sum(K.square(p)), fuse=False)
    values = [np.random.uniform(size=K.int_shape(w)).astype("float32") for w in first.weights]
    assert len(updates) >= 1 + second.slots
    first.set_weights(values)
    second.set_weights(first.get_weights())
    for got, value in zip(second.get_weights(), values, strict=True):
        np.testing.assert_array_equal(got, value)


def test_a_step_in_one_operation_is_the_step_of_the_rule(K):
    start, results = np.random.normal(size=(3, 4)), []
    for fuse in (True, False):
        optimizer, p = optimizers.get("adam"), K.variable(start)
        step = K.function([], [], optimizer.get_updates([p], {}, K.sum(p * p * p), fuse=fuse))
        for _ in range(5):
            step([])
        results.append([K.get_value(p), *optimizer.get_weights()])
    for fused, ruled in zip(*results, strict=True):
        np.testing.assert_allclose(fused, ruled, rtol=2e-6, atol=1e-7)


def test_state_of_another_shape_is_refused(K):
    optimizer = RMSprop()
    optimizer.get_updates([K.variable([1.0, 2.0])], {}, K.variable(0.0))
    with pytest.raises(ArgumentError, match=r"state of RMSprop must have the shapes \[\(2,\)\], got \[\(3,\)\]"):
        optimizer.set_weights([np.zeros(3)])
    with pytest.raises(ArgumentError, match="RMSprop has no state yet.*prepare_training"):
        RMSprop().set_weights([np.zeros(2)])


@pytest.mark.parametrize("name", optimizers.REGISTRY.names())
def test_configuration_brings_an_equal_one_back(K, name):
    optimizer = optimizers.get(name, {"lr": 0.3, "clipnorm": 2.0})
    config = optimizer.get_config()
    assert config["lr"] == 0.3 and config["clipnorm"] == 2.0 and "clipvalue" not in config
    for description in ({"class_name": name, "config": config}, {"name": name, **config}):
        again = optimizers.optimizer_from_config(description)
        assert type(again) is type(optimizer)
        assert again.get_config() == config


def test_a_model_on_another_backend_takes_the_optimizer_along(K):
    """The optimizer is made outside the block of the backend that the model lives on."""
    optimizer = SGD(lr=0.5, momentum=0.1)
    other = kerasfront.backend.Backend("twin", K.current().module)
    with other.active():
        np.testing.assert_allclose(steps(K, optimizer, [1.0], [1.0]), [0.5])
        assert optimizer.backend is other
        assert optimizer.get_config()["momentum"] == 0.1
    assert len(optimizer.get_weights()) == 2


def test_unknown_arguments_are_named(K):
    with pytest.raises(ArgumentTypeError, match="Adam has no argument 'beta1'. Did you mean 'beta_1'"):
        Adam(beta1=0.8)
    with pytest.raises(ArgumentTypeError, match="SGD has no argument 'x'. Known names: clipnorm, .*lr, "):
        SGD(x=0.1)


@pytest.mark.parametrize("value", [-1.0, "1", float("nan")])
def test_bad_clipping(K, value):
    with pytest.raises(ArgumentError, match="SGD: clipnorm must be a number >= 0"):
        SGD(clipnorm=value)


def test_a_rate_that_is_no_number(K):
    with pytest.raises(ArgumentTypeError, match="Adam: lr must be a number, got '0.1'"):
        Adam(lr="0.1")


def test_get(K):
    adam = Adam()
    assert optimizers.get(adam) is adam
    assert optimizers.adam is optimizers.Adam is type(optimizers.get("adam"))
    with pytest.raises(UnknownNameError, match="optimizer 'rmsprob'. Did you mean 'rmsprop'"):
        optimizers.get("rmsprob")
    for wrong in (Adam, None, 3):
        with pytest.raises(ArgumentTypeError, match="optimizer"):
            optimizers.get(wrong)


@pytest.mark.parametrize("kind", [SGD, RMSprop, Adagrad, Adadelta, Adam, Adamax])
def test_the_decay_to_begin_with_stays_known(K, kind):
    optimizer = kind(decay=0.5)
    optimizer.decay = 0.25
    assert optimizer.initial_decay == 0.5
    assert not hasattr(Nadam(), "initial_decay")


def test_no_constraints_as_a_list(K):
    p = K.variable([1.0])
    K.function([], [], SGD(lr=0.5).get_updates([p], [], K.sum(p)))([])
    np.testing.assert_allclose(K.get_value(p), [0.5])
