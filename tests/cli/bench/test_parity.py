"""Every layer trains to the same weights on all backends."""

import json

import pytest

from kerasfront import layers
from kerasfront.cli import main
from kerasfront.cli.bench.parity import Parity, compare, pictures
from kerasfront.cli.bench.parity_cases import CASES, NOT_TRAINED
from kerasfront.engine.topology import LAYERS
from tests.pages import check_page


@pytest.mark.slow
@pytest.mark.parametrize("family", CASES)
def test_weights_stay_together(family, backends):
    results = compare(backends, families=[family])
    assert all(result.moved > 1e-3 for result in results)
    assert {r.layer: r.apart for r in results if r.apart is not None and not r.apart < 1e-4} == {}


def test_every_layer_has_a_case_or_a_reason():
    trained = {case.layer for cases in CASES.values() for case in cases}
    assert not trained & set(NOT_TRAINED)
    assert {name for name in LAYERS.names() if hasattr(layers, name)} <= {*trained, *NOT_TRAINED}
    assert trained <= set(LAYERS.names())


def test_the_command_prints_a_line_for_each_layer_and_writes_json(tmp_path, capsys, backends):
    arguments = ["bench", "--parity", "--families", "merge", "--backend", backends[0], "--output", str(tmp_path)]
    assert main([*arguments, "--report", str(tmp_path / "x.html")]) == 0
    printed = capsys.readouterr().out
    page = (tmp_path / "x.html").read_text(encoding="utf8")
    check_page(page)
    assert "Weights after" in page and "<td>Merge (sum)</td>" in page
    content = json.loads((tmp_path / "parity.json").read_text())
    assert [row["layer"] for row in content["results"]] == [case.title for case in CASES["merge"]]
    assert all(printed.count(row["layer"]) == 1 for row in content["results"])
    assert all(row["apart"] is None and row["moved"] > 0 for row in content["results"])


def test_an_unknown_family_ends_with_the_usage(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["bench", "--parity", "--families", "marge"])
    assert "convolutional" in capsys.readouterr().err


def test_distances_are_drawn_for_each_other_backend():
    results = [Parity("Dense", "one", 0.1, None), Parity("Dense", "two", 0.1, 1e-7), Parity("Dense", "three", 0.1, 0.0)]
    (drawn, other) = pictures(results, ["one", "two", "three"])
    check_page(drawn + other)
    assert "one - two" in drawn and ">1.0e-07<" in drawn and "one - three" in other
