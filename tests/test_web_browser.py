"""The site in a real browser, from ``file://``, without a network: accessibility, keyboard, narrow screens, paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests import web_fixture as fixture
from threecards.publish import paths
from threecards.web.languages import read_messages
from threecards.web.pages import assets, branch_pages
from threecards.web.render import Artifact, render
from threecards.web.theme import theme_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]

BIG = "t01/b001/big.html"
KINDS = [
    paths.HOME, fixture.T1.path, fixture.T2.path, paths.township_log("t01"), paths.township_stars("t01"),
    paths.township_honours("t01"), paths.township_notices("t01"), fixture.B1.path, fixture.B2.path, fixture.B3.path,
    paths.village("t01", "b002", "v021"), BIG, fixture.RICH.path, fixture.RARE.path, fixture.LONG.path,
    fixture.BARE.path, fixture.NOTICES[0].path, fixture.NOTICES[2].path, paths.POSTS, fixture.POST_TYPES[0].path,
    paths.STARS, paths.HONOURS, paths.NOTICES, paths.OBJECTIONS, paths.HOW, paths.STATS, paths.page("about"),
    paths.NOT_FOUND,
]  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    branch, _ = fixture.big_branch(300)
    job = next(iter(branch_pages(fixture.SITE, branch, (), ())))
    big = next(iter(render(fixture.theme(), [job])))
    assert isinstance(big, Artifact)
    fixture.write_site(folder, {**fixture.site(), BIG: big.data})
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


def opened(browser: Browser, root: Path, path: str, width: int = 390, scheme: str = "light") -> Page:
    """Open a page of the site; anything the policy refuses and anything not from the folder fails the test."""
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((root / path).as_uri())
    assert said == []
    assert all(url.startswith(("file://", "data:")) for url in asked), asked
    assert any(url.endswith("/assets/site.css") for url in asked)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing(browser: Browser, root: Path, path: str, scheme: str) -> None:
    page = opened(browser, root, path, scheme=scheme)
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    result = Axe().run(page, options=rules)
    assert result.violations_count == 0, result.generate_report()
    page.context.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_scrolls_sideways(browser: Browser, root: Path, width: int) -> None:
    page = opened(browser, root, paths.HOME, width)
    for path in KINDS:
        page.goto((root / path).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.context.close()


def test_no_page_scrolls_sideways_with_letters_twice_as_large(browser: Browser, root: Path) -> None:
    page = opened(browser, root, paths.HOME, 640)
    for path in KINDS:
        page.goto((root / path).as_uri())
        page.evaluate("document.documentElement.style.fontSize = '36px'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path
    page.context.close()


def test_the_style_sheet_is_let_in_from_file(browser: Browser, root: Path) -> None:
    page = opened(browser, root, fixture.RICH.path)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(233, 223, 204)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith('"Songti SC"')
    page.context.close()


def test_base_type_is_18_px_and_lines_are_no_longer_than_38_characters(browser: Browser, root: Path) -> None:
    page = opened(browser, root, paths.HOW, 1280)
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"
    width = "p => p.getBoundingClientRect().width"
    widths = page.evaluate(f"[...document.querySelectorAll('main p:not([class])')].map({width})")
    assert 300 < max(widths) <= 38 * 18
    page.context.close()


def test_the_keyboard_reaches_the_text_first_and_focus_is_seen(browser: Browser, root: Path) -> None:
    page = opened(browser, root, fixture.B1.path)
    page.keyboard.press("Tab")
    focused = "document.activeElement"
    first = page.evaluate(f"[{focused}.className, {focused}.getBoundingClientRect().left >= 0]")
    assert first == ["skip", True]
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    seen: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        style = page.evaluate(
            """(e => e === document.body ? null : [e.outerHTML.slice(0, 60), getComputedStyle(e).outlineStyle,
            getComputedStyle(e).outlineWidth])(document.activeElement)"""
        )
        if style is None:
            break
        seen.append(style[0])
        assert style[1:] == ["solid", "3px"], style
    assert len(seen) > 20
    page.context.close()


def test_targets_in_lists_and_navigation_are_large_enough(browser: Browser, root: Path) -> None:
    page = opened(browser, root, paths.HOME)
    small = """[...document.querySelectorAll(
            '.menu a, .crumbs a, .here a, .go, summary, .foot li a, .find a, .cards > li, .names > li, button')]
        .filter(e => e.getBoundingClientRect().height < 43.9).map(e => e.outerHTML.slice(0, 80))"""
    for path in KINDS:
        page.goto((root / path).as_uri())
        assert page.evaluate(small) == [], path
    page.context.close()


def test_ended_notices_open_without_a_script(browser: Browser, root: Path) -> None:
    page = opened(browser, root, fixture.B1.path)
    assert not page.get_by_text("2026 年度优秀党员公示").is_visible()
    page.locator("summary").click()
    assert page.get_by_text("2026 年度优秀党员公示").is_visible()
    page.context.close()


def test_a_page_on_paper_is_black_on_white_without_navigation(browser: Browser, root: Path) -> None:
    page = opened(browser, root, fixture.RICH.path, 700)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.band')).color") == "rgb(0, 0, 0)"
    assert not page.locator(".menu").is_visible()
    assert page.locator("h1").is_visible()
    page.context.close()


def test_large_letters_stay_from_page_to_page(browser: Browser, root: Path) -> None:
    page = opened(browser, root, paths.HOME)
    button = page.get_by_role("button", name="大字")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    page.get_by_role("link", name="柳树湾村党支部").first.click()
    page.wait_for_url("**/t01/b001/index.html")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "24px"
    for path in KINDS:
        page.goto((root / path).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.get_by_role("button", name="大字").click()
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"
    page.context.close()


@pytest.mark.parametrize(("now", "told"), [("2027-03-31T23:00:00", False), ("2027-04-01T01:00:00", True)])
def test_a_release_out_of_date_says_so(browser: Browser, root: Path, now: str, told: bool) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.clock.set_fixed_time(now)
    page.goto((root / paths.HOME).as_uri())
    assert page.locator("#stale").is_visible() is told
    context.close()


def test_without_scripts_pages_are_complete_and_offer_no_dead_button(browser: Browser, root: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto((root / fixture.B1.path).as_uri())
    assert not page.locator("#big").is_visible()
    assert not page.locator("#stale").is_visible()
    page.locator("summary").click()
    assert page.get_by_text("2026 年度优秀党员公示").is_visible()
    context.close()


def test_an_english_site_fits_narrow_screens_too(browser: Browser, tmp_path: Path) -> None:
    messages = read_messages(fixture.LAYOUTS.parent / "locale", "en")
    theme = theme_of(dict(fixture.theme().files), "en", messages)
    files = {a.path: a.data for a in assets(theme)}
    files.update({a.path: a.data for a in render(theme, fixture.site_jobs()) if isinstance(a, Artifact)})
    fixture.write_site(tmp_path, files)
    page = opened(browser, tmp_path, paths.HOME, 320)
    for path in KINDS:
        if path != BIG:
            page.goto((tmp_path / path).as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    page.context.close()
