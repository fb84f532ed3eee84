"""Every kind of sheet there is, as every variant: what holds of any file that leaves the press, whatever stands on it.

A new kind is tested by being in ``KINDS``; a new ``Source`` needs a view in ``view_of``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pikepdf
import pypdfium2
import pytest

from tests import paper_fixture as px
from tests import paper_forms as pf
from tests.paper_pdf import MAKES_PDFS, MM, THEME, codes_of, elements, opened, squeeze, text_of
from tests.test_paper_sheets_record import empty, usual
from tests.values import replace
from threecards.paper.about import Standard
from threecards.paper.fonts import cut_fonts
from threecards.paper.ink import Unprintable, cmyk_of, grey_of, luminance, srgb, to_cmyk
from threecards.paper.jobs import SheetJob
from threecards.paper.press import Press, render
from threecards.paper.sheets import KINDS, Kind, Source
from threecards.paper.stock import Stock, layout_on
from threecards.paper.variants import Making, Shop, Variant, job_for, made_into
from threecards.problems import message
from threecards.publish.views.board import BoardCard
from threecards.publish.views.common import HonourView
from threecards.publish.views.record import RecordBranch

pytestmark = MAKES_PDFS

EVERY = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
SHOP = Making(Variant.SHOP)


def honoured() -> BoardCard:
    """A member commended for this year too."""
    honour = HonourView(2026, "村级", "优秀共产党员", "2026-12-20", "云党发〔2026〕12号")
    return replace(px.office(), honours=(honour, *px.office().honours))


def view_of(source: Source) -> Any:
    """A view with something of each kind."""
    made: dict[Source, Callable[[], Any]] = {
        Source.BOARD: lambda: px.branch((px.usual(), honoured(), *px.others()), post_list=px.post_list()),
        Source.HALL: px.township,
        Source.PACK: px.pack,
        Source.FORMS: pf.forms,
        Source.MEETING: pf.meeting,
        Source.POSTING: pf.posting,
        Source.RECORD: lambda: RecordBranch(
            "b001", "清泉村党支部", "云岭镇", 2026, "2026-12-24", "郑云", (usual(), empty())
        ),
    }
    return made[source]()


@cache
def sheets(kind: Kind) -> tuple[SheetJob, ...]:
    return kind.make(px.site(), "t01", view_of(kind.source))


@cache
def press() -> Press:
    characters = THEME.characters.union(*(sheet.characters() for kind in KINDS for sheet in sheets(kind)))
    return Press(THEME, cut_fonts(px.font_files(), characters))


@cache
def printed(kind: Kind, making: Making = Making()) -> bytes:  # noqa: B008 - a frozen value
    """The first sheet of a kind as a variant."""
    sheet = job_for(sheets(kind)[0], making)
    data, found = render(press(), sheet)
    assert found == [], [message(one) for one in found]
    assert data is not None
    return made_into(data, sheet, making, px.font_files()[0].data)


def streams(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Everything that draws: pages and the forms on them, each once."""
    seen: set[tuple[int, int]] = set()

    def below(resources: Any) -> Iterator[Any]:
        for form in resources.get("/XObject", {}).values():
            if form.Subtype == pikepdf.Name.Form and form.objgen not in seen:
                seen.add(form.objgen)
                yield form
                yield from below(form.get("/Resources", {}))

    for page in pdf.pages:
        yield page
        yield from below(page.Resources)


def operators(pdf: pikepdf.Pdf) -> set[str]:
    return {str(step.operator) for stream in streams(pdf) for step in pikepdf.parse_content_stream(stream)}


@EVERY
def test_pages_have_their_size_and_their_boxes(kind: Kind) -> None:
    width, height = (side * MM for side in sheets(kind)[0].size_mm)
    with opened(printed(kind)) as pdf:
        assert pdf.check_pdf_syntax() == []
        for page in pdf.pages:
            for box in (page.mediabox, page.trimbox, page.bleedbox, page.cropbox):
                assert [float(x) for x in box] == pytest.approx([0, 0, width, height], abs=0.6)


@EVERY
def test_fonts_are_embedded_cut_and_ours(kind: Kind) -> None:
    with opened(printed(kind)) as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]
        assert fonts
        for font in fonts:
            name = str(font.BaseFont)
            assert name[7] == "+", name
            assert name[8:].startswith("Paper-")
            assert len(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()) < 400_000
            assert "/ToUnicode" in font


@EVERY
def test_a_file_says_what_it_is(kind: Kind) -> None:
    sheet = sheets(kind)[0]
    with opened(printed(kind)) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"
        assert str(pdf.docinfo.Title) == sheet.title
        assert str(pdf.docinfo.Author) == sheet.imprint.office
        assert str(pdf.docinfo.CreationDate).startswith("D:2026")
        assert str(pdf.Root.ViewerPreferences.PrintScaling) == "/None"
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()


@EVERY
def test_tags_follow_the_rules_of_accessible_pdf(kind: Kind) -> None:
    """Own reading of ISO 14289-1: all content is tagged or an artifact, tables are whole, pictures have words, keys lead back."""
    with opened(printed(kind)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        tree = pdf.Root.StructTreeRoot
        numbers = list(tree.ParentTree.Nums)
        parents = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        inside = {"/TR": {"/Table", "/THead", "/TBody", "/TFoot"}, "/TD": {"/TR"}, "/TH": {"/TR"}, "/LI": {"/L"}}
        for element in elements(tree):
            if str(element.S) in inside:
                assert str(element.P.S) in inside[str(element.S)]
            if pikepdf.Name.Figure == element.S:
                assert str(element.Alt).strip()
        for page in pdf.pages:
            depth, seen = 0, set()
            for step in pikepdf.parse_content_stream(page):
                name = str(step.operator)
                if name in ("BDC", "BMC"):
                    depth += 1
                    mark = step.operands[1] if len(step.operands) > 1 else None
                    if isinstance(mark, pikepdf.Dictionary) and "/MCID" in mark:
                        seen.add(int(mark.MCID))
                elif name == "EMC":
                    depth -= 1
                elif name in ("Tj", "TJ", "Do", "f", "S", "B", "f*"):
                    assert depth > 0, f"{name} outside of marked content"
            assert len(parents[int(page.StructParents)]) == len(seen)


@EVERY
def test_the_same_sheet_is_the_same_bytes(kind: Kind) -> None:
    assert printed.__wrapped__(kind, SHOP) == printed(kind, SHOP)


@EVERY
def test_an_archive_copy_promises_both_standards(kind: Kind) -> None:
    with opened(printed(kind, Making(Variant.ARCHIVE))) as pdf:
        facts = pdf.Root.Metadata.read_bytes().decode()
        assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in facts
        assert "<pdfuaid:part>1</pdfuaid:part>" in facts
        assert "pdfaExtension" in facts
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == pikepdf.Name.GTS_PDFA1
        assert intent.DestOutputProfile.read_bytes() == srgb()
        assert not [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Interpolate", False)]
        assert "/ID" in pdf.trailer
    assert text_of(printed(kind, Making(Variant.ARCHIVE))) == text_of(printed(kind))


@EVERY
def test_a_print_shop_gets_process_inks_bleed_and_crop_marks(kind: Kind) -> None:
    data = printed(kind, SHOP)
    assert data.startswith(b"%PDF-1.4")
    width, height = (side * MM for side in sheets(kind)[0].size_mm)
    with opened(data) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert not operators(pdf) & {"rg", "RG", "cs", "CS", "sc", "SC", "scn", "SCN", "sh"}
        assert str(pdf.docinfo["/GTS_PDFXVersion"]) == Standard.X1A.value
        assert str(pdf.docinfo["/Trapped"]) == "/False"
        (intent,) = pdf.Root.OutputIntents
        assert (str(intent.S), str(intent.OutputConditionIdentifier)) == ("/GTS_PDFX", "JC200103")
        for page in pdf.pages:
            trim, bleed, media = ([float(x) for x in box] for box in (page.trimbox, page.bleedbox, page.mediabox))
            assert [trim[2] - trim[0], trim[3] - trim[1]] == pytest.approx([width, height], abs=0.6)
            assert [trim[0] - bleed[0], bleed[3] - trim[3]] == pytest.approx([3 * MM, 3 * MM], abs=0.6)
            assert media[0] < bleed[0]
            assert "/ArtBox" not in page
            assert "/Annots" not in page
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == pikepdf.Name.Image:
                assert thing.ColorSpace in (pikepdf.Name.DeviceCMYK, pikepdf.Name.DeviceGray)
    assert text_of(data) == text_of(printed(kind))


@EVERY
def test_black_ink_alone_keeps_every_word_and_every_shape(kind: Kind) -> None:
    grey = printed(kind, Making(grey=True))
    with opened(grey) as pdf:
        assert not operators(pdf) & {"rg", "RG", "k", "K"}
        assert "/StructTreeRoot" in pdf.Root
    assert text_of(grey) == text_of(printed(kind))
    page = pypdfium2.PdfDocument(grey)[0].render(scale=0.8).to_pil().convert("RGB")
    red, green, blue = page.split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()
    for word, shape in (("已点亮", "★"), ("未点亮", "☆"), ("已完成", "●"), ("进行中", "◐")):
        if word in text_of(grey) and kind.key in ("action-cards", "pocket-cards", "star-board"):
            assert shape in text_of(grey)


@EVERY
def test_on_office_paper_nothing_is_scaled_or_lost(kind: Kind) -> None:
    data = printed(kind, Making(Variant.OFFICE))
    sheet = sheets(kind)[0]
    with opened(data) as pdf, opened(printed(kind)) as plain:
        layout = layout_on(sheet.size_mm, Stock())
        for page in pdf.pages:
            assert sorted(float(x) for x in page.mediabox[2:]) == pytest.approx([210 * MM, 297 * MM], abs=0.1)
        if layout:
            assert len(pdf.pages) == -(-len(plain.pages) // layout.per_sheet)
            assert "/StructTreeRoot" in pdf.Root
            assert sorted(squeeze(text_of(data))) == sorted(squeeze(text_of(printed(kind))))
        else:
            assert len(pdf.pages) >= 2 * len(plain.pages)
        form = next(stream for stream in streams(pdf) if stream.get("/Subtype") == pikepdf.Name.Form)
        box = [float(x) for x in form.BBox]
        assert [box[2] - box[0], box[3] - box[1]] == pytest.approx([side * MM for side in sheet.size_mm], abs=0.6)


def test_codes_lead_to_the_same_address_in_black_and_in_the_archive() -> None:
    (kind,) = (kind for kind in KINDS if kind.key == "action-cards")
    addresses = [card.url for card in (px.usual(), px.office(), *px.others())]
    for making in (Making(grey=True), Making(Variant.ARCHIVE)):
        found = [
            address for page in pypdfium2.PdfDocument(printed(kind, making)) for address, _ in codes_of(page, addresses)
        ]
        assert found == addresses, making


# --- inks ------------------------------------------------------------------------------------------------------------


def test_text_is_black_ink_alone_and_red_has_its_mixture() -> None:
    assert cmyk_of((0x1F / 255, 0x1B / 255, 0x16 / 255)) == (0, 0, 0, 1)
    assert cmyk_of((0x9E / 255, 0x1B / 255, 0x16 / 255)) == (0.2, 1, 1, 0.2)
    assert cmyk_of((1, 1, 1)) == (0, 0, 0, 0)
    assert cmyk_of((0.5, 0.52, 0.5))[:3] == (0, 0, 0)
    assert cmyk_of((0, 0, 1)) == (1, 1, 0, 0)
    assert all(sum(cmyk_of((r / 4, g / 4, b / 4))) <= 3 for r in range(5) for g in range(5) for b in range(5))


def test_greys_keep_the_order_of_lightness() -> None:
    colours = [(0.0, 0.0, 0.0), (0.62, 0.11, 0.09), (0.54, 0.38, 0.0), (0.66, 0.62, 0.56), (1.0, 1.0, 1.0)]
    assert colours == sorted(colours, key=luminance)
    greys = [grey_of(colour) for colour in colours]
    assert greys == sorted(greys)
    assert greys[0] == 0
    assert greys[-1] == 1


@pytest.mark.parametrize("content", ["/Pattern cs", "0.5 gs_missing", "/s sh", "1 0 0 sc"])
def test_what_no_ink_can_print_is_refused(content: str) -> None:
    with pikepdf.Pdf.new() as pdf:
        page = pdf.add_blank_page()
        page.Contents = pdf.make_stream(content.encode())
        if "gs_missing" in content:
            page.Contents = pdf.make_stream(b"/half gs")
            page.Resources = pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(half=pikepdf.Dictionary(ca=0.5)))
        with pytest.raises(Unprintable):
            to_cmyk(pdf)


def test_a_shop_with_a_profile_gets_the_newer_standard() -> None:
    (kind,) = (kind for kind in KINDS if kind.key == "goal-card")
    profile = bytes(16) + b"CMYK" + bytes(16) + b"acsp" + bytes(88)
    making = Making(Variant.SHOP, shop=Shop("FOGRA39", profile))
    with opened(printed(kind, making)) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert intent.DestOutputProfile.read_bytes() == profile
        assert str(intent.OutputConditionIdentifier) == "FOGRA39"
        assert f"<pdfxid:GTS_PDFXVersion>{Standard.X4.value}<" in pdf.Root.Metadata.read_bytes().decode()
        assert not operators(pdf) & {"rg", "RG"}
