"""Sheets for a wall, one for a whole branch or township: goal card, responsibility card."""

from __future__ import annotations

from threecards.paper.jobs import A4, Item, Owner, SheetJob
from threecards.paper.sheets.kinds import RUN_ON, SHRINK_THEN_RUN_ON, Kind, Source, branch_file, imprint_of
from threecards.publish.views.board import BoardBranch, BoardTownship
from threecards.publish.views.common import SiteView

GOAL_TITLE = "支部书记抓党员教育管理目标卡"
RESPONSIBILITY_TITLE = "党委书记抓党员教育管理责任卡"


def goal_card(site: SiteView, township: str, branch: BoardBranch) -> tuple[SheetJob, ...]:
    """The goal card of a branch secretary, A4."""
    if branch.goal_card is None:
        return ()
    item = Item(
        branch.key, branch.name, branch.goal_card, (Owner("", branch_file(township, branch.key), ("goal_cards",)),)
    )
    values = (
        ("branch", branch.name),
        ("township", branch.township),
        ("villages", branch.villages),
        ("roll", branch.roll),
        ("contact", branch.contact),
        ("url", branch.url),
        ("short_code", branch.short_code),
        ("post_until", site.post_until),
    )
    title = f"{branch.name}{branch.goal_card.year}年{GOAL_TITLE}"
    path = f"{Source.BOARD.tree}/{township}/{branch.key}/goal-card.pdf"
    return (SheetJob(path, "goal-card.html.j2", title, A4, imprint_of(site), (item,), SHRINK_THEN_RUN_ON, values),)


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
    return (SheetJob(path, "responsibility-card.html.j2", title, A4, imprint_of(site), (item,), RUN_ON, values),)


KINDS = (
    Kind("goal-card", "目标卡", Source.BOARD, goal_card, standing=True, hangs=True),
    Kind("responsibility-card", "责任卡", Source.HALL, responsibility_card, standing=True, hangs=True),
)
