"""The calibration sheet: how far a printer misses its mark, measured with a ruler, kept as a ``PrinterOffset``.

In: a font, the paper, the offset already in use. Out: the bytes of a PDF with two pages, front and back of one sheet.
Every cross lies 50 mm from the two edges next to it, on both sides, so that the four crosses of the back lie behind
those of the front whichever way the printer turns the paper.
"""

from __future__ import annotations

from dataclasses import dataclass

from pikepdf import Dictionary, Name, Pdf

from threecards.paper import marks
from threecards.paper.about import About, finish
from threecards.paper.cells import A4, Box, Flip, PrinterOffset, Size, size_text
from threecards.paper.impose import EDGE, add_sheet, box_in_points
from threecards.paper.lettering import NAME, Lettering
from threecards.paper.marks import Segment

TARGET_MM = 50  # from an edge of the paper to the crosses next to it
RULER_MM = 100
LEAST_SHEET_MM = (200, 280)  # short and long side
_TITLE, _TEXT, _SMALL = 7.0, 4.2, 2.8  # height of type in mm

_STEPS = {
    False: (
        "1. 打印时选“实际大小”（100%），不要选“适合页面”；双面打印，翻转方式选“{flip}”。",
        "2. 用尺子量页上的两条标尺，都应正好100毫米。不是的话，回到第1步。",
        "3. 量左上角的十字：到纸的左边、上边各应为50毫米，记在这里：",
        "4. 翻到背面，同样量左上角的十字，记在背面。",
        "5. 校正量＝50－量得的数：左边的差是“右移”，上边的差是“下移”，负数就是反方向。",
        "6. 填入打印机校正后再打一张：对着光看，正反面的十字应当重合。",
    ),
    True: ("量左上角的十字：到纸的左边、上边各应为50毫米，记在这里：",),
}
_BLANKS = "左边 ＿＿＿＿ 毫米　　上边 ＿＿＿＿ 毫米"


def calibration(
    font: bytes, about: About, *, sheet: Size = A4, flip: Flip = Flip.LONG_EDGE, offset: PrinterOffset | None = None
) -> bytes:
    """Make the sheet. font: TrueType. offset: printed with it already, to see whether it helps.

    A landscape format has a sheet of its own: drivers turn such pages either way. Raises Misfit for an offset beyond 10
    mm (IMP-004), ValueError for paper smaller than 200 × 280 mm.
    """
    if any(length < least for length, least in zip(sorted(sheet), LEAST_SHEET_MM, strict=True)):
        raise ValueError(f"no room for a calibration sheet on {size_text(sheet)} mm")
    moved = offset or PrinterOffset()
    texts = {back: _texts(back, sheet, flip, moved) for back in (False, True)}
    letters = Lettering(font, "".join(text for lines in texts.values() for text in lines) + "0123456789")
    with Pdf.new() as document:
        embedded = letters.embed(document)
        for back, lines in texts.items():
            right, up = moved.shift(back)
            content = (
                f"q 1 0 0 1 {marks.points(right, up)} cm\n{_drawing(sheet, letters)}{_words(sheet, letters, lines)}Q\n"
            )
            page = add_sheet(document, sheet, content, [])
            page.Resources = Dictionary(Font=Dictionary({NAME: embedded}))
            page.TrimBox = page.BleedBox = page.ArtBox = box_in_points(Box(0, 0, *sheet), sheet)
            page.Tabs = Name.S
        return finish(document, about, accessible=False, duplex=EDGE[flip])


def _texts(back: bool, sheet: Size, flip: Flip, offset: PrinterOffset) -> tuple[str, ...]:
    """Lines of one side: title, the offset in use, what to do."""
    right, down = (offset.back_right, offset.back_down) if back else (offset.front_right, offset.front_down)
    moves = [f"{'右左'[way < 0]}移 {abs(way):g} 毫米" for way in (right,) if way] + [
        f"{'下上'[way < 0]}移 {abs(way):g} 毫米" for way in (down,) if way
    ]
    in_use = f"本页已校正：{'，'.join(moves)}。" if moves else "本页未作校正。"
    steps = [step.format(flip=flip) for step in _STEPS[back]]
    at = next(n for n, step in enumerate(steps) if step.endswith("："))
    title = f"打印机校准页　{'背面' if back else '正面'}　纸张 {size_text(sheet)} 毫米"
    return (title, in_use, *steps[: at + 1], _BLANKS, *steps[at + 1 :])


@dataclass(frozen=True, slots=True)
class _Places:
    """Where things stand, in mm: base line of the title, zero of both rulers, first line of the instructions."""

    title: float
    level: Size
    upright: Size
    text: Size


def _places(sheet: Size) -> _Places:
    """Portrait: rulers above the instructions. Landscape: the rulers make a corner, the instructions stand in it."""
    width, height = sheet
    if height >= width:
        left = (width - RULER_MM - 12) / 2
        return _Places(height - 62, (left, height - 132), (left + RULER_MM + 12, height - 182), (0, height - 189))
    return _Places(height - 30, (78, height - 147), (62, height - 147), (78, height - 62))


def _words(sheet: Size, letters: Lettering, lines: tuple[str, ...]) -> str:
    """Title in the middle, instructions below or beside the rulers."""
    at, middle = _places(sheet), sheet[0] / 2
    out = letters.write(middle, at.title, _TITLE, lines[0], anchor=0.5) + letters.write(
        middle, at.title - 8, _TEXT, lines[1], anchor=0.5
    )
    widest = max(letters.width(line, _TEXT) for line in lines[2:])
    left = at.text[0] or (sheet[0] - widest) / 2
    for n, line in enumerate(lines[2:]):
        out += letters.write(left, at.text[1] - n * 7, _TEXT, line)
    return out


def _drawing(sheet: Size, letters: Lettering) -> str:
    """Crosses, scales from the four edges, two rulers."""
    width, height = sheet
    crosses = [(x, y) for x in (TARGET_MM, width - TARGET_MM) for y in (TARGET_MM, height - TARGET_MM)]
    out = "".join(marks.cross(x, y) for x, y in crosses)
    left, level = TARGET_MM, height - TARGET_MM
    arrows: list[Segment] = [(0, level, left - 6, level), (left, height, left, level + 6)]  # what is to be measured
    out += marks.lines(arrows, 0.1, (1, 1))
    out += letters.write(left / 2, level + 1, _SMALL, "50", anchor=0.5) + letters.write(
        left + 1, (height + level) / 2, _SMALL, "50"
    )
    out += _edge_scales(sheet, letters)
    at = _places(sheet)
    return out + _ruler(*at.level, letters, upright=False) + _ruler(*at.upright, letters, upright=True)


def _ruler(x: float, y: float, letters: Lettering, *, upright: bool) -> str:
    """A ruler of 100 mm with a tick each millimetre. x, y: where its zero lies."""
    ticks: list[Segment] = [(x, y, x, y + RULER_MM) if upright else (x, y, x + RULER_MM, y)]
    out = ""
    for mm in range(RULER_MM + 1):
        long = 5.0 if mm % 10 == 0 else 3.5 if mm % 5 == 0 else 2.0
        ticks.append((x, y + mm, x + long, y + mm) if upright else (x + mm, y, x + mm, y + long))
        if mm % 10 == 0:
            out += (
                letters.write(x + 6, y + mm - 1, _SMALL, str(mm))
                if upright
                else letters.write(x + mm, y + 6, _SMALL, str(mm), anchor=0.5)
            )
    return out + marks.lines(ticks, 0.1)


def _edge_scales(sheet: Size, letters: Lettering) -> str:
    """Scales that begin at the edges, 20 mm long: the first tick to be seen tells how much white the printer leaves."""
    width, height = sheet
    ticks: list[Segment] = []
    out = ""
    for mm in range(21):
        half = 4.0 if mm % 10 == 0 else 2.5 if mm % 5 == 0 else 1.2
        for x in (mm, width - mm):
            ticks.append((x, height * 0.62 - half, x, height * 0.62 + half))
        for y in (mm, height - mm):
            ticks.append((width / 2 - half, y, width / 2 + half, y))
        if mm in (5, 10, 15, 20):
            for x in (mm, width - mm):
                out += letters.write(x, height * 0.62 + 5, _SMALL, str(mm), anchor=0.5)
            for y in (mm, height - mm):
                out += letters.write(width / 2 + 5, y - 1, _SMALL, str(mm))
    return out + marks.lines(ticks, 0.1)
