"""A branch or a township on the screen of its hall: one page that turns its slides by itself.

In: the views of a branch or a township. Out: one render job. Not here: the turning (``layouts/web/wall.js``), any sentence a reader
sees (``layouts/web/wall.html.j2``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from threecards.publish import paths
from threecards.publish.views.common import CommitmentView, SiteView
from threecards.publish.views.web import WebBranch, WebMember, WebTownship
from threecards.web.pages import by_state, star_board
from threecards.web.render import RenderJob

PROMISES_SHOWN = 3  # of one member; whoever wants all of them looks at the card
NOTICES_SHOWN, ENTRIES_SHOWN = 24, 12  # of a township: what hangs now, the newest of its log
NAMES_SHOWN = 24  # of one star in one entry, so that an entry fits a screen
FULL_BYTES = 30_000  # of names and promises; a branch with more shows names and numbers only, to stay below 50 KB

WallCard = tuple[WebMember, tuple[CommitmentView, ...], int]


def wall_pages(site: SiteView, township: str, branch: WebBranch, members: Sequence[WebMember]) -> Iterator[RenderJob]:
    """The page of one branch for a large screen. township: its key."""
    notices = by_state(branch.notices)
    yield RenderJob(
        paths.wall(township, branch.key),
        "wall.html.j2",
        {
            "site": site,
            "branch": branch,
            "cards": wall_cards(branch, members),
            "star_board": star_rows(branch),
            "notices": notices.running + notices.upcoming,
        },
    )


def township_wall_pages(site: SiteView, township: WebTownship) -> Iterator[RenderJob]:
    """The page of one township for a large screen."""
    running = by_state(township.notices).running
    yield RenderJob(
        paths.township_wall(township.key),
        "wall_township.html.j2",
        {
            "site": site,
            "township": township,
            "notices": running[:NOTICES_SHOWN],
            "more": max(0, len(running) - NOTICES_SHOWN),
            "log": township.card.log[:ENTRIES_SHOWN] if township.card else (),
        },
    )


def star_rows(branch: WebBranch) -> tuple[tuple[str, int, tuple[str, ...]], ...]:
    """The six stars, each with how many have it lit and their names; many names go on in further rows."""
    rows = []
    for star, lines in star_board(branch.members):
        names = tuple(m.name for m in lines)
        parts = [names[i : i + NAMES_SHOWN] for i in range(0, len(names), NAMES_SHOWN)]
        rows += [(star, len(names), part) for part in parts or [()]]
    return tuple(rows)


def wall_cards(branch: WebBranch, members: Sequence[WebMember]) -> tuple[WallCard, ...]:
    """Members in the order of the board, each with the first promises and how many more there are.

    Empty where they would make the page too heavy. Withdrawn promises are left out.
    """
    by_key = {m.key: m for m in members}
    cards = []
    for line in branch.members:
        if member := by_key.get(line.key):
            promises = tuple(c for c in member.commitments if c.counts)
            cards.append((member, promises[:PROMISES_SHOWN], max(0, len(promises) - PROMISES_SHOWN)))
    size = sum(80 + sum(60 + len(c.what.encode()) for c in promises) for _, promises, _ in cards)
    return tuple(cards) if size <= FULL_BYTES else ()
