"""Which sheets there are: views in, print jobs out.

In: frozen views of the noticeboard (``Board…``) and of the binder (``Binder…``), the site's view. Out: ``SheetJob``
values with their paths below the output roots. Not here: the look of a sheet (templates), and PDF.

Paths: ``print/t01/b001/action-cards.pdf``, ``…/goal-card.pdf``, ``…/m000123.pdf`` on demand,
``print/t01/responsibility-card.pdf``, ``binder/t01/b001/decision-pack.pdf``.
"""

from __future__ import annotations

from threecards.paper.guess import first_step
from threecards.paper.jobs import A4, A5_LANDSCAPE, Imprint, Item, Owner, SheetJob, Step
from threecards.publish.views.binder import BinderBranch
from threecards.publish.views.board import BoardBranch, BoardCard, BoardTownship
from threecards.publish.views.common import SiteView

PRINT, BINDER = "print", "binder"
CARD_TITLE = "共产党员发挥先锋模范作用行动卡"
GOAL_TITLE = "支部书记抓党员教育管理目标卡"
RESPONSIBILITY_TITLE = "党委书记抓党员教育管理责任卡"
PACK_TITLE = "民主评议党员会议材料"

ONE_PAGE = (Step(0, 1), Step(1, 1), Step(2, 1), Step(3, 1))  # a card is one page, whatever the size of its type
SHRINK_THEN_RUN_ON = (Step(0, 1), Step(1, 1), Step(0, 4))  # a wall sheet: smaller type before a second page
RUN_ON = (Step(0, 0),)


def board_sheets(site: SiteView, township: str, branch: BoardBranch) -> tuple[SheetJob, ...]:
    """Sheets of a branch's noticeboard: all action cards in one file, and the goal card. township: its key, ``t01``."""
    folder, imprint = f"{PRINT}/{township}/{branch.key}", _imprint(site)
    sheets = []
    if branch.cards:
        items = tuple(_card(township, branch, card) for card in branch.cards)
        title = f"{branch.name}{site.year}年{CARD_TITLE}"
        sheets.append(
            SheetJob(f"{folder}/action-cards.pdf", "action-card.html.j2", title, A5_LANDSCAPE, imprint, items, ONE_PAGE)
        )
    if branch.goal_card:
        record = _branch_file(township, branch.key)
        item = Item(branch.key, branch.name, branch.goal_card, (Owner("", record, ("goal_cards",)),))
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
        sheets.append(
            SheetJob(
                f"{folder}/goal-card.pdf", "goal-card.html.j2", title, A4, imprint, (item,), SHRINK_THEN_RUN_ON, values
            )
        )
    return tuple(sheets)


def single_card(site: SiteView, township: str, branch: BoardBranch, key: str) -> SheetJob:
    """The action card of one member. Raises KeyError when the branch has no such card."""
    for card in branch.cards:
        if card.key == key:
            path = f"{PRINT}/{township}/{branch.key}/{key}.pdf"
            items = (_card(township, branch, card),)
            title = f"{card.name}{site.year}年{CARD_TITLE}"
            return SheetJob(path, "action-card.html.j2", title, A5_LANDSCAPE, _imprint(site), items, ONE_PAGE)
    raise KeyError(key)


def township_sheets(site: SiteView, township: BoardTownship) -> tuple[SheetJob, ...]:
    """Sheets of a township's hall: the responsibility card with its log."""
    path = f"{PRINT}/{township.key}/responsibility-card.pdf"
    item = Item(
        township.key, township.name, township.card, (Owner("", f"members/{township.key}/township.yaml", ("cards",)),)
    )
    values = (
        ("township", township.name),
        ("committee", township.committee),
        ("contact", township.contact),
        ("url", township.url),
        ("short_code", township.short_code),
        ("post_until", site.post_until),
        ("two_reports_label", site.two_reports_label),
    )
    title = f"{township.name}{township.card.year}年{RESPONSIBILITY_TITLE}"
    return (SheetJob(path, "responsibility-card.html.j2", title, A4, _imprint(site), (item,), RUN_ON, values),)


def binder_sheets(site: SiteView, township: str, pack: BinderBranch) -> tuple[SheetJob, ...]:
    """Internal sheets of a branch: the pack for the meeting that decides the grades. township: its key."""
    path = f"{BINDER}/{township}/{pack.key}/decision-pack.pdf"
    people = f"members/{township}/{pack.key}/{{key}}.yaml"
    owners = (Owner("roll", people, ("name",)), Owner("", _branch_file(township, pack.key)))
    item = Item(pack.key, pack.name, pack, owners)
    title = f"{pack.name}{pack.year}年{PACK_TITLE}"
    values = (("needed", majority(pack.should_attend)),)
    return (SheetJob(path, "decision-pack.html.j2", title, A4, _imprint(site), (item,), RUN_ON, values),)


def majority(should_attend: int) -> int:
    """Least number that is more than half of those who should attend: so many must be present, and so many must say yes
    (domain rule 5.10).

    Example: 27 should attend -> 14. 0 where the number is not known.
    """
    return should_attend // 2 + 1 if should_attend else 0


def _card(township: str, branch: BoardBranch, card: BoardCard) -> Item:
    """An item for a card: its own texts stand in the member's file, posts in the branch's."""
    record, posts = f"members/{township}/{branch.key}/{card.key}.yaml", _branch_file(township, branch.key)
    owners = (
        Owner("name", record, ("name",)),
        Owner("disambiguation", record, ("disambiguation",)),
        Owner("photo", record, ("photo",)),
        Owner("commitments", record, ("cards",)),
        Owner("honours", record, ("commendations",)),
        Owner("posts", posts, ("posts",)),
        Owner("branch", posts, ("name",)),
        Owner("village", posts, ("villages",)),
        Owner("township", f"members/{township}/township.yaml", ("name",)),
        Owner("", record),
    )
    return Item(card.key, f"{card.name}（{card.key}）", card, owners, first_step(card))


def _branch_file(township: str, branch: str) -> str:
    return f"members/{township}/{branch}/branch.yaml"


def _imprint(site: SiteView) -> Imprint:
    return Imprint(site.county, site.office, site.year, site.release, site.released or site.as_of)
