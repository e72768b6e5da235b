"""What scripts of classic Keras ask K for, besides operations."""

import importlib

import numpy as np
import pytest

from kerasfront import backend as K

LIBRARY = {"tensorflow": "tf", "theano": "theano"}
"""What the library of a backend is called in scripts."""


def test_settings_are_variables_too(K, backend):
    assert backend == K._BACKEND
    assert K._EPSILON == K.common._EPSILON == K.epsilon()
    assert K.image_dim_ordering() == K.common._IMAGE_DIM_ORDERING
    assert K._config["backend"] == backend and K._config["floatx"] == K.floatx()


def test_a_variable_follows_its_setting(K, monkeypatch):
    K.set_epsilon(1e-4)
    assert K._EPSILON == K.common._EPSILON == 1e-4
    K.set_epsilon(1e-7)


def test_a_setting_follows_its_variable(K, backend):
    module = getattr(K, f"{backend}_backend")
    before = module._EPSILON, module._FLOATX, module._IMAGE_DIM_ORDERING
    module._EPSILON, module._FLOATX, module._IMAGE_DIM_ORDERING = 1e-4, "float64", "th"
    assert (K.epsilon(), K.floatx(), K.image_dim_ordering()) == (1e-4, "float64", "th")
    module._EPSILON, module._FLOATX, module._IMAGE_DIM_ORDERING = before


def test_the_phase_can_be_fixed_for_a_while_through_its_variable(K, backend):
    module = getattr(K, f"{backend}_backend")
    x = K.placeholder((None,))
    phase = module._LEARNING_PHASE
    module._LEARNING_PHASE = 1
    fixed = K.in_train_phase(x + 1.0, x)
    module._LEARNING_PHASE = phase
    assert K.learning_phase() is phase
    values = K.function([x], [fixed, K.in_train_phase(x + 1.0, x)])([np.zeros(1, "float32")])
    assert [value.tolist() for value in values] == [[1.0], [0.0]]


def test_each_backend_has_its_module(K, backends):
    for name in backends:
        module = getattr(K, f"{name}_backend")
        assert module is importlib.import_module(f"kerasfront.backend.{name}_backend")
        assert name == module._BACKEND


def test_the_library_of_the_active_backend(K, backend):
    if backend in LIBRARY:
        library = getattr(K, LIBRARY[backend])
        assert library.__name__.startswith(backend)
        assert getattr(getattr(K, f"{backend}_backend"), LIBRARY[backend]) is library
    assert [name for other, name in LIBRARY.items() if other != backend and hasattr(K, name)] == []


def test_functions_are_of_the_class_function(K):
    x = K.placeholder((None,))
    assert isinstance(K.function([x], [x * 2.0]), K.Function)
    assert K.Function([x], [x * 3.0])([np.ones(2)])[0].tolist() == [3.0, 3.0]


def test_import_star_of_a_backend_module(K, backend):
    namespace = {}
    exec(f"from kerasfront.backend.{backend}_backend import *", namespace)
    assert {LIBRARY.get(backend, "np"), "dot", "np"} <= set(namespace)


def test_raw_tensorflow_in_a_loss():
    with K.use("tensorflow"):
        of_module = K.tensorflow_backend
        assert of_module._convert_string_dtype("float32") == of_module.tf.float32
        assert K.eval(of_module._to_tensor(of_module._EPSILON, "float32")) == np.float32(K.epsilon())


def test_what_nobody_has(K, backend):
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        K.nonsense  # noqa: B018
    with pytest.raises(AttributeError, match=f"no attribute 'nonsense' on the backend '{backend}'"):
        getattr(K, f"{backend}_backend").nonsense  # noqa: B018


def test_asking_for_a_file_of_ours_loads_no_backend(monkeypatch):
    monkeypatch.setattr("kerasfront.backend.classic.current", lambda: pytest.fail("a backend was asked for"))
    assert not hasattr(K, "__path_of_mine__")
    assert importlib.import_module("kerasfront.backend.portable_random")


def test_variables_and_placeholders_have_the_marks_of_classic_tensors(K):
    tensors = [K.variable(np.ones((2, 3))), K.placeholder((None, 3)), K.placeholder(ndim=2), K.variable(1.0)]
    assert [x._keras_shape for x in tensors] == [(2, 3), (None, 3), (None, None), ()]
    assert not any(x._uses_learning_phase for x in tensors)
