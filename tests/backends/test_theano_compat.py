"""What the import of Theano is prepared with, without compiling anything."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import numpy as np
import pytest

from kerasfront.errors import BackendError
from kerasfront_theano.compat import flags, import_theano, requirements


@pytest.fixture
def theanorc(tmp_path, monkeypatch):
    """A user's files of flags, in the order of their importance, and no flags in the environment."""
    files = [tmp_path / "first", tmp_path / "second"]
    monkeypatch.setenv("THEANORC", os.pathsep.join(map(str, files)))
    monkeypatch.delenv("THEANO_FLAGS", raising=False)
    return files


def flags_for_import():
    """What Theano reads from the flags that it would be imported with."""
    return import_theano().configparser.parse_config_string(flags.for_import(flags.user_flags(), "float32"))


def test_without_user_flags(theanorc):
    found = flags_for_import()
    assert found["floatX"] == "float32"
    assert "scipy_openblas" in found["blas__ldflags"]
    assert "KERASFRONT_SCIPY_OPENBLAS" in found["gcc__cxxflags"]
    assert "%(numpy_version)s" in found["compiledir_format"]


def test_modules_go_elsewhere_if_others_can_write_to_their_folder(theanorc, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "base_compiledir" not in flags_for_import()
    (tmp_path / ".theano").chmod(0o777)
    with pytest.warns(UserWarning, match="other users can write to it"):
        assert Path(flags_for_import()["base_compiledir"]).is_dir()
    monkeypatch.setenv("THEANO_FLAGS", f"base_compiledir={tmp_path}")
    assert flags_for_import()["base_compiledir"] == str(tmp_path)


def test_later_files_and_the_environment_win(theanorc, monkeypatch):
    theanorc[0].write_text("[global]\nfloatX = float16\n[gcc]\ncxxflags = -O1\n")
    theanorc[1].write_text("[global]\nfloatX = float64\n")
    assert flags.user_flags() == {"floatx": "float64", "gcc__cxxflags": "-O1"}
    monkeypatch.setenv("THEANO_FLAGS", "floatX=float32,gcc__cxxflags='-O2 -DA=1,2'")
    assert flags.user_flags() == {"floatx": "float32", "gcc__cxxflags": "-O2 -DA=1,2"}


def test_what_the_user_set_in_a_file_stays(theanorc):
    theanorc[1].write_text("[global]\nfloatX = float64\n[blas]\nldflags = -lmkl_rt\n[compile]\ntimeout = 7\n")
    found = flags_for_import()
    assert not {"floatX", "blas__ldflags", "compile__timeout"} & found.keys()
    assert "OPENBLAS" not in found["gcc__cxxflags"]


def test_what_the_user_set_in_the_environment_stays(theanorc, monkeypatch):
    monkeypatch.setenv("THEANO_FLAGS", "floatX=float64,blas__ldflags='-L/opt/a b -lmkl_rt',device=cpu")
    found = flags_for_import()
    assert (found["floatX"], found["blas__ldflags"], found["device"]) == ("float64", "-L/opt/a b -lmkl_rt", "cpu")


def test_the_users_compiler_flags_come_last(theanorc, monkeypatch):
    monkeypatch.setenv("THEANO_FLAGS", "gcc__cxxflags='-O1 -march=x86-64'")
    ours, _, theirs = flags_for_import()["gcc__cxxflags"].partition(" -O1 ")
    assert ours.startswith("-include ")
    assert theirs == "-march=x86-64"


def test_a_cache_of_the_users_may_be_shared_by_other_cpus(theanorc, monkeypatch):
    assert ("-march=native" in flags_for_import()["gcc__cxxflags"]) == (sys.platform == "linux")
    monkeypatch.setenv("THEANO_FLAGS", "compiledir=/net/cache")
    found = flags_for_import()
    assert "-march=native" not in found["gcc__cxxflags"]
    assert "compiledir_format" not in found


@pytest.mark.parametrize("before", ["floatX=float64", None])
def test_the_environment_is_as_it_was(monkeypatch, before):
    monkeypatch.setenv("THEANO_FLAGS", before or "")
    if before is None:
        monkeypatch.delenv("THEANO_FLAGS")
    with pytest.raises(ZeroDivisionError), flags.environment("device=cpu"):
        assert os.environ["THEANO_FLAGS"] == "device=cpu"
        _ = 1 / 0
    assert os.environ.get("THEANO_FLAGS") == before


def test_a_path_with_a_space_gets_a_link(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    target = tmp_path / "with space"
    target.write_text("x")
    link = flags.spaceless(target)
    assert " " not in link.removeprefix(str(tmp_path))
    assert Path(link).read_text() == "x"
    assert flags.spaceless(target) == link


def test_theano_that_was_imported_first_works_too():
    script = """
import warnings
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import theano
from kerasfront_theano.compat import import_theano
import numpy as np
T = import_theano("float32").tensor
x = T.tensor4(dtype="float32")
run = theano.function([x], T.nnet.conv2d(x, np.ones((1, 1, 2, 2), "float32")))
print(run(np.ones((1, 1, 2, 2), "float32")).item(), theano.config.floatX)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.split() == ["4.0", "float32"], done.stderr


def test_newer_python_is_refused():
    requirements.require_python((3, 11))
    with pytest.raises(BackendError, match=r"this is Python 3\.13.*does not build on Python 3\.12"):
        requirements.require_python((3, 13))


def test_missing_theano_is_named(monkeypatch):
    monkeypatch.setattr(requirements, "find_spec", lambda name: None)
    with pytest.raises(BackendError, match=r"pip install 'kerasfront\[theano\]'"):
        requirements.require_theano()


def test_missing_compiler_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackendError, match=r"g\+\+.*apt install g\+\+"):
        requirements.require_compiler({})
    requirements.require_compiler({"cxx": ""})


def test_missing_headers_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path))
    with pytest.raises(BackendError, match=r"Python\.h.*python3-dev"):
        requirements.require_compiler({})


def test_numpy_itself_is_as_it_was():
    assert "theano" in sys.modules
    assert not {"int", "complex"} & vars(np).keys()


def test_the_slope_of_a_part_may_have_length_one():
    tensor = import_theano("float32").tensor
    whole, part, slope = tensor.matrix(), tensor.matrix(), tensor.row()
    found = tensor.grad(None, part, known_grads={tensor.set_subtensor(whole[:], part): slope})
    assert found.eval({slope: np.ones((1, 2), "float32")}).tolist() == [[1.0, 1.0]]
