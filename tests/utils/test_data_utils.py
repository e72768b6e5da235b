"""Downloads: complete and as expected, or not there at all. All from this machine."""

import cProfile
import errno
import gzip
import hashlib
import http.server
import io
import pstats
import socket
import stat
import tarfile
import threading
import zipfile
from pathlib import Path

import pytest

from kerasfront.errors import ArgumentError, DownloadError, FileError
from kerasfront.utils import archives
from kerasfront.utils.data_utils import get_file, validate_file

CONTENT = b"some data\n" * 1000
SHA256, MD5 = hashlib.sha256(CONTENT).hexdigest(), hashlib.md5(CONTENT).hexdigest()


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def origin(tmp_path):
    (tmp_path / "origin").write_bytes(CONTENT)
    return (tmp_path / "origin").as_uri()


def left(folder):
    return sorted(path.name for path in folder.iterdir())


def content_of(path):
    return Path(path).read_bytes()


def test_download_and_checksums(home, origin, tmp_path):
    path = get_file("x.bin", origin, sha256=SHA256)
    assert path == str(home / "datasets" / "x.bin") and content_of(path) == CONTENT
    assert validate_file(path, SHA256) and validate_file(path, MD5.upper()) and not validate_file(path, "0" * 32)
    with pytest.raises(ArgumentError, match="checksum has 32"):
        validate_file(path, "123")
    (tmp_path / "origin").write_bytes(b"new")
    assert content_of(get_file("x.bin", origin, md5_hash=MD5)) == CONTENT  # what is there is not fetched again
    assert content_of(get_file("x.bin", origin, sha256=hashlib.sha256(b"new").hexdigest())) == b"new"
    assert get_file("y", origin, cache_subdir="a/b") == str(home / "a/b/y")
    assert get_file("y", origin, cache_subdir=tmp_path / "own") == str(tmp_path / "own" / "y")


@pytest.mark.parametrize("checksum", [{"sha256": "0" * 64}, {"md5_hash": "0" * 32}])
def test_a_wrong_checksum_leaves_what_was_there(home, origin, checksum):
    (home / "datasets").mkdir(parents=True)
    with pytest.raises(FileError, match="has not the checksum 000"):
        get_file("x.bin", origin, **checksum)
    assert left(home / "datasets") == []
    (home / "datasets" / "x.bin").write_bytes(b"old")
    with pytest.raises(FileError, match="has not the checksum"):
        get_file("x.bin", origin, **checksum)
    assert (home / "datasets" / "x.bin").read_bytes() == b"old" and left(home / "datasets") == ["x.bin"]


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "/etc/x", "a/b", "a\\b", "x\0"])
def test_names_are_no_paths(home, origin, name):
    with pytest.raises(ArgumentError, match="not a path"):
        get_file(name, origin)
    with pytest.raises(ArgumentError, match="URL of http"):
        get_file("x", "data:text/plain,x")


class Server(http.server.BaseHTTPRequestHandler):
    """Sends the content with its length at /whole, and breaks off in the middle elsewhere."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT if self.path == "/whole" else CONTENT[:5000])

    def log_message(self, *args):
        pass


def test_http(home):
    with http.server.HTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}"
        try:
            assert content_of(get_file("x", f"{url}/whole")) == CONTENT
            with pytest.raises(FileError, match="broke off after 5000 of 10000 bytes"):
                get_file("y", f"{url}/part")
        finally:
            server.shutdown()
            thread.join()
    assert left(home / "datasets") == ["x"]


def tar(path, *members, mode="w:gz"):
    with tarfile.open(path, mode) as archive:
        for name, kind, link in members:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, link
            member.size = len(CONTENT) if kind == tarfile.REGTYPE else 0
            archive.addfile(member, io.BytesIO(CONTENT))


def file(name):
    return (name, tarfile.REGTYPE, "")


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar(home, tmp_path, mode):
    tar(tmp_path / "a.tar", ("data", tarfile.DIRTYPE, ""), file("data/x"), mode=mode)
    path = get_file("data", (tmp_path / "a.tar").as_uri(), untar=True)
    assert path == str(home / "datasets" / "data") and content_of(f"{path}/x") == CONTENT
    assert left(home / "datasets") == ["data", "data.tar.gz"]
    (home / "datasets" / "data" / "x").unlink()
    assert get_file("data", "file:///gone", untar=True) == path and left(home / "datasets" / "data") == []


def test_zip_and_a_newer_archive(home, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("data/x", CONTENT)
        archive.writestr("data/y/z", CONTENT)
    path = get_file("data", (tmp_path / "a.zip").as_uri(), untar=True)
    assert left(home / "datasets" / "data") == ["x", "y"] and content_of(f"{path}/y/z") == CONTENT
    tar(tmp_path / "b.tar", file("data/new"))
    checksum = hashlib.sha256((tmp_path / "b.tar").read_bytes()).hexdigest()
    get_file("data", (tmp_path / "b.tar").as_uri(), untar=True, sha256=checksum)
    assert left(home / "datasets" / "data") == ["new"]


def test_all_in_an_archive_comes_beside_it(home, tmp_path):
    tar(tmp_path / "a.tar", file("x"), file("folder/y"))
    path = get_file("words.tgz", (tmp_path / "a.tar").as_uri(), untar=True)
    assert path == str(home / "datasets" / "words.tgz")  # which is not there, as with Keras 1.2.2
    assert left(home / "datasets") == ["folder", "words.tgz.tar.gz", "x"]
    (home / "datasets" / "folder" / "own").write_bytes(b"own")
    (home / "datasets" / "x").unlink()
    get_file("words.tgz", "file:///gone", untar=True)
    assert left(home / "datasets" / "folder") == ["own", "y"] and (home / "datasets" / "x").is_file()


def test_what_is_there_is_replaced_with_a_warning(home, tmp_path):
    tar(tmp_path / "a.tar", file("x"), file("folder/y"), file("data/z"))
    (home / "datasets" / "folder").mkdir(parents=True)
    (home / "datasets" / "x").write_bytes(CONTENT)
    (home / "datasets" / "folder" / "y").write_bytes(b"own")
    with pytest.warns(UserWarning, match=r"replaces files in .*datasets of another content: \['folder/y'\]"):
        get_file("data", (tmp_path / "a.tar").as_uri(), untar=True)
    assert content_of(home / "datasets" / "folder" / "y") == CONTENT
    (home / "datasets" / "folder" / "y").write_bytes(b"own")
    get_file("data", "file:///gone", untar=True)
    assert content_of(home / "datasets" / "folder" / "y") == b"own"


def test_a_folder_does_not_replace_a_file(home, tmp_path):
    tar(tmp_path / "a.tar", file("folder/y"), file("data/z"))
    (home / "datasets").mkdir(parents=True)
    (home / "datasets" / "folder").write_bytes(b"own")
    with pytest.raises(FileError, match="folder is in the way, a file for a folder"):
        get_file("data", (tmp_path / "a.tar").as_uri(), untar=True)
    assert left(home / "datasets") == ["data.tar.gz", "folder"]
    tar(tmp_path / "b.tar", file("folder"))
    (home / "datasets" / "folder").unlink()
    (home / "datasets" / "folder").mkdir()
    with pytest.raises(FileError, match="folder is in the way, a folder for a file"):
        get_file("other", (tmp_path / "b.tar").as_uri(), untar=True)


HOSTILE_TARS = {
    "parent": [file("../evil")],
    "parent within": [file("data/../../evil")],
    "absolute": [file("/tmp/evil")],
    "symbolic link": [("data", tarfile.SYMTYPE, "/tmp"), file("data/evil")],
    "symbolic link within": [("data/a", tarfile.SYMTYPE, "b")],
    "hard link": [("data", tarfile.LNKTYPE, "/etc/passwd")],
    "device": [("data", tarfile.CHRTYPE, "")],
    "block device": [("data", tarfile.BLKTYPE, "")],
    "pipe": [("data", tarfile.FIFOTYPE, "")],
    "long way out": [("x" * 200 + "/" + "y" * 200, tarfile.SYMTYPE, "../" * 20), file("data")],
    "backslash": [file("..\\evil")],
}


@pytest.mark.parametrize("members", HOSTILE_TARS.values(), ids=HOSTILE_TARS)
def test_hostile_tars(home, tmp_path, members):
    tar(tmp_path / "a.tar", *members)
    with pytest.raises(FileError, match="leads out of the archive|neither a plain file nor a folder"):
        get_file("data", (tmp_path / "a.tar").as_uri(), untar=True)
    assert left(home / "datasets") == []
    assert not list(tmp_path.rglob("*evil*"))


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "data/../../evil", "..\\evil"])
def test_hostile_zips(home, tmp_path, name):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(name, CONTENT)
    with pytest.raises(FileError, match="leads out of the archive"):
        get_file("data", (tmp_path / "a.zip").as_uri(), untar=True)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc")
    with pytest.raises(FileError, match="neither a plain file"):
        get_file("other", (tmp_path / "b.zip").as_uri(), untar=True)
    assert left(home / "datasets") == []


def bomb_of_zeros(path):
    member = tarfile.TarInfo("data")
    member.size = 10**7
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(member, io.BytesIO(bytes(10**7)))


def bomb_of_sizes(path):
    member = tarfile.TarInfo("data")
    member.size = 2**50
    path.write_bytes(member.tobuf() + bytes(10240))


def bomb_of_names(path):
    member = tarfile.TarInfo("data")
    member.size, member.type = 2**30, tarfile.XHDTYPE
    path.write_bytes(member.tobuf() + bytes(10240))


def negative_size(path):
    member = tarfile.TarInfo("data")
    head = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    head[124:136] = b"\xff" * 10 + b"\xfe\x00"
    head[148:156] = b"%06o\0 " % (sum(head) - sum(head[148:156]) + 8 * 32)
    path.write_bytes(bytes(head) + bytes(10240))


def bomb_of_a_zip(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data", bytes(10**7))


def no_archive(path):
    path.write_bytes(CONTENT)


def half_an_archive(path):
    bomb_of_a_zip(path)
    path.write_bytes(path.read_bytes()[:500])


def bomb_of_members(path):
    tar(path, *[(f"data/{number}", tarfile.DIRTYPE, "") for number in range(500)])


BOMBS = (
    bomb_of_members,
    bomb_of_zeros,
    bomb_of_sizes,
    bomb_of_names,
    negative_size,
    bomb_of_a_zip,
    no_archive,
    half_an_archive,
)


@pytest.mark.parametrize("make", BOMBS, ids=lambda make: make.__name__)
def test_bombs_and_damage(home, tmp_path, monkeypatch, make):
    monkeypatch.setattr(archives, "ALLOWANCE", 10**6)
    monkeypatch.setattr(archives, "RATIO", 20)
    make(tmp_path / "a")
    with pytest.raises(FileError, match="a.tar.gz|unpacked"):
        get_file("a", (tmp_path / "a").as_uri(), untar=True)
    assert left(home / "datasets") == []


def test_an_archive_that_was_mended_is_downloaded_anew(home, tmp_path):
    half_an_archive(tmp_path / "a")
    with pytest.raises(FileError):
        get_file("data", (tmp_path / "a").as_uri(), untar=True)
    tar(tmp_path / "a", file("data/x"))
    path = get_file("data", (tmp_path / "a").as_uri(), untar=True)
    assert content_of(f"{path}/x") == CONTENT


def test_a_full_disk_is_no_fault_of_the_archive(home, tmp_path, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    tar(tmp_path / "a", file("data/x"))
    monkeypatch.setattr(tarfile.TarFile, "extractall", full)
    with pytest.raises(FileError, match="No space left"):
        get_file("data", (tmp_path / "a").as_uri(), untar=True)
    monkeypatch.undo()
    assert left(home / "datasets") == ["data.tar.gz"]


def test_what_cannot_be_downloaded_can_be_put_by_hand(home):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/x"
    place = home / "datasets" / "x"
    with pytest.raises(DownloadError, match=f"refused.*put it at {place}") as caught:
        get_file("x", url)
    assert isinstance(caught.value, OSError) and left(home / "datasets") == []
    place.write_bytes(CONTENT)
    assert get_file("x", url, sha256=SHA256) == str(place)


def test_heads_of_members_are_bounded_too(home, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "ALLOWANCE", 10**6)
    monkeypatch.setattr(archives, "RATIO", 1)
    member = tarfile.TarInfo("data")
    member.size, member.type = 10 * 2**16, tarfile.XGLTYPE
    (tmp_path / "a").write_bytes(gzip.compress((member.tobuf() + b"10 a=bcde\n" * 2**16) * 50))
    with pytest.raises(FileError, match="its members or their heads are over"):
        get_file("a", (tmp_path / "a").as_uri(), untar=True)


def test_work_is_linear_in_the_number_of_members(tmp_path):
    def calls(number):
        tar(tmp_path / "a", *[(f"data/{n}", tarfile.DIRTYPE, "") for n in range(number)])
        with cProfile.Profile() as profile:
            archives.unpack(tmp_path / "a", tmp_path, "data")
        return pstats.Stats(profile).total_calls

    assert calls(400) < 2.2 * calls(200)
