"""The site in a real browser, opened as a file, as `run.py docs` leaves it."""

import re
import shutil

import pytest

pytestmark = pytest.mark.full

PHONE, DESK = {"width": 390, "height": 780}, {"width": 1280, "height": 900}
PAGES = (
    *("index", "start", "faq", "differences", "benchmarks", "layers/recurrent", "layers/pooling"),
    *("K/conv", "examples/index", "notebooks/old_file"),
)


@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium; Playwright's own browsers would have to be downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, site):
    """A function that opens a page; in the end nothing may have complained, nor asked the network."""
    complaints, contexts = [], []

    def open_page(name, **options):
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: asked.url.startswith("http") and complaints.append(asked.url))
        page.goto((site / name).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_search_leads_to_a_signature(opened, viewport):
    page = opened("index.html", viewport=viewport)
    if viewport is PHONE:
        page.locator("label[for=__search]").first.click()
    page.get_by_role("textbox", name="Search").press_sequentially("LSTM")
    page.locator(".md-search-result__link", has=page.locator("h2", has_text=re.compile("^LSTM$"))).click()
    page.wait_for_url("**/layers/recurrent.html*")
    entry = page.locator("h2[id$='.LSTM']")
    assert "LSTM(" in entry.locator("xpath=following::code[1]").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_fit_on_a_phone(opened, name, scheme):
    page = opened(f"{name}.html", viewport=PHONE, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    used = page.evaluate("document.body.getAttribute('data-md-color-scheme')")
    assert used == {"light": "default", "dark": "slate"}[scheme]
    assert page.evaluate(CONTRAST) >= 4.5


CONTRAST = """() => {
    const light = (colour) => {
        const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((x) => x / 255)
            .map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = light(getComputedStyle(document.body).backgroundColor);
    const links = [...document.querySelectorAll("article p a:not(.md-button), article li a")];
    const ratio = (x) => (Math.max(x, background) + 0.05) / (Math.min(x, background) + 0.05);
    return Math.min(21, ...links.map((link) => ratio(light(getComputedStyle(link).color))));
}"""
"""The least contrast of a link with the page, as the Web Content Accessibility Guidelines define it."""


def test_the_colours_can_be_changed(opened):
    page = opened("index.html", viewport=DESK, color_scheme="light")
    page.locator("label[for=__palette_1]").click()
    assert page.evaluate("document.body.getAttribute('data-md-color-scheme')") == "slate"
