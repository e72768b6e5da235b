"""Compiled modules are found by their source, and what nobody uses is deleted."""

import os
import time
from pathlib import Path

import pytest

from kerasfront_theano.compat import import_theano
from tests.backends.theano.compat.compiling import in_a_new_process

theano = import_theano()
T = theano.tensor

from theano.graph.fg import FunctionGraph  # noqa: E402  (Theano is imported with flags)
from theano.link.c.basic import CLinker  # noqa: E402
from theano.link.c.cmodule import get_module_hash  # noqa: E402

from kerasfront_theano.compat.content_cache import DAY, ContentCache  # noqa: E402


@pytest.fixture
def cache(tmp_path):
    return ContentCache(str(tmp_path))


@pytest.fixture
def linker():
    x = T.fvector("x")
    return CLinker().accept(FunctionGraph([x], [T.tanh(x)]))


def test_a_module_is_compiled_once_and_found_by_another_cache(cache, linker, monkeypatch):
    key = linker.cmodule_key()
    module = cache.module_from_key(key, linker)
    assert cache.module_from_key(key) is module
    assert [path.name for path in Path(cache.dirname).iterdir()] == [get_module_hash(linker.get_src_code(), key)]
    monkeypatch.setattr(linker, "c_compiler", None)
    assert hasattr(ContentCache(cache.dirname).module_from_key(key, linker), "instantiate")


def test_what_is_not_used_is_not_read(cache, linker):
    foreign = Path(cache.dirname, "m" + "0" * 64)
    foreign.mkdir()
    Path(foreign, "key.pkl").mkdir()  # opening it would be an error
    assert cache.refresh() == [] and hasattr(cache.module_from_key(linker.cmodule_key(), linker), "instantiate")


def test_a_module_that_fails_leaves_nothing_and_can_be_compiled_later(cache, linker, monkeypatch):
    key = linker.cmodule_key()
    with monkeypatch.context() as patch, pytest.raises(Exception, match="no compiler today.*tanh"):
        patch.setattr(linker.c_compiler(), "compile_str", fail)
        cache.module_from_key(key, linker)
    assert os.listdir(cache.dirname) == []
    assert hasattr(cache.module_from_key(key, linker), "instantiate")


def test_a_module_that_another_process_put_there_is_kept(cache, tmp_path):
    mine, theirs = tmp_path / "mine", tmp_path / "there"
    for folder in (mine, theirs):
        folder.mkdir()
        (folder / f"{folder.name}.so").touch()
    cache.publish(str(mine), "there")
    assert os.listdir(theirs) == ["there.so"]


def test_a_module_that_cannot_be_put_there_is_an_error(cache):
    with pytest.raises(FileNotFoundError, match="nothing"):
        cache.publish(os.path.join(cache.dirname, "nothing"), "there")


def fail(*args, **options):
    raise RuntimeError("no compiler today")


def test_a_module_without_version_belongs_to_the_process(cache, linker):
    _, rest = linker.cmodule_key()
    module = cache.module_from_key(((), rest), linker)
    folder = Path(module.__file__).parent
    assert folder.parent == Path(cache.dirname) and get_module_hash(linker.get_src_code(), ((), rest)) not in cache
    cache.clear_unversioned()
    assert not folder.exists()


def test_old_modules_are_deleted_once_a_day(cache):
    old, used = (Path(cache.dirname, "m" + digit * 64, "code.so") for digit in "01")
    for library in (old, used):
        library.parent.mkdir()
        library.touch()
    other = Path(cache.dirname, "kerasfront.h")
    other.touch()
    for path in (old, other):
        os.utime(path, (0, 0))
    cache.clear_old()
    assert not old.parent.exists() and used.exists() and other.exists()
    os.utime(used, (0, 0))
    cache.clear_old()
    assert used.exists()  # looked for a moment ago
    os.utime(Path(cache.dirname, "looked_for_old"), (time.time() - 2 * DAY,) * 2)
    cache.clear_old()
    assert not used.parent.exists()


def test_what_killed_processes_and_theano_itself_left_is_deleted(cache):
    """Folders of other caches hold a module by the same kind of name; a killed process may have left none."""
    killed, theirs, running = (Path(cache.dirname, name) for name in ("tmp_killed", "tmp_theirs", "tmp_running"))
    Path(killed, "tmp_inner").mkdir(parents=True)
    theirs.mkdir()
    Path(theirs, "m0.so").touch()
    running.mkdir()
    for path in (killed, Path(theirs, "m0.so")):
        os.utime(path, (0, 0))
    cache.clear_old()
    assert not killed.exists() and not theirs.exists() and running.exists()


def test_all_modules_are_deleted_on_request(cache, linker):
    cache.module_from_key(linker.cmodule_key(), linker)
    cache.clear_old(age_thresh_del=-1.0)
    assert not [path for path in Path(cache.dirname).iterdir() if path.is_dir()]


def test_a_cache_that_theano_used_before_is_replaced():
    code = """
from theano.link.c import cmodule
from kerasfront_theano.compat import module_cache
theirs = cmodule._module_cache = next(kind for kind in cmodule.ModuleCache.__mro__[1:])(theano.config.compiledir)
module_cache._find_modules_by_content()
x = T.vector("x")
print(theano.function([x], T.tanh(x))([0.0]), type(cmodule._module_cache).__name__)
"""
    assert in_a_new_process(code) == "[0.] ContentCache\n"
