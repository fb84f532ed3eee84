"""Imposition: every mm where it must be, backs behind fronts, nothing lost of what a page held."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from itertools import combinations
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageChops, ImageFilter, ImageOps

from tests import paper_fixture
from tests.values import replace
from threecards.paper import marks
from threecards.paper.calibrate import calibration
from threecards.paper.cells import A3, A4, Box, Grid, Side, sides, turns_sideways
from threecards.paper.fonts import SANS
from threecards.paper.impose import (
    FOUR_A6_ON_A4,
    TWO_A5_ON_A4,
    About,
    Duplex,
    Flip,
    Layout,
    Marks,
    Misfit,
    Order,
    PrinterOffset,
    Turn,
    n_up,
)
from threecards.paper.lettering import MISSING, Lettering
from threecards.paper.marks import POINT
from threecards.paper.tiles import Tiling, cut_up, poster_tiles
from threecards.problems import message

ABOUT = About("清泉村党支部行动卡", day="2026-12-20", author="和川县委组织部")
A5_WIDE, A6 = (210.0, 148.0), (105.0, 148.0)
DPI = 72


# --- pages to impose


def pages(
    count: int,
    size: tuple[float, float] = A5_WIDE,
    *,
    bleed: float = 0,
    rotate: int = 0,
    paint: str = "",
    start: int = 1,
) -> bytes:
    """Pages that say their number 20 mm from the left, 30 mm from the lower edge of their trim.

    With ``paint`` each page has lines along two edges and an L of its own grey that no mirroring or turning maps on
    itself.
    """
    pdf = Pdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    shared = pdf.make_indirect(Dictionary(Font=Dictionary(F1=font)))
    width, height = (s + 2 * bleed for s in size)
    outline = pdf.open_outline()
    for n in range(start, start + count):
        text = f"BT /F1 12 Tf {marks.points(bleed + 20, bleed + 30)} Td (No{n}) Tj ET\n"
        if paint == "bleed":
            text = marks.filled(Box(0, 0, width, height), 0.2 + n % 2 * 0.4) + text
        elif paint:
            text += marks.lines(
                [(bleed + 2, bleed + 2, width - bleed, bleed + 2), (bleed + 2, bleed + 2, bleed + 2, height - bleed)], 1
            )
            text += marks.filled(Box(bleed + 10, bleed + 60, 30, 10), 0.1 + n % 8 / 10) + marks.filled(
                Box(bleed + 10, bleed + 70, 8, 40)
            )
        trim = [v * POINT for v in (bleed, bleed, width - bleed, height - bleed)]
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, width * POINT, height * POINT]),
            TrimBox=Array(trim),
            Resources=shared,
            Contents=pdf.make_stream(text.encode()),
        )
        if rotate:
            page.Rotate = rotate
        pdf.pages.append(pikepdf.Page(page))
        outline.root.append(
            pikepdf.OutlineItem(f"卡{n}", n - start, "XYZ", left=bleed * POINT, top=(height - bleed) * POINT)
        )
    outline._save()  # type: ignore[no-untyped-call]
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def said(data: bytes) -> list[dict[str, tuple[float, float]]]:
    """For each page: what its words No1, No2 … are and where they begin, in mm from the lower left."""
    out = []
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            found = {}
            text = page.get_textpage()
            whole = text.get_text_range()
            at = whole.find("No")
            while at >= 0:
                end = at + 2
                while end < len(whole) and whole[end].isdigit():
                    end += 1
                found[whole[at:end]] = (text.get_charbox(at, loose=True)[0] / POINT, text.get_charbox(at)[1] / POINT)
                at = whole.find("No", end)
            text.close()
            page.close()
            out.append(found)
    return out


def pictures(data: bytes, dpi: int = DPI) -> list[Image.Image]:
    """Every page as it looks, in grey; the size is rounded, not rounded up as a rendering is."""
    with pypdfium2.PdfDocument(data) as document:
        out = []
        for page in document:
            size = tuple(round(points * dpi / 72 - 0.01) for points in page.get_size())
            out.append(page.render(scale=dpi / 72).to_pil().convert("L").crop((0, 0, *size)))
        return out


def unlike(one: Image.Image, other: Image.Image) -> int:
    """Pixels of either picture that look like nothing next to them in the other: a shift shows, rounding does not."""
    inner = (
        3,
        3,
        min(one.width, other.width) - 3,
        min(one.height, other.height) - 3,
    )  # neighbours may reach over the edge
    one, other = one.crop(inner), other.crop(inner)
    out = 0
    for a, b in ((one, other), (other, one)):
        below = ImageChops.subtract(b.filter(ImageFilter.MinFilter(5)), a)
        above = ImageChops.subtract(a, b.filter(ImageFilter.MaxFilter(5)))
        out += sum(ImageChops.lighter(below, above).histogram()[61:])
    return out


def boxes(data: bytes, page: int = 0) -> dict[str, list[float]]:
    """Boxes of a page in mm."""
    with Pdf.open(BytesIO(data)) as pdf:
        page_object = pdf.pages[page].obj
        names = ("MediaBox", "CropBox", "TrimBox", "BleedBox", "ArtBox")
        return {name: [round(float(v) / POINT, 2) for v in page_object[f"/{name}"]] for name in names}


def sound(data: bytes) -> None:
    """The file is without fault, and no page of before is left in it."""
    with Pdf.open(BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        kinds = Counter(str(o.get("/Type")) for o in pdf.objects if isinstance(o, Dictionary))
        assert kinds["/Page"] == len(pdf.pages)
        assert pdf.pdf_version == "1.7"


# --- two A5 on A4


def test_two_a5_lie_on_a4_with_one_cut_in_the_middle() -> None:
    data = n_up(pages(5), TWO_A5_ON_A4, ABOUT)
    sound(data)
    found = said(data)
    assert [sorted(page) for page in found] == [["No1", "No2"], ["No3", "No4"], ["No5"]]
    for page in found:
        for name, (x, y) in page.items():
            upper = int(name[2:]) % 2 == 1
            assert x == pytest.approx(20, abs=0.4)
            assert y == pytest.approx((148.5 if upper else 0.5) + 30, abs=0.4)
    assert boxes(data) == {
        "MediaBox": [0, 0, 210, 297],
        "CropBox": [0, 0, 210, 297],
        "TrimBox": [0, 0.5, 210, 296.5],
        "BleedBox": [0, 0.5, 210, 296.5],
        "ArtBox": [0, 0.5, 210, 296.5],
    }
    picture = pictures(n_up(pages(2), TWO_A5_ON_A4, ABOUT), 144)[0]
    middle = picture.height / 2
    dark_rows = [
        y
        for y in range(picture.height)
        if sum(v < 200 for v in picture.crop((0, y, picture.width, y + 1)).tobytes()) > 300
    ]
    assert dark_rows
    assert all(abs(y - middle) <= 1.5 for y in dark_rows), "one line, in the middle"
    row = picture.crop((0, dark_rows[0], picture.width, dark_rows[0] + 1)).tobytes()
    assert 0.4 < sum(v < 250 for v in row) / len(row) < 0.75, "and it is dashed"


def test_without_marks_nothing_is_added() -> None:
    bare = n_up(pages(2), replace(TWO_A5_ON_A4, marks=Marks.NONE), ABOUT)
    with Pdf.open(BytesIO(bare)) as pdf:
        assert b"Artifact" not in pdf.pages[0].Contents.read_bytes()
    with Pdf.open(BytesIO(n_up(pages(2), TWO_A5_ON_A4, ABOUT))) as pdf:
        assert pdf.pages[0].Contents.read_bytes().count(b" l\n") == 1


def test_four_a6_on_a4() -> None:
    data = n_up(pages(6, A6), FOUR_A6_ON_A4, ABOUT)
    sound(data)
    first, second = said(data)
    assert sorted(first) == ["No1", "No2", "No3", "No4"]
    assert sorted(second) == ["No5", "No6"]
    for n, (left, bottom) in enumerate([(0, 148.5), (105, 148.5), (0, 0.5), (105, 0.5)], start=1):
        assert first[f"No{n}"] == pytest.approx((left + 20, bottom + 30), abs=0.4)


def test_stacks_are_in_order_after_the_cut() -> None:
    layout = replace(FOUR_A6_ON_A4, order=Order.STACKS)
    dealt = sides(layout, range(10))
    piles = [
        [place.page for side in dealt for place in side.places if (place.column, place.row) == at]
        for at in ((0, 0), (1, 0), (0, 1), (1, 1))
    ]
    assert [page for pile in piles for page in pile] == list(range(10))
    assert [len(pile) for pile in piles] == [3, 3, 3, 1]


def test_sheets_look_like_the_cards_on_them() -> None:
    source = pages(2, paint="L")
    sheet = pictures(n_up(source, replace(TWO_A5_ON_A4, marks=Marks.NONE), ABOUT), 127)[0]
    cards = pictures(source, 127)
    for n, card in enumerate(cards):
        part = sheet.crop((0, 2 + n * 740, card.width, 2 + n * 740 + card.height))
        assert unlike(part, card) < 20
        assert (
            unlike(part.crop((0, 0, card.width - 15, card.height)), card.crop((15, 0, card.width, card.height))) > 2000
        ), "3 mm would show"


def test_turned_pages_come_out_upright() -> None:
    """A page of 148 × 210 mm with /Rotate 90 is a landscape card."""
    source = pages(2, (148.0, 210.0), rotate=90, paint="L")
    sheet = pictures(n_up(source, replace(TWO_A5_ON_A4, marks=Marks.NONE), ABOUT), 127)[0]
    card = pictures(source, 127)[0]
    assert card.width > card.height
    part = sheet.crop((0, 2, card.width, 2 + card.height))
    assert unlike(part, card) < 20
    assert unlike(part, card.rotate(180)) > 5000


# --- marks, bleed


def crops(layout: Layout, card: tuple[float, float]) -> list[list[float]]:
    """Line segments of the marks of a layout, in mm."""
    text = marks.cuts(layout.grid(card), layout.marks, layout.bleed, back=False)
    rows = [line.split() for line in text.splitlines() if line.endswith(" l")]
    return [[float(v) / POINT for v in (r[0], r[1], r[3], r[4])] for r in rows]


def test_crop_marks_stand_outside_and_point_at_every_edge() -> None:
    layout = Layout(2, 2, sheet=A3, gutter=6, bleed=3, margin=15)
    found = crops(layout, A6)
    block = layout.grid(A6).block
    for x, y, u, v in found:
        assert not (
            block.x - 2.99 < max(x, u)
            and min(x, u) < block.right + 2.99
            and block.y - 2.99 < max(y, v)
            and min(y, v) < block.top + 2.99
        )
        assert math.hypot(x - u, y - v) == pytest.approx(5, abs=0.01)
    upright = sorted({round(x, 2) for x, y, u, v in found if abs(x - u) < 0.01})
    assert upright == pytest.approx([40.5, 145.5, 151.5, 256.5])
    assert len(found) == 16


def test_automatic_marks_fall_back_to_dashes_in_the_direction_without_room() -> None:
    found = crops(Layout(1, 3, sheet=(210, 330)), (210, 100))
    level = sorted(round(y, 1) for x, y, u, v in found if abs(y - v) < 0.01)
    assert level == [15, 115, 215, 315], "no room at the left and right: a line at every edge that is not the paper's"
    assert [c for c in found if abs(c[0] - c[2]) < 0.01] == [], "the upright edges are those of the paper"
    assert crops(Layout(1, 3, sheet=(210, 330), marks=Marks.CROPS), (210, 100)) == []


def test_backs_have_no_dashes() -> None:
    grid = FOUR_A6_ON_A4.grid(A6)
    assert marks.cuts(grid, Marks.LINES, 0, back=True) == ""
    assert marks.cuts(grid, Marks.LINES, 0, back=False) != ""


def test_bleed_is_kept_and_ends_where_it_must() -> None:
    layout = Layout(1, 2, sheet=(240, 330), gutter=4, bleed=3, marks=Marks.NONE)
    data = n_up(pages(2, bleed=3, paint="bleed"), layout, ABOUT)
    picture = pictures(data, 254)[0]
    column = picture.crop((1200, 0, 1201, picture.height)).tobytes()
    grey = [n / 10 for n, v in enumerate(column) if v < 200]
    assert grey[0] == pytest.approx(15 - 3, abs=0.2)
    assert grey[-1] == pytest.approx(330 - 15 + 3, abs=0.2)
    assert len(grey) / 10 == pytest.approx(306, abs=0.4), "the gutter is covered once, by both bleeds"
    light = [n for n, v in zip(grey, [v for v in column if v < 200], strict=True) if v > 100]
    assert light[-1] == pytest.approx(165, abs=0.2), "each bleeds to the middle of the gutter, not over the other"
    assert boxes(data)["TrimBox"] == [15, 15, 225, 315]
    assert boxes(data)["BleedBox"] == [12, 12, 228, 318]
    with pytest.raises(Misfit) as caught:
        n_up(pages(2, bleed=2), layout, ABOUT)
    assert caught.value.finding.code == "IMP-005"
    assert message(caught.value.finding) == "要求 3 毫米出血，第 1 页裁切线外只有 2.0 毫米。"


# --- both sides


@pytest.mark.parametrize("turn", list(Turn))
@pytest.mark.parametrize("flip", list(Flip))
@pytest.mark.parametrize(
    ("layout", "card"),
    [(FOUR_A6_ON_A4, A6), (Layout(2, 1, sheet=(297, 210)), (148.0, 210.0)), (Layout(1, 3, sheet=A3), (210.0, 120.0))],
)
def test_backs_lie_behind_their_fronts(layout: Layout, card: tuple[float, float], flip: Flip, turn: Turn) -> None:
    """By coordinates: turn every back side over as the printer does; each back must fall on its front."""
    layout = replace(layout, duplex=Duplex(flip, turn))
    width, height = layout.sheet
    for count in (1, 3, 4, 5):
        dealt = sides(layout, range(0, 2 * count, 2), range(1, 2 * count, 2))
        grid = layout.grid(card)
        for front, back in zip(dealt[::2], dealt[1::2], strict=True):
            assert (front.back, back.back) == (False, True)
            places = {p.page: grid.box(p.column, p.row) for p in front.places}
            for place in back.places:
                box = grid.box(place.column, place.row)
                behind = (
                    box.moved(width - box.right - box.x, 0)
                    if turns_sideways(layout.sheet, flip)
                    else box.moved(0, height - box.top - box.y)
                )
                assert behind.x == pytest.approx(places[place.page - 1].x)
                assert behind.y == pytest.approx(places[place.page - 1].y)
                assert place.turned == (turns_sideways(layout.sheet, flip) != (turn is Turn.SIDEWAYS))


@pytest.mark.parametrize("turn", list(Turn))
@pytest.mark.parametrize("flip", list(Flip))
@pytest.mark.parametrize("landscape", [False, True])
def test_backs_register_in_pictures(flip: Flip, turn: Turn, landscape: bool) -> None:
    """By pixels: turn the printed back over; it covers the front turned over the way the reader turns a card.

    Back n shows the same as front n, so turning card by card what lies in the picture of the front must give the
    picture of the back.
    """
    fronts, card = (pages(3, (148.0, 105.0), paint="L"), (148.0, 105.0)) if landscape else (pages(3, A6, paint="L"), A6)
    layout = Layout(2, 2, sheet=(296, 210) if landscape else (210, 296), marks=Marks.NONE, duplex=Duplex(flip, turn))
    data = n_up(fronts, layout, ABOUT, backs=fronts)
    sound(data)
    front, back = pictures(data, 127)
    seen_through = ImageOps.mirror(back) if turns_sideways(layout.sheet, flip) else ImageOps.flip(back)
    grid = layout.grid(card)
    for column, row in ((0, 0), (1, 0), (0, 1), (1, 1)):
        box = grid.box(column, row)
        area = tuple(round(v * 5) for v in (box.x, layout.sheet[1] - box.top, box.right, layout.sheet[1] - box.y))
        one, other = front.crop(area), seen_through.crop(area)  # type: ignore[arg-type]
        expected = ImageOps.mirror(one) if turn is Turn.SIDEWAYS else ImageOps.flip(one)
        assert unlike(expected, other) < 20, (column, row)
        filled = (column, row) != (1, 1)
        assert (sum(v < 128 for v in one.tobytes()) > 2000) == filled
        if filled:
            assert min(unlike(expected, ImageOps.mirror(other)), unlike(expected, ImageOps.flip(other))) > 4000, (
                "a wrong turn would show"
            )


def test_the_same_back_for_all_and_backs_in_turn() -> None:
    layout = replace(FOUR_A6_ON_A4, duplex=Duplex())
    data = n_up(pages(5, A6), layout, ABOUT, backs=pages(1, A6, start=90))
    assert [len(page) for page in said(data)] == [4, 1, 1, 1]
    with pypdfium2.PdfDocument(data) as document:
        assert document[1].get_textpage().get_text_range().count("No90") == 4
    with Pdf.open(BytesIO(data)) as pdf:
        assert pdf.Root.ViewerPreferences.Duplex == Name.DuplexFlipLongEdge
        backs = {form.objgen for form in pdf.pages[1].Resources.XObject.values()}
        assert len(backs) == 1, "drawn four times, stored once"
    taking_turns = said(n_up(pages(4, A6), layout, ABOUT))
    assert [sorted(page) for page in taking_turns] == [["No1", "No3"], ["No2", "No4"]]
    assert taking_turns[1]["No2"][0] == pytest.approx(105 + 20, abs=0.4)


@pytest.mark.parametrize(("fronts", "backs"), [(3, 0), (3, 2), (2, 3)])
def test_backs_that_do_not_match(fronts: int, backs: int) -> None:
    with pytest.raises(Misfit) as caught:
        n_up(
            pages(fronts, A6), replace(FOUR_A6_ON_A4, duplex=Duplex()), ABOUT, backs=pages(backs, A6) if backs else b""
        )
    assert caught.value.finding.code == "IMP-003"


def test_backs_need_a_duplex_layout() -> None:
    with pytest.raises(ValueError, match="duplex"):
        n_up(pages(1, A6), FOUR_A6_ON_A4, ABOUT, backs=pages(1, A6))


# --- the printer's offset


def test_offset_moves_cards_marks_and_boxes() -> None:
    layout = replace(FOUR_A6_ON_A4, duplex=Duplex(), offset=PrinterOffset(1.5, 2, -3, -0.25))
    still, moved = (said(n_up(pages(2, A6), one, ABOUT)) for one in (replace(layout, offset=PrinterOffset()), layout))
    for n, (right, down) in enumerate([(1.5, 2), (-3, -0.25)]):
        name = f"No{n + 1}"
        assert moved[n][name][0] - still[n][name][0] == pytest.approx(right, abs=0.02)
        assert moved[n][name][1] - still[n][name][1] == pytest.approx(-down, abs=0.02)
    data = n_up(pages(2, A6), layout, ABOUT)
    assert boxes(data)["TrimBox"] == [1.5, 0, 210, 294.5], "never beyond the paper"
    wide = replace(Layout(1, 1, sheet=A4), offset=layout.offset)
    assert boxes(n_up(pages(1, A6), wide, ABOUT))["TrimBox"] == [54, 72.5, 159, 220.5]
    with Pdf.open(BytesIO(n_up(pages(1, A6), wide, ABOUT))) as pdf:
        assert f"1 0 0 1 {marks.points(1.5, -2)} cm".encode() in pdf.pages[0].Contents.read_bytes()


def test_offset_from_what_was_measured() -> None:
    assert PrinterOffset.of_measured((48.5, 52.0), (50, 50.5)) == PrinterOffset(1.5, -2.0, 0, -0.5)
    assert PrinterOffset.of_measured((50, 50)) == PrinterOffset()


@pytest.mark.parametrize("wrong", [10.5, -11, math.nan, math.inf])
def test_offset_beyond_sense(wrong: float) -> None:
    with pytest.raises(Misfit) as caught:
        n_up(pages(1), replace(TWO_A5_ON_A4, offset=PrinterOffset(front_down=wrong)), ABOUT)
    assert caught.value.finding.code == "IMP-004"


# --- geometry in general


LENGTHS = st.floats(20, 300)
WHITE = st.floats(0, 20)


@given(
    card=st.tuples(LENGTHS, LENGTHS),
    spare=st.tuples(st.floats(-30, 80), st.floats(-30, 80)),
    many=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    gutter=WHITE,
    margin=WHITE,
    bleed=st.floats(0, 5),
    count=st.integers(1, 40),
    order=st.sampled_from(Order),
    duplex=st.one_of(st.none(), st.builds(Duplex, st.sampled_from(Flip), st.sampled_from(Turn))),
)
@settings(max_examples=300, deadline=None)
def test_cards_never_overlap_and_never_leave_the_sheet(
    card: tuple[float, float],
    spare: tuple[float, float],
    many: tuple[int, int],
    gutter: float,
    margin: float,
    bleed: float,
    count: int,
    order: Order,
    duplex: Duplex | None,
) -> None:
    needed = [n * c + (n - 1) * gutter + 2 * max(margin, bleed) for n, c in zip(many, card, strict=True)]
    sheet = (needed[0] + spare[0], needed[1] + spare[1])
    layout = Layout(*many, sheet=sheet, gutter=gutter, margin=margin, bleed=bleed, order=order, duplex=duplex)
    if min(spare) < -0.05:
        with pytest.raises(Misfit, match="IMP-001"):
            layout.grid(card)
        return
    grid = layout.grid(card)
    dealt = sides(layout, range(count), range(count, 2 * count) if duplex else ())
    seen = Counter(place.page for side in dealt for place in side.places)
    assert seen == Counter(range(2 * count if duplex else count)), "every page once"
    for side in dealt:
        placed = [grid.box(place.column, place.row) for place in side.places]
        for box in placed:
            assert min(box.x, box.y) >= max(margin, bleed) - 0.03
            assert box.right <= sheet[0] - max(margin, bleed) + 0.03
            assert box.top <= sheet[1] - max(margin, bleed) + 0.03
        for one, other in combinations(placed, 2):
            apart = max(one.x - other.right, other.x - one.right, one.y - other.top, other.y - one.top)
            assert apart >= gutter - 1e-9
    assert_centred(grid)


def assert_centred(grid: Grid) -> None:
    """White is the same at opposite edges, or no back could lie behind its front."""
    block = grid.block
    assert block.x == pytest.approx(grid.sheet[0] - block.right)
    assert block.y == pytest.approx(grid.sheet[1] - block.top)


def test_what_does_not_fit_is_said() -> None:
    with pytest.raises(Misfit) as caught:
        n_up(pages(2), replace(TWO_A5_ON_A4, gutter=3), ABOUT)
    assert caught.value.finding.code == "IMP-001"
    assert (
        message(caught.value.finding) == "210×148 毫米的卡片每张纸排 1×2 张，需要 210×299 毫米，纸张只有 210×297 毫米。"
    )
    mixed = Pdf.open(BytesIO(pages(1)))
    mixed.pages.extend(Pdf.open(BytesIO(pages(1, A6))).pages)
    out = BytesIO()
    mixed.save(out)
    with pytest.raises(Misfit) as caught:
        n_up(out.getvalue(), TWO_A5_ON_A4, ABOUT)
    assert caught.value.finding.code == "IMP-002"
    assert "第 2 页是 105×148 毫米" in message(caught.value.finding)
    with pytest.raises(ValueError, match="no pages"):
        n_up(pages(0), TWO_A5_ON_A4, ABOUT)
    with pytest.raises(ValueError, match="no negative length"):
        Layout(0, 1).grid(A6)


# --- what a page held


def test_bookmarks_and_links_lead_to_the_sheets() -> None:
    pdf = Pdf.open(BytesIO(pages(3)))
    first = pdf.pages[0].obj
    inside = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([10, 20, 110, 40]), Dest=Array([pdf.pages[2].obj, Name.Fit])
    )
    outside = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([10, 60, 110, 80]),
        QuadPoints=Array([10, 60, 110, 60, 10, 80, 110, 80]),
        A=Dictionary(S=Name.URI, URI=pikepdf.String("https://sanka.example.cn/")),
        P=first,
    )
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]))
    first.Annots = Array([pdf.make_indirect(a) for a in (inside, outside, note)])
    pdf.Root.Names = Dictionary(
        Dests=Dictionary(Names=Array([pikepdf.String("a"), Array([pdf.pages[1].obj, Name.XYZ, 0, 100, 0])]))
    )
    pdf.Root.OpenAction = Array([first, Name.Fit])
    out = BytesIO()
    pdf.save(out)
    data = n_up(out.getvalue(), TWO_A5_ON_A4, ABOUT)
    sound(data)
    half, low = 148.5 * POINT, 0.5 * POINT
    with Pdf.open(BytesIO(data)) as sheets:
        sheet, second = sheets.pages[0].obj, sheets.pages[1].obj
        one, two = sheet.Annots
        assert [float(v) for v in one.Rect] == pytest.approx([10, 20 + half, 110, 40 + half], abs=0.01)
        assert one.Dest[0].objgen == second.objgen
        assert [float(v) for v in list(one.Dest)[2:]] == pytest.approx([0, half, 210 * POINT, 296.5 * POINT], abs=0.01)
        assert two.P.objgen == sheet.objgen
        assert [float(v) for v in two.QuadPoints] == pytest.approx(
            [10, 60 + half, 110, 60 + half, 10, 80 + half, 110, 80 + half], abs=0.01
        )
        named = sheets.Root.Names.Dests.Names[1]
        assert named[0].objgen == sheet.objgen
        assert float(named[3]) == pytest.approx(100 + low, abs=0.01)
        assert "/OpenAction" not in sheets.Root
        with sheets.open_outline() as outline:
            items: list[tuple[str, Any]] = [(item.title, item.destination) for item in outline.root]
        assert [title for title, _ in items] == ["卡1", "卡2", "卡3"]
        assert [place[0].objgen for _, place in items] == [sheet.objgen, sheet.objgen, second.objgen]
        assert [round(float(place[3]) / POINT, 1) for _, place in items] == [296.5, 148.5, 296.5]


def test_links_follow_turned_pages_and_backs() -> None:
    """A link under a dark field of a page with /Rotate 90, on a back that lies upside down: it must stay on the field."""
    pdf = Pdf.open(BytesIO(pages(2, (148.0, 210.0), rotate=90, paint="L")))
    for page in pdf.pages:
        field = [v * POINT for v in (10, 70, 18, 110)]
        page.obj.Annots = Array([pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(field)))])
    out = BytesIO()
    pdf.save(out)
    layout = Layout(1, 1, sheet=(230, 170), marks=Marks.NONE, duplex=Duplex(turn=Turn.SIDEWAYS))
    data = n_up(out.getvalue(), layout, ABOUT)
    with Pdf.open(BytesIO(data)) as sheets:
        for sheet, picture in zip(sheets.pages, pictures(data, 127), strict=True):
            left, low, right, top = (float(v) / POINT * 5 for v in sheet.obj.Annots[0].Rect)
            area = (round(left) + 2, picture.height - round(top) + 2, round(right) - 2, picture.height - round(low) - 2)
            assert max(picture.crop(area).tobytes()) < 60, "dark all over"
            assert round((right - left) / 5) == 40
            assert round((top - low) / 5) == 8


def test_same_input_same_bytes_and_input_is_left_alone() -> None:
    source = pages(7, A6)
    before = bytes(source)
    first = n_up(source, FOUR_A6_ON_A4, ABOUT)
    time.sleep(1.1)  # a file that took its identity from the clock would differ by now
    assert n_up(source, FOUR_A6_ON_A4, ABOUT) == first
    assert source == before
    assert n_up(source, FOUR_A6_ON_A4, ABOUT) != n_up(source, FOUR_A6_ON_A4, replace(ABOUT, day="2026-12-21"))


def test_metadata() -> None:
    with Pdf.open(BytesIO(n_up(pages(2), TWO_A5_ON_A4, replace(ABOUT, title="甲 & <乙>")))) as pdf:
        assert str(pdf.docinfo.Title) == "甲 & <乙>"
        assert str(pdf.docinfo.CreationDate) == "D:20261220"
        assert str(pdf.Root.Lang) == "zh-CN"
        preferences = pdf.Root.ViewerPreferences
        assert preferences.PrintScaling == Name("/None")
        assert preferences.Duplex == Name.Simplex
        assert preferences.DisplayDocTitle
        with pdf.open_metadata() as xmp:
            assert xmp["dc:title"] == "甲 & <乙>"
            assert xmp["dc:creator"] == ["和川县委组织部"]
            assert xmp["xmp:CreateDate"] == "2026-12-20"
            assert "pdfuaid:part" not in xmp
    with Pdf.open(BytesIO(n_up(pages(2), TWO_A5_ON_A4, About("甲")))) as pdf:
        assert "/CreationDate" not in pdf.docinfo


# --- real cards, with their tags


@cache
def booklet() -> bytes:
    """All kinds of action cards, tagged, as the press makes them."""
    from threecards.paper.fonts import cut_fonts
    from threecards.paper.press import Press, render
    from threecards.paper.sheets.cards import action_cards
    from threecards.paper.theme import PaperTheme

    theme = PaperTheme.read(paper_fixture.ROOT / "layouts" / "paper")
    cards = tuple(
        card for card in paper_fixture.branch().cards if not any(c in card.name for c in paper_fixture.NOWHERE)
    )
    sheet = action_cards(paper_fixture.site(), "t01", paper_fixture.branch(cards))[0]
    press = Press(theme, cut_fonts(paper_fixture.font_files(), sheet.characters() | theme.characters))
    data, found = render(press, sheet)
    assert data is not None, found
    return data


def elements(pdf: Pdf) -> Iterator[Any]:
    """Every structure element, in the order of reading."""
    todo = [pdf.Root.StructTreeRoot.K]
    while todo:
        one = todo.pop()
        if isinstance(one, Array):
            todo += reversed(list(one))
        elif isinstance(one, Dictionary) and one.get("/Type") not in (Name.MCR, Name.OBJR):
            yield one
            if "/K" in one:
                todo.append(one.K)


def kids(element: Any) -> list[Any]:
    """What an element holds."""
    inside = element.get("/K")
    return [] if inside is None else list(inside) if isinstance(inside, Array) else [inside]


@pytest.mark.pdf
def test_tags_stay_whole_when_every_page_is_drawn_once() -> None:
    source = booklet()
    data = n_up(source, replace(TWO_A5_ON_A4, order=Order.STACKS), ABOUT)
    sound(data)
    with Pdf.open(BytesIO(source)) as before, Pdf.open(BytesIO(data)) as pdf:
        assert [str(e.S) for e in elements(pdf)] == [str(e.S) for e in elements(before)]
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as xmp:
            assert xmp["pdfuaid:part"] == "1"
        sheets = {page.obj.objgen for page in pdf.pages}
        forms = [(page.obj.objgen, form) for page in pdf.pages for form in page.Resources.XObject.values()]
        assert len({form.objgen for _, form in forms}) == len(forms) == len(before.pages), (
            "no tagged form is drawn twice"
        )
        sheet_of = {form.objgen: sheet for sheet, form in forms}
        parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        assert not any("/StructParents" in page.obj for page in pdf.pages)
        keys = [int(form.StructParents) for _, form in forms]
        assert len(set(keys)) == len(keys)
        count = 0
        for element in elements(pdf):
            if "/Pg" in element:
                assert element.Pg.objgen in sheets
            for kid in kids(element):
                assert not isinstance(kid, int)
                if kid.get("/Type") == Name.MCR:
                    count += 1
                    assert sheet_of[kid.Stm.objgen] == element.Pg.objgen
                    back = parents[int(kid.Stm.StructParents)][int(kid.MCID)]
                    assert back.objgen == element.objgen
        marked = sum(form.read_bytes().count(b"/MCID") for _, form in forms)
        assert count == marked > 100, "every marked piece of content has its element"
        for page in pdf.pages:  # what is not a card is an artifact
            content = page.Contents.read_bytes()
            assert content.count(b"BMC") == content.count(b"EMC") == 1
            assert content.index(b" Do") < content.index(b"/Artifact BMC") < content.index(b"S Q")


@pytest.mark.pdf
def test_tags_are_dropped_when_a_page_is_drawn_twice() -> None:
    layout = replace(TWO_A5_ON_A4, duplex=Duplex())
    data = n_up(booklet(), layout, ABOUT, backs=pages(1))
    sound(data)
    with Pdf.open(BytesIO(data)) as pdf:
        assert "/StructTreeRoot" not in pdf.Root
        assert "/MarkInfo" not in pdf.Root
        with pdf.open_metadata() as xmp:
            assert "pdfuaid:part" not in xmp


@pytest.mark.pdf
def test_text_fonts_and_size_stay() -> None:
    source = booklet()
    data = n_up(source, TWO_A5_ON_A4, ABOUT)

    def text(pdf: bytes) -> str:
        with pypdfium2.PdfDocument(pdf) as document:
            return "".join(sorted("".join(page.get_textpage().get_text_range() for page in document).split()))

    def fonts(pdf: bytes) -> Counter[str]:
        with Pdf.open(BytesIO(pdf)) as document:
            return Counter(
                str(o.FontName)
                for o in document.objects
                if isinstance(o, Dictionary) and o.get("/Type") == Name.FontDescriptor
            )

    assert Counter(text(data)) == Counter(text(source))
    assert "周望野" in "".join(pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range().split())
    assert fonts(data) == fonts(source)
    assert len(data) < 1.15 * len(source) + 2000
    assert n_up(source, TWO_A5_ON_A4, ABOUT) == data


# --- posters


@given(
    poster=st.tuples(st.floats(50, 1200), st.floats(50, 1200)),
    sheet=st.sampled_from([(210, 297), (297, 420), (260, 368)]),
    margin=st.floats(10, 30),
    overlap=st.floats(0, 30),
)
@settings(max_examples=200, deadline=None)
def test_tiles_cover_the_poster_and_overlap(
    poster: tuple[float, float], sheet: tuple[float, float], margin: float, overlap: float
) -> None:
    tiled = cut_up(poster, Tiling(sheet, margin, overlap))
    assert len(tiled.tiles) == tiled.columns * tiled.rows
    assert sorted(tiled.sheet) == sorted(sheet)
    at = {(t.column, t.row): t for t in tiled.tiles}
    for (column, row), tile in at.items():
        assert (tile.part.width, tile.part.height) == (tile.window.width, tile.window.height)
        assert tile.window.x >= margin - 1e-6
        assert tile.window.y >= margin - 1e-6
        assert tile.window.right <= tiled.sheet[0] - margin + 1e-6
        assert tile.window.top <= tiled.sheet[1] - margin + 1e-6
        if column:
            assert at[column - 1, row].part.right - tile.part.x == pytest.approx(overlap, abs=1e-6)
        if row:
            assert tile.part.top - at[column, row - 1].part.y == pytest.approx(overlap, abs=1e-6)
    first, last = at[0, 0].part, at[tiled.columns - 1, tiled.rows - 1].part
    assert (first.x, last.y) == pytest.approx((0, 0), abs=1e-6)
    assert (last.right, first.top) == pytest.approx(poster)


def sans() -> bytes:
    """The font that the project ships."""
    return next(file.data for file in paper_fixture.font_files() if file.family == SANS)


def test_a3_on_four_a4() -> None:
    tiled = cut_up((297, 420), Tiling())
    assert (tiled.columns, tiled.rows, tiled.sheet) == (2, 2, (210, 297))
    assert cut_up((420, 297), Tiling()).sheet == (297, 210), "paper is turned when that saves sheets"
    assert len(cut_up((150, 200), Tiling()).tiles) == 1


def test_tiles_glued_together_are_the_poster() -> None:
    poster = pages(1, (297.0, 420.0), paint="L")
    tiling = Tiling(offset=PrinterOffset(2, -3))
    data = poster_tiles(poster, tiling, About("清泉村星级榜"), sans())
    sound(data)
    assert poster_tiles(poster, tiling, About("清泉村星级榜"), sans()) == data
    whole = pictures(poster, 127)[0]
    glued = Image.new("L", whole.size, 128)
    tiled = cut_up((297, 420), tiling)
    for picture, tile in zip(pictures(data, 127), tiled.tiles, strict=True):
        window = tile.window.moved(2, 3)
        cut = picture.crop(tuple(round(v * 5) for v in (window.x, 297 - window.top, window.right, 297 - window.y)))  # type: ignore[arg-type]
        place = round(tile.part.x * 5), round((420 - tile.part.top) * 5)
        if tile.column:  # what is covered by this tile looks the same on its neighbour
            strip = (place[0], place[1] + 60, place[0] + 50, place[1] + cut.height)
            under = glued.crop(strip)
            assert unlike(under, cut.crop((0, 60, 50, cut.height))) < 20
        glued.paste(cut, place)
    assert unlike(glued, whole) < 40
    trim = boxes(data)["TrimBox"]
    first = tiled.tiles[0].window
    assert trim == pytest.approx([first.x + 2, first.y + 3, first.right + 2, first.top + 3], abs=0.02)


def test_tiles_say_where_they_go() -> None:
    with pypdfium2.PdfDocument(
        poster_tiles(pages(2, (297.0, 420.0)), Tiling(), About("星级榜\ua9c1"), sans())
    ) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    assert len(texts) == 8
    assert "第1行第1张（共2行，每行2张）" in texts[0]
    assert "不裁，先放好" in texts[0]
    assert "沿左边和上边的标记裁开" in texts[7]
    assert "第2页" in texts[7]
    assert f"星级榜{MISSING}" in texts[0], "a character without glyph is replaced, not lost"
    assert [text.count("粘") for text in texts[:4]] == [5, 4, 4, 2]


@pytest.mark.parametrize("tiling", [Tiling(margin=5), Tiling(overlap=100), Tiling(overlap=-1), Tiling(margin=110)])
def test_tiles_without_room(tiling: Tiling) -> None:
    with pytest.raises(Misfit) as caught:
        cut_up((297, 420), tiling)
    assert caught.value.finding.code == "IMP-006"


# --- calibration


@pytest.mark.parametrize(("sheet", "flip"), [(A4, Flip.LONG_EDGE), ((297, 210), Flip.SHORT_EDGE), (A3, Flip.LONG_EDGE)])
def test_calibration_crosses_of_both_sides_coincide(sheet: tuple[int, int], flip: Flip) -> None:
    data = calibration(sans(), About("打印机校准页"), sheet=sheet, flip=flip)
    sound(data)
    front, back = pictures(data, 127)
    width, height = sheet
    for picture in (front, back):
        for x in (50, width - 50):
            for y in (50, height - 50):
                row = picture.crop((x * 5 - 20, y * 5 - 3, x * 5 + 20, y * 5 + 3)).tobytes()
                lines = [sum(v < 200 for v in row[n * 40 : n * 40 + 40]) for n in range(6)]
                assert max(lines) >= 38, "an arm of the cross lies on 50 mm"
                assert max(range(6), key=lines.__getitem__) in (2, 3)
    with pypdfium2.PdfDocument(data) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    assert all(word in texts[0] for word in ("正面", "实际大小", f"选“{flip}”", "应正好100毫米", "本页未作校正"))
    assert "背面" in texts[1]
    with Pdf.open(BytesIO(data)) as pdf:
        assert len(pdf.pages) == 2
        assert str(pdf.Root.ViewerPreferences.Duplex) == (
            "/DuplexFlipLongEdge" if flip is Flip.LONG_EDGE else "/DuplexFlipShortEdge"
        )


@pytest.mark.parametrize("sheet", [A4, (297, 210), (260, 368), A3, (420, 297)])
def test_calibration_words_stay_clear_of_crosses_and_edges(sheet: tuple[int, int]) -> None:
    width, height = sheet
    with pypdfium2.PdfDocument(calibration(sans(), About("校准"), sheet=sheet)) as document:
        for page in document:
            text = page.get_textpage()
            for n in range(text.count_chars()):
                if text.get_text_range(n, 1).isspace():
                    continue
                left, bottom, right, top = (v / POINT for v in text.get_charbox(n))
                assert left >= 3.5
                assert right <= width - 3.5
                for x in (50, width - 50):
                    for y in (50, height - 50):
                        assert left > x + 5 or right < x - 5 or bottom > y + 5 or top < y - 5


def test_calibration_ruler_is_true() -> None:
    """A hundred millimetres between 0 and 100, to a tenth."""
    picture = pictures(calibration(sans(), About("校准")), 254)[0]
    level = (297 - 165) * 10
    row = picture.crop((0, level - 1, picture.width, level + 2)).tobytes()
    dark = [n % picture.width for n, v in enumerate(row) if v < 140 and 300 < n % picture.width < 1550]
    assert (max(dark) - min(dark)) / 10 == pytest.approx(100, abs=0.25)


def test_calibration_shows_and_uses_the_offset() -> None:
    plain = pictures(calibration(sans(), About("校准")), 127)
    moved_pdf = calibration(sans(), About("校准"), offset=PrinterOffset(2, -1, 0, 3))
    for n, (right, down) in enumerate([(2, -1), (0, 3)]):
        moved = pictures(moved_pdf, 127)[n]
        area = (200, 200, 320, 280)
        there = (area[0] + 5 * right, area[1] + 5 * down, area[2] + 5 * right, area[3] + 5 * down)
        assert unlike(plain[n].crop(area), moved.crop(there)) < 5
        assert unlike(plain[n].crop(area), moved.crop(area)) > 50
    with pypdfium2.PdfDocument(moved_pdf) as document:
        assert "本页已校正：右移 2 毫米，上移 1 毫米。" in document[0].get_textpage().get_text_range()
        assert "本页已校正：下移 3 毫米。" in document[1].get_textpage().get_text_range()
    with pytest.raises(Misfit):
        calibration(sans(), About("校准"), offset=PrinterOffset(back_right=40))
    with pytest.raises(ValueError, match="no room"):
        calibration(sans(), About("校准"), sheet=(148, 210))


def test_lettering() -> None:
    letters = Lettering(sans(), "校准A1")
    assert letters.width("校准", 4) == pytest.approx(8, abs=0.2)
    assert letters.width("鑫", 4) == letters.width(MISSING, 4)
    assert letters.write(10, 10, 4, "A", anchor=1).startswith("BT 0 g /F0")
    with pytest.raises(ValueError, match="TrueType"):
        Lettering(b"no font", "A")


def test_sides_keep_their_order() -> None:
    dealt: Sequence[Side] = sides(replace(TWO_A5_ON_A4, duplex=Duplex()), [0, 2, 4], [1, 3, 5])
    assert [(s.back, [p.page for p in s.places]) for s in dealt] == [
        (False, [0, 2]),
        (True, [1, 3]),
        (False, [4]),
        (True, [5]),
    ]
