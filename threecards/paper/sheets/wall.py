"""Sheets for a wall, one for a whole branch or township: goal card, responsibility card, post list, star board."""

from __future__ import annotations

from typing import Any

from threecards.paper.guess import first_goal_step
from threecards.paper.jobs import A3, A4, Item, Owner, SheetJob, Step
from threecards.paper.sheets.kinds import WALL, Kind, Source, branch_file, imprint_of
from threecards.publish.views.board import BoardBranch, BoardTownship
from threecards.publish.views.common import SiteView

POSTS_TITLE, STARS_TITLE = "党员设岗定责一览表", "党员六星光荣榜"
GOAL_TITLE = "支部书记抓党员教育管理目标卡"
STAR_ROWS = (*(Step(level, 1) for level in range(3)), Step(3, 0), Step(4, 0))  # one column of names, two, several pages
STAR_ROOM = (14, 20, 52)  # names that fit at the first three: a board is laid out anew for each size that is too large
HOPE = 2  # rather try once too often than print smaller than needed, where a county has other type
GOALS = (*(Step(level, 1) for level in range(6)), Step(6, 0))  # closer and closer, then on to a second page
TWO_SIDES = (Step(0, 2), Step(1, 2), Step(3, 0))  # part one, part two; a long log runs on
RESPONSIBILITY_TITLE = "党委书记抓党员教育管理责任卡"


def goal_card(site: SiteView, township: str, branch: BoardBranch) -> tuple[SheetJob, ...]:
    """The goal card of a branch secretary, A4."""
    if branch.goal_card is None:
        return ()
    owners = (Owner("", branch_file(township, branch.key), ("goal_cards",)),)
    item = Item(branch.key, branch.name, branch.goal_card, owners, first_goal_step(branch.goal_card))
    values = (*_head(site, branch), ("roll", branch.roll))
    title = f"{branch.name}{branch.goal_card.year}年{GOAL_TITLE}"
    path = f"{Source.BOARD.tree}/{township}/{branch.key}/goal-card.pdf"
    return (SheetJob(path, "goal-card.html.j2", title, A4, imprint_of(site), (item,), GOALS, values),)


def post_list(site: SiteView, township: str, branch: BoardBranch) -> tuple[SheetJob, ...]:
    """The posts of a branch with duties and holders, A3."""
    return _board(site, township, branch, "post-list", POSTS_TITLE, branch.post_list, WALL)


def star_board(site: SiteView, township: str, branch: BoardBranch) -> tuple[SheetJob, ...]:
    """The six stars of everybody who has a card, A3."""
    start = sum(len(branch.star_board) > room + HOPE for room in STAR_ROOM)
    return _board(site, township, branch, "star-board", STARS_TITLE, branch.star_board, STAR_ROWS, start)


def _board(
    site: SiteView, township: str, branch: BoardBranch, key: str, title: str, rows: tuple[Any, ...], steps: tuple[Step, ...], start: int = 0,
) -> tuple[SheetJob, ...]:  # fmt: skip
    """An A3 sheet made of rows about a whole branch, none without rows. start: the step to try first."""
    if not rows:
        return ()
    record = branch_file(township, branch.key)
    owners = (Owner("", record, ("posts",) if key == "post-list" else ()),)
    values = (*_head(site, branch), ("title", title), ("show_unlit", branch.show_unlit))
    path, whole = f"{Source.BOARD.tree}/{township}/{branch.key}/{key}.pdf", f"{branch.name}{site.year}年{title}"
    item = Item(branch.key, branch.name, rows, owners, start)
    return (SheetJob(path, f"{key}.html.j2", whole, A3, imprint_of(site), (item,), steps, values, on_a4=True),)


def _head(site: SiteView, branch: BoardBranch) -> tuple[tuple[str, Any], ...]:
    """What the sheets of a branch say at their head and at their end."""
    return (
        ("branch", branch.name),
        ("township", branch.township),
        ("villages", branch.villages),
        ("contact", branch.contact),
        ("url", branch.url),
        ("short_code", branch.short_code),
        ("post_until", site.post_until),
    )


def responsibility_card(site: SiteView, township: str, hall: BoardTownship) -> tuple[SheetJob, ...]:
    """The responsibility card of a township secretary with its log, A4."""
    path = f"{Source.HALL.tree}/{township}/responsibility-card.pdf"
    item = Item(hall.key, hall.name, hall.card, (Owner("", f"members/{township}/township.yaml", ("cards",)),))
    values = (
        ("township", hall.name),
        ("committee", hall.committee),
        ("contact", hall.contact),
        ("url", hall.url),
        ("short_code", hall.short_code),
        ("post_until", site.post_until),
        ("two_reports_label", site.two_reports_label),
    )
    title = f"{hall.name}{hall.card.year}年{RESPONSIBILITY_TITLE}"
    return (SheetJob(path, "responsibility-card.html.j2", title, A4, imprint_of(site), (item,), TWO_SIDES, values),)


KINDS = (
    Kind("goal-card", "目标卡", Source.BOARD, goal_card, standing=True, hangs=True),
    Kind("post-list", "岗位一览表", Source.BOARD, post_list, standing=True, hangs=True),
    Kind("star-board", "星级榜", Source.BOARD, star_board, standing=True, hangs=True),
    Kind("responsibility-card", "责任卡", Source.HALL, responsibility_card, standing=True, hangs=True),
)
