"""Finding, choosing and checking engines."""

import importlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from kerasfront import backend as K
from kerasfront import config
from kerasfront.backend import engines, specification
from kerasfront.errors import ArgumentError, BackendError, ConfigurationError, UnsupportedOperation


def entry_point(name, value, package="package"):
    return SimpleNamespace(name=name, value=value, dist=SimpleNamespace(name=package, version="1.0"))


@pytest.fixture
def fake_points(monkeypatch):
    """Let the entry points be these."""

    def install(*points):
        monkeypatch.setattr(engines.metadata, "entry_points", lambda group: points)

    return install


def run_python(code, **environment):
    import os

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **environment}, timeout=120
    )
    return done.stdout.strip(), done.stderr


@pytest.mark.parametrize("environment", [{}, {"KERAS_BACKEND": "theano"}], ids=["in the file", "in the environment"])
def test_tensorflow_where_the_settings_say_theano(tmp_path, environment):
    """TensorFlow imports a Keras that reads them too, and knows no Theano."""
    (tmp_path / "keras.json").write_text('{"backend": "theano", "image_dim_ordering": "th"}')
    out, err = run_python(
        "import os; from kerasfront import backend as K; chosen = K.chosen().value\n"
        "with K.use('tensorflow'): print(chosen, float(K.eval(K.variable(2.0))), os.environ.get('KERAS_BACKEND'))",
        KERAS_HOME=str(tmp_path),
        **environment,
    )
    assert out == f"theano 2.0 {environment.get('KERAS_BACKEND')}", err


def test_importing_loads_no_engine():
    out, err = run_python(
        "import sys, kerasfront; from kerasfront import backend as K; K.floatx();"
        "print([m for m in ('tensorflow', 'theano', 'jax', 'torch') if m in sys.modules])"
    )
    assert out == "[]", err


def test_the_environment_variable_chooses_and_is_named_in_the_error():
    out, err = run_python("from kerasfront import backend as K; K.backend()", KERASFRONT_BACKEND="thaeno")
    assert "Unknown engine 'thaeno'" in err and "KERASFRONT_BACKEND" in err and "theano" in err


def test_a_block_ends_where_it_began(engines):
    first, *_ = engines
    with K.use(first):
        assert K.backend() == first
        for name in engines:
            with K.use(name):
                assert K.backend() == name
        assert K.backend() == first


def in_another_thread(question):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(question).result(timeout=60)


def test_a_block_in_one_thread_is_not_seen_by_another(engines):
    before = in_another_thread(K.chosen)
    block = K.use(engines[-1])
    assert in_another_thread(K.chosen) == before
    with block:
        assert in_another_thread(K.chosen) == before
    assert in_another_thread(K.chosen) == before


def test_a_call_whose_result_is_kept_holds_from_the_next_question_on(engines, monkeypatch):
    monkeypatch.setattr("kerasfront.backend.engines._for_process", None)
    kept = [K.use(name) for name in engines]
    assert K.backend() == engines[-1]
    assert in_another_thread(K.backend) == engines[-1]
    del kept


def test_a_call_without_a_block_holds_for_the_process(engines, monkeypatch):
    monkeypatch.setattr("kerasfront.backend.engines._for_process", None)
    K.use(engines[-1])
    assert in_another_thread(K.chosen) == K.chosen()
    assert K.chosen() == config.Setting(engines[-1], "argument of kerasfront.backend.use")
    assert K.backend() == engines[-1]


def test_a_bound_backend_leaves_the_active_one_alone(engines):
    with K.use(engines[0]):
        other = K.load(engines[-1])
        assert other.backend() == engines[-1]
        assert other.eval(other.variable([1.0, 2.0])).tolist() == [1.0, 2.0]
        assert K.backend() == engines[0]


def test_classic_modules_are_k_bound_to_an_engine(engines):
    for name in engines:
        classic = importlib.import_module(f"kerasfront.backend.{name}_backend")
        assert classic is getattr(K, f"{name}_backend")
        assert classic.backend() == name
        assert classic.eval(classic.ones((2,)) * 2.0).tolist() == [2.0, 2.0]
        assert "dot" in classic.__all__
    with pytest.raises(ModuleNotFoundError, match="thaeno_backend"):
        importlib.import_module("kerasfront.backend.thaeno_backend")


def test_an_unknown_engine_is_refused_with_the_installed_ones():
    with pytest.raises(ConfigurationError, match="Unknown engine 'thaeno'.*theano.*KERASFRONT_BACKEND"):
        K.use("thaeno")


def test_two_packages_with_one_name_are_refused(fake_points):
    fake_points(entry_point("twice", "one"), entry_point("twice", "two", "other"))
    with pytest.raises(BackendError, match="package 1.0 and other 1.0"):
        K.use("twice")


def test_a_package_that_fails_on_import_is_named(fake_points):
    fake_points(entry_point("broken", "no_such_module_anywhere"))
    with pytest.raises(BackendError, match="'broken' of package 1.0 cannot be imported"):
        K.use("broken")


def test_without_a_choice_the_first_engine_whose_library_is_there_is_taken(fake_points, monkeypatch, engines):
    fake_points(entry_point("a_broken_one", "no_such_module"), entry_point(engines[0], f"kerasfront_{engines[0]}"))
    monkeypatch.setattr("kerasfront.backend.engines._for_process", None)
    monkeypatch.setattr("kerasfront.backend.engines._fallback", [])
    assert list(K.usable()) == [engines[0]]
    assert K.backend() == engines[0]


def test_missing_operations_and_wrong_signatures_are_listed_with_both_sides():
    with pytest.raises(BackendError) as caught:
        specification.fit("bad", {"cast": lambda x: x})
    message = str(caught.value)
    assert "cast: the specification has (x, dtype), the adapter (x)" in message
    assert "batch_get_value(xs) is missing" in message


def test_an_optional_operation_says_why_it_is_not_there(engine):
    active = engines.current()
    name = next((o for o, spec in specification.OPERATIONS.items() if not active.supports(o)), None)
    if name is None:
        assert not getattr(active.module, "UNSUPPORTED", {})
        return
    with pytest.raises(UnsupportedOperation, match=f"K.{name} is not available on engine '{engine}'"):
        active.operation(name)


def test_the_scalar_type_of_placeholders_is_checked(K):
    with pytest.raises(ArgumentError, match="dtype must be one of"):
        K.placeholder((2,), dtype="float33")
    with pytest.raises(ArgumentError, match="shape or its ndim"):
        K.placeholder()
    with pytest.raises(ArgumentError, match="2 axes, but ndim is 3"):
        K.placeholder((2, 3), ndim=3)
