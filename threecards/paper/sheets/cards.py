"""Sheets with one card for each member. In: ``BoardBranch``. Out: one job for a branch, an item for each card in board order."""

from __future__ import annotations

from dataclasses import replace

from threecards.paper.guess import first_step
from threecards.paper.jobs import A5_LANDSCAPE, A6, Item, Owner, SheetJob, Step
from threecards.paper.sheets.kinds import ONE_PAGE, Kind, Source, branch_file, imprint_of, member_file
from threecards.publish.views.board import BoardBranch, BoardCard
from threecards.publish.views.common import SiteView

# Many long promises take a second leaf.
DISPLAY_LEAVES = (*ONE_PAGE, Step(7, 2), Step(8, 2))
POCKET_LEAVES = (*(Step(level, 1) for level in range(4)), Step(4, 2))
POCKET_TITLE = "共产党员行动卡（口袋卡）"
CARD_TITLE = "共产党员发挥先锋模范作用行动卡"


def action_cards(site: SiteView, township: str, branch: BoardBranch) -> tuple[SheetJob, ...]:
    """The action cards of a branch for the noticeboard, A5 landscape."""
    if not branch.cards:
        return ()
    items = tuple(card_item(township, branch, card) for card in branch.cards)
    title = f"{branch.name}{site.year}年{CARD_TITLE}"
    path = f"{Source.BOARD.tree}/{township}/{branch.key}/action-cards.pdf"
    return (
        SheetJob(path, "action-card.html.j2", title, A5_LANDSCAPE, imprint_of(site), items, DISPLAY_LEAVES, on_a4=True),
    )


def pocket_cards(site: SiteView, township: str, branch: BoardBranch) -> tuple[SheetJob, ...]:
    """The cards of a branch for wallet or door, A6 portrait, with a box to tick for each quarter."""
    if not branch.cards:
        return ()
    items = tuple(replace(card_item(township, branch, card), start=0) for card in branch.cards)
    title = f"{branch.name}{site.year}年{POCKET_TITLE}"
    path = f"{Source.BOARD.tree}/{township}/{branch.key}/pocket-cards.pdf"
    values = (("secretary", branch.secretary), ("phone", branch.phone))
    return (
        SheetJob(path, "pocket-card.html.j2", title, A6, imprint_of(site), items, POCKET_LEAVES, values, on_a4=True),
    )


def card_item(township: str, branch: BoardBranch, card: BoardCard) -> Item:
    """An item for a card: its own texts stand in the member's file, posts in the branch's."""
    record, posts = member_file(township, branch.key, card.key), branch_file(township, branch.key)
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
    return Item(card.key, card.key, card, owners, first_step(card))


KINDS = (
    Kind("action-cards", "行动卡", Source.BOARD, action_cards, standing=True, hangs=True),
    Kind("pocket-cards", "口袋卡", Source.BOARD, pocket_cards),
)
