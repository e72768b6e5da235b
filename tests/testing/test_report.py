"""The score of a backend as an HTML file."""

import re

import pytest

from kerasfront.cli.main import main
from kerasfront.testing.conformance import suite
from kerasfront.testing.conformance.case import Scenario
from kerasfront.testing.conformance.report import badge, page
from kerasfront.testing.conformance.suite import Row
from tests.pages import check_page

INFO = {"library": "lib<rary>", "version": "1 & 2", "devices": ["CPU", "GPU"]}
ROWS = [Row("graph", 5, 0, 1, ()), Row("nn", 4, 1, 0, ("relu[<b>]: value at (0,) is 1 & not 2",))]


def test_page_has_all_numbers_and_escapes_texts():
    text = page("mine<script>", ROWS, INFO)
    assert "mine&lt;script&gt;" in text and "<script" not in text
    assert "lib&lt;rary&gt; 1 &amp; 2 on CPU, GPU" in text
    assert "nn: relu[&lt;b&gt;]: value at (0,) is 1 &amp; not 2" in text
    cells = re.findall(r"<td>(\w+)</td>", text)
    assert cells == ["graph", "5", "0", "1", "nn", "4", "1", "0", "all", "9", "1", "1"]


def test_page_is_well_formed_and_needs_nothing_else():
    check_page(page("mine", ROWS, INFO))


@pytest.mark.parametrize(
    ("passed", "failed", "colour"), [(10, 0, "#2e7d32"), (9, 1, "#b26a00"), (8, 2, "#c62828"), (0, 0, "#2e7d32")]
)
def test_badge_has_the_score_in_a_colour(passed, failed, colour):
    text = badge([Row("nn", passed, failed, 3, ())])
    assert f">{passed}/{passed + failed}</text>" in text and colour in text


def test_command_writes_it(backend, monkeypatch, tmp_path, capsys):
    def fail(K):
        raise AssertionError("not as it should be")

    families = {"values": (Scenario("eval", lambda K: None), Scenario("ndim", fail))}
    monkeypatch.setattr(suite, "families", lambda: families)
    suite.outcome.cache_clear()
    file = tmp_path / "score.html"
    try:
        assert main(["conformance", backend, "--report", str(file)]) == 1
        assert main(["conformance", backend, "--report", str(tmp_path / "none" / "score.html")]) == 2
    finally:
        suite.outcome.cache_clear()
    text = file.read_text(encoding="utf8")
    assert "1/2" in text and "ndim: fails with AssertionError: not as it should be" in text
    assert "there is no folder" in capsys.readouterr().err
