"""Imposition: finished pages on to sheets of paper, as they are, without a pixel or a glyph made anew.

In: the bytes of a PDF, a ``Layout``, an ``About``. Out: the bytes of a PDF of sheets. Pure: the same input gives the
same bytes. Not here: where a page goes (``cells``), what marks look like (``marks``), tags and bookmarks (``moved``),
metadata (``about``).

Each page becomes a form XObject. Its fonts and pictures stay shared, its text stays text, its tags are kept where they
can be. Boxes of a sheet: MediaBox and CropBox are the paper; TrimBox and ArtBox what is left when everything outside
the cards is cut off; BleedBox that with the bleed. They move with the printer's offset, as the cards do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from pikepdf import Array, Dictionary, Matrix, Name, Object, Page, Pdf, Rectangle

from threecards.paper import marks
from threecards.paper.about import About, finish, rectangle
from threecards.paper.cells import (
    FOUR_A6_ON_A4,
    SAME_MM,
    TWO_A5_ON_A4,
    Box,
    Duplex,
    Flip,
    Grid,
    Layout,
    Marks,
    Misfit,
    Order,
    Place,
    PrinterOffset,
    Side,
    Size,
    Turn,
    sides,
    size_text,
)
from threecards.paper.marks import POINT
from threecards.paper.moved import Move, drop_tags, is_tagged, move_links, move_tags

__all__ = [
    "FOUR_A6_ON_A4",
    "TWO_A5_ON_A4",
    "About",
    "Duplex",
    "Flip",
    "Layout",
    "Marks",
    "Misfit",
    "Order",
    "PrinterOffset",
    "Turn",
    "n_up",
]


@dataclass(frozen=True, slots=True)
class Source:
    """A page that has become a form. trim: in the form's coordinates after its own matrix, in points."""

    page: Object
    form: Object
    matrix: Matrix
    trim: Rectangle

    @property
    def size(self) -> Size:
        """Width and height of the trim in mm."""
        return float(self.trim.width) / POINT, float(self.trim.height) / POINT


def n_up(pdf: bytes, layout: Layout, about: About, *, backs: bytes = b"") -> bytes:
    """Put the pages of a file on sheets, any number of them on each, on one or both sides.

    With ``layout.duplex`` fronts and backs take turns in the file; or ``backs`` is a file of them: as many as fronts,
    or one for all. Bookmarks and links lead to the sheets. Tags are kept when every page is drawn once and there is one
    file (see ``moved``). Raises Misfit, whose finding says why it cannot be done (codes IMP-001 … IMP-005).
    """
    with Pdf.open(BytesIO(pdf)) as document, Pdf.open(BytesIO(backs)) if backs else Pdf.new() as behind:
        fronts = len(document.pages)
        if not fronts:
            raise ValueError("no pages to impose")
        if backs:
            document.pages.extend(behind.pages)
        sources = forms(document, layout.bleed)
        tagged = is_tagged(document) and not backs
        grid = layout.grid(sources[0].size)
        sheets = sides(layout, *_order(layout, fronts, len(behind.pages)))
        moves: dict[tuple[int, int], Move] = {}
        drawn: Counter[int] = Counter()
        for side in sheets:
            shift = layout.offset.shift(side.back)
            steps = [
                (place, placed(sources[place.page], grid.box(place.column, place.row).moved(*shift), place.turned))
                for place in side.places
            ]
            sheet = add_sheet(
                document,
                layout.sheet,
                _content(layout, grid, side, shift, steps),
                [sources[p.page].form for p in side.places],
            )
            _set_boxes(sheet, layout, grid, shift)
            for place, matrix in steps:
                source = sources[place.page]
                drawn[place.page] += 1
                moves[source.page.objgen] = Move(source.page, sheet, source.form, source.matrix @ matrix)
        tagged = tagged and set(drawn.values()) == {1} and len(drawn) == len(sources)
        remove_pages(document, len(sources))
        move_links(document, moves)
        if tagged:
            move_tags(document, moves)
        else:
            drop_tags(document)
        return finish(
            document, about, accessible=tagged, duplex=EDGE[layout.duplex.flip] if layout.duplex else "Simplex"
        )


EDGE = {Flip.LONG_EDGE: "DuplexFlipLongEdge", Flip.SHORT_EDGE: "DuplexFlipShortEdge"}
"""What the print dialog is told, by the name that PDF has for it."""


def forms(document: Pdf, bleed: float, *, alike: bool = True) -> list[Source]:
    """Make a form XObject of each page, cut at its trim and ``bleed`` mm.

    Raises Misfit for a missing bleed (IMP-005) and, where all should be alike, for different sizes (IMP-002).
    """
    found: list[Source] = []
    for n, page in enumerate(document.pages, start=1):
        form = page.as_form_xobject()
        matrix = Matrix(form.Matrix) if "/Matrix" in form else Matrix()
        trim, media = Rectangle(page.trimbox), Rectangle(page.mediabox)
        has = min(trim.llx - media.llx, trim.lly - media.lly, media.urx - trim.urx, media.ury - trim.ury) / POINT
        if has < bleed - SAME_MM:
            raise Misfit("IMP-005", bleed=f"{bleed:g}", page=n, has=f"{max(0.0, float(has)):.1f}")
        by = bleed * POINT
        form.BBox = rectangle(trim.llx - by, trim.lly - by, trim.urx + by, trim.ury + by)
        if page.resources.is_indirect:
            form.Resources = page.resources  # the very dictionary that all pages share, not a copy for each
        source = Source(page.obj, form, matrix, matrix.transform(trim))
        if alike and found and any(abs(a - b) > SAME_MM for a, b in zip(source.size, found[0].size, strict=True)):
            raise Misfit("IMP-002", page=n, size=size_text(source.size), card=size_text(found[0].size))
        found.append(source)
    return found


def placed(source: Source, box: Box, turned: bool = False) -> Matrix:
    """The matrix that puts a form's trim into a box, upright or upside down; never scaled."""
    x, y = box.x * POINT, box.y * POINT
    if turned:
        return Matrix(-1, 0, 0, -1, x + float(source.trim.urx), y + float(source.trim.ury))
    return Matrix(1, 0, 0, 1, x - float(source.trim.llx), y - float(source.trim.lly))


def drawing(name: int, matrix: Matrix, window: Box | None = None) -> str:
    """Operators that draw the form ``/P<name>``, within a window."""
    inside = marks.clip(window) if window else ""
    return f"q {inside}{' '.join(marks.number(float(n)) for n in matrix.shorthand)} cm /P{name} Do Q\n"


def add_sheet(document: Pdf, size: Size, content: str, drawn: Sequence[Object]) -> Object:
    """Add a sheet to the end of a file; the forms that its content calls P0, P1 … come in ``drawn``."""
    paper = rectangle(0, 0, size[0] * POINT, size[1] * POINT)
    xobjects = Dictionary({f"/P{n}": form for n, form in enumerate(drawn)})
    page = Dictionary(
        Type=Name.Page,
        MediaBox=paper,
        CropBox=paper,
        Contents=document.make_stream(content.encode("ascii")),
        Resources=Dictionary(XObject=xobjects),
    )
    document.pages.append(Page(page))
    return document.pages[-1].obj


def remove_pages(document: Pdf, count: int) -> None:
    """Take the first pages away: what they showed lives on in forms."""
    del document.pages[:count]


def box_in_points(box: Box, sheet: Size) -> Array:
    """A box for a page's dictionary: in points, and no larger than the paper."""
    inside = box.within(Box(0, 0, *sheet))
    return rectangle(inside.x * POINT, inside.y * POINT, inside.right * POINT, inside.top * POINT)


def _order(layout: Layout, fronts: int, backs: int) -> tuple[Sequence[int], Sequence[int]]:
    """Which pages are fronts and which are their backs."""
    if not layout.duplex:
        if backs:
            raise ValueError("a file of backs needs a duplex layout")
        return range(fronts), ()
    if backs == 1:
        return range(fronts), [fronts] * fronts
    if backs:
        return range(fronts), range(fronts, fronts + backs)
    return range(0, fronts, 2), range(1, fronts, 2)


def _content(layout: Layout, grid: Grid, side: Side, shift: Size, steps: Sequence[tuple[Place, Matrix]]) -> str:
    """Content of one side: the cards in the order of their numbers, then the marks."""
    out = ""
    for n, (place, matrix) in enumerate(steps):
        window = None
        if (
            layout.bleed * 2 > layout.gutter and layout.per_sheet > 1
        ):  # neighbours share the gutter, and bleed up to its middle
            window = _room(layout, grid, place).moved(*shift)
        out += drawing(n, matrix, window)
    lines = marks.cuts(grid, layout.marks, layout.bleed, side.back)
    if not lines:
        return out
    return out + marks.artifact(f"q 1 0 0 1 {marks.points(*shift)} cm\n{lines}Q\n")


def _room(layout: Layout, grid: Grid, place: Place) -> Box:
    """What a card and its bleed may cover: up to the middle of a gutter, the whole bleed at the outside."""
    card, half = grid.box(place.column, place.row), min(layout.bleed, layout.gutter / 2)
    left = layout.bleed if place.column == 0 else half
    right = layout.bleed if place.column == layout.across - 1 else half
    down = layout.bleed if place.row == layout.down - 1 else half
    up = layout.bleed if place.row == 0 else half
    return Box(card.x - left, card.y - down, card.width + left + right, card.height + down + up)


def _set_boxes(sheet: Object, layout: Layout, grid: Grid, shift: Size) -> None:
    """Say what is left of a sheet after cutting."""
    block = grid.block.moved(*shift)
    sheet.TrimBox = sheet.ArtBox = box_in_points(block, layout.sheet)
    sheet.BleedBox = box_in_points(block.grown(layout.bleed), layout.sheet)
