"""The site in a real browser, from ``file://``, without a network: every type of page, every look, every width, three languages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import web_fixture as fixture
from tests.browser import BIG, BIG_WALL, KINDS, LANGUAGES, LOOKS, NEEDS_CHROMIUM, Reader, pages_of, pages_of_kind
from threecards.publish import paths

pytestmark = NEEDS_CHROMIUM

# records that try a layout: a long name, a bare member, an empty branch and township, 300 members; and pages that the county has not
ODD = [
    fixture.RICH.path, fixture.RARE.path, fixture.LONG.path, fixture.BARE.path, fixture.B1.path, fixture.B3.path, fixture.T2.path,
    paths.village("t01", "b002", "v021"), paths.wall("t01", "b001"), paths.wall("t02", "b003"),
    paths.township_log("t01"), paths.NOT_FOUND, BIG, BIG_WALL,
]  # fmt: skip
LOOKED = {"dark": "dark", "large": "big", "contrast": "contrast", "dark contrast": "dark contrast"}
WIDTHS = (320, 390, 768, 1280, 1920)


def look(page: Page, classes: str) -> None:
    """Put the classes of a look on the page, as the switches do."""
    page.evaluate("classes => { document.documentElement.className = classes || 'light'; }", classes)


def shown(site: Path, kind: str) -> list[str]:
    """The heaviest and the lightest page of a type."""
    found = pages_of_kind(site, kind)
    return [found[0], found[-1]] if len(found) > 1 else found


# --- everybody can read it --------------------------------------------------------------------------------------------


def test_every_page_has_a_type(site: Path) -> None:
    known = {path for kind in KINDS for path in pages_of_kind(site, kind)}
    assert set(pages_of(site)) - known == {paths.NOT_FOUND}
    assert [kind for kind in KINDS if not pages_of_kind(site, kind)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_in_any_look_or_language(reader: Reader, sites: dict[str, Path], kind: str) -> None:
    """All rules once for each language; the other looks change colours and sizes only, so do the rules tried on them."""
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        page = reader.open(sites[language] / pages_of_kind(sites[language], kind)[0])
        found[language] = reader.violations()
    for name, classes in LOOKED.items():
        look(page, classes)
        found[name] = reader.violations(LOOKS)
    assert {name: told for name, told in found.items() if told} == {}


@pytest.mark.parametrize("path", [path for path in ODD if path not in (BIG, BIG_WALL)])
def test_axe_finds_nothing_on_odd_records(reader: Reader, small_site: Path, path: str) -> None:
    reader.open(small_site / path)
    assert reader.violations() == []


@pytest.mark.slow
@pytest.mark.parametrize("path", [BIG, BIG_WALL])
def test_axe_finds_nothing_with_three_hundred_members(reader: Reader, small_site: Path, path: str) -> None:
    reader.open(small_site / path)
    assert reader.violations() == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_scrolls_sideways(reader: Reader, sites: dict[str, Path], kind: str) -> None:
    too_wide = []
    for path in shown(sites["zh-Hans"], kind):
        page = reader.open(sites["zh-Hans"] / path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if reader.width() > width:
                too_wide.append((path, width, "zh-Hans"))
        page.set_viewport_size({"width": 390, "height": 800})
        look(page, "big")
        if reader.width() > 390:
            too_wide.append((path, 390, "large"))
    for language in ("zh-Hant", "en"):
        page.set_viewport_size({"width": 320, "height": 800})
        reader.open(sites[language] / pages_of_kind(sites[language], kind)[0])
        if reader.width() > 320:
            too_wide.append((kind, 320, language))
    page.set_viewport_size({"width": 390, "height": 800})
    assert too_wide == []


@pytest.mark.parametrize("classes", ["", "big"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_leaves_its_card_on_a_phone(
    browser: Browser, sites: dict[str, Path], language: str, classes: str
) -> None:
    """A page that does not scroll can still run into the margin of its card: long English words, large type."""
    made = Reader(browser, viewport={"width": 360, "height": 800})
    beyond = {}
    for kind in KINDS:
        if "hall" in kind:
            continue
        path = pages_of_kind(sites[language], kind)[0]
        page = made.open(sites[language] / path)
        look(page, classes)
        found = page.evaluate(
            """() => Array.from(document.querySelectorAll('.sheet'), (sheet) => {
              const edge = sheet.getBoundingClientRect().right - parseFloat(getComputedStyle(sheet).paddingRight) + 1.5;
              return Array.from(sheet.querySelectorAll('*')).filter((e) => e.closest('.sheet') === sheet
                && !e.closest('.scroll, svg, .band') && e.getBoundingClientRect().width && e.getBoundingClientRect().right > edge)
                .map((e) => e.tagName + ' ' + e.textContent.trim().slice(0, 30));
            }).flat()"""
        )
        if found:
            beyond[path] = found[:3]
    assert beyond == {}
    made.close()


@pytest.mark.parametrize("path", ODD)
def test_odd_records_do_not_scroll_sideways(reader: Reader, small_site: Path, path: str) -> None:
    page = reader.open(small_site / path)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert reader.width() <= width, width
    page.set_viewport_size({"width": 390, "height": 800})


def test_targets_in_lists_and_navigation_are_large_enough(reader: Reader, site: Path) -> None:
    small = """[...document.querySelectorAll(
            '.menu a, .crumbs a, .here a, .go, summary, .foot li a, .find a, .cards > li, .names > li, button, .wfoot a')]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.9).map(e => e.outerHTML.slice(0, 80))"""
    for kind in KINDS:
        path = pages_of_kind(site, kind)[0]
        page = reader.open(site / path)
        assert page.evaluate(small) == [], path


def test_base_type_is_18_px_and_lines_are_no_longer_than_38_characters(reader: Reader, site: Path) -> None:
    page = reader.open(site / paths.HOW)
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"
    width = "p => p.getBoundingClientRect().width"
    widths = page.evaluate(f"[...document.querySelectorAll('main p:not([class])')].map({width})")
    assert 300 < max(widths) <= 38 * 18
    page.set_viewport_size({"width": 390, "height": 800})


# --- by keyboard ------------------------------------------------------------------------------------------------------


def tab_to(page: Page, target: str, limit: int = 120) -> None:
    """Press Tab until the element that fits the selector has the focus; each stop must be seen."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """target => { const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
            return [e.matches(target), e === document.body || (style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 3),
                    e.outerHTML.slice(0, 80), box.width > 0 && box.height > 0]; }""",
            target,
        )
        assert seen[1], f"the focus is not seen on {seen[2]}"
        assert seen[3], f"the focus is on nothing: {seen[2]}"
        if seen[0]:
            return
    raise AssertionError(f"Tab does not reach {target}")


def test_the_keyboard_alone_leads_from_the_first_page_to_a_promise(browser: Browser, site: Path) -> None:
    someone = Reader(browser)
    page = someone.open(site / paths.HOME)
    page.keyboard.press("Tab")
    assert page.evaluate(
        "[document.activeElement.className, document.activeElement.getBoundingClientRect().left >= 0]"
    ) == ["skip", True]
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    tab_to(page, "main a[href$='t01/index.html'], main a[href*='t01/b001/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/t01/**")
    if "/b0" not in page.url:
        tab_to(page, "main a[href*='b001/']")
        page.keyboard.press("Enter")
        page.wait_for_url("**/t01/b001/**")
    tab_to(page, "main a[href*='m/000/m']", 200)
    page.keyboard.press("Enter")
    page.wait_for_url("**/m/000/m*.html")
    tab_to(page, "a[href$='objections.html']")
    someone.close()


def test_the_keyboard_alone_finds_somebody(browser: Browser, site: Path) -> None:
    someone = Reader(browser)
    page = someone.open(site / paths.HOME)
    tab_to(page, "a[href$='search.html']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html")
    page.wait_for_selector("#f-township option:nth-child(2)", state="attached")
    tab_to(page, "#q")
    page.keyboard.type("lin")
    page.wait_for_selector("#people a, #places a")
    tab_to(page, "#sift summary")
    page.keyboard.press("Enter")
    tab_to(page, "#f-township")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.getElementById('f-township').value") != ""
    tab_to(page, "#hits a, #surnames a")
    someone.close()


def test_every_stop_of_the_keyboard_is_seen_on_a_board(reader: Reader, small_site: Path) -> None:
    page = reader.open(small_site / fixture.B1.path)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


# --- comforts ---------------------------------------------------------------------------------------------------------


def test_the_style_sheet_is_let_in_from_file(reader: Reader, small_site: Path) -> None:
    page = reader.open(small_site / fixture.RICH.path)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(233, 223, 204)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith('"Songti SC"')


@pytest.mark.parametrize(("button", "name"), [("big", "大字"), ("contrast", "高对比"), ("dark", "深色")])
def test_a_switch_stays_from_page_to_page(browser: Browser, site: Path, button: str, name: str) -> None:
    someone = Reader(browser)
    page = someone.open(site / paths.HOME)
    switch = page.get_by_role("button", name=name)
    assert switch.get_attribute("aria-pressed") == "false"
    switch.click()
    assert switch.get_attribute("aria-pressed") == "true"
    page = someone.open(site / "t01" / "b001" / "index.html")
    assert button in page.evaluate("document.documentElement.className").split()
    page.get_by_role("button", name=name).click()
    page.reload()
    assert button not in page.evaluate("document.documentElement.className").split()
    someone.close()


def test_large_type_is_large(browser: Browser, site: Path) -> None:
    someone = Reader(browser)
    page = someone.open(site / paths.HOME)
    page.get_by_role("button", name="大字").click()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "24px"
    someone.close()


def test_the_systems_wish_for_dark_and_contrast_is_followed(browser: Browser, site: Path) -> None:
    someone = Reader(browser, color_scheme="dark", contrast="more")
    page = someone.open(site / paths.HOME)
    assert {"dark", "contrast"} <= set(page.evaluate("document.documentElement.className").split())
    someone.close()


@pytest.mark.parametrize(("now", "told"), [("2027-03-31T23:00:00", False), ("2027-04-01T01:00:00", True)])
def test_a_release_out_of_date_says_so(browser: Browser, small_site: Path, now: str, told: bool) -> None:
    someone = Reader(browser)
    someone.page.clock.set_fixed_time(now)
    page = someone.open(small_site / paths.HOME)
    assert page.locator("#stale").is_visible() is told
    someone.close()


def test_a_page_on_paper_is_black_on_white_without_navigation(browser: Browser, small_site: Path) -> None:
    someone = Reader(browser, viewport={"width": 700, "height": 800})
    page = someone.open(small_site / fixture.RICH.path)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.band')).color") == "rgb(0, 0, 0)"
    assert not page.locator(".menu").is_visible()
    assert page.locator("h1").is_visible()
    someone.close()


# --- without scripts --------------------------------------------------------------------------------------------------


def test_without_scripts_every_page_is_complete_and_offers_no_dead_button(browser: Browser, site: Path) -> None:
    """What a reader with scripts can read, one without can read as well, but for what the search finds."""
    plain, full = Reader(browser, java_script_enabled=False), Reader(browser)
    words = "main => [...main.querySelectorAll('h1, h2, h3, p, li, td, dd')].map(e => e.textContent.trim()).sort()"
    for kind in KINDS:
        path = pages_of_kind(site, kind)[0]
        page = plain.open(site / path)
        assert page.locator("button:visible").all_inner_texts() == [], path
        assert page.locator("form:visible").count() == 0, path
        assert page.locator("h1").is_visible(), path
        assert page.locator("main").inner_text().strip(), path
        if kind != "search":
            mine = plain.page.locator("main").evaluate(words)
            assert mine == full.open(site / path).locator("main").evaluate(words), path
    plain.close()
    full.close()


def test_ended_notices_open_without_a_script(browser: Browser, small_site: Path) -> None:
    someone = Reader(browser, java_script_enabled=False)
    page = someone.open(small_site / fixture.B1.path)
    ended = page.locator("#notices").get_by_text("2026 年度优秀党员公示")
    assert not ended.is_visible()
    page.locator("#notices summary").click()
    assert ended.is_visible()
    someone.close()


# --- anywhere ---------------------------------------------------------------------------------------------------------


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Say nothing."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The folder two levels above the site on a server: the site under a sub-path."""
    handler = partial(_Quiet, directory=str(site.parent.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{site.parent.name}/site/"
        server.shutdown()


def test_under_a_sub_path_every_page_has_its_style_and_asks_nobody_else(
    browser: Browser, site: Path, address: str
) -> None:
    page = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    said: list[str] = []
    lost: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("response", lambda response: lost.append(response.url) if response.status >= 400 else None)
    page.on(
        "request",
        lambda request: None if request.url.startswith(("http://127.0.0.1", "data:")) else lost.append(request.url),
    )
    for kind in KINDS:
        path = pages_of_kind(site, kind)[0]
        page.goto(address + path)
        assert page.evaluate("document.styleSheets.length") >= 1, path
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px", path
        assert (said, lost) == ([], []), path
    page.goto(address + "search.html#q=zhou")
    page.wait_for_selector("#people a")
    page.click("#people a >> nth=0")
    page.wait_for_url("**/m/000/*.html*")
    assert (said, lost) == ([], [])
    page.context.close()
