"""A backend that a stranger wrote works in a clean environment with kerasfront as it is."""

import json
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PACKAGE = HERE / "strict_backend"


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Python of a new environment that has the plug-in; kerasfront and the libraries come from the running one."""
    folder = tmp_path_factory.mktemp("plugin")
    venv.create(folder / "venv")
    own = sysconfig.get_path("purelib", "posix_prefix", vars={"base": str(folder / "venv")})
    running = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    lines = [f"import site; site.addsitedir({path!r})" for path in sorted(running)]
    Path(own, "running.pth").write_text("\n".join(lines), encoding="utf8")
    source = shutil.copytree(PACKAGE, folder / "source")  # pip builds in the source folder
    python = folder / "venv" / "bin" / "python"
    offline = ("--no-index", "--no-deps", "--no-build-isolation")
    output(python, "-m", "pip", "--disable-pip-version-check", "install", *offline, source)
    return python


def output(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def kerasfront(python, *arguments):
    return output(python, Path(sys.executable).with_name("kerasfront"), *arguments)


@pytest.mark.slow
def test_command_lists_it(python, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    assert re.search(r"strict \(kerasfront-strict 1\.0\)\n +library +tensorflow", kerasfront(python, "info"))


@pytest.mark.slow
def test_network_learns_the_digits_with_the_same_losses(python):
    losses = json.loads(output(python, HERE / "train_digits.py", "tensorflow", "strict"))
    assert losses["strict"] == losses["tensorflow"]
    assert losses["strict"][-1] < 0.8 * losses["strict"][0]


@pytest.mark.full
def test_its_own_test_file_passes(python):
    options = ("-q", "-p", "no:cacheprovider", "-c", "/dev/null")
    printed = output(python, "-m", "pytest", *options, PACKAGE / "test_strict.py")
    assert re.search(r"\d{3,} passed", printed)


@pytest.mark.slow
def test_command_finds_no_fault(python):
    score = kerasfront(python, "conformance", "strict", "--families", "reductions")
    assert re.search(r"all +│ \d{2,} +│ 0 +│ 0", score)


def test_package_uses_nothing_but_k():
    used = set()
    for path in (PACKAGE / "kerasfront_strict").glob("*.py"):
        used |= set(re.findall(r"^\s*(?:from|import) ([\w.]+)", path.read_text(encoding="utf8"), re.MULTILINE))
    ours = {name for name in used if name.startswith("kerasfront") and not name.startswith("kerasfront_strict")}
    assert ours == {"kerasfront.backend", "kerasfront.backend.specification"}
    assert {name.split(".")[0] for name in used} <= {"kerasfront", "kerasfront_strict", *sys.stdlib_module_names}
