"""Views of everyone (level W): the pages of ``site/``."""

from __future__ import annotations

from msgspec import Struct

from threecards.publish.views.common import (
    CommitmentView,
    Counts,
    DeedView,
    GoalCardView,
    HonourView,
    Link,
    NoticeView,
    OfficerView,
    PastView,
    PostDuty,
    ResponsibilityCardView,
    StarView,
)


class WebMember(Struct, frozen=True):
    """A member's page. name: full name with consent, otherwise a code name (named tells which).

    pinyin: how the name is read, where the record says it; else the rules for names hold (``names.pinyin_of``).
    village: page of the member's village in a joint branch, else None.
    office: word of the office held, empty for everyone else: the other member types are not shown on the web, since "floating" would tell
    that a house is empty. score: fulfilment score from the public statuses alone, text with two decimals, empty when there is none.
    excellent: decided, notice over, no open objection. total, grade: only under ``results: all``.
    stars: all six in fixed order; pages show the unlit ones only when ``show_unlit``.
    """

    key: str
    path: str
    name: str
    named: bool
    pinyin: str
    branch: Link
    village: Link | None
    township: Link
    office: str
    motto: str
    photo: str
    probationary: bool
    posts: tuple[PostDuty, ...]
    card_state: str
    card_shown: str
    commitments: tuple[CommitmentView, ...]
    score: str
    deeds: tuple[DeedView, ...]
    stars: tuple[StarView, ...]
    show_unlit: bool
    excellent: bool
    total: str
    grade: str
    honours: tuple[HonourView, ...]
    past: tuple[PastView, ...]
    short_code: str


class MemberLine(Struct, frozen=True):
    """A member on a list: who, where, which posts, how many promises are kept of how many, which stars are lit (names).

    strokes: of the surname, 0 for a code name or a character outside the national table.
    """

    key: str
    path: str
    name: str
    named: bool
    village: str
    office: str
    posts: tuple[str, ...]
    kept: int
    promised: int
    overdue: int
    lit: tuple[str, ...]
    next_due: str
    excellent: bool
    strokes: int = 0


class HolderView(Struct, frozen=True):
    """A post of a branch with those who hold it."""

    post: PostDuty
    capacity: int
    holders: tuple[Link, ...]


class ChangeView(Struct, frozen=True):
    """Something that happened lately: day, whose page, in words."""

    date: str
    who: Link
    text: str


class WebBranch(Struct, frozen=True):
    """A branch's page, the board itself. members: in order of strokes, code names last, never by score.

    changes: newest first. due: open promises by due day. villages: more than one only for a joint branch. updated: day of the newest
    public entry, empty without any; silent: nothing new for a whole quarter, so that the board owes its villagers a posting.
    """

    key: str
    path: str
    name: str
    joint: bool
    villages: tuple[Link, ...]
    township: Link
    phone: str
    board: str
    officers: tuple[OfficerView, ...]
    goal_card: GoalCardView | None
    members: tuple[MemberLine, ...]
    posts: tuple[HolderView, ...]
    notices: tuple[NoticeView, ...]
    changes: tuple[ChangeView, ...]
    due: tuple[ChangeView, ...]
    counts: Counts
    updated: str = ""
    silent: bool = False


class WebVillage(Struct, frozen=True):
    """The page of one village of a joint branch: its members only, with a way to the whole branch."""

    key: str
    path: str
    name: str
    branch: Link
    township: Link
    members: tuple[MemberLine, ...]


class BranchLine(Struct, frozen=True):
    """A branch on a list: name, villages, secretary, counts. No order of merit anywhere."""

    key: str
    path: str
    name: str
    joint: bool
    villages: tuple[str, ...]
    secretary: str
    counts: Counts


class WebTownship(Struct, frozen=True):
    """A township's page: responsibility card with log, its branches, numbers. honours: (member, branch, honour)."""

    key: str
    path: str
    name: str
    committee: str
    phone: str
    address: str
    officers: tuple[OfficerView, ...]
    card: ResponsibilityCardView | None
    branches: tuple[BranchLine, ...]
    counts: Counts
    notices: tuple[NoticeView, ...]
    honours: tuple[tuple[Link, Link, HonourView], ...]
    star_lists: tuple[tuple[Link, tuple[MemberLine, ...]], ...]


class TownshipLine(Struct, frozen=True):
    """A township on a list."""

    key: str
    path: str
    name: str
    secretary: str
    counts: Counts


class PostTypeView(Struct, frozen=True):
    """A type of the post catalogue. offered: (township link, branch link, number of holders) where it is offered."""

    key: str
    path: str
    name: str
    category: str
    purpose: str
    duties: tuple[str, ...]
    frequency: str
    fulfilled_when: str
    limits: str
    suits: tuple[str, ...]
    posts: int
    holders: int
    offered: tuple[tuple[Link, Link, int], ...]


class StarRuleView(Struct, frozen=True):
    """What a star stands for and how it is earned; criteria: (code, text), condition in one sentence; lit: how many in the county."""

    name: str
    code: str
    meaning: str
    criteria: tuple[tuple[str, str], ...]
    condition: str
    lit: int


class RulesView(Struct, frozen=True):
    """The rules of the year from the very settings, for the how-it-works page, with one worked score.

    weights, bands, ballot_points …: (label, text) pairs. worked: an example computed by the same code as real scores, part by part:
    (title, lines). promises: its lines about promises alone, the example of the public fulfilment score.
    grades: (grade, number) for the county where publishing the numbers is allowed, else empty.
    """

    version: str
    approved: str
    approved_by: str
    weights: tuple[tuple[str, str], ...]
    ballot_points: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    organisation: tuple[tuple[str, str], ...]
    commitment_points: tuple[tuple[str, str], ...]
    bands: tuple[tuple[str, str], ...]
    quorum: tuple[tuple[str, str], ...]
    halfyear: tuple[str, ...]
    quota: str
    commendation: tuple[str, ...]
    deadlines: tuple[tuple[str, str], ...]
    eligibility: tuple[str, ...]
    worked: tuple[tuple[str, tuple[str, ...]], ...]
    promises: tuple[str, ...] = ()


class WebCounty(Struct, frozen=True):
    """The county's own pages: home, statistics, posts, stars, notices, how it works.

    grades: (grade, number) of the county, where allowed. expected: (label, declared, counted). honours: (member, branch, honour) of the
    commendations at county level.
    """

    name: str
    townships: tuple[TownshipLine, ...]
    branches: tuple[tuple[TownshipLine, tuple[BranchLine, ...]], ...]
    counts: Counts
    post_types: tuple[PostTypeView, ...]
    stars: tuple[StarRuleView, ...]
    rules: RulesView
    notices: tuple[NoticeView, ...]
    pages: tuple[PageView, ...]
    grades: tuple[tuple[str, int], ...]
    expected: tuple[tuple[str, int, int], ...]
    honours: tuple[tuple[Link, Link, HonourView], ...] = ()


class PageView(Struct, frozen=True):
    """A page or county notice written in Markdown. kind: page or notice; date: day of a notice, empty for a page."""

    key: str
    path: str
    title: str
    kind: str
    date: str
    markdown: str
