"""Every kind of sheet as a picture: the first page of the shipped county's, as a person approved it.

``--update-golden`` draws them anew; somebody looks at them before they are committed. Where one differs, what was drawn and what is wrong with
it lie beside the test's other files.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from tests import paper_fixture as px
from tests.county_tree import ROOT, TODAY
from tests.paper_pdf import MAKES_PDFS, THEME, made, press_of
from tests.pictures import DPI, MOST, keep, kept, picture_of, torn, wrong
from tests.values import replace
from threecards.build.branch import assess
from threecards.build.halls import hall_sheets, summed
from threecards.build.plan import read_plan
from threecards.build.sheetviews import BranchViews
from threecards.paper.fonts import cut_fonts
from threecards.paper.jobs import SheetJob
from threecards.paper.press import Press
from threecards.paper.sheets import KINDS, Source
from threecards.paper.theme import PaperTheme

pytestmark = MAKES_PDFS

GOLDEN = Path(__file__).parent / "golden" / "sheets"
BRANCHES = {
    "star-board": "b004",
    "talk-records": "b003",
}  # villages apart; a talk that is due; the others show the first branch
ITEMS = {"decision-pack": 1}  # not the cover but a member; of the others the first
NAMES = [kind.key for kind in KINDS]


@cache
def sheets() -> dict[str, SheetJob]:
    """The first sheet of each kind, with one item alone."""
    plan = read_plan(ROOT, None, TODAY)
    assert plan.shared is not None
    found = {job.key: (job, assess(job)) for job in plan.branches}
    views = {key: BranchViews(*pair) for key, pair in found.items()}
    town = next(iter(found.values()))[0].township
    summaries = [summed(job, one) for job, one in found.values() if job.township == town]
    out = {}
    for kind in KINDS:
        branch = BRANCHES.get(kind.key, "b001")
        if kind.source is Source.HALL:
            jobs = [job for _, job in hall_sheets(plan.shared, town, summaries, [kind])]
        else:
            jobs = list(kind.make(views[branch].site, found[branch][0].township, views[branch].of(kind.source)))
        at = ITEMS.get(kind.key, 0)
        out[kind.key] = replace(jobs[0], items=jobs[0].items[at : at + 1])
    return out


@pytest.fixture(scope="module")
def press() -> Press:
    return press_of(*sheets().values())


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_looks_as_approved(name: str, press: Press, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    assert sheets()[name].photos == (), "a picture in the picture is another test's"
    drawn, file = picture_of(made(press, sheets()[name])), GOLDEN / f"{name}.png"
    if request.config.getoption("--update-golden"):
        keep(drawn, file)
    expected = kept(file)
    if found := torn(expected, drawn):
        drawn.save(tmp_path / "drawn.png")
        wrong(expected, drawn).save(tmp_path / "wrong.png")
        pytest.fail(f"{name} {found}; see {tmp_path}; --update-golden if it is meant")


def test_pictures_are_few_and_small() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{name}.png" for name in NAMES}
    assert {path.name: path.stat().st_size for path in GOLDEN.iterdir() if path.stat().st_size > MOST} == {}


# --- what the comparison sees, and what it bears ------------------------------------------------------------------------------


def blocks(picture: Image.Image) -> list[tuple[int, int, int, int]]:
    """Places of 30 × 10 mm with something on them, the palest first."""
    width, height = round(30 / 25.4 * DPI), round(10 / 25.4 * DPI)
    places = [
        (x, y, x + width, y + height)
        for y in range(0, picture.height - height, height)
        for x in range(0, picture.width - width, width)
    ]
    shades = {place: ImageStat.Stat(picture.crop(place)).mean[0] for place in places}
    return sorted((place for place in places if shades[place] < 230), key=lambda place: -shades[place])


@pytest.mark.parametrize("name", NAMES)
def test_a_lost_block_and_a_moved_column_are_seen(name: str) -> None:
    expected = kept(GOLDEN / f"{name}.png")
    found = blocks(expected)
    assert len(found) > 3
    for place in found[:: max(1, len(found) // 8)]:
        drawn = expected.copy()
        ImageDraw.Draw(drawn).rectangle(place, fill=255)
        assert torn(expected, drawn), place
    half, by = expected.width // 2, round(4 / 25.4 * DPI)
    drawn = expected.copy()
    drawn.paste(255, (half, 0, *expected.size))
    drawn.paste(expected.crop((half, 0, expected.width - by, expected.height)), (half + by, 0))
    assert torn(expected, drawn)


@pytest.mark.parametrize("name", NAMES)
def test_half_a_millimetre_is_borne(name: str) -> None:
    expected = kept(GOLDEN / f"{name}.png")
    for across, down in ((1, 0), (0, 1), (-1, -1)):
        assert torn(expected, ImageChops.offset(expected, across, down)) == ""


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("goal-card", ".ends { visibility: hidden }"),  # where to object
        ("goal-card", ".band { background: none; color: #1f1b16 }"),
        ("goal-card", ".goals .g2 { width: 8mm } .goals .g3 { width: 27.6mm }"),
        ("goal-card", ".tells { visibility: hidden }"),
        ("action-cards", ".stars { visibility: hidden }"),
        ("action-cards", ".qr { visibility: hidden }"),
        ("star-board", ".starred .lit { visibility: hidden }"),
        ("ballots", ".grid-form td { border: 0 }"),
    ],
)
def test_a_harmed_style_is_seen(name: str, harm: str) -> None:
    """The real way a block is lost: a rule of a style sheet."""
    theme = PaperTheme.of({**THEME.names, "zz-harm.css": harm.encode()})
    press = Press(theme, cut_fonts(px.font_files(), theme.characters.union(sheets()[name].characters())))
    assert torn(kept(GOLDEN / f"{name}.png"), picture_of(made(press, sheets()[name])))
