"""Which sheets surely fit, told without laying them out: the quick half of the overflow gate.

In: what was measured (``probes``), views, texts. Out: True when a sheet fits whatever else stands on it; False when only laying it out can
tell (``press.misfits``). Not here: measuring, and any number of a style sheet.

Why it is sound: a text takes as few lines as any way to break it allows, so one that is nowhere wider than filler, and may be broken wherever
filler may, never takes more lines. Heights of rows add up. What has no more of everything than a probe that fits, fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from threecards.paper.text import host
from threecards.publish.views.board import BoardCard
from threecards.publish.views.common import CommitmentView

CARDS, GOALS, NOTICES, PACK, HALL = "action-cards", "goal-card", "notices", "decision-pack", "responsibility-card"
BRANCH_KINDS = (CARDS, GOALS, "post-list", "star-board", NOTICES, PACK)  # every standing sheet of a branch
NAME_EMS, PART_EMS = 12, 5  # a name with what tells two of the same apart; its parts between middle dots
COUNTY_EMS, TOWNSHIP_EMS, BRANCH_EMS, VILLAGES_EMS, COMMITTEE_EMS = 5, 5, 9, 14, 14
POST_EMS, MOST_POSTS = 10, 3
UNIT_EMS, AMOUNT_EMS = 3, 3.1  # five digits
WAY_EMS, MOST_WAYS = 22, 3
HOST_EMS, CODE_EMS = 16, 4  # short codes are of one length
STRETCH_EMS, TIGHT_EMS = 25, 8  # of texts that cannot be broken: anywhere, in large type and last columns
SLACK_MM = 0.5
_WIDEST = 1.25  # no character of ours is wider, in ems
_STRETCH_BYTES = 22
_QUOTE = "”".encode()  # “水”“电”“路”: a quotation mark holds what is on both its sides
_HEAVY = bytes(32 if b in b"\t\n\r " or 0xE4 <= b <= 0xE9 or 0xF0 <= b <= 0xF4 else 120 for b in range(256))


_BETWEEN = re.compile(r"\s|(?<=[\u3400-\u9fff])(?=[\u3400-\u9fff])")


def is_loose(data: bytes) -> bool:
    """True when no text of a record holds a long stretch that cannot be broken: Latin, digits, signs. Costs a few microseconds.

    Counted in bytes of UTF-8 between one Chinese character and the next: at most 21 characters of Latin, fewer of others; a character before
    and one behind may cling to them.
    """
    if b"x" * _STRETCH_BYTES in data.translate(_HEAVY) or b"\\" in data:
        return False
    if data.count(_QUOTE) < 4:
        return True
    return max(map(len, _BETWEEN.split(data.decode("utf-8", "replace")))) <= _STRETCH_BYTES


@dataclass(frozen=True, slots=True)
class CardRoom:
    """What an action card can hold on one page at its smallest size. …_mm: millimetres; …_ems: widths as multiples of the height of the type.

    free_mm: height for the rows of promises, by the number of posts. row_mm: what a row has beside its lines; why_mm: the same for the
    row of a reason. side_mm: from the beginning of the line of the branch to the end of the line beside it, of which each em takes
    from_em_mm and side_em_mm.
    """

    free_mm: tuple[float, ...]
    row_mm: float
    line_mm: float
    more_mm: float
    why_mm: float
    line_ems: float
    more_ems: float
    why_ems: float
    target_ems: float
    state_ems: float
    side_mm: float
    from_em_mm: float
    side_em_mm: float


@dataclass(frozen=True)
class Room:
    """What all standing sheets can hold at their smallest size. kinds: those whose probe fits, by their keys; of others nothing is sure.

    widths: characters that are not one em wide, with the greatest width they have. cards: without and with a photo, None where nothing is
    sure.
    """

    kinds: tuple[str, ...]
    widths: Mapping[str, float]
    cards: tuple[CardRoom | None, CardRoom | None]

    def as_plain(self) -> dict[str, Any]:
        """The same as JSON."""
        return asdict(self)

    @classmethod
    def of(cls, plain: Any) -> Room:
        """From JSON. Raises LookupError, TypeError."""
        cards = [
            None if one is None else CardRoom(**{**one, "free_mm": tuple(one["free_mm"])}) for one in plain["cards"]
        ]
        return cls(tuple(plain["kinds"]), dict(plain["widths"]), (cards[0], cards[1]))

    # --- texts ---------------------------------------------------------------------------------------------------------

    def ems(self, text: str) -> float:
        """Most that a text can be wide in one line."""
        widths = self.widths
        return sum([widths.get(character, 1.0) for character in text])

    def lines(self, text: str, ems: float) -> float:
        """Most lines that a text takes; it is broken between two Chinese characters and nowhere else. Endless where a part is too long for one."""
        if len(text) * _WIDEST <= ems:
            return 1
        count, used, piece, was_han, widths = 1, 0.0, 0.0, False, self.widths
        for character in text:
            is_han = "\u3400" <= character <= "\u9fff" or character >= "\U00020000"
            if is_han and was_han:
                if used + piece > ems:
                    count, used = count + 1, 0.0
                used, piece = used + piece, 0.0
            piece, was_han = piece + widths.get(character, 1.0), is_han
            if piece > ems:
                return float("inf")
        return count + (used + piece > ems)

    def fits_tight(self, text: str) -> bool:
        """True for a text that can be broken between Chinese characters often enough for a heading or a narrow column."""
        return all(self.ems(piece) <= TIGHT_EMS for piece in _BETWEEN.split(text))

    # --- sheets --------------------------------------------------------------------------------------------------------

    def fits_name(self, name: str) -> bool:
        """True for a name, with what tells two of the same apart in brackets, that has room wherever names stand."""
        whole, _, _ = name.partition("（")
        return (
            len(name) <= NAME_EMS
            and all(len(part) <= PART_EMS for part in whole.split("·"))
            and not any(character in self.widths for character in name)
        )

    def fits_head(
        self,
        county: str,
        township: str,
        branch: str,
        villages: Sequence[str],
        ways: Sequence[tuple[str, str]],
        url: str,
    ) -> bool:
        """True for what the sheets of a branch say at their head and at their foot. ways: to object."""
        return (
            self.ems(county) <= COUNTY_EMS
            and self.ems(township) <= TOWNSHIP_EMS
            and self.ems(branch) <= BRANCH_EMS
            and (len(villages) < 2 or self.ems("、".join(villages)) <= VILLAGES_EMS)
            and len(ways) <= MOST_WAYS
            and all(self.ems(f"{label}：{value}") <= WAY_EMS for label, value in ways)
            and self.ems(host(url)) <= HOST_EMS
        )

    def fits_amounts(self, amounts: Iterable[tuple[str, str]]) -> bool:
        """True for numbers with their units in the narrow columns of a goal card."""
        return all(self.ems(value) <= AMOUNT_EMS and self.ems(unit) <= UNIT_EMS for value, unit in amounts)

    def fits_card(self, card: BoardCard) -> bool:
        """True for an action card of a branch whose head fits and whose texts are loose."""
        room = self.cards[bool(card.photo)]
        name = f"{card.name}（{card.disambiguation}）" if card.disambiguation else card.name
        if room is None or not self.fits_name(name) or len(card.posts) > MOST_POSTS:
            return False
        if any(self.ems(post.name) > POST_EMS for post in card.posts):
            return False
        return self._fits_side(card, room) and (
            sum(self._row_mm(c, card.year, room) for c in card.commitments) <= room.free_mm[len(card.posts)] - SLACK_MM
        )

    def _fits_side(self, card: BoardCard, room: CardRoom) -> bool:
        side = f"{card.type}党员{' · 预备党员' * card.probationary} · {card.party_since}年入党 · {card.motto}"
        width = room.from_em_mm * self.ems(f"{card.township} · {card.branch}") + room.side_em_mm * self.ems(side)
        return width <= room.side_mm

    def _row_mm(self, c: CommitmentView, year: int, room: CardRoom) -> float:
        """Most height that the rows of a promise take; endless where a cell has no room for its text."""
        value, unit = self.ems(c.target), self.ems(c.unit)
        state = self.ems(f"○ {c.status}")
        reached = self.ems(f" {c.value} {c.unit}") if c.value else 0.0
        if (c.target and max(value, unit) > room.target_ems) or max(state, reached) > room.state_ems:
            return float("inf")
        others = max(
            1 + (c.target != "" and value + unit + 0.4 > room.target_ems),
            1 + (state + reached > room.state_ems) + (c.late or c.overdue),
            2 if c.due and not c.due.startswith(f"{year}-") else 1,
        )
        text = room.line_mm * self.lines(c.what, room.line_ems)
        if c.done_when and not c.target:
            text += room.more_mm * self.lines(f"完成标准：{c.done_when}", room.more_ems)
        row = max(text, room.line_mm * others) + room.row_mm
        return row + (room.why_mm + room.more_mm * self.lines(f"说明：{c.reason}", room.why_ems) if c.reason else 0.0)
