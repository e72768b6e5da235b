"""The site is built without a warning, fills each entry, and needs nothing from elsewhere."""

import re

import pytest

from kerasfront import callbacks, layers, optimizers
from kerasfront.backend.specification import OPERATIONS
from tests.test_docstrings import NOT_MADE_BY_USERS

pytestmark = pytest.mark.slow

LOADED = re.compile(r"""<(?:script|img|iframe|link)\b[^>]*?(?:src|href)=["']?(?:https?:)?//""")
HEADING = re.compile(r'<h2 id="[^"]*"[^>]*>(.*?)</h2>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def entries(folder):
    """The names in the headings of entries on the pages of a folder, each with what the page says below."""
    found = {}
    for page in folder.glob("*.html"):
        _, *parts = re.split(r"(?=<h2 )", page.read_text(encoding="utf8"))
        for part in parts:
            heading = TAG.sub("", re.sub(r"<a .*?</a>", "", HEADING.search(part).group(1)))
            found |= dict.fromkeys(map(str.strip, heading.split(",")), TAG.sub("", part))
    return found


def test_nothing_comes_from_elsewhere(site):
    pages = {page.relative_to(site): page.read_text(encoding="utf8") for page in site.rglob("*.html")}
    assert len(pages) > 60
    assert {str(page): LOADED.findall(text) for page, text in pages.items() if LOADED.search(text)} == {}
    made = [text for page, text in pages.items() if page.parts[0] in ("K", "api", "layers")]
    assert made and not any("=====" in text for text in made), "a table that only reStructuredText draws"
    styles = "".join(page.read_text(encoding="utf8") for page in site.rglob("*.css"))
    assert not re.search(r"url\(['\"]?(?:https?:)?//", styles)


def test_every_operation_of_k_is_shown_with_an_example(site):
    found = entries(site / "K")
    assert [name for name in OPERATIONS if "&gt;&gt;&gt; " not in found[name]] == []


@pytest.mark.parametrize(
    ("room", "base", "pages"),
    [
        (layers, layers.Layer, "layers"),
        (optimizers, optimizers.SGD.__base__, "api"),
        (callbacks, callbacks.Callback, "api"),
    ],
)
def test_each_class_is_shown_with_an_example(site, room, base, pages):
    found = entries(site / pages)
    ours = [name for name, x in vars(room).items() if isinstance(x, type) and issubclass(x, base)]
    missing = {name for name in ours if "&gt;&gt;&gt; " not in found.get(name, "")}
    assert ours and missing <= NOT_MADE_BY_USERS


def test_a_layer_is_shown_with_equation_shapes_and_example(site):
    text = entries(site / "layers")["LSTM"]
    for part in ("LSTM(", "h_t = o * activation(c_t)", "Input: (samples, time, input_dim)", "&gt;&gt;&gt; "):
        assert part in text
