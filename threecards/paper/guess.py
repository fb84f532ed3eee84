"""Which size of type a card will probably need, from the lengths of its texts.

In: an action card or a goal card. Out: the step to try first. Not here: the decision; that is measured on the laid-out page (``fit``).

Why: a card that starts at a size it cannot keep is laid out twice, and layout is half of what a card costs. The numbers
are those of ``paper.css``; where a county changes its style, a wrong guess costs time or a size of type, never a text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from math import ceil

from threecards.publish.views.board import BoardCard
from threecards.publish.views.common import GoalCardView

ROOM_MM, ROOM_WITHOUT_STARS_MM = 71.4, 83.0  # between the line of the branch and the stars
HOPE_MM = 3.0  # rather try once too often than print smaller than needed


@dataclass(frozen=True, slots=True)
class Size:
    """Measures of one size. …_mm: height of a line, …_chars: full-width characters in it; row_mm: what a row has beside
    its lines.

    small: secondary lines (for whom, honours) are printed. compact: name and posts share a line, several posts have no
    duties.
    """

    name_mm: float
    posts_mm: float
    posts_chars: float
    duty_mm: float
    duty_chars: float
    head_mm: float
    line_mm: float
    line_chars: float
    first_year_chars: float
    more_mm: float
    more_chars: float
    row_mm: float
    small: bool
    compact: bool


SIZES = (
    Size(18.0, 13.0, 15.5, 7.0, 32.0, 7.0, 9.0, 10.1, 12.9, 7.0, 12.0, 1.0, small=True, compact=False),
    Size(14.0, 11.0, 18.8, 7.0, 32.0, 6.3, 7.0, 12.2, 15.5, 5.5, 14.9, 1.0, small=True, compact=False),
    Size(14.0, 8.5, 22.5, 5.5, 39.0, 6.3, 5.5, 17.4, 21.1, 5.0, 18.3, 1.0, small=True, compact=False),
    Size(14.0, 8.5, 22.5, 5.5, 39.0, 6.3, 5.5, 17.4, 21.1, 5.0, 18.3, 1.0, small=False, compact=False),
    Size(12.0, 0.0, 22.5, 5.5, 39.0, 6.3, 5.5, 18.3, 21.8, 5.0, 19.2, 1.0, small=False, compact=True),
)


def first_step(card: BoardCard) -> int:
    """Index of the first size at which a card probably fits; one past the last size when it needs the smallest type."""
    bare = not (card.stars if card.show_unlit else any(star.lit for star in card.stars))
    room = (ROOM_WITHOUT_STARS_MM if bare else ROOM_MM) + HOPE_MM
    return _first(room, (height_mm(card, size) for size in SIZES))


def height_mm(card: BoardCard, size: Size) -> float:
    """Estimate of the height between the line of the branch and the stars."""
    narrow = 27.0 / 190.0 if card.photo else 0.0
    total = size.name_mm
    if card.posts:
        total += size.posts_mm * _lines(["、".join(p.name for p in card.posts)], size.posts_chars * (1 - narrow))
        if not size.compact or len(card.posts) == 1:
            duties = "　".join(f"○{duty}" for post in card.posts for duty in post.duties)
            total += size.duty_mm * _lines([duties], size.duty_chars * (1 - narrow))
    if card.honours and size.small:
        total += size.duty_mm
    if not card.commitments:
        return total + 8
    chars = size.line_chars if any(c.baseline for c in card.commitments) else size.first_year_chars
    total += size.head_mm
    for c in card.commitments:
        more = [f"说明：{c.reason}" if c.reason else ""]
        more.append(f"完成标准：{c.done_when}" if c.done_when and (size.small or not c.target) else "")
        more.append(f"服务对象：{c.for_whom}" if c.for_whom and size.small else "")
        lines = size.line_mm * _lines([c.what], chars)
        lines += size.more_mm * _lines(more, size.more_chars * chars / size.line_chars)
        status = size.line_mm * (1 + (c.late or c.overdue))
        total += max(lines, status) + size.row_mm
    return total


@dataclass(frozen=True, slots=True)
class GoalSize:
    """Measures of one size of the goal card. area_mm: heading of an area; row_mm: what a row has beside its lines; else as ``Size``."""

    area_mm: float
    line_mm: float
    line_chars: float
    more_mm: float
    more_chars: float
    row_mm: float


GOAL_ROOM_MM = 190.0  # between the heads of the columns and what stands below the goals
GOAL_SIZES = (
    GoalSize(12.2, 7.0, 12.1, 6.0, 39.0, 1.0),
    GoalSize(10.2, 6.5, 12.1, 6.0, 39.0, 1.0),
    GoalSize(9.2, 6.0, 12.1, 5.5, 39.0, 1.0),
    GoalSize(9.2, 6.0, 14.6, 6.0, 39.0, 1.0),
    GoalSize(8.2, 5.5, 14.6, 5.0, 41.0, 1.0),
    GoalSize(7.2, 5.0, 15.4, 5.0, 41.0, 0.4),
)


def first_goal_step(card: GoalCardView) -> int:
    """Index of the first size at which a goal card probably fits on its page; one past the last size when it needs a second one."""
    room = GOAL_ROOM_MM + HOPE_MM - (10.0 if card.attainment else 0.0) - 7.0 * len(card.praise)
    return _first(room, (goals_mm(card, size) for size in GOAL_SIZES))


def goals_mm(card: GoalCardView, size: GoalSize) -> float:
    """Estimate of the height of all areas with their goals."""
    total = size.area_mm * len(card.areas)
    for goal in (goal for area in card.areas for goal in area.goals):
        remarks = "　".join(f"一季度：{p.remark}" for p in goal.progress if p.remark)
        more = [f"完成标准：{goal.done_when}" if goal.done_when else "", remarks]
        more.append(f"群众意见：{'；'.join(goal.opinions)}" if goal.opinions else "")
        total += size.line_mm * _lines([goal.text], size.line_chars) + size.row_mm
        total += size.more_mm * _lines(more, size.more_chars)
    return total


def _first(room: float, heights: Iterable[float]) -> int:
    """Index of the first height that the room holds; their number where none does."""
    return sum(1 for _ in takewhile(lambda height: height > room, heights))


def _lines(texts: Iterable[str], chars: float) -> int:
    """Lines that texts take, each begun on a new one; figures and Latin letters are half as wide."""
    return sum(ceil(sum(0.56 if c.isascii() else 1.0 for c in text) / chars) for text in texts if text)
