"""What site.js adds to finished pages, where a browser makes it hard: no shared storage on a stick, folds on paper."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests import web_fixture as fixture
from tests.browser import NEEDS_CHROMIUM
from threecards.publish import paths

pytestmark = NEEDS_CHROMIUM

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NO_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('apart'); }});"


def test_switches_travel_in_the_links_where_files_share_no_storage(browser: Browser, small_site: Path) -> None:
    context = browser.new_context(user_agent=FIREFOX, viewport={"width": 390, "height": 800})
    context.add_init_script(NO_STORAGE)
    page = context.new_page()
    page.goto((small_site / paths.HOME).as_uri())
    page.get_by_role("button", name="大字").click()
    page.get_by_role("button", name="高对比").click()
    page.get_by_role("link", name="柳树湾村党支部", exact=True).first.click()
    page.wait_for_url("**/t01/b001/index.html?view=big.contrast")
    assert page.evaluate("document.documentElement.className") == "big contrast light"
    page.get_by_role("link", name="岗位", exact=True).first.click()
    page.wait_for_url("**/posts/index.html?view=big.contrast")
    page.get_by_role("button", name="大字").click()
    page.get_by_role("button", name="高对比").click()
    page.go_back()
    assert page.get_by_role("button", name="大字").get_attribute("aria-pressed") == "true", "as that page was left"
    context.close()


def test_links_within_a_page_do_not_load_it_anew(browser: Browser, small_site: Path) -> None:
    context = browser.new_context(user_agent=FIREFOX)
    page = context.new_page()
    page.goto((small_site / fixture.B1.path).as_uri())
    page.evaluate("window.same = true")
    page.get_by_role("link", name="目标卡").first.click()
    assert page.evaluate("window.same")
    assert page.evaluate("location.hash") == "#goals"
    context.close()


def test_folds_open_for_paper_and_close_again(browser: Browser, small_site: Path) -> None:
    page = browser.new_context().new_page()
    page.goto((small_site / fixture.T1.path).as_uri())
    closed = "document.querySelectorAll('details:not([open])').length"
    assert page.evaluate(closed) == 1
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(closed) == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(closed) == 1
    page.context.close()


def test_dark_by_choice_overrules_the_system_both_ways(browser: Browser, small_site: Path) -> None:
    paper = "getComputedStyle(document.querySelector('.sheet')).backgroundColor"
    shades = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto((small_site / paths.HOME).as_uri())
        before = page.evaluate(paper)
        page.get_by_role("button", name="深色").click()
        page.goto((small_site / paths.HOW).as_uri())
        shades[scheme] = (before, page.evaluate(paper))
        context.close()
    assert shades["light"] == shades["dark"][::-1]
    assert shades["light"][0] != shades["light"][1]
