"""Views of the people of the village (level N): paper for the noticeboard, ``print/``."""

from __future__ import annotations

from msgspec import Struct

from threecards.publish.views.common import (
    CommitmentView,
    GoalCardView,
    HonourView,
    NoticeView,
    PostDuty,
    ResponsibilityCardView,
    StarView,
)


class BoardCard(Struct, frozen=True):
    """An action card for the wall or the wallet. name: full name, the village knows its people.

    type_code: office, no_office, floating. photo: repository-relative file given to the print room, empty without consent to post it.
    party_since: year, empty unless the county prints it. stars: six in fixed order; unlit ones outlined unless only lit ones are shown.
    url: address of the member's page, empty when the site has no address; short_code: to be typed by hand instead.
    contact: where to object. post_until: last day on the wall.
    """

    key: str
    name: str
    disambiguation: str
    branch: str
    township: str
    village: str
    year: int
    type: str
    type_code: str
    motto: str
    photo: str
    party_since: str
    probationary: bool
    posts: tuple[PostDuty, ...]
    commitments: tuple[CommitmentView, ...]
    stars: tuple[StarView, ...]
    show_unlit: bool
    honours: tuple[HonourView, ...]
    url: str
    short_code: str
    contact: tuple[tuple[str, str], ...]
    release: str
    post_until: str


class BoardPost(Struct, frozen=True):
    """A post of the branch with those who hold it: full names in board order. capacity: 0 where none is set."""

    post: PostDuty
    capacity: int
    holders: tuple[str, ...]


class BoardStars(Struct, frozen=True):
    """A line of the star board: name, village (of a joint branch, else empty), which of the six stars are lit."""

    name: str
    village: str
    lit: tuple[bool, ...]


class BoardBranch(Struct, frozen=True):
    """Everything printed for a branch's board: cards in board order, goal card, posts with holders' names, star board, notices.

    committee: name of the township's committee. phone: of the village's office, empty where there is none. star_board: by strokes of the name,
    in a joint branch by village first; show_unlit: unlit stars are drawn as outlines.
    """

    key: str
    name: str
    township: str
    committee: str
    villages: tuple[str, ...]
    secretary: str
    phone: str
    cards: tuple[BoardCard, ...]
    goal_card: GoalCardView | None
    post_list: tuple[BoardPost, ...]
    star_board: tuple[BoardStars, ...]
    show_unlit: bool
    notices: tuple[NoticeView, ...]
    roll: tuple[tuple[str, int], ...]
    contact: tuple[tuple[str, str], ...]
    url: str
    short_code: str


class BoardTownship(Struct, frozen=True):
    """What hangs in the township hall: the responsibility card."""

    key: str
    name: str
    committee: str
    card: ResponsibilityCardView
    contact: tuple[tuple[str, str], ...]
    url: str
    short_code: str
