"""The score of a backend, in the terminal and as a page."""

import re

from kerasfront.cli.main import main
from kerasfront.testing.conformance import suite
from kerasfront.testing.conformance.case import Scenario
from tests.pages import check_page


def test_command_writes_it(backend, monkeypatch, tmp_path, capsys):
    def fail(K):
        raise AssertionError("not as <it> should be")

    families = {"values": (Scenario("eval", lambda K: None), Scenario("ndim", fail)), "ctc": ()}
    monkeypatch.setattr(suite, "families", lambda: families)
    suite.outcome.cache_clear()
    file = tmp_path / "score.html"
    try:
        assert main(["conformance", backend, "--families", "values", "--report", str(file)]) == 1
        assert main(["conformance", backend, "--families", "ctc"]) == 0
        assert main(["conformance", backend, "--families", "value"]) == 2
        assert main(["conformance", backend, "--report", str(tmp_path / "none" / "score.html")]) == 2
    finally:
        suite.outcome.cache_clear()
    text = file.read_text(encoding="utf8")
    check_page(text)
    assert "1/2" in text and "ndim: fails with AssertionError: not as &lt;it&gt; should be" in text
    assert re.findall(r"<td>(\w+)</td>", text) == ["values", "1", "1", "0", "all", "1", "1", "0"]
    said = capsys.readouterr().err
    assert "There is no family 'value' of cases. Did you mean 'values'?" in said and "there is no folder" in said
