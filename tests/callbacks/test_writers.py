"""Logs that leave the process: CSVLogger, RemoteMonitor."""

import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from kerasfront.callbacks import CSVLogger, RemoteMonitor
from kerasfront.errors import ArgumentError


def train(callback, epochs, logs):
    callback.on_train_begin()
    for epoch in epochs:
        callback.on_epoch_end(epoch, dict(logs))
    callback.on_train_end()


def test_csv(tmp_path):
    path = tmp_path / "log.csv"
    train(CSVLogger(path), [0, 1], {"loss": np.float64(0.5), "acc": np.float32(0.25)})
    assert path.read_text() == "epoch,acc,loss\n0,0.25,0.5\n1,0.25,0.5\n"


@pytest.mark.parametrize(("append", "expected"), [(True, "epoch;loss\n0;1\n1;2\n"), (False, "epoch;loss\n1;2\n")])
def test_csv_again(tmp_path, append, expected):
    path = tmp_path / "log.csv"
    train(CSVLogger(path, ";"), [0], {"loss": 1})
    train(CSVLogger(str(path), ";", append), [1], {"loss": 2})
    assert path.read_text() == expected


def test_csv_append_to_nothing_writes_the_header(tmp_path):
    path = tmp_path / "log.csv"
    train(CSVLogger(path, append=True), [0], {"loss": 1})
    assert path.read_text() == "epoch,loss\n0,1\n"


def test_csv_columns_stay(tmp_path):
    callback = CSVLogger(tmp_path / "log.csv")
    callback.on_train_begin()
    callback.on_epoch_end(0, {"loss": 1, "each": np.array([1, 2])})
    with pytest.warns(UserWarning, match="log.csv has no columns for new"):
        callback.on_epoch_end(1, {"loss": np.array(2.0), "new": 3})
    callback.on_epoch_end(2, {"each": [3], "new": 3})
    callback.on_train_end()
    callback.on_train_end()
    assert (tmp_path / "log.csv").read_text() == 'epoch,each,loss\n0,"[1, 2]",1\n1,,2.0\n2,[3]\n'


CONTINUED = {
    "a half row": (b"epoch,acc,loss\n0,0.5,1\n1,0.", b"epoch,acc,loss\n0,0.5,1\n1,,0.5\n"),
    "whole rows": (b"epoch,acc,loss\n0,0.5,1\n", b"epoch,acc,loss\n0,0.5,1\n1,,0.5\n"),
    "a complete last row without line end": (b"epoch,loss\n0,1", b"epoch,loss\n0,1\n1,0.5\n"),
    "a header without line end": (b"epoch,loss", b"epoch,loss\n1,0.5\n"),
    "carriage returns": (b"epoch,loss\r0,1\r", b"epoch,loss\r0,1\r1,0.5\r"),
    "both": (b"epoch,loss\r\n0,1\r\n", b"epoch,loss\r\n0,1\r\n1,0.5\r\n"),
    "a byte order mark": (b"\xef\xbb\xbfepoch,loss\n0,1\n", b"\xef\xbb\xbfepoch,loss\n0,1\n1,0.5\n"),
    "half a character": ("epoch,loss,\xe4\n0,1,2\n1,1,".encode() + b"\xc3", "epoch,loss,\xe4\n0,1,2\n1,0.5\n".encode()),
    "half a quotation": (b'epoch,loss,q\n0,1,2\n0,1,"[1', b"epoch,loss,q\n0,1,2\n1,0.5\n"),
    "an array with line breaks": (b'epoch,loss,q\n0,1,"[1,\n2]"\n', b'epoch,loss,q\n0,1,"[1,\n2]"\n1,0.5\n'),
    "nothing": (b"", b"epoch,loss\n1,0.5\n"),
}


@pytest.mark.parametrize("there", CONTINUED)
def test_csv_goes_on_after_the_last_complete_row(tmp_path, there):
    path = tmp_path / "log.csv"
    before, after = CONTINUED[there]
    path.write_bytes(before)
    train(CSVLogger(path, append=True), [1], {"loss": 0.5})
    assert path.read_bytes() == after


FOREIGN = {
    "another separator": b"epoch;loss\n0;1\n",
    "another table": b"name,loss\na,1\n",
    "a text": b"Dear all,\nthese are\nmy notes",
    "other rows": b"epoch,loss\n0,1\ntotal,3\n",
    "longer rows": b"epoch,loss\n0,1,2\n",
    "UTF-16": "epoch,loss\n0,1\n".encode("utf-16"),
    "no text": bytes(range(256)),
    "Latin-1 without line end": "pr\xe9nom".encode("latin-1"),
    "the head of a picture": b"\x89PNG",
    "a last row of other bytes": b"epoch,loss\n0,\xff",
    "half a character alone": b"pr\xc3",
    "half a quotation alone": b'"my notes',
    "notes below a table": b"epoch,loss\n0,0.5\nmy notes",
    "zeros": bytes(100),
    "an open quotation": b'epoch,"loss\n0,1\n',
}


@pytest.mark.parametrize("foreign", FOREIGN)
def test_csv_leaves_foreign_files_as_they_are(tmp_path, foreign):
    path = tmp_path / "log.csv"
    path.write_bytes(FOREIGN[foreign])
    with pytest.raises(ArgumentError, match=r"cannot add rows to .*log\.csv: .* The file is left as it is"):
        train(CSVLogger(path, append=True), [1], {"loss": 0.5})
    assert path.read_bytes() == FOREIGN[foreign]


def test_csv_rows_are_in_the_file_at_once(tmp_path):
    callback = CSVLogger(tmp_path / "log.csv")
    callback.on_train_begin()
    for epoch in range(2):
        callback.on_epoch_end(epoch, {"loss": 1})
        assert (tmp_path / "log.csv").read_text().endswith(f"\n{epoch},1\n")
    callback.on_train_end()


@pytest.mark.parametrize("separator", ["", ", ", None])
def test_csv_separator(separator):
    with pytest.raises(ArgumentError, match="separator must be one character"):
        CSVLogger("log.csv", separator)


def test_remote_monitor():
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            received.append((self.path, self.headers["X-Key"], urllib.parse.parse_qs(body)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    with HTTPServer(("localhost", 0), Handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        callback = RemoteMonitor(f"http://localhost:{server.server_port}", "/here/", "log", {"X-Key": "1"})
        callback.on_epoch_end(3, {"loss": np.float32(0.5)})
        thread.join()
    ((path, key, form),) = received
    assert (path, key) == ("/here/", "1")
    assert json.loads(form["log"][0]) == {"epoch": 3, "loss": 0.5}


def test_remote_monitor_without_server():
    with pytest.warns(UserWarning, match="RemoteMonitor could not reach http://localhost:1"):
        RemoteMonitor("http://localhost:1").on_epoch_end(0, {"loss": 1.0})
