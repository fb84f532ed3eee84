"""Sheets for a print shop: what is cut through is painted on beyond the cut."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest

from tests import paper_fixture as px
from tests.paper_pdf import MAKES_PDFS, MM, press_of
from tests.test_paper_kinds import SHOP, printed
from tests.values import replace
from threecards.paper.jobs import Step
from threecards.paper.press import render
from threecards.paper.sheets import KINDS, Kind
from threecards.paper.sheets.wall import star_board
from threecards.paper.variants import BLEED_MM, job_for, made_into
from threecards.publish.views.board import BoardStars

pytestmark = MAKES_PDFS

BANDS = {"action-cards", "pocket-cards", "goal-card", "post-list", "star-board", "responsibility-card", "door-plates"}
DOTS = 3  # of the picture in a millimetre


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_colours_go_on_beyond_the_cut(kind: Kind) -> None:
    """In the middle of the bleed there is what stands half a millimetre inside the trim: ivory, and the band where there is one."""
    data = printed(kind, SHOP)
    page = pypdfium2.PdfDocument(data)[0]
    picture = page.render(scale=DOTS / MM).to_pil().convert("RGB")
    with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
        left, low, right, high = (round(float(at) * DOTS / MM) for at in pdf.pages[0].trimbox)
    top, bottom = picture.height - high, picture.height - low
    out, inside = BLEED_MM * DOTS // 2, 2
    red = 0
    for y in range(top, bottom):
        for beyond, within in ((left - out, left + inside), (right + out - 1, right - inside - 1)):
            assert picture.getpixel((beyond, y)) == picture.getpixel((within, y)), (beyond, y)
        r, g, _ = picture.getpixel((left - out, y))
        red += r > 120 > g
    for x in range(left, right):
        assert picture.getpixel((x, top - out)) == picture.getpixel((x, top + inside)) != (255, 255, 255)
    assert (red > 8 * DOTS) == (kind.key in BANDS)


def test_an_office_printer_gets_a_band_within_its_margins() -> None:
    for kind in KINDS:
        if kind.key in BANDS:
            page = pypdfium2.PdfDocument(printed(kind))[0]
            picture = page.render(scale=DOTS / MM).to_pil().convert("L")
            assert picture.crop((0, 0, 5 * DOTS, picture.height)).getextrema() == (255, 255), kind.key


def test_a_star_board_of_two_columns_needs_no_ink_that_a_shop_has_not() -> None:
    rows = tuple(BoardStars(f"王{n}", "", (True, False) * 3) for n in "平安丰年和")
    (sheet,) = star_board(px.site(), "t01", px.branch(star_board=rows))
    sheet = job_for(replace(sheet, steps=(Step(2, 1),)), SHOP)
    data, found = render(press_of(sheet), sheet)
    assert found == []
    assert data
    assert made_into(data, sheet, SHOP, px.font_files()[0].data)
