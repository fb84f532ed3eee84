"""Booklets made in parts and files bound together: the same pages, one set of fonts, whole tags, bookmarks in order."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import pikepdf
import pytest

from tests import paper_fixture as px
from tests.paper_pdf import MAKES_PDFS, THEME, elements, made, opened, pages_of
from tests.values import replace
from threecards.paper.fonts import cut_fonts
from threecards.paper.jobs import TOGETHER as PART
from threecards.paper.jobs import SheetJob
from threecards.paper.join import bound
from threecards.paper.press import Press, render
from threecards.paper.sheets.cards import action_cards

pytestmark = MAKES_PDFS


def cards(count: int) -> SheetJob:
    """A booklet of some cards, with names that differ so that each part needs glyphs of its own."""
    names = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
    some = tuple(replace(px.usual(), key=f"m{n:06d}", name=names[n % len(names)] + "远") for n in range(count))
    return action_cards(px.site(), "t01", px.branch(some))[0]


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(
        THEME, cut_fonts(px.font_files(), cards(40).characters() | THEME.characters | set("联系本组十二户种植户"))
    )


@pytest.fixture(scope="module")
def in_parts(press: Press) -> bytes:
    return made(press, cards(2 * PART + 3))


def texts(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pages_of(data)]


def test_a_booklet_in_parts_is_the_booklet_in_one(press: Press, in_parts: bytes) -> None:
    whole = made(press, replace(cards(2 * PART + 3), together=1000))
    assert texts(in_parts) == texts(whole)
    with opened(in_parts) as one, opened(whole) as other:
        kinds = [Counter(str(e.S) for e in elements(pdf.Root.StructTreeRoot)) for pdf in (one, other)]
        assert kinds[0] == kinds[1]
        assert kinds[0]["/H1"] == 2 * PART + 3
        titles = [[item.title for item in pdf.open_outline().root] for pdf in (one, other)]
        assert titles[0] == titles[1]
        assert one.docinfo == other.docinfo
        assert one.Root.Lang == other.Root.Lang
    assert len(in_parts) < 1.15 * len(whole)


def test_parts_draw_with_one_set_of_fonts(in_parts: bytes) -> None:
    with opened(in_parts) as pdf:
        assert len(pdf.pages) == 2 * PART + 3
        fonts = {font.objgen for page in pdf.pages for font in page.Resources.Font.values()}
        assert len(fonts) == len(pdf.pages[0].Resources.Font)
        files = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontFile2" in o]
        assert len(files) == len(fonts)


def test_every_page_finds_its_tags(in_parts: bytes) -> None:
    with opened(in_parts) as pdf:
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        parents = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
        assert list(parents) == sorted(parents)
        for page in pdf.pages:
            row = parents[int(page.StructParents)]
            assert len(row)
            for mcid, element in enumerate(row):
                assert element.Pg.objgen == page.objgen
                inside: list[Any] = list(element.K) if isinstance(element.K, pikepdf.Array) else [element.K]
                assert mcid in inside
        for element in elements(pdf.Root.StructTreeRoot):
            assert "/S" in element.P or element.P.Type == pikepdf.Name.StructTreeRoot
        names = [str(e.ID) for e in elements(pdf.Root.StructTreeRoot) if "/ID" in e]
        assert len(names) == len(set(names)) == 4 * len(pdf.pages) + len(pdf.pages)
        for cell in elements(pdf.Root.StructTreeRoot):
            if cell.S == pikepdf.Name.TD:
                assert {str(h) for h in cell.A.get("/Headers", [])} <= set(names)


def test_equal_jobs_in_parts_give_equal_bytes(press: Press, in_parts: bytes) -> None:
    assert made(press, cards(2 * PART + 3)) == in_parts


def test_one_fault_in_a_late_part_stops_the_booklet_and_all_faults_are_told(press: Press) -> None:
    sheet = cards(2 * PART)
    long = tuple(replace(c, what="联系本组十二户种植户" * 30) for c in px.usual().commitments * 3)
    bad = [replace(i, view=replace(i.view, commitments=long)) if n in (0, 2 * PART - 1) else i for n, i in enumerate(sheet.items)]  # fmt: skip
    data, found = render(press, replace(sheet, items=tuple(bad)))
    assert data is None
    assert [(f.code, f.path[-12:-5]) for f in found] == [
        ("PAPER-002", "m000000"),
        ("PAPER-002", f"m{2 * PART - 1:06d}"),
    ]


def test_files_are_bound_under_their_titles(press: Press) -> None:
    one, other = made(press, cards(3)), made(press, cards(2))
    with bound([("清泉村党支部", one), ("石桥村党支部", other)]) as pdf:
        assert len(pdf.pages) == 5
        outline = pdf.open_outline().root
        assert [(item.title, len(item.children)) for item in outline] == [("清泉村党支部", 3), ("石桥村党支部", 2)]
        assert all(item.is_closed for item in outline)
        out = io.BytesIO()
        pdf.save(out)
    assert texts(out.getvalue()) == texts(one) + texts(other)
    with opened(out.getvalue()) as pdf:
        assert sum(str(e.S) == "/H1" for e in elements(pdf.Root.StructTreeRoot)) == 5
        assert str(pdf.Root.Lang) == "zh-CN"
