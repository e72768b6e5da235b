"""Tables and pages."""

from kerasfront.utils import pages
from tests.pages import check_page

BAD = "<script>alert(1)</script>&'\""


def test_all_texts_are_escaped():
    parts = [
        pages.heading(BAD),
        pages.paragraph(BAD),
        pages.bullets([BAD]),
        pages.table([BAD], [[BAD, 1]], numbers=True),
        pages.facts({BAD: BAD}),
    ]
    text = pages.page(BAD, parts)
    check_page(text)
    assert text.count("&lt;script&gt;") == 9 and "<script" not in text


def test_a_page_fits_phones_and_both_colour_schemes():
    text = pages.page("x", [pages.charts(["<svg></svg>"])])
    assert 'name="viewport" content="width=device-width' in text and "prefers-color-scheme: dark" in text


def test_tables_have_their_cells():
    text = pages.table(("a", "b"), [(1, None), ("x", 2.5)])
    assert "<tr><th>a</th><th>b</th></tr>\n<tr><td>1</td><td>None</td></tr>\n<tr><td>x</td><td>2.5</td></tr>" in text
