"""Tables and pages of commands."""

import pytest
from rich.console import Console

from kerasfront.cli import main
from kerasfront.cli.bench import report
from kerasfront.cli.bench.runner import RunResult
from kerasfront.cli.reports import Sheet, reporting
from kerasfront.errors import MissingPathError
from kerasfront.layers import Dense
from kerasfront.models import Sequential
from tests.pages import check_page

BAD = "[bold]<script>\x1b"


def test_texts_are_no_markup_anywhere(tmp_path, capsys):
    with reporting(tmp_path / "x.html", BAD, Console(width=200)) as page:
        page.show(Sheet(BAD, ("a",), [(BAD,)]))
        page.say(BAD)
        page.draw(["<svg></svg>"])
    text = (tmp_path / "x.html").read_text(encoding="utf8")
    check_page(text)
    assert text.count(r"[bold]&lt;script&gt;\x1b") == 5
    printed = capsys.readouterr().out
    assert printed.count(r"[bold]<script>\x1b") == 3 and "\x1b" not in printed and "Written: " in printed


def test_a_wrong_folder_is_told_at_once_and_an_error_leaves_no_file(tmp_path):
    with pytest.raises(MissingPathError), reporting(tmp_path / "none" / "x.html", "x", Console()):
        raise AssertionError("not reached")
    with pytest.raises(ZeroDivisionError), reporting(tmp_path / "x.html", "x", Console()):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def run_of(model, backend, losses):
    return RunResult(model, backend, 0.9, 0.1, losses, (1.5, 1.0, 2.0), 3.0, 100.0, 50.0, [])


def test_charts_of_a_benchmark_have_losses_and_distances():
    runs = [run_of("mlp", "one", [1.0, 0.5]), run_of("mlp", "two", [1.0, 0.25]), run_of("cnn", "one", [2.0])]
    losses, gaps = report.charts_of("mlp", runs).values()
    assert {name: line.y for name, line in losses.lines.items()} == {"one": [1.0, 0.5], "two": [1.0, 0.25]}
    assert {name: line.y for name, line in gaps.lines.items()} == {"two": [0.0, 0.25]}
    assert list(report.charts_of("cnn", runs)) == ["cnn: training loss"]
    drawn = report.pictures(runs)
    assert len(drawn) == 5
    check_page("".join(drawn))


def test_benchmark_as_a_page(tmp_path, backends):
    options = ["--models", "mlp", "--epochs", "1", "--batch-size", "400", "--output", str(tmp_path)]
    assert main(["bench", "--report", str(tmp_path / "x.html"), *options]) == 0
    text = (tmp_path / "x.html").read_text(encoding="utf8")
    check_page(text)
    assert "mlp: training loss" in text and "mlp: ms per step" in text and "weights apart" in text
    assert all(f"<td>{backend}</td>" in text for backend in backends) and "processor" in text


def test_doctor_as_a_page(backend, tmp_path):
    Sequential([Dense(1, input_dim=2, name="<d>")]).save(tmp_path / "m.h5")
    assert main(["doctor", str(tmp_path / "m.h5"), "--html", str(tmp_path / "x.html")]) == 0
    text = (tmp_path / "x.html").read_text(encoding="utf8")
    check_page(text)
    assert "<td>&lt;d&gt;</td><td>Dense</td>" in text and "It loads." in text
    (tmp_path / "s.py").write_text("import keras\n")
    main(["doctor", str(tmp_path / "s.py"), "--report", str(tmp_path / "y.html")])
    assert "<td>script</td>" in (tmp_path / "y.html").read_text(encoding="utf8")
