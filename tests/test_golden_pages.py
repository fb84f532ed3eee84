"""Pictures of the pages as a person approved them, on a phone and on a desktop.

A picture is drawn with our own fonts, so that it is the same on every machine, then made small: what it must catch is a
page that fell apart, not a pixel. ``--update-golden`` draws all of them anew; a person looks at them before committing.
Where a page differs, what was drawn and the difference lie beside the test's other files (its message says where).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat
from playwright.sync_api import Browser

from tests import web_fixture as small
from tests.browser import NEEDS_CHROMIUM, Reader
from threecards.publish import paths

pytestmark = NEEDS_CHROMIUM

GOLDEN = Path(__file__).parent / "golden" / "pages"
FONTS = small.LAYOUTS.parent / "fonts"
PAGES = {
    "home": paths.HOME, "township": small.T1.path, "branch": small.B1.path, "member": small.RICH.path, "notice": small.NOTICES[0].path,
    "how": paths.HOW, "statistics": paths.STATS, "hall": paths.wall("t01", "b001"),
}  # fmt: skip
SIZES = {
    "phone": (390, 1600, 2),
    "desktop": (1280, 1600, 4),
}  # width, height of what is drawn, how many times smaller it is kept
MOST = 40_000  # bytes of a picture
SLIGHT = 3.0  # mean difference of a colour, 0-255, that another version of the browser may make
PATCH, TORN = 12, 40.0  # the same for any square of 12 x 12 pixels: a line of text elsewhere makes 60 and more


@pytest.fixture(scope="module")
def drawn_site(small_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site with our own fonts for everything, and no system's."""
    copy = tmp_path_factory.mktemp("golden") / "site"
    shutil.copytree(small_site, copy)
    faces = ""
    for name, file in (("Text", "ThreeCardsSans.ttf"), ("Head", "ThreeCardsSerif.ttf")):
        shutil.copy(FONTS / file, copy / "assets" / file)
        faces += f'@font-face {{ font-family: {name}; src: url("{file}"); font-weight: 100 900; }}\n'
    style = copy / "assets" / "site.css"
    style.write_text(
        style.read_text(encoding="utf-8") + faces + ":root { --text: Text; --head: Head; }\n", encoding="utf-8"
    )
    return copy


def draw(browser: Browser, site: Path, path: str, width: int, height: int, smaller: int) -> Image.Image:
    """Draw the top of a page and make it small."""
    someone = Reader(browser, viewport={"width": width, "height": height}, reduced_motion="reduce")
    someone.page.clock.set_fixed_time("2026-12-24T08:00:00")
    page = someone.open(site / path)
    page.evaluate("document.fonts.ready")
    if path == PAGES["hall"]:
        while page.locator(".slide.now .who").count() == 0:  # the slide with the members
            page.keyboard.press("ArrowRight")
        page.evaluate("dispatchEvent(new Event('resize'))")  # the fonts may have come after the first measure
    assert page.evaluate("document.fonts.check('18px Text') && [...document.fonts].some(f => f.status === 'loaded')")
    file = site.parent / "drawn.png"
    page.screenshot(path=file)
    someone.close()
    with Image.open(file) as picture:
        return picture.convert("RGB").resize((width // smaller, height // smaller), Image.Resampling.BOX)


def torn(expected: Image.Image, drawn: Image.Image) -> str:
    """Say how two pictures differ; empty when they are as good as equal."""
    if expected.size != drawn.size:
        return f"{drawn.size} instead of {expected.size}"
    difference = ImageChops.difference(expected, drawn).convert("L")
    mean = ImageStat.Stat(difference).mean[0]
    if mean > SLIGHT:
        return f"mean difference {mean:.1f}"
    patches = difference.resize((difference.width // PATCH, difference.height // PATCH), Image.Resampling.BOX)
    worst = patches.getextrema()[1]
    return f"a patch differs by {worst}" if isinstance(worst, int | float) and worst > TORN else ""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_approved(
    browser: Browser, drawn_site: Path, tmp_path: Path, request: pytest.FixtureRequest, name: str, size: str
) -> None:
    drawn, file = draw(browser, drawn_site, PAGES[name], *SIZES[size]), GOLDEN / f"{name}-{size}.png"
    if request.config.getoption("--update-golden"):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        drawn.quantize(64, dither=Image.Dither.NONE).save(file, optimize=True)
    with Image.open(file) as picture:
        expected = picture.convert("RGB")
    if found := torn(expected, drawn):
        drawn.save(tmp_path / "drawn.png")
        ImageChops.difference(expected, drawn).save(tmp_path / "difference.png")
        pytest.fail(f"{name} on a {size}: {found}; see {tmp_path}; --update-golden if it is meant")


def test_pictures_are_few_and_small() -> None:
    assert {p.name for p in GOLDEN.iterdir()} == {f"{name}-{size}.png" for name in PAGES for size in SIZES}
    assert {p.name: p.stat().st_size for p in GOLDEN.iterdir() if p.stat().st_size > MOST} == {}


@pytest.mark.parametrize("harm", ["line", "colour", "moved"])
def test_a_page_that_fell_apart_is_seen(harm: str) -> None:
    with Image.open(GOLDEN / "branch-phone.png") as picture:
        expected = picture.convert("RGB")
    drawn = expected.copy()
    if harm == "line":
        ImageDraw.Draw(drawn).rectangle((20, 300, 170, 320), fill="black")
    elif harm == "colour":
        drawn.paste((40, 40, 160), (0, 0, drawn.width, 60))
    else:
        drawn = ImageChops.offset(drawn, 0, 9)
    assert torn(expected, expected) == ""
    assert torn(expected, drawn)
