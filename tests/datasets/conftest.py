"""A cache folder of its own for each test, and a server on this machine."""

import functools
import hashlib
import http.server
import threading
from dataclasses import replace

import pytest


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """The folder of data sets of the cache, which is not there yet."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "datasets"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def served(tmp_path, cache):
    """A folder whose files are served at `served.url`."""
    folder = tmp_path / "served"
    folder.mkdir()
    handler = functools.partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def publish(served, monkeypatch):
    """Let a table of a module say that its files are served here, with the checksums of those that are there."""
    folder, url = served

    def moved(file):
        name = file.url.rpartition("/")[2]
        there = folder / name
        known = file.known and there.exists()
        checksum = hashlib.sha256(there.read_bytes()).hexdigest() if known else file.sha256
        return replace(file, url=f"{url}/{name}", sha256=checksum, md5=None if known else file.md5)

    def publish(module, table):
        files = getattr(module, table)
        monkeypatch.setattr(module, table, tuple(map(moved, files)) if isinstance(files, tuple) else moved(files))

    return publish
