"""Places on sheets: which page of a file lies where, on which sheet, on which side. Arithmetic in millimetres, no PDF.

In: a ``Layout``, the size of the cards and their number. Out: a ``Grid`` of boxes and the sides of the sheets. Not
here: drawing.

All boxes have their origin at the lower left corner of the sheet, as in PDF. A grid is always centred on its sheet, so
that the back of a sheet has the same boxes as its front; only their order is mirrored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from threecards.problems import Finding

Size = tuple[float, float]
"""Width and height in mm."""

A3, A4, A5, A6 = (297, 420), (210, 297), (148, 210), (105, 148)
MOST_OFFSET_MM = 10
FLUSH_MM = 1.0  # an edge that lies closer than this to the edge of the sheet needs no cut
SAME_MM = 0.1  # sizes that differ by less are the same: PDF points are rounded
_EPSILON = 1e-6


class Misfit(ValueError):  # noqa: N818 - a finding under way, named for what it says
    """What was asked for cannot be imposed. finding: why, in the words of the catalogue, codes IMP-001 … IMP-006."""

    def __init__(self, code: str, **params: str | int) -> None:
        """Make a finding of the code and its params."""
        self.finding = Finding(code, params=tuple((name, str(value)) for name, value in params.items()))
        super().__init__(f"{code} {dict(self.finding.params)}")


class Marks(StrEnum):
    """How a sheet shows where to cut.

    Automatic: crop marks where there is room outside the cards, else a thin dashed line between them.
    """

    AUTO = "自动"
    NONE = "不标"
    LINES = "裁切线"
    CROPS = "角线"


class Order(StrEnum):
    """How cards follow each other: along the rows of a sheet, or in order once cut stacks are laid on one another."""

    ROWS = "逐张"
    STACKS = "切后成摞"


class Flip(StrEnum):
    """How the printer turns a sheet for its back, as print dialogs name it: by the edge that the paper turns along."""

    LONG_EDGE = "沿长边翻转"
    SHORT_EDGE = "沿短边翻转"


class Turn(StrEnum):
    """How a reader turns a card over: sideways as the page of a book, or upwards as the leaf of a wall calendar."""

    SIDEWAYS = "左右翻"
    UPWARDS = "上下翻"


@dataclass(frozen=True, slots=True)
class PrinterOffset:
    """Correction of one printer, in mm: how far to move the print to the right and down, looking at the side itself.

    A sheet through a landscape layout may come out of the driver turned either way: measure on a calibration sheet of
    the same format.
    """

    front_right: float = 0
    front_down: float = 0
    back_right: float = 0
    back_down: float = 0

    @classmethod
    def of_measured(cls, front: Size, back: Size = (50, 50), target_mm: float = 50) -> PrinterOffset:
        """Make the correction from a printed calibration sheet.

        front, back: mm from the left and from the upper edge of the paper to the upper left cross. target_mm: what it
        should be.
        """
        return cls(*(round(target_mm - measured, 2) for measured in (*front, *back)))

    def shift(self, back: bool) -> Size:
        """How far to move one side in PDF's directions, right and up, in mm. Raises Misfit beyond 10 mm (IMP-004)."""
        right, down = (self.back_right, self.back_down) if back else (self.front_right, self.front_down)
        for value in (right, down):
            if not abs(value) <= MOST_OFFSET_MM:  # so that NaN fails too
                raise Misfit("IMP-004", offset=_mm(value), limit=MOST_OFFSET_MM)
        return right, -down


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in mm; x, y: its lower left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.y + self.height

    def grown(self, by: float) -> Box:
        """The box with ``by`` mm more on each side."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def moved(self, right: float, up: float) -> Box:
        """The box elsewhere."""
        return Box(self.x + right, self.y + up, self.width, self.height)

    def within(self, other: Box) -> Box:
        """The part that lies in another box as well."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        return Box(x, y, max(0.0, min(self.right, other.right) - x), max(0.0, min(self.top, other.top) - y))


@dataclass(frozen=True, slots=True)
class Duplex:
    """Both sides. flip: what the printer does; turn: what the reader of a cut card does."""

    flip: Flip = Flip.LONG_EDGE
    turn: Turn = Turn.SIDEWAYS


@dataclass(frozen=True, slots=True)
class Layout:
    """How cards lie on sheets, lengths in mm.

    gutter: between cards; margin: least white around all of them; bleed: how far the pages print beyond their trim.
    A value to keep in settings and in cache keys: equal layouts give equal bytes.
    """

    across: int
    down: int
    sheet: Size = A4
    gutter: float = 0
    margin: float = 0
    bleed: float = 0
    marks: Marks = Marks.AUTO
    order: Order = Order.ROWS
    duplex: Duplex | None = None
    offset: PrinterOffset = field(default_factory=PrinterOffset)

    @property
    def per_sheet(self) -> int:
        """Cards on one side of a full sheet."""
        return self.across * self.down

    def grid(self, card: Size) -> Grid:
        """Place cards of a size.

        Raises Misfit when they do not fit (IMP-001), ValueError for lengths or numbers that make no sense.
        """
        if self.across < 1 or self.down < 1 or min(self.gutter, self.margin, self.bleed) < 0:
            raise ValueError(f"at least one card a sheet, no negative length: {self}")
        around = max(self.margin, self.bleed)
        used = tuple(n * c + (n - 1) * self.gutter for n, c in zip((self.across, self.down), card, strict=True))
        needed = tuple(u + 2 * around for u in used)
        # A page of 148 mm comes out of a layout engine as 148.0000001 mm.
        if any(n > s + SAME_MM / 2 for n, s in zip(needed, self.sheet, strict=True)):
            raise Misfit(
                "IMP-001",
                card=size_text(card),
                across=self.across,
                down=self.down,
                needed=size_text(needed),
                sheet=size_text(self.sheet),
            )
        left, bottom = ((s - u) / 2 for s, u in zip(self.sheet, used, strict=True))
        columns = tuple(left + n * (card[0] + self.gutter) for n in range(self.across))
        rows = tuple(bottom + n * (card[1] + self.gutter) for n in reversed(range(self.down)))
        return Grid(self.sheet, card, columns, rows)


@dataclass(frozen=True, slots=True)
class Grid:
    """Places on one sheet. columns: left edges, from left to right; rows: lower edges, from the top down; all in mm."""

    sheet: Size
    card: Size
    columns: tuple[float, ...]
    rows: tuple[float, ...]

    def box(self, column: int, row: int) -> Box:
        """One place."""
        return Box(self.columns[column], self.rows[row], *self.card)

    @property
    def block(self) -> Box:
        """All places together."""
        width = self.columns[-1] + self.card[0] - self.columns[0]
        return Box(self.columns[0], self.rows[-1], width, self.rows[0] + self.card[1] - self.rows[-1])


@dataclass(frozen=True, slots=True)
class Place:
    """Where one page goes. page: its number in the file, from 0; turned: upside down."""

    page: int
    column: int
    row: int
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet with the pages on it; back sides follow their fronts."""

    back: bool
    places: tuple[Place, ...]


def sides(layout: Layout, fronts: Sequence[int], backs: Sequence[int] = ()) -> tuple[Side, ...]:
    """Deal pages out to sheets.

    fronts: page numbers; backs: those of their backs in the same order, for a duplex layout.
    The last sheet may be partly filled. Back n lies exactly behind front n after the flip. Raises Misfit when the
    numbers differ (IMP-003).
    """
    if layout.duplex and len(fronts) != len(backs):
        raise Misfit("IMP-003", fronts=len(fronts), backs=len(backs))
    sheets = -(-len(fronts) // layout.per_sheet)
    out = []
    for sheet in range(sheets):
        cards = [
            (position, card)
            for position in range(layout.per_sheet)
            if (card := _card_at(layout.order, sheet, position, sheets, layout.per_sheet)) < len(fronts)
        ]
        out.append(Side(False, tuple(Place(fronts[card], p % layout.across, p // layout.across) for p, card in cards)))
        if layout.duplex:
            out.append(Side(True, tuple(_behind(layout, layout.duplex, backs[card], p) for p, card in cards)))
    return tuple(out)


def _card_at(order: Order, sheet: int, position: int, sheets: int, per_sheet: int) -> int:
    """Number of the card at a position of a sheet."""
    return position * sheets + sheet if order is Order.STACKS else sheet * per_sheet + position


def turns_sideways(sheet: Size, flip: Flip) -> bool:
    """Does a sheet turn around an upright axis? Along the long edge a portrait sheet does.

    A landscape one turns upwards.
    """
    return (sheet[1] >= sheet[0]) == (flip is Flip.LONG_EDGE)


def _behind(layout: Layout, duplex: Duplex, page: int, position: int) -> Place:
    """The place of a back behind the front at a position.

    Mirrored around the axis of the flip; upside down where the reader turns a card around the other axis.
    """
    sideways = turns_sideways(layout.sheet, duplex.flip)
    column, row = position % layout.across, position // layout.across
    turned = sideways != (duplex.turn is Turn.SIDEWAYS)
    if sideways:
        return Place(page, layout.across - 1 - column, row, turned)
    return Place(page, column, layout.down - 1 - row, turned)


def size_text(size: Sequence[float]) -> str:
    """``210×148`` for messages."""
    return "×".join(_mm(length) for length in size)


def _mm(length: float) -> str:
    return f"{length:.1f}".removesuffix(".0")


TWO_A5_ON_A4 = Layout(1, 2)
"""Two A5 landscape on A4 portrait, one cut across the middle: for the A4 printer of a village."""

FOUR_A6_ON_A4 = Layout(2, 2)
"""Four A6 portrait on A4 portrait, two cuts."""
