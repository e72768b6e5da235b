"""Charts as SVG and by matplotlib."""

import re

import matplotlib
import pytest

from kerasfront.utils.charts import Chart, Line, bar_chart, line_chart
from kerasfront.utils.plots import plot
from tests.pages import check_page

NAN = float("nan")


def points(svg):
    """The points of all lines."""
    return [[tuple(map(float, p.split(","))) for p in line.split()] for line in re.findall(r'points="([^"]*)"', svg)]


def test_lines_lie_where_their_values_are():
    svg = line_chart(Chart("loss", {"a": Line([1, 2, 3], [0.0, 5.0, 10.0]), "b": Line([1, 3], [10.0, 0.0])}))
    check_page(svg)
    rising, falling = points(svg)
    assert [x for x, _ in rising] == pytest.approx([62, 245, 428])
    assert [y for _, y in rising] == pytest.approx([222, 136, 50])
    assert falling == [(62.0, 50.0), (428.0, 222.0)]
    assert all(f">{text}</text>" in svg for text in ("loss", "a", "b", "epoch", "1", "2", "3", "0", "10"))


def test_a_logarithmic_axis_has_the_powers_of_ten():
    svg = line_chart(Chart("apart", {"a": Line([1, 2, 3], [1e-6, 0.0, 1e-2])}, "step", log=True))
    assert all(f">{text}</text>" in svg for text in ("1e-06", "1e-05", "0.0001", "0.001", "0.01"))
    assert not points(svg) and svg.count("<circle") == 2  # the 0 between is a gap


@pytest.mark.parametrize(
    ("y", "lines", "dots"),
    [
        ([], 0, 0),
        ([NAN, NAN, NAN], 0, 0),
        ([0.5], 0, 1),
        ([0.5, 0.5], 1, 0),
        ([1.0, 2.0, NAN, 3.0], 1, 1),
        ([1e30, -1e30], 1, 0),
        ([0.0, 0.0], 1, 0),
        ([float("inf"), 1.0], 0, 1),
    ],
)
def test_values_of_every_kind(y, lines, dots):
    for log in (False, True):
        svg = line_chart(Chart("x", {"a": Line(range(len(y)), y)}, log=log))
        check_page(svg)
        if not log:
            assert (len(points(svg)), svg.count("<circle")) == (lines, dots)
            assert ("no values" in svg) == (lines + dots == 0)


def test_texts_are_escaped_and_shortened():
    svg = line_chart(Chart("<b>&", {"<script>": Line([1, 2], [1, 2]), "long" * 20: Line([1], [1])}))
    check_page(svg)
    assert "&lt;b&gt;&amp;" in svg and "<script" not in svg and "long" * 20 not in svg
    assert "<script" not in bar_chart("x", {"<script>": 1.0})


def test_titles_have_the_whole_width():
    title = "imdb_lstm.py: weights apart from those on tensorflow"
    for svg in (line_chart(Chart(title, {"a": Line([1], [1])})), bar_chart(title, {"a": 1.0})):
        assert f">{title}</text>" in svg
    assert f">{'wide ' * 11}wi...</text>" in bar_chart("wide " * 20, {"a": 1.0})


def test_bars_are_as_long_as_their_values():
    svg = bar_chart("ms", {"one": 2.0, "two": 1.0, "none": 0.0, "unknown": NAN})
    check_page(svg)
    long, short, nothing = map(float, re.findall(r'<rect [^>]*width="([^"]*)"', svg))
    assert long == pytest.approx(2 * short, abs=0.2) and nothing == 1
    assert "unknown" not in svg and ">2</text>" in svg
    check_page(bar_chart("empty", {}))
    check_page(bar_chart("log", {"a": 1e-7, "b": 1e-3, "c": 0.0}, ".1e", log=True))


def test_matplotlib_draws_the_same(tmp_path):
    charts = [Chart("loss", {"a": Line([1, 2], [3, 4])}), Chart("apart", {"b": Line([1], [0.1])}, "step", log=True)]
    one, two = plot(charts, tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
    assert one.get_title() == "loss" and one.get_xlabel() == "epoch" and list(one.lines[0].get_ydata()) == [3, 4]
    assert (one.get_yscale(), two.get_yscale()) == ("linear", "log")


def test_without_a_file_the_figure_is_one_of_pyplot(monkeypatch):
    with matplotlib.rc_context({"backend": "agg"}):
        from matplotlib import pyplot

        (axes,) = plot([Chart("loss", {"a": Line([1, 2], [3, 4])})])
        assert pyplot.gcf() is axes.figure
        pyplot.close("all")
