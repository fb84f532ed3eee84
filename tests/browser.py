"""One browser and one built site for all tests of a session, and a reader who notices what a page should not do.

``sites``: the shipped county built in three languages. ``small_site``: the little county of ``web_fixture``, with its odd
records, and a branch of 300. Everything is opened from ``file://``; whatever the console says, and every request for
something outside the folder, fails the test that caused it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright

from tests import web_fixture as small
from tests.county_tree import build_site, copy_county
from threecards.web.pages import branch_pages
from threecards.web.render import Artifact, render
from threecards.web.wall import township_wall_pages, wall_pages

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-lcd-text", "--font-render-hinting=none",
    "--force-color-profile=srgb", "--hide-scrollbars",
]  # fmt: skip
NEEDS_CHROMIUM = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = ["color-contrast", "target-size", "link-in-text-block"]  # rules of axe that depend on colours and sizes

BIG = "t01/b009/index.html"
BIG_WALL = "t01/b009/wall.html"

# Every type of page by its address. A page of no type here fails test_every_page_has_a_type. Two are opened from the small county
# only: 404.html has the county's own address in it, and the log of a township is a page of its own where it is long.
KINDS = {
    "home": r"index\.html", "township": r"t\d+/index\.html", "township stars": r"t\d+/stars\.html",
    "township honours": r"t\d+/honours\.html", "township notices": r"t\d+/notices\.html", "branch": r"t\d+/b\d+/index\.html",
    "hall screen": r"t\d+/b\d+/wall\.html", "township hall": r"t\d+/wall\.html",
    "village": r"t\d+/b\d+/v\d+\.html", "notice": r"t\d+/b\d+/notice-[\w-]+\.html",
    "member": r"m/\d+/m\d+\.html", "posts": r"posts/index\.html", "post": r"posts/(?!index)\w+\.html", "stars": r"stars\.html",
    "honours": r"honours\.html", "notices": r"notices\.html", "objections": r"objections\.html", "how": r"how\.html",
    "statistics": r"stats\.html", "search": r"search\.html", "surnames": r"search/[a-z]\.html", "strokes": r"search/strokes\.html",
    "data": r"data/index\.html", "township data": r"data/t\d+/index\.html", "text": r"pages/[\w-]+\.html",
}  # fmt: skip


def pages_of(site: Path) -> list[str]:
    """Addresses of all pages of a site, in order."""
    return sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html"))


def pages_of_kind(site: Path, kind: str) -> list[str]:
    """Pages of one type, the heaviest first."""
    found = [path for path in pages_of(site) if re.fullmatch(KINDS[kind], path)]
    return sorted(found, key=lambda path: (-(site / path).stat().st_size, path))


class Reader:
    """Somebody with a browser. Keeps what the console says and what is asked for from elsewhere."""

    def __init__(self, browser: Browser, **context: Any) -> None:
        options: dict[str, Any] = {"viewport": {"width": 390, "height": 800}, "color_scheme": "light", **context}
        self.page: Page = browser.new_context(**options).new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def open(self, file: Path) -> Page:
        """Open a file and look whether all is quiet."""
        self.page.goto(file.as_uri())
        self.quiet()
        return self.page

    def quiet(self) -> None:
        """Nothing was said, nothing from outside was asked for since the last look."""
        said, strange = self.said[:], [url for url in self.asked if not url.startswith(("file://", "data:"))]
        self.said.clear()
        self.asked.clear()
        assert (said, strange) == ([], []), self.page.url

    def width(self) -> int:
        """How wide the page really is."""
        found: int = self.page.evaluate("document.documentElement.scrollWidth")
        return found

    def violations(self, only: list[str] | None = None) -> list[str]:
        """What axe finds on the page as it stands; only: ids of rules, all of ``RULES`` without it."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        asked = {"type": "rule", "values": only} if only else {"type": "tag", "values": RULES}
        found: list[dict[str, Any]] = self.page.evaluate(
            "options => axe.run(document, options).then(result => result.violations)",
            {
                "runOnly": asked,
                "resultTypes": ["violations"],
                "preload": False,
            },  # preloading asks, which the policy forbids
        )
        return [f"{v['id']}: {v['help']} {[n['html'][:120] for n in v['nodes'][:3]]}" for v in found]

    def close(self) -> None:
        """Close the window, after a last look."""
        self.quiet()
        self.page.context.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of a session."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def reader(browser: Browser) -> Iterator[Reader]:
    """A reader with a phone, for tests that leave nothing behind."""
    made = Reader(browser)
    yield made
    made.close()


def built(folder: Path, language: str) -> Path:
    """Build the shipped county in a language; returns its site."""
    copy_county(folder)
    settings = folder / "content" / "county.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub("(?m)^language:.*$", f"language: {language}", text), encoding="utf-8")
    assert build_site(folder).ok
    return folder / "site"


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The shipped county by language; blanks and Chinese in the way to it, as on a stick."""
    return {language: built(tmp_path_factory.mktemp("县") / f"拷贝 {language}", language) for language in LANGUAGES}


@pytest.fixture(scope="session")
def site(sites: dict[str, Path]) -> Path:
    """The shipped county in simplified Chinese."""
    return sites["zh-Hans"]


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The little county of ``web_fixture`` with screens for its halls and a branch of 300."""
    folder = tmp_path_factory.mktemp("site")
    branch, members = small.big_branch(300)
    jobs = [
        *wall_pages(small.SITE, "t01", small.BRANCH, small.BRANCH_MEMBERS),
        *wall_pages(small.SITE, "t02", small.EMPTY, ()),
        *township_wall_pages(small.SITE, small.TOWNSHIP),
        *township_wall_pages(small.SITE, small.EMPTY_TOWNSHIP),
    ]
    files = small.site() | {job.path: made(job) for job in jobs}
    files[BIG] = made(next(iter(branch_pages(small.SITE, branch, (), ()))))
    files[BIG_WALL] = made(next(iter(wall_pages(small.SITE, "t01", branch, members))))
    small.write_site(folder, files)
    return folder


def made(job: Any) -> bytes:
    """Bytes of a page."""
    (page,) = render(small.theme(), [job])
    assert isinstance(page, Artifact), page
    return page.data
