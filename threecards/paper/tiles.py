"""Poster tiles: a page that is larger than the paper of the printer, on several sheets to be glued together.

In: the bytes of a PDF with pages of any size, the paper at hand. Out: the bytes of a PDF of tiles, row by row.
All tiles of a page are equally large; each carries marks for cutting and gluing, its row and column, and what to do
with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from math import ceil

from pikepdf import Dictionary, Object, Pdf

from threecards.paper import marks
from threecards.paper.about import About, finish
from threecards.paper.cells import A4, Box, Misfit, PrinterOffset, Size, size_text
from threecards.paper.impose import Source, add_sheet, box_in_points, drawing, forms, placed, remove_pages
from threecards.paper.lettering import NAME, Lettering
from threecards.paper.marks import Segment
from threecards.paper.moved import drop_tags

LEAST_MARGIN_MM = 10  # room for marks and the label, on printers that leave 5 mm white
_LABEL_MM = 3.2


@dataclass(frozen=True, slots=True)
class Tiling:
    """How a poster is cut up, in mm.

    margin: least white around each tile; overlap: strip that two neighbours both show.
    """

    sheet: Size = A4
    margin: float = 12
    overlap: float = 10
    offset: PrinterOffset = field(default_factory=PrinterOffset)


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile.

    column, row: from 0, from the upper left; part: what it shows of the poster, window: where on the sheet; both in mm.
    """

    column: int
    row: int
    part: Box
    window: Box


@dataclass(frozen=True, slots=True)
class Tiled:
    """All tiles of one poster, row by row. sheet: the paper, turned the way that needs fewer sheets."""

    sheet: Size
    columns: int
    rows: int
    tiles: tuple[Tile, ...]


def cut_up(poster: Size, tiling: Tiling) -> Tiled:
    """Cut a poster up. Its tiles cover it exactly; neighbours share ``overlap`` mm.

    Raises Misfit where margin and overlap leave nothing to show (IMP-006).
    """
    width, height = tiling.sheet
    plans = [_counts(poster, sheet, tiling) for sheet in ((width, height), (height, width))]
    sheet, columns, rows = min(plans, key=lambda plan: plan[1] * plan[2])  # the first where both need as many
    part = tuple((p + (n - 1) * tiling.overlap) / n for p, n in zip(poster, (columns, rows), strict=True))
    tiles = []
    for row in range(rows):
        for column in range(columns):
            x = column * (part[0] - tiling.overlap)
            y = poster[1] - part[1] - row * (part[1] - tiling.overlap)
            window = Box((sheet[0] - part[0]) / 2, (sheet[1] - part[1]) / 2, part[0], part[1])
            tiles.append(Tile(column, row, Box(x, y, part[0], part[1]), window))
    return Tiled(sheet, columns, rows, tuple(tiles))


def _counts(poster: Size, sheet: Size, tiling: Tiling) -> tuple[Size, int, int]:
    """Fewest columns and rows on paper turned one way."""
    counts = []
    for length, paper in zip(poster, sheet, strict=True):
        room = paper - 2 * tiling.margin
        if tiling.margin < LEAST_MARGIN_MM or tiling.overlap < 0 or room < 2 * tiling.overlap or room <= 0:
            raise Misfit(
                "IMP-006", margin=f"{tiling.margin:g}", overlap=f"{tiling.overlap:g}", poster=size_text(poster)
            )
        counts.append(max(1, ceil((length - tiling.overlap) / (room - tiling.overlap) - 1e-6)))
    return sheet, counts[0], counts[1]


def poster_tiles(pdf: bytes, tiling: Tiling, about: About, font: bytes) -> bytes:
    """Put each page of a file on as many sheets as it needs. font: TrueType, for the labels.

    Every tile draws the whole page, once in the file, through its window. Tags and bookmarks are dropped (see
    ``moved``). Raises Misfit (IMP-004, IMP-006).
    """
    with Pdf.open(BytesIO(pdf)) as document:
        shift = tiling.offset.shift(back=False)
        posters = [(source, cut_up(source.size, tiling)) for source in forms(document, 0, alike=False)]
        labels = {
            id(tile): _label(about.title, n, len(posters), tiled, tile)
            for n, (_, tiled) in enumerate(posters)
            for tile in tiled.tiles
        }
        letters = Lettering(font, "".join(text for label in labels.values() for text in label) + "粘")
        embedded = letters.embed(document)
        for source, tiled in posters:
            for tile in tiled.tiles:
                _add_tile(document, tiling, source, tiled, tile, shift, letters, embedded, labels[id(tile)])
        remove_pages(document, len(posters))
        drop_tags(document)
        for key in ("/Outlines", "/PageMode", "/PageLabels", "/Names", "/OpenAction"):
            if key in document.Root:
                del document.Root[key]
        return finish(document, about, accessible=False)


def _add_tile(
    document: Pdf,
    tiling: Tiling,
    source: Source,
    tiled: Tiled,
    tile: Tile,
    shift: Size,
    letters: Lettering,
    font: Object,
    label: Iterable[str],
) -> None:
    """One sheet: the part of the poster in its window, and everything around it."""
    window = tile.window.moved(*shift)
    whole = Box(window.x - tile.part.x, window.y - tile.part.y, *source.size)
    around = _marks(tiling, tiled, tile) + _map(tiled, tile)
    x, y = tile.window.x + 12 + 5 * tiled.columns, tile.window.y - 5
    for n, line in enumerate(label):
        around += letters.write(x, y - n * 4, _LABEL_MM, line)
    around += "".join(letters.write(gx, gy, 3, "粘", anchor=0.5) for gx, gy in _glue_words(tiling, tiled, tile))
    content = drawing(0, placed(source, whole), window) + marks.artifact(
        f"q 1 0 0 1 {marks.points(*shift)} cm\n{around}Q\n"
    )
    sheet = add_sheet(document, tiled.sheet, content, [source.form])
    sheet.Resources.Font = Dictionary({NAME: font})
    sheet.TrimBox = sheet.ArtBox = sheet.BleedBox = box_in_points(window, tiled.sheet)


def _label(title: str, number: int, count: int, tiled: Tiled, tile: Tile) -> tuple[str, str]:
    """What the sheet is, and what to do with it."""
    page = f"（第{number + 1}页）" if count > 1 else ""
    where = f"第{tile.row + 1}行第{tile.column + 1}张（共{tiled.rows}行，每行{tiled.columns}张）"
    edges = [word for word, there in (("左边", tile.column > 0), ("上边", tile.row > 0)) if there]
    if not edges:
        todo = "不裁，先放好；右边和下边的“粘”字处压在别的纸下面。" if len(tiled.tiles) > 1 else "沿四角的标记裁齐。"
    else:
        todo = f"沿{'和'.join(edges)}的标记裁开，压在相邻一张的“粘”字处，对齐图文后粘牢。"
    return f"{where}　{title}{page}", todo


def _marks(tiling: Tiling, tiled: Tiled, tile: Tile) -> str:
    """Crop marks at the four corners.

    Longer, dashed ones where a cut comes before gluing; ticks where the neighbour's edge will lie.
    """
    box = tile.window
    near, far = marks.GAP_MM, marks.GAP_MM + 4
    corners: list[Segment] = []
    for x in (box.x, box.right):
        corners += [(x, box.y - near, x, box.y - far), (x, box.top + near, x, box.top + far)]
    for y in (box.y, box.top):
        corners += [(box.x - near, y, box.x - far, y), (box.right + near, y, box.right + far, y)]
    dashes: list[Segment] = []
    ticks: list[Segment] = []
    width, height = tiled.sheet
    if tile.column > 0:
        dashes += [(box.x, box.top + far, box.x, height - 4), (box.x, box.y - far, box.x, 4)]
    if tile.row > 0:
        dashes += [(box.x - far, box.top, 4, box.top), (box.right + far, box.top, width - 4, box.top)]
    if tile.column < tiled.columns - 1:
        x = box.right - tiling.overlap
        ticks += [(x, box.y - near, x, box.y - far), (x, box.top + near, x, box.top + far)]
    if tile.row < tiled.rows - 1:
        y = box.y + tiling.overlap
        ticks += [(box.x - near, y, box.x - far, y), (box.right + near, y, box.right + far, y)]
    return marks.lines(corners, 0.15) + marks.lines(dashes, 0.15, (1, 1)) + marks.lines(ticks, 0.3)


def _glue_words(tiling: Tiling, tiled: Tiled, tile: Tile) -> list[Size]:
    """Where 粘 stands: in the margins, at both ends of each strip that a neighbour covers."""
    box, half = tile.window, tiling.overlap / 2
    out: list[Size] = []
    if tile.column < tiled.columns - 1:
        out += [(box.right - half, box.top + 2.5), (box.right - half, box.y - 5)]
    if tile.row < tiled.rows - 1:
        out += [(box.x - 4.5, box.y + half - 1), (box.right + 4.5, box.y + half - 1)]
    return out


def _map(tiled: Tiled, tile: Tile) -> str:
    """A small picture of the whole: which of the tiles this is."""
    out, side = "", 4.0
    left, top = tile.window.x + 8, tile.window.y - 3
    for row in range(tiled.rows):
        for column in range(tiled.columns):
            box = Box(left + column * (side + 0.6), top - (row + 1) * (side * 0.6 + 0.4), side, side * 0.6)
            out += marks.filled(box, 0.2 if (row, column) == (tile.row, tile.column) else 0.85)
    return out
