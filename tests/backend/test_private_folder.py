"""Compiled code is kept only where nobody else can put code of theirs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kerasfront.backend.private_folder import is_sealed, private_folder, write_sealed


def test_a_new_folder_is_for_its_owner_only(tmp_path):
    folder = private_folder(tmp_path / "a" / "b")
    assert folder == tmp_path / "a" / "b"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert private_folder(folder) == folder


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_what_others_can_write_to_is_not_used(tmp_path, mode):
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(mode)
    with pytest.warns(UserWarning, match=r"other users can write to it .*chmod go-w .*open"):
        folder = private_folder(tmp_path / "open")
    assert tmp_path not in folder.parents
    assert folder.stat().st_mode & 0o777 == 0o700


def test_what_others_can_replace_is_not_used(tmp_path):
    tmp_path.chmod(0o777)
    with pytest.warns(UserWarning, match="can replace it: .* or can write to it"):
        private_folder(tmp_path / "mine")
    tmp_path.chmod(0o1777)
    assert private_folder(tmp_path / "mine") == tmp_path / "mine"


def test_a_link_counts_as_what_it_leads_to(tmp_path):
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    (tmp_path / "link").symlink_to(tmp_path / "open")
    with pytest.warns(UserWarning, match="other users can write to it"):
        private_folder(tmp_path / "link")


def test_another_users_folder_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: os.stat(tmp_path).st_uid + 1)
    with pytest.warns(UserWarning, match="belongs to another user"):
        private_folder(tmp_path)


def test_a_folder_within_another_users_is_not_used(tmp_path, monkeypatch):
    owner_of = os.stat(tmp_path).st_uid
    stat = Path.stat

    def of_another(path, **options):
        facts = stat(path, **options)
        return os.stat_result([*facts[:4], owner_of + 1, *facts[5:]]) if path == tmp_path else facts

    monkeypatch.setattr(Path, "stat", of_another)
    with pytest.warns(UserWarning, match="other users can replace it: they own"):
        folder = private_folder(tmp_path / "mine")
    assert tmp_path not in folder.parents


def test_a_user_without_a_home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os.path, "expanduser", os.fspath)  # as it does for a user whom the system does not know
    with pytest.warns(UserWarning, match="set the environment variable HOME"):
        folder = private_folder(Path("~/.cache"))
    assert folder.is_dir()
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_its_place(tmp_path):
    (tmp_path / "file").touch()
    with pytest.warns(UserWarning, match="cannot be made: "):
        private_folder(tmp_path / "file" / "folder")


def test_a_temporary_folder_goes_with_its_process(tmp_path):
    code = "import pathlib, sys; from kerasfront.backend.private_folder import private_folder as f; "
    code += "print(f(pathlib.Path(sys.argv[1])))"
    (tmp_path / "file").touch()
    command = [sys.executable, "-W", "ignore", "-c", code, tmp_path / "file"]
    folder = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    assert os.path.isabs(folder)
    assert not os.path.exists(folder)


def test_a_sealed_file_is_known_until_it_changes(tmp_path):
    target = tmp_path / "code.so"
    assert not is_sealed(target)
    write_sealed(target, lambda made: made.write_bytes(b"code"))
    assert is_sealed(target)
    assert {file.name for file in tmp_path.iterdir()} == {"code.so", "code.so.sha256"}
    target.write_bytes(b"other code")
    assert not is_sealed(target)


ODD = {"pipe": os.mkfifo, "device": lambda path: path.symlink_to("/dev/zero"), "folder": Path.mkdir}


@pytest.mark.parametrize("name", ["code.so", "code.so.sha256"])
@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_file_is_not_read(tmp_path, name, kind):
    write_sealed(tmp_path / "code.so", lambda made: made.write_bytes(b"code"))
    (tmp_path / name).unlink()
    ODD[kind](tmp_path / name)
    assert not is_sealed(tmp_path / "code.so")
    if kind != "folder":
        write_sealed(tmp_path / "code.so", lambda made: made.write_bytes(b"code"))
        assert is_sealed(tmp_path / "code.so")


def test_a_seal_without_end(tmp_path):
    write_sealed(tmp_path / "code.so", lambda made: made.write_bytes(b"code"))
    os.truncate(tmp_path / "code.so.sha256", 2**40)
    assert not is_sealed(tmp_path / "code.so")


def test_what_could_not_be_written_leaves_nothing(tmp_path):
    def fail(made):
        made.write_bytes(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_sealed(tmp_path / "code.so", fail)
    assert list(tmp_path.iterdir()) == []
