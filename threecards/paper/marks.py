"""Marks on sheets: cut lines, crop marks, register crosses, as PDF operators.

In: grids and boxes in mm. Out: text for a content stream, coordinates in points. Not here: text on sheets
(``lettering``), PDF objects.

Nothing is printed on a card, except the dashed line on an edge that two cards share.
"""

from __future__ import annotations

from collections.abc import Iterable

from threecards.paper.cells import FLUSH_MM, Box, Grid, Marks

POINT = 72 / 25.4  # points in a millimetre
GAP_MM = 2.0  # from the trim to its crop mark, so that a sloppy cut leaves none on the card
LENGTH_MM = 5.0
LEAST_MM = 2.0  # shorter marks cannot be cut along
_THIN, _HAIR = 0.15, 0.1

Segment = tuple[float, float, float, float]
"""x, y of the one end, x, y of the other, in mm."""


def number(value: float) -> str:
    """A number as PDF wants it: no exponent, four places at most."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def points(*lengths_mm: float) -> str:
    """Lengths in mm as operands in points."""
    return " ".join(number(length * POINT) for length in lengths_mm)


def lines(segments: Iterable[Segment], width_mm: float = _THIN, dash_mm: tuple[float, ...] = ()) -> str:
    """Black lines; nothing for no segment."""
    path = "\n".join(f"{points(x, y)} m {points(u, v)} l" for x, y, u, v in segments)
    if not path:
        return ""
    return f"q 0 G {points(width_mm)} w [{points(*dash_mm)}] 0 d\n{path}\nS Q\n"


def filled(box: Box, grey: float = 0) -> str:
    """A box filled with grey: 0 is black, 1 white."""
    return f"q {number(grey)} g {points(box.x, box.y, box.width, box.height)} re f Q\n"


def clip(box: Box) -> str:
    """Restrict what follows to a box, until the next ``Q``."""
    return f"{points(box.x, box.y, box.width, box.height)} re W n\n"


def artifact(operators: str) -> str:
    """Mark operators as no part of the content: readers of tagged PDF skip them."""
    return f"/Artifact BMC\n{operators}EMC\n" if operators else ""


def cross(x: float, y: float, arm: float = 5, circle: bool = True) -> str:
    """A register cross, ``arm`` mm to each side, with a circle of half that radius."""
    out = lines([(x - arm, y, x + arm, y), (x, y - arm, x, y + arm)], _HAIR)
    return out + _circle(x, y, arm / 2) if circle else out


def cuts(grid: Grid, marks: Marks, bleed: float, back: bool) -> str:
    """Everything that says where to cut one side.

    Backs get crop marks only: two lines that do not meet would confuse who cuts.
    """
    if marks is Marks.NONE:
        return ""
    block, (width, height) = grid.block, grid.sheet
    upright = _edges(grid.columns, grid.card[0], width)
    level = _edges(grid.rows, grid.card[1], height)
    crops: list[Segment] = []
    if marks is not Marks.LINES:
        for x in upright:
            crops += [(x, a, x, b) for a, b in _outside(block.y, block.top, height, bleed)]
        for y in level:
            crops += [(a, y, b, y) for a, b in _outside(block.x, block.right, width, bleed)]
    dashes: list[Segment] = []
    if not back and marks is not Marks.CROPS:
        if marks is Marks.LINES or not _outside(block.y, block.top, height, bleed):
            dashes += [(x, block.y, x, block.top) for x in upright]
        if marks is Marks.LINES or not _outside(block.x, block.right, width, bleed):
            dashes += [(block.x, y, block.right, y) for y in level]
    return lines(crops, _HAIR) + lines(dashes, _THIN, (2, 1.5))


def _edges(starts: Iterable[float], length: float, limit: float) -> list[float]:
    """Edges of cards along one direction, each once, without those that are the edge of the sheet."""
    found: list[float] = []
    for edge in sorted(e for start in starts for e in (start, start + length)):
        if FLUSH_MM < edge < limit - FLUSH_MM and not (found and edge - found[-1] < 0.01):
            found.append(edge)
    return found


def _outside(low: float, high: float, limit: float, bleed: float) -> list[tuple[float, float]]:
    """Where crop marks go along one line, before and behind all cards, as far as there is room on the sheet."""
    gap = max(GAP_MM, bleed)
    out = []
    if low - gap >= LEAST_MM:
        out.append((low - gap, max(0.0, low - gap - LENGTH_MM)))
    if limit - high - gap >= LEAST_MM:
        out.append((high + gap, min(limit, high + gap + LENGTH_MM)))
    return out


def _circle(x: float, y: float, radius: float) -> str:
    """A thin circle of four Bézier curves."""
    k = 0.5523 * radius
    r = radius
    path = f"{points(x + r, y)} m\n"
    for a, b, c in (
        ((r, k), (k, r), (0, r)),
        ((-k, r), (-r, k), (-r, 0)),
        ((-r, -k), (-k, -r), (0, -r)),
        ((k, -r), (r, -k), (r, 0)),
    ):
        path += f"{points(x + a[0], y + a[1], x + b[0], y + b[1], x + c[0], y + c[1])} c\n"
    return f"q 0 G {points(_HAIR)} w\n{path}S Q\n"
