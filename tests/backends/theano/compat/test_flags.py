"""The flags that Theano is imported with, without compiling anything."""

import os
import sys
from pathlib import Path

import pytest

from kerasfront_theano.compat import flags, import_theano


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


def test_what_asks_for_a_gpu_is_taken_back(theanorc, monkeypatch):
    parsed = import_theano().configparser.parse_config_string
    monkeypatch.setenv("KERASFRONT_THEANO_LINKER", "c")
    theanorc[1].write_text("[global]\ndevice = gpu0\ninit_gpu_device = cuda\n")
    found = parsed(flags.for_import(flags.user_flags(), "float32"))
    assert (found["device"], found["init_gpu_device"]) == ("cpu", "")
    monkeypatch.setenv("THEANO_FLAGS", "mode=FAST_RUN,device=gpu,floatX=float32")
    found = parsed(flags.for_import(flags.user_flags(), "float32"))
    assert (found["device"], found["mode"], found["floatX"]) == ("cpu", "FAST_RUN", "float32")
    with pytest.warns(UserWarning, match="device=gpu is not followed.*KERASFRONT_THEANO_LINKER=jax"):
        flags.warn_of_gpu({"device": "gpu"})
    monkeypatch.setenv("KERASFRONT_THEANO_LINKER", "jax")
    flags.warn_of_gpu({"device": "gpu"})
    flags.warn_of_gpu({"device": "cpu", "init_gpu_device": ""})


def test_the_users_compiler_flags_come_last(theanorc, monkeypatch):
    monkeypatch.setenv("THEANO_FLAGS", "gcc__cxxflags='-O1 -march=x86-64'")
    ours, _, theirs = flags_for_import()["gcc__cxxflags"].partition(" -O1 ")
    assert ours.startswith("-include ")
    assert theirs == "-march=x86-64"


def test_a_cache_of_the_users_may_be_shared_by_other_cpus(theanorc, monkeypatch):
    monkeypatch.delenv("KERASFRONT_INSTRUCTIONS", raising=False)
    assert ("-march=native" in flags_for_import()["gcc__cxxflags"]) == (sys.platform == "linux")
    monkeypatch.setenv("THEANO_FLAGS", "compiledir=/net/cache")
    found = flags_for_import()
    assert "-march=native" not in found["gcc__cxxflags"]
    assert "compiledir_format" not in found


def test_without_a_compiler_nothing_is_compiled_and_python_can_run_all(theanorc, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = flags.ours(flags.user_flags(), "float32")
    assert (found["cxx"], found["optimizer_excluding"]) == ("", flags.WITHOUT_COMPILER)
    monkeypatch.setenv("THEANO_FLAGS", "cxx=/opt/g++,optimizer_excluding=inplace")
    assert not {"cxx", "optimizer_excluding"} & flags.ours(flags.user_flags(), "float32").keys()


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
