"""What tests of sheets ask of a finished PDF: its text, its type sizes, its codes, its tags. Needs Pango and PDFium."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import pikepdf
import pypdfium2
import pytest
from pypdfium2 import raw

from tests import paper_fixture as px
from tests.county_tree import needs_pango
from threecards.paper import qr, text
from threecards.paper.fonts import cut_fonts
from threecards.paper.jobs import SheetJob
from threecards.paper.press import Press, render
from threecards.paper.theme import PaperTheme
from threecards.problems import message

MM = 72 / 25.4
THEME = PaperTheme.read(px.ROOT / "layouts" / "paper")

MAKES_PDFS = [pytest.mark.pdf, needs_pango]  # the ``pytestmark`` of a file all of whose tests make PDFs

Test = TypeVar("Test", bound=Callable[..., Any])


def makes_pdf(test: Test) -> Test:
    """One test that makes a PDF, in a file of which others do not."""
    marked: Test = needs_pango(pytest.mark.pdf(test))
    return marked


def press_of(*sheets: SheetJob, more: str = "") -> Press:
    """A press with the shipped fonts, cut to some sheets and more characters."""
    characters = THEME.characters.union(more, *(sheet.characters() for sheet in sheets))
    return Press(THEME, cut_fonts(px.font_files(), characters))


def made(press: Press, sheet: SheetJob) -> bytes:
    """The PDF of a job that has no fault at all."""
    data, found = render(press, sheet)
    assert found == [], [message(one) for one in found]
    assert data is not None
    return data


def pages_of(data: bytes) -> list[Any]:
    """Pages as PDFium opens them."""
    return list(pypdfium2.PdfDocument(data))


def squeeze(value: str) -> str:
    """A text without blanks and joiners, to be compared."""
    return "".join(text.plain(value).split())


def text_of(data: bytes) -> str:
    """All text as a reader copies it, squeezed."""
    return squeeze("".join(page.get_textpage().get_text_range() for page in pages_of(data)))


def sizes_of(page: Any) -> dict[str, float]:
    """Size in millimetres of each piece of text on a page, by the text; of equal texts the smallest."""
    textpage = page.get_textpage()
    found: dict[str, float] = {}
    for one in page.get_objects(max_depth=4):
        if one.type == raw.FPDF_PAGEOBJ_TEXT:
            size, matrix = ctypes.c_float(), one.get_matrix()
            raw.FPDFTextObj_GetFontSize(one.raw, size)
            length = raw.FPDFTextObj_GetText(one.raw, textpage.raw, None, 0)
            buffer = ctypes.create_string_buffer(length)
            raw.FPDFTextObj_GetText(one.raw, textpage.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
            words = squeeze(buffer.raw.decode("utf-16-le").rstrip("\0"))
            if words:
                mm = round(size.value * abs(matrix.d) / MM, 2)
                found[words] = min(mm, found.get(words, mm))
    return found


def codes_of(page: Any, addresses: Sequence[str], levels: str = "MH") -> list[tuple[str, float]]:
    """QR codes on a rendered page: to which of some addresses each leads, and its width in mm. Fails for a code that leads nowhere known.

    Modules are read from the picture in their middle, as a phone would; the quiet zone is checked to be white.
    """
    scale = 300 / 72
    picture = page.render(scale=scale).to_pil().convert("L")
    height = page.get_height()
    known = {qr.matrix(address, level): address for address in addresses for level in levels}
    found = []
    for one in page.get_objects(max_depth=4):
        if one.type != raw.FPDF_PAGEOBJ_IMAGE or one.get_px_size()[0] > 100:
            continue
        modules = one.get_px_size()[0]
        left, _, right, top = one.get_bounds()
        step = (right - left) / modules
        rows = [
            bytes(
                int(picture.getpixel((round((left + (x + 0.5) * step) * scale), round((height - top + (y + 0.5) * step) * scale))) < 128)
                for x in range(modules)
            )
            for y in range(modules)
        ]  # fmt: skip
        quiet = qr.QUIET_ZONE
        assert not any(any(row) for row in (*rows[:quiet], *rows[-quiet:])), "no quiet zone"
        found.append((known[tuple(row[quiet:-quiet] for row in rows[quiet:-quiet])], (modules - 2 * quiet) * step / MM))
    return found


def opened(data: bytes) -> pikepdf.Pdf:
    """The file as its objects; to be closed."""
    return pikepdf.Pdf.open(io.BytesIO(data))


def elements(thing: Any) -> Iterator[Any]:
    """All structure elements below one, in the order of reading."""
    kids = thing.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def tags_of(data: bytes) -> set[str]:
    """Kinds of structure elements: /H1, /Table, /TD …; asserts that the document says it is tagged, in Chinese, PDF/UA."""
    with opened(data) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "zh-CN"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        return {str(element.S) for element in elements(pdf.Root.StructTreeRoot)}


def fonts_of(data: bytes) -> set[str]:
    """Names of the fonts; asserts that each is embedded, cut, and one of ours."""
    names = set()
    with opened(data) as pdf:
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                (part,) = font.DescendantFonts
                name = str(font.BaseFont)
                assert len(part.FontDescriptor.FontFile2.read_bytes()) > 100
                assert name[7:8] == "+", f"{name} is not a subset"
                assert name[8:].startswith(("Paper-Sans", "Paper-Serif")), name
                names.add(name)
    return names


def colours_of(page: Any, dpi: int = 60) -> set[tuple[int, int, int]]:
    """Colours of a rendered page that are no greys: red, green and blue differ by more than a screen's rounding."""
    picture = page.render(scale=dpi / 72).to_pil().convert("RGB")
    return {c for _, c in picture.getcolors(1 << 24) if max(c) - min(c) > 12}
