"""Sheets on the paper at hand: small pages several on a sheet, equal ones as they are, large ones cut into tiles.

In: a finished PDF of pages of one size, the paper, what is known of the printer. Out: a finished PDF for that printer. Not here: what
cards look like, colours (``ink``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from io import BytesIO

from pikepdf import Pdf, Rectangle

from threecards.paper.about import About
from threecards.paper.cells import A4, SAME_MM, Duplex, Flip, Layout, Marks, PrinterOffset, Size
from threecards.paper.impose import n_up
from threecards.paper.marks import POINT
from threecards.paper.tiles import Tiling, poster_tiles


@dataclass(frozen=True, slots=True)
class Stock:
    """Paper in a printer. size: of a sheet, either way up, in mm. offset: how the printer is to be corrected; flip: how it turns sheets."""

    size: Size = A4
    offset: PrinterOffset = field(default_factory=PrinterOffset)
    flip: Flip = Flip.LONG_EDGE


def page_size(pdf: bytes) -> Size:
    """Width and height of the first page's trim, in mm."""
    with Pdf.open(BytesIO(pdf)) as document:
        trim = Rectangle(document.pages[0].trimbox)
        return float(trim.width) / POINT, float(trim.height) / POINT


def layout_on(card: Size, stock: Stock, *, bleed: float = 0) -> Layout | None:
    """The layout with the most cards on a sheet, upright where both ways hold as many; None where not one fits.

    bleed: mm that each card prints beyond its trim, so that neighbours lie twice as far apart.
    Example: A5 landscape on A4 -> one above the other; A6 on A4 -> two by two; A4 on A3 -> side by side.
    """
    width, height = sorted(stock.size)
    best: Layout | None = None
    for sheet in ((width, height), (height, width)):
        across, down = (int((s + SAME_MM) // (c + 2 * bleed)) for s, c in zip(sheet, card, strict=True))
        if across * down > (best.per_sheet if best else 0):
            best = Layout(across, down, sheet, gutter=2 * bleed, bleed=bleed, offset=stock.offset)
    return best


def on_stock(pdf: bytes, stock: Stock, about: About, font: bytes, *, duplex: bool = False) -> bytes:
    """Put the pages of a file on paper. font: TrueType, for the labels of tiles. duplex: pages take turns as fronts and backs.

    Raises Misfit where the printer's offset or the paper makes no sense.
    """
    size = page_size(pdf)
    layout = layout_on(size, stock)
    if layout is None:
        return poster_tiles(pdf, Tiling(stock.size, offset=stock.offset), about, font)
    if layout.per_sheet == 1 and max(abs(a - b) for a, b in zip(size, layout.sheet, strict=True)) < SAME_MM:
        layout = replace(layout, marks=Marks.NONE)
    if duplex:
        layout = replace(layout, duplex=Duplex(stock.flip))
    return n_up(pdf, layout, about)


SLUG_MM = 15  # around the trim of a sheet for a print shop: 3 mm of bleed, then crop marks


def with_crop_marks(pdf: bytes, about: About, bleed_mm: float) -> bytes:
    """Each page on a sheet of its own that leaves room for bleed and crop marks, as print shops impose themselves."""
    width, height = page_size(pdf)
    sheet = (width + 2 * SLUG_MM, height + 2 * SLUG_MM)
    return n_up(pdf, Layout(1, 1, sheet, bleed=bleed_mm, marks=Marks.CROPS), about)
