"""Finding, choosing and checking backends."""

import importlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from types import SimpleNamespace

import pytest

from kerasfront import backend as K
from kerasfront import config
from kerasfront.backend import selection, specification
from kerasfront.errors import ArgumentError, BackendError, ConfigurationError, UnsupportedOperation


def entry_point(name, value, package="package", group=selection.GROUP):
    return SimpleNamespace(name=name, value=value, dist=SimpleNamespace(name=package, version="1.0"), group=group)


@pytest.fixture
def fake_points(monkeypatch):
    """Let the entry points be these."""

    def install(*points):
        monkeypatch.setattr(selection.metadata, "entry_points", lambda group: [p for p in points if p.group == group])

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


def test_importing_loads_no_backend():
    out, err = run_python(
        "import sys, kerasfront; from kerasfront import backend as K; K.floatx();"
        "print([m for m in ('tensorflow', 'theano', 'jax', 'torch') if m in sys.modules])"
    )
    assert out == "[]", err


def test_loading_a_backend_draws_no_random_numbers(backends):
    script = (
        "import random, numpy as np, kerasfront.backend as K\n"
        "np.random.seed(1); random.seed(1)\n"
        "expected = np.random.RandomState(1).rand(), random.Random(1).random()\n"
        f"for name in {backends!r}: K.load(name)\n"
        "print((np.random.rand(), random.random()) == expected)"
    )
    out, err = run_python(script)
    assert out.split()[-1:] == ["True"], err


def test_the_environment_variable_chooses_and_is_named_in_the_error():
    out, err = run_python("from kerasfront import backend as K; K.backend()", KERASFRONT_BACKEND="thaeno")
    assert "Unknown backend 'thaeno'" in err and "KERASFRONT_BACKEND" in err and "theano" in err


def test_a_block_ends_where_it_began(backends):
    first, *_ = backends
    with K.use(first):
        assert K.backend() == first
        for name in backends:
            with K.use(name):
                assert K.backend() == name
        assert K.backend() == first


def in_another_thread(question):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(question).result(timeout=60)


@pytest.fixture
def nobody_chose(monkeypatch):
    monkeypatch.setattr("kerasfront.backend.selection._chosen", None)
    monkeypatch.setattr("kerasfront.backend.selection._fallback", [])


def test_a_block_in_one_thread_is_not_seen_by_another(backends):
    before = in_another_thread(K.chosen)
    with K.use(backends[-1]):
        assert in_another_thread(K.chosen) == before
    assert in_another_thread(K.chosen) == before


def test_a_block_is_its_own_threads(backends, nobody_chose):
    K.set_backend(backends[0])
    with K.use(backends[-1]):
        assert (K.backend(), in_another_thread(K.backend)) == (backends[-1], backends[0])
    kept = K.use(backends[-1])
    assert K.backend() == backends[0]
    with kept:
        assert (K.backend(), in_another_thread(K.backend)) == (backends[-1], backends[0])
    with ExitStack() as stack:
        stack.enter_context(K.use(backends[-1]))
        assert in_another_thread(K.backend) == backends[0]
    assert K.backend() == backends[0]


def test_the_choice_for_the_process_holds_for_all_threads_at_once(backends, nobody_chose):
    for name in backends:
        K.set_backend(name)
        assert in_another_thread(K.chosen) == K.chosen()
        assert K.chosen() == config.Setting(name, "argument of kerasfront.backend.set_backend")


@pytest.mark.parametrize("mode", ["exec", "single"], ids=["script", "interactive"])
def test_a_bare_call_chooses_for_the_process_with_a_warning(backends, nobody_chose, mode):
    K.set_backend(backends[0])
    statement = compile(f"K.use({backends[-1]!r})", "script.py", mode)
    with pytest.warns(DeprecationWarning, match="set_backend") as caught:
        exec(statement, {"K": K})
    assert caught[0].filename == "script.py"
    assert in_another_thread(K.backend) == backends[-1]


def test_a_bound_backend_leaves_the_active_one_alone(backends):
    with K.use(backends[0]):
        other = K.load(backends[-1])
        assert other.backend() == backends[-1]
        assert other.eval(other.variable([1.0, 2.0])).tolist() == [1.0, 2.0]
        assert K.backend() == backends[0]


def test_classic_modules_are_k_bound_to_an_backend(backends):
    for name in backends:
        classic = importlib.import_module(f"kerasfront.backend.{name}_backend")
        assert classic is getattr(K, f"{name}_backend")
        assert classic.backend() == name
        assert classic.eval(classic.ones((2,)) * 2.0).tolist() == [2.0, 2.0]
        assert "dot" in classic.__all__
    with pytest.raises(ModuleNotFoundError, match="thaeno_backend"):
        importlib.import_module("kerasfront.backend.thaeno_backend")


def test_an_unknown_backend_is_refused_with_the_installed_ones():
    with pytest.raises(ConfigurationError, match="Unknown backend 'thaeno'.*theano.*KERASFRONT_BACKEND"):
        K.set_backend("thaeno")


def test_two_packages_with_one_name_are_refused(fake_points):
    fake_points(entry_point("twice", "one"), entry_point("twice", "two", "other"))
    with pytest.raises(BackendError, match="package 1.0 and other 1.0"):
        K.set_backend("twice")


@pytest.mark.parametrize(("package", "hint"), [("kerasfront", True), ("package", False)])
def test_a_package_that_fails_on_import_is_named(fake_points, package, hint):
    fake_points(entry_point("broken", "no_such_module_anywhere", package))
    with pytest.raises(BackendError, match=f"'broken' of {package} 1.0 cannot be imported") as caught:
        K.set_backend("broken")
    assert ("pip install 'kerasfront[broken]'" in str(caught.value)) == hint


def test_without_a_choice_those_of_kerasfront_come_first(fake_points, nobody_chose, backends):
    own = entry_point(backends[0], f"kerasfront_{backends[0]}", "kerasfront")
    fake_points(entry_point("a_plug_in", "no_such_module"), own)
    assert list(K.installed()) == [backends[0], "a_plug_in"]
    assert K.chosen() == config.Setting(backends[0], "default: the first that comes with kerasfront")
    assert K.backend() == backends[0]


def test_without_a_choice_the_first_backend_whose_library_is_there_is_taken(fake_points, nobody_chose, backends):
    broken = entry_point("a_broken_one", "no_such_module", "kerasfront")
    fake_points(broken, entry_point(backends[0], f"kerasfront_{backends[0]}"))
    assert list(K.usable()) == [backends[0]]
    assert K.backend() == backends[0]
    reason = "default: the first of another package; not to be loaded: a_broken_one"
    assert K.chosen() == config.Setting(backends[0], reason)


def test_without_a_choice_and_without_any_library_each_reason_is_told(fake_points, nobody_chose):
    fake_points(*(entry_point(name, f"no_{name}_anywhere", "kerasfront") for name in ("one", "two")))
    with pytest.raises(BackendError) as caught:
        K.backend()
    assert all(f"pip install 'kerasfront[{name}]'" in str(caught.value) for name in ("one", "two"))


def test_a_backend_that_must_be_named_is_not_taken_without_a_choice(fake_points, nobody_chose, backends):
    by_name = entry_point("a_slow_one", f"kerasfront_{backends[0]}", "kerasfront", selection.BY_NAME)
    fake_points(by_name)
    with pytest.raises(BackendError, match="No backend is installed"):
        K.chosen()
    fake_points(by_name, entry_point(backends[0], f"kerasfront_{backends[0]}"))
    assert list(K.installed()) == [backends[0], "a_slow_one"]
    assert list(K.usable()) == [backends[0]] and K.backend() == backends[0]
    with K.use("a_slow_one"):
        assert K.backend() == "a_slow_one"


def test_missing_operations_and_wrong_signatures_are_listed_with_both_sides():
    with pytest.raises(BackendError) as caught:
        specification.fit("bad", {"cast": lambda x: x})
    message = str(caught.value)
    assert "cast: the specification has (x, dtype), the adapter (x)" in message
    assert "batch_get_value(xs) is missing" in message


def test_an_optional_operation_says_why_it_is_not_there(backend):
    active = selection.current()
    name = next((o for o, spec in specification.OPERATIONS.items() if not active.supports(o)), None)
    if name is None:
        assert not getattr(active.module, "UNSUPPORTED", {})
        return
    with pytest.raises(UnsupportedOperation, match=f"K.{name} is not available on backend '{backend}'"):
        active.operation(name)


def test_the_scalar_type_of_placeholders_is_checked(K):
    with pytest.raises(ArgumentError, match="dtype must be one of"):
        K.placeholder((2,), dtype="float33")
    with pytest.raises(ArgumentError, match="shape or its ndim"):
        K.placeholder()
    with pytest.raises(ArgumentError, match="2 axes, but ndim is 3"):
        K.placeholder((2, 3), ndim=3)


@pytest.mark.parametrize("compiles", [True, False])
def test_whether_calls_of_python_are_compiled(K, monkeypatch, compiles):
    active = selection.current()
    monkeypatch.setattr(active.module, "COMPILES_HOST_CALLS", compiles, raising=False)
    assert active.compiles_host_calls is (compiles and active.supports("call_host"))
