"""The header that stands before everything that Theano compiles."""

from kerasfront_theano.compat import header


def test_a_header_that_cannot_be_precompiled_is_left_out(tmp_path):
    broken = tmp_path / "broken.h"
    broken.write_text("#error broken")
    header.precompile(broken, ["-include", str(broken)])
    assert list(tmp_path.rglob("*.gch/*")) == []


def test_a_header_is_precompiled_once(tmp_path):
    small = tmp_path / "small.h"
    small.write_text("int answer();")
    for _ in range(2):
        header.precompile(small, ["-O1", "-include", str(small), "-Wl,-rpath,/nowhere"])
    [made] = tmp_path.rglob("*.gch/*")
    before = made.stat().st_mtime_ns
    header.precompile(small, ["-O1", "-include", str(small)])
    assert made.stat().st_mtime_ns == before
