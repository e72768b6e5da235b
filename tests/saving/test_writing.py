"""Files are replaced as a whole or not at all."""

import io
import os
import subprocess
import sys
import threading

import h5py
import numpy as np
import pytest

from kerasfront.errors import ArgumentError, NotReadyError
from kerasfront.saving.writing import may_replace, replacing, replacing_hdf5


@pytest.fixture
def path(tmp_path):
    (tmp_path / "file").write_bytes(b"old")
    return tmp_path / "file"


def names(path):
    return sorted(file.name for file in path.parent.iterdir())


def test_what_is_written_takes_the_place(path):
    before = os.umask(0o027)
    try:
        with replacing(path) as new:
            new.write_bytes(b"new")
            assert path.read_bytes() == b"old"
    finally:
        os.umask(before)
    assert path.read_bytes() == b"new" and path.stat().st_mode & 0o777 == 0o640
    assert names(path) == ["file"]


@pytest.mark.parametrize(("answer", "replaced"), [("y", True), ("n", False)])
def test_on_a_terminal_the_user_is_asked(path, monkeypatch, answer, replaced):
    assert may_replace(path, overwrite=True) and may_replace(path.parent / "new", overwrite=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    with pytest.raises(ArgumentError, match=r"exists\. Pass overwrite=True \(--overwrite on the command line\)"):
        may_replace(path, overwrite=False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    assert may_replace(path, overwrite=False) is replaced


def test_a_link_stays_a_link(path):
    (path.parent / "link").symlink_to("file")
    with replacing(path.parent / "link") as new:
        new.write_bytes(b"new")
    assert (path.parent / "link").is_symlink() and path.read_bytes() == b"new"


def test_what_dead_writers_left_is_removed_and_what_living_ones_write_is_not(path):
    for name in (".file.0123abcd", ".file.backup", ".other.0123abcd"):
        (path.parent / name).touch()
    with replacing(path) as living:
        living.write_bytes(b"first")
        with replacing(path) as new:
            new.write_bytes(b"second")
        assert path.read_bytes() == b"second"
    assert path.read_bytes() == b"first"
    assert names(path) == [".file.backup", ".other.0123abcd", "file"]


def test_a_name_that_the_locale_cannot_encode(path, monkeypatch):
    def realpath(*arguments, **options):
        raise UnicodeEncodeError("ascii", "\xf6", 0, 1, "ordinal not in range(128)")

    monkeypatch.setattr(os.path, "realpath", realpath)
    expected = "m.xf6del.h5' cannot be the name .* as ascii.*PYTHONUTF8=1"
    with pytest.raises(ArgumentError, match=expected), replacing("m\xf6del.h5"):
        pass


def test_errors_leave_the_old_file(path, monkeypatch):
    with pytest.raises(ArgumentError, match="exists. Pass overwrite=True"), replacing(path, overwrite=False):
        pass
    with pytest.raises(NotReadyError), replacing_hdf5(path) as file:
        file["half"] = 1
        raise NotReadyError("the model is not built")

    def broken(handle):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="disk full"), replacing(path) as new:
        new.write_bytes(b"new")
    assert path.read_bytes() == b"old" and names(path) == ["file"]


def run(code, path):
    """Run a program that replaces the file; gives the process."""
    start = "import sys, signal, resource, os\nfrom kerasfront.saving.writing import replacing_hdf5\n"
    return subprocess.run([sys.executable, "-c", start + code, str(path)], capture_output=True, text=True, timeout=60)


FULL = """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
try:
    with replacing_hdf5(sys.argv[1]) as file:
        file["x"] = [0.0] * 5000
except OSError as error:
    print("OSError:", error)
"""

KILLED = """
with replacing_hdf5(sys.argv[1]) as file:
    file["x"] = [0.0] * 5000
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_full_disk_leaves_the_old_file(path):
    done = run(FULL, path)
    assert "OSError:" in done.stdout and done.returncode == 0, done.stderr
    assert path.read_bytes() == b"old" and names(path) == ["file"]


def test_a_killed_process_leaves_the_old_file(path):
    assert run(KILLED, path).returncode == -9
    assert path.read_bytes() == b"old" and len(names(path)) == 2
    with replacing(path) as new:
        new.write_bytes(b"new")
    assert names(path) == ["file"]


def test_readers_never_see_half_a_file(path):
    def write(number):
        with replacing_hdf5(path) as file:
            for name in "ab":
                file[name] = np.full(1000, number)
                file.flush()

    write(0)
    writer = threading.Thread(target=lambda: [write(number) for number in range(1, 40)])
    writer.start()
    seen = set()
    while writer.is_alive() or not seen:
        content = path.read_bytes()  # one reading of one file, as it is at that moment
        copy = path.parent / "copy"
        copy.write_bytes(content)
        with h5py.File(copy) as file:
            values = {*file["a"][()], *file["b"][()]}
        assert len(values) == 1
        seen |= values
    writer.join()
    assert len(seen) > 1
