"""The overflow gate: what does not fit is measured on the laid-out pages, never guessed.

In: pages as WeasyPrint laid them out (its boxes are read, nothing else of it is used here). Out: ``Surplus``, or None
for what fits.

Two things are measured: an item that runs on to more pages than it may, and text that runs out of a box of fixed size.
Such a box says so by the attribute ``data-fit`` (its title, or empty to take that of ``data-field`` around it), its
greatest height by ``data-mm`` where the style leaves the height open; every text of a page must also stay within the
page's margins. Texts of a box with ``data-clear``, which is placed over others, must not lie on theirs. Millimetres
come from CSS pixels (1/96 inch).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

MM = 25.4 / 96
TOLERANCE_PX = 0.6
_SIZED = frozenset({"BlockBox", "TableCellBox"})  # lines and inline boxes carry their block's element too


@dataclass(frozen=True, slots=True)
class Surplus:
    """What is too much. field: the title the template gives it (``data-field`` or ``data-fit``); where: place in the
    view, dotted.

    mm: how far it runs out, rounded up; lines: lines of text on pages that should not be there, 0 when only a box is
    too small.
    """

    field: str
    where: str
    mm: int
    lines: int


def shares(pages: Sequence[Any], count: int) -> list[list[Any]]:
    """Deal pages out to the items of a document in order. Each item is an element with ``data-item``, on pages of its
    own.

    Raises ValueError when the template did not make one such element for each item.
    """
    out: list[list[Any]] = []
    last = ""
    for page in pages:
        key = _item_on(page._page_box)
        if key and key != last:
            out.append([])
            last = key
        if out:
            out[-1].append(page)
    if len(out) != count:
        raise ValueError(f"{len(out)} items on the pages, {count} in the job: is data-item missing in the template?")
    return out


def surplus(pages: Sequence[Any], allowed: int) -> Surplus | None:
    """Measure one item: pages beyond ``allowed`` (0: any number), texts out of their boxes or out of the margins."""
    if allowed and len(pages) > allowed:
        return _run_on(pages[allowed:])
    for page in pages:
        if found := _run_out(page._page_box):
            return found
    return None


def _run_on(pages: Sequence[Any]) -> Surplus:
    """Sum up what lies on pages too many; the field is that of the first line there. Heads of tables do not count."""
    height, lines, field, where = 0.0, 0, "", ""
    for page in pages:
        found = list(_lines(page._page_box, ()))
        if found and not field:
            field, where = _title(found[0][1])
        tops = {round(line.position_y) for line, _ in found}
        lines += len(tops)
        if found:
            height += max(line.position_y + line.height for line, _ in found) - min(tops)
    return Surplus(field, where, max(1, ceil(height * MM)), lines)


def _run_out(page: Any) -> Surplus | None:
    """Look for text beyond a ``data-fit`` box, beyond the page's margins, or under the text of a ``data-clear`` box."""
    edge = page.position_x + page.margin_left + page.padding_left + page.width
    stack: list[tuple[Any, float, float, str, bool]] = [(page, edge, float("inf"), "", False)]
    above: list[tuple[str, Any]] = []
    below: list[tuple[str, Any]] = []
    while stack:
        box, right, bottom, field, clear = stack.pop()
        if type(box).__name__ == "AbsolutePlaceholder":  # placed by the page, not by what is around it
            box, right, bottom = box._box, edge, float("inf")
        if (text := getattr(box, "text", None)) is not None:
            if text.strip():
                hanging = (len(text) - len(text.rstrip())) * box.style["font_size"]  # wide spaces at the end of a line
                over = box.position_x + box.width - hanging - right
                if over > TOLERANCE_PX:
                    return _surplus(field, over)
                (above if clear else below).append((field, box))
            continue
        if hasattr(box, "at_keyword"):  # running heads and feet live in the margin
            continue
        attributes = box.element.attrib if box.element is not None else {}
        if "data-field" in attributes:
            field = attributes["data-field"]
        if "data-clear" in attributes:
            clear = True
        if "data-fit" in attributes and type(box).__name__ in _SIZED:
            field = attributes["data-fit"] or field
            over = box.height - float(attributes.get("data-mm", "inf")) / MM
            if over > TOLERANCE_PX:
                return _surplus(field, over)
            right = min(right, box.content_box_x() + box.width)
            bottom = min(bottom, box.content_box_y() + box.height)
        if type(box).__name__ == "LineBox":
            over = box.position_y + box.height - bottom
            if over > TOLERANCE_PX:
                return _surplus(field, over)
        stack.extend((child, right, bottom, field, clear) for child in box.children)
    for _, one in above:
        for field, other in below:
            if (over := _overlap(one, other)) > TOLERANCE_PX:
                return _surplus(field, over)
    return None


def _surplus(field: str, over_px: float) -> Surplus:
    return Surplus(field, "", max(1, ceil(over_px * MM)), 0)


def _overlap(one: Any, other: Any) -> float:
    """Width on which two texts lie on each other; 0 when they stand beside or above one another."""
    apart = abs((one.position_y + one.height / 2) - (other.position_y + other.height / 2))
    if apart > 0.4 * (one.style["font_size"] + other.style["font_size"]):
        return 0.0
    left, right = (max(a.position_x for a in (one, other)), min(a.position_x + a.width for a in (one, other)))
    return float(max(0.0, right - left))


def walk(box: Any) -> Iterator[Any]:
    """A box and all below it, in order; running heads and feet are left out."""
    box = _real(box)
    if not hasattr(box, "at_keyword"):
        yield box
        for child in getattr(box, "children", ()):
            yield from walk(child)


def _item_on(page: Any) -> str:
    """Key of the item on a page: the first ``data-item`` below the body."""
    todo = list(page.children)
    while todo:
        box = _real(todo.pop(0))
        if hasattr(box, "at_keyword"):
            continue
        if box.element is not None and (key := box.element.get("data-item")):
            return str(key)
        if getattr(box, "element_tag", None) in (None, "html", "body"):
            todo[:0] = box.children
    return ""


def _lines(box: Any, above: tuple[Any, ...]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Lines of text below a box in order, with the elements around them; out-of-flow boxes and margins are left out."""
    for child in box.children:
        if type(child).__name__ == "AbsolutePlaceholder" or hasattr(child, "at_keyword"):
            continue
        if child.element is not None and child.element_tag == "thead":
            continue
        around = above if child.element is None else (*above, child.element)
        if type(child).__name__ == "LineBox":
            yield child, around
        else:
            yield from _lines(child, around)


def _title(elements: Sequence[Any]) -> tuple[str, str]:
    """Title and place given by the innermost element that has them."""
    for element in reversed(elements):
        if field := element.get("data-field"):
            return field, element.get("data-where", "")
    return "", ""


def _real(box: Any) -> Any:
    """The box behind the placeholder that stands for an absolutely positioned one."""
    return getattr(box, "_box", box)
