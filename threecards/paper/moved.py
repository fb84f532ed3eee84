"""What has to follow pages on to their sheets: tags, bookmarks, links.

In: a PDF whose pages have become form XObjects on new sheets, and where each went. Out: the same PDF, its references
put right.

The answer for PDF/UA. ISO 32000-1 14.7.4.2 lets marked content stay inside a form XObject: its references then name the
stream besides the page, and the key into the parent tree belongs to the stream. PDF/UA-1 (ISO 14289-1, 7.20) wants such
a form to be drawn once. So:
- every page drawn exactly once (n-up, duplex): the structure tree stays whole, in the order of the cards, whatever
  their places on the sheets; cut lines and marks are artifacts; the file still follows PDF/UA-1;
- a page drawn more than once (poster tiles, one back for all cards) or files put together: the tree is dropped, and the
  file does not claim anything. Sheets like these are for the printer and the knife; a screen reader reads the file with
  the pages as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Matrix, Name, NameTree, Object, Pdf, Rectangle

from threecards.paper.about import rectangle


@dataclass(frozen=True, slots=True)
class Move:
    """Where a page went.

    page: its old object; sheet, form: the new page and the stream; matrix: from its coordinates to the sheet's.
    """

    page: Object
    sheet: Object
    form: Object
    matrix: Matrix


Moves = Mapping[tuple[int, int], Move]
"""Moves by the object number of the old page."""


def is_tagged(pdf: Pdf) -> bool:
    """Does the file have a structure tree that it vouches for?"""
    return "/StructTreeRoot" in pdf.Root and bool(pdf.Root.get("/MarkInfo", Dictionary()).get("/Marked", False))


def drop_tags(pdf: Pdf) -> None:
    """Take the structure tree away; marks in the content that nothing refers to mean nothing."""
    for key in ("/StructTreeRoot", "/MarkInfo"):
        if key in pdf.Root:
            del pdf.Root[key]


def move_tags(pdf: Pdf, moves: Moves) -> None:
    """Let every structure element refer to its form XObject on its sheet."""
    for move in moves.values():
        if "/StructParents" in move.page:
            move.form.StructParents = move.page.StructParents
    todo: list[Any] = [pdf.Root.StructTreeRoot]
    while todo:
        element = todo.pop()
        here = _follow(element, moves)
        inside: Any = element.get("/K")
        many = isinstance(inside, Array)
        kids: list[Any] = list(inside) if many else [] if inside is None else [inside]
        for n, kid in enumerate(kids):
            if isinstance(kid, int):
                assert here is not None  # a number counts on the page of its element (ISO 32000-1 14.7.4.2)
                kids[n] = Dictionary(Type=Name.MCR, MCID=kid, Stm=here.form)
                inside = None
            elif kid.get("/Type") == Name.MCR:
                there = _follow(kid, moves) or here
                if there is not None and "/Stm" not in kid:
                    kid.Stm = there.form
            elif kid.get("/Type") == Name.OBJR:
                _follow(kid, moves)
            else:
                todo.append(kid)
        if kids and inside is None:
            element.K = Array(kids) if many else kids[0]


def _follow(thing: Object, moves: Moves) -> Move | None:
    """Let the entry /Pg of a dictionary name the sheet; gives the move."""
    page = thing.get("/Pg")
    move = moves.get(page.objgen) if page is not None else None
    if move is not None:
        thing.Pg = move.sheet
    return move


def move_links(pdf: Pdf, moves: Moves) -> None:
    """Put links on the sheets, and let links, bookmarks and named places lead there.

    Annotations other than links stay behind.
    """
    for move in moves.values():
        for annotation in move.page.get("/Annots", ()):
            if annotation.get("/Subtype") != Name.Link:
                continue
            annotation.Rect = rectangle(*_corners(move.matrix.transform(Rectangle(*_numbers(annotation.Rect)))))
            if "/QuadPoints" in annotation:
                annotation.QuadPoints = Array(_quads(_numbers(annotation.QuadPoints), move.matrix))
            if "/P" in annotation:
                annotation.P = move.sheet
            _redirect(annotation, moves)
            if "/Annots" not in move.sheet:
                move.sheet.Annots = Array()
                move.sheet.Tabs = Name.S
            move.sheet.Annots.append(annotation)
    for bookmark in _bookmarks(pdf):
        _redirect(bookmark, moves)
    if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names:
        names = NameTree(pdf.Root.Names.Dests)
        for key, value in list(names.items()):
            if isinstance(value, Array):
                names[key] = _destination(value, moves)
            else:
                value.D = _destination(value.D, moves)
    for key in ("/OpenAction", "/PageLabels"):  # of the old pages
        if key in pdf.Root:
            del pdf.Root[key]


def _bookmarks(pdf: Pdf) -> Iterator[Object]:
    """Every bookmark of the file."""
    todo = [first for first in [pdf.Root.get("/Outlines", Dictionary()).get("/First")] if first is not None]
    while todo:
        bookmark = todo.pop()
        yield bookmark
        todo += [bookmark[key] for key in ("/Next", "/First") if key in bookmark]


def _redirect(thing: Object, moves: Moves) -> None:
    """Put right where a link or a bookmark leads, if it leads to a page of this file."""
    if isinstance(thing.get("/Dest"), Array):
        thing.Dest = _destination(thing.Dest, moves)
    action = thing.get("/A")
    if action is not None and action.get("/S") == Name.GoTo and isinstance(action.get("/D"), Array):
        action.D = _destination(action.D, moves)


def _destination(place: Object, moves: Moves) -> Object:
    """A place on a page as the place on its sheet: a point stays a point, all else becomes the card's rectangle."""
    parts: Sequence[Any] = list(place)
    page = parts[0]
    move = moves.get(page.objgen) if isinstance(page, Object) else None
    if move is None:
        return place
    if parts[1] == Name.XYZ and None not in parts[2:4]:
        x, y = move.matrix.transform((float(parts[2]), float(parts[3])))
        return Array([move.sheet, Name.XYZ, round(x, 3), round(y, 3), 0])
    box = move.matrix.transform(Rectangle(*_bounds(move.page)))
    return Array([move.sheet, Name.FitR, *(round(n, 3) for n in _corners(box))])


def _bounds(page: Object) -> list[float]:
    """The trim of a page."""
    return _numbers(page.get("/TrimBox", page.get("/MediaBox")))


def _numbers(array: Any) -> list[float]:
    """Numbers of a PDF array."""
    return [float(number) for number in array]


def _corners(box: Rectangle) -> tuple[float, float, float, float]:
    return float(box.llx), float(box.lly), float(box.urx), float(box.ury)


def _quads(numbers: Sequence[float], matrix: Matrix) -> list[float]:
    """Pairs of coordinates, transformed."""
    out: list[float] = []
    for n in range(0, len(numbers), 2):
        out += [round(float(value), 3) for value in matrix.transform((numbers[n], numbers[n + 1]))]
    return out
