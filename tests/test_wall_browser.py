"""The screen of a hall in a real browser: slides that turn by themselves, hold when touched, and show everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import web_fixture as small
from tests.browser import BIG_WALL, NEEDS_CHROMIUM, Reader
from threecards.publish import paths

pytestmark = NEEDS_CHROMIUM

WALL = paths.wall("t01", "b001")
STAY, HELD = 12_000, 60_000  # milliseconds, as in wall.js


@pytest.fixture
def hall(browser: Browser, small_site: Path) -> Iterator[Reader]:
    """The screen of a hall, with a clock that the test turns."""
    made = Reader(browser, viewport={"width": 1920, "height": 1080})
    made.page.clock.install(time="2026-12-24T08:00:00")
    made.open(small_site / WALL)
    yield made
    made.close()


def now(page: Page) -> str:
    """What stands on the screen: heading and entries."""
    text: str = page.evaluate(
        """() => { const slide = document.querySelector('.slide.now');
        return [slide.querySelector('h2'), ...slide.querySelectorAll('.grid > li:not(.off)')].map(e => e.textContent).join('|'); }"""
    )
    return text


def fits(page: Page) -> bool:
    """Nothing of the slide or of the page is cut off."""
    found: bool = page.evaluate(
        """() => { const slide = document.querySelector('.slide.now'), html = document.documentElement;
        return slide.scrollHeight <= slide.clientHeight + 1 && html.scrollHeight <= innerHeight && html.scrollWidth <= innerWidth; }"""
    )
    return found


def test_it_turns_by_itself_and_begins_again(hall: Reader) -> None:
    seen = [now(hall.page)]
    for _ in range(40):
        hall.page.clock.run_for(STAY)
        seen.append(now(hall.page))
        if seen[-1] == seen[0]:
            break
    assert seen[-1] == seen[0], "it never came round"
    assert len(set(seen[:-1])) == len(seen) - 1, "each screen once"
    told = "\n".join(seen)
    for said in ("支部书记目标卡", "六星榜", "觉得哪里不实", *(m.name for m in small.BRANCH.members)):
        assert said in told, said


def test_a_touch_holds_it_for_a_minute(hall: Reader) -> None:
    before = now(hall.page)
    hall.page.mouse.click(960, 500)
    hall.page.clock.run_for(STAY * 4)
    assert now(hall.page) == before
    hall.page.clock.run_for(HELD - STAY * 4 + 100)
    assert now(hall.page) != before


def test_the_button_and_the_space_bar_hold_it_until_told_otherwise(hall: Reader) -> None:
    before, button = now(hall.page), hall.page.get_by_role("button", name="暂停")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    hall.page.clock.run_for(HELD * 3)
    assert now(hall.page) == before
    hall.page.evaluate("document.activeElement.blur()")
    hall.page.keyboard.press("Space")
    assert button.get_attribute("aria-pressed") == "false"
    hall.page.clock.run_for(STAY + 100)
    assert now(hall.page) != before


def test_keys_turn_it_forth_and_back(hall: Reader) -> None:
    seen = [now(hall.page)]
    for key in ("ArrowRight", "PageDown", "ArrowRight"):
        hall.page.keyboard.press(key)
        seen.append(now(hall.page))
    assert len(set(seen)) == 4
    for key, expected in (("ArrowLeft", seen[2]), ("PageUp", seen[1]), ("ArrowLeft", seen[0]), ("ArrowLeft", seen[0])):
        hall.page.keyboard.press(key)
        assert now(hall.page) == expected


def test_every_control_is_reached_and_works_by_keyboard(hall: Reader) -> None:
    names = []
    for _ in range(5):
        hall.page.keyboard.press("Tab")
        names.append(hall.page.evaluate("document.activeElement.textContent"))
        assert hall.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert names == ["上一页", "暂停", "下一页", "全屏", "回支部页"]
    before = now(hall.page)
    hall.page.get_by_role("button", name="下一页").focus()
    hall.page.keyboard.press("Space")
    assert now(hall.page) != before
    hall.page.get_by_role("link", name="回支部页").focus()
    hall.page.keyboard.press("Enter")
    hall.page.wait_for_url("**/t01/b001/index.html")


def test_who_asked_for_less_motion_turns_by_hand(browser: Browser, small_site: Path) -> None:
    made = Reader(browser, reduced_motion="reduce")
    made.page.clock.install(time="2026-12-24T08:00:00")
    page = made.open(small_site / WALL)
    before = now(page)
    page.clock.run_for(HELD * 2)
    assert now(page) == before
    page.keyboard.press("ArrowRight")
    page.clock.run_for(HELD * 2)
    assert now(page) != before
    made.close()


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (1024, 768), (390, 844)])
@pytest.mark.parametrize("path", [WALL, BIG_WALL, paths.township_wall("t01")])
def test_every_slide_fits_its_screen(browser: Browser, small_site: Path, path: str, width: int, height: int) -> None:
    made = Reader(browser, viewport={"width": width, "height": height}, reduced_motion="reduce")
    page = made.open(small_site / path)
    first, seen = now(page), 0
    while seen == 0 or now(page) != first:
        assert fits(page), now(page)
        seen += 1
        assert seen < 200
        page.keyboard.press("ArrowRight")
    made.close()


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
@pytest.mark.parametrize("path", [WALL, paths.wall("t02", "b004"), paths.township_wall("t01")])
def test_a_slide_of_several_screens_is_shared_evenly(
    browser: Browser, site: Path, path: str, width: int, height: int
) -> None:
    """Eight goals come as 4 and 4, each as 2 + 2: not 6 and 2, not 3 + 1."""
    made = Reader(browser, viewport={"width": width, "height": height}, reduced_motion="reduce")
    page = made.open(site / path)
    screens: dict[str, list[list[int]]] = {}
    first = now(page)
    while not screens or now(page) != first:
        heading, rows = page.evaluate(
            """() => { const slide = document.querySelector('.slide.now'), tops = {};
            for (const e of slide.querySelectorAll('.grid > li:not(.off)')) {
              const top = Math.round(e.getBoundingClientRect().top);
              tops[top] = (tops[top] || 0) + 1;
            }
            return [slide.querySelector('h2').textContent, Object.values(tops)]; }"""
        )
        screens.setdefault(heading, []).append(rows)
        page.keyboard.press("ArrowRight")
    several = [[sum(rows) for rows in one] for one in screens.values() if len(one) > 1]
    assert several
    assert all(max(numbers) - min(numbers) <= 1 for numbers in several), screens
    for rows in (rows for one in screens.values() for rows in one if len(rows) > 1):
        assert max(rows) * len(rows) - sum(rows) < len(rows), screens
    made.close()


@pytest.mark.parametrize("path", [WALL, paths.township_wall("t01")])
def test_axe_finds_nothing_on_any_slide(browser: Browser, small_site: Path, path: str) -> None:
    made = Reader(browser, viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
    page, found = made.open(small_site / path), []
    first = None
    while now(page) != first:
        first = first or now(page)
        found += made.violations()
        for look in ("dark", "contrast", "light"):
            page.evaluate("look => { document.documentElement.className = look; }", look)
            found += made.violations(["color-contrast"])
        page.keyboard.press("ArrowRight")
    assert found == []
    made.close()


def test_letters_are_large_enough_for_three_metres(hall: Reader) -> None:
    """3.5 % of the screen's height: 19 mm on a 43-inch screen, 13 mm on one of 30 inches."""
    for _ in range(4):
        size = hall.page.evaluate(
            "parseFloat(getComputedStyle(document.querySelector('.slide.now .grid > li')).fontSize)"
        )
        assert size >= 1080 * 0.035
        hall.page.keyboard.press("ArrowRight")


def test_without_scripts_it_is_one_long_page(browser: Browser, small_site: Path) -> None:
    made = Reader(browser, java_script_enabled=False)
    page = made.open(small_site / WALL)
    for heading in page.locator("h2").all():
        assert heading.is_visible()
    assert page.locator("button:visible").count() == 0
    made.close()


@pytest.mark.parametrize("gone", [False, True])
def test_it_reads_itself_anew_after_an_hour_unless_the_files_are_gone(
    browser: Browser, tmp_path: Path, gone: bool
) -> None:
    from tests.browser import made as rendered
    from threecards.web.wall import wall_pages

    files = small.site() | {
        WALL: rendered(next(iter(wall_pages(small.SITE, "t01", small.BRANCH, small.BRANCH_MEMBERS))))
    }
    small.write_site(tmp_path, files)
    made = Reader(browser)
    made.page.clock.install(time="2026-12-24T08:00:00")
    page = made.open(tmp_path / WALL)
    page.evaluate("window.before = true")
    if gone:
        (tmp_path / "assets" / "icon.svg").unlink()
    page.clock.fast_forward(3_600_001)
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    if gone:
        page.wait_for_timeout(300)
        assert page.evaluate("window.before") is True
        made.said.clear()
    else:
        page.wait_for_function("window.before === undefined")
    made.close()
