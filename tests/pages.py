"""Checks of what is written as HTML."""

from html.parser import HTMLParser


class Balanced(HTMLParser):
    """Refuses a tag that is not closed, and collects what other files are asked for."""

    def __init__(self):
        super().__init__()
        self.open, self.asked = [], []

    def handle_starttag(self, tag, attrs):
        self.asked += [value for name, value in attrs if name in ("href", "src")]
        assert tag not in ("script", "link", "img")
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        assert tag not in ("script", "link", "img")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def check_page(text):
    """It is well formed and needs no other file."""
    reader = Balanced()
    reader.feed(text)
    reader.close()
    assert reader.open == [] and reader.asked == []
