"""What a template can see: frozen views of text, numbers and tuples, three families for three audiences.

``Web…`` everyone (level W, output ``site/``) · ``Board…`` people of the village, paper only (level N, output ``print/``) ·
``Binder…`` branch committee, township, county (levels B and C, output ``binder/``).
This module imports nothing of ours; ``project`` alone builds views, field by field. A view never holds a record, a file path of the
repository, or anything of a more private level than its family.

Conventions: days are ISO text (``2026-12-24``), amounts are text as typed (``"3.5"``), percentages are whole numbers 0-100, ``path`` is a
page's address relative to its output root (``t01/b001/index.html``), codes are lower-case English for CSS classes and open data.
Everything named ``…_zh`` does not exist: words are Chinese, templates may translate them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# --- shared by all audiences -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """A page with its name."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class SiteView:
    """What every page and every sheet needs: the county, the year, the release, the day the build stands on.

    results: ``commended`` or ``all``. release: key of the newest publication, empty before the first; released: its day;
    post_until: last day a print may hang, empty when not set. address: where the site is read, ends with ``/`` or is empty.
    mottos: member type code (office, no_office, floating) -> motto. rare_font: style sheet that declares the small font ``Rare`` with
    the characters of names that phones lack, relative to the root of the site; empty when no name needs it.
    search: path of the search page, shown at the top of every page; empty when there is none.
    """

    county: str
    title: str
    year: int
    started: int
    as_of: str
    office: str
    phone: str
    address: str
    release: str
    released: str
    post_until: str
    results: str
    indexed: bool
    checks_label: str
    two_reports_label: str
    report_labels: tuple[str, str]
    mottos: tuple[tuple[str, str], ...]
    townships: tuple[Link, ...]
    pages: tuple[Link, ...] = ()
    rare_font: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class StepView:
    """One dated step in the story of a commitment: status word and code, amount so far, who confirmed it (a role), why excused."""

    date: str
    status: str
    status_code: str
    value: str
    verifier: str
    reason: str


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """One promise as the public reads it.

    baseline, target, value: amounts as text without unit, empty when there is none. percent: reached share of the way to the target,
    0-100, -1 when there is no number to compare. status/status_code: planned, in_progress, done, partly, not_done, excused, withdrawn.
    late: done after its due day. overdue: still open after its due day. steps: oldest first. reason: public reason of an excuse.
    """

    n: int
    what: str
    for_whom: str
    baseline: str
    target: str
    unit: str
    done_when: str
    due: str
    weight: str
    verifier: str
    status: str
    status_code: str
    value: str
    percent: int
    late: bool
    overdue: bool
    reason: str
    steps: tuple[StepView, ...]


@dataclass(frozen=True, slots=True)
class PostDuty:
    """A post somebody holds: name, duties, since when shown in public. path: page of the post type, empty for a local post."""

    key: str
    name: str
    category: str
    duties: tuple[str, ...]
    since: str
    path: str
    frequency: str = ""


@dataclass(frozen=True, slots=True)
class DeedView:
    """One reviewed deed: when, what, for which commitment (0: none) or post (empty: none), how many households, who confirmed it."""

    date: str
    text: str
    commitment: int
    post: str
    households: int
    verifier: str


@dataclass(frozen=True, slots=True)
class StarView:
    """One of the six stars. lit: awarded after decision and notice. meaning: what it stands for. why: the criteria met, in words."""

    name: str
    code: str
    lit: bool
    lit_on: str
    meaning: str
    why: tuple[str, ...] = ()
    declared: bool = False


@dataclass(frozen=True, slots=True)
class HonourView:
    """A commendation: year, level word, title, day, document number."""

    year: int
    level: str
    title: str
    date: str
    document: str


@dataclass(frozen=True, slots=True)
class PastView:
    """An earlier year as it may be shown: grade only where it was excellent (or under ``results: all``), stars, commendation."""

    year: int
    grade: str
    stars: tuple[str, ...]
    commendation: str


@dataclass(frozen=True, slots=True)
class GoalProgressView:
    """State of a goal at the end of a quarter (1-4)."""

    quarter: int
    value: str
    remark: str


@dataclass(frozen=True, slots=True)
class GoalView:
    """One goal of a branch. attainment: 0-100 percent, -1 when it cannot be computed yet. opinions: what villagers had said."""

    n: int
    text: str
    baseline: str
    target: str
    unit: str
    done_when: str
    due: str
    weight: str
    progress: tuple[GoalProgressView, ...]
    attainment: int
    reached: str
    opinions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoalAreaView:
    """One of the four goal areas with its goals, possibly none."""

    name: str
    code: str
    goals: tuple[GoalView, ...]


@dataclass(frozen=True, slots=True)
class GoalCardView:
    """The goal card of a branch secretary. attainment: weighted, text with two decimals, empty when not computable. praise: public comments."""

    year: int
    holder: str
    signed: str
    approved: str
    areas: tuple[GoalAreaView, ...]
    attainment: str
    praise: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DutyItemView:
    """One item of a responsibility card. states: (quarter, state word, code, remark)."""

    text: str
    target: str
    unit: str
    due: str
    measure: str
    states: tuple[tuple[int, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class DutyAreaView:
    """One of the four areas of a responsibility card."""

    name: str
    code: str
    items: tuple[DutyItemView, ...]


@dataclass(frozen=True, slots=True)
class LogView:
    """One reviewed entry of the log: kind plan, supervision, assessment or leader comment."""

    date: str
    kind: str
    kind_code: str
    place: str
    branch: str
    done: str
    result: str


@dataclass(frozen=True, slots=True)
class ResponsibilityCardView:
    """The responsibility card of a township secretary: header, four areas, log. It carries states, no score.

    planned: (label, number) pairs named by the county. spot_checks: how many were held this year; checked_branches: where.
    reports: (label, day) of the year-end reports.
    """

    year: int
    holder: str
    office_from: str
    signed: str
    approved: str
    planned: tuple[tuple[str, int], ...]
    areas: tuple[DutyAreaView, ...]
    log: tuple[LogView, ...]
    counted_branches: int
    spot_checks: int
    checked_branches: tuple[str, ...]
    reports: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OfficerView:
    """Somebody who holds an office: office word, name, since, acting."""

    office: str
    name: str
    since: str
    acting: bool


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A public notice and its clock. state: upcoming, running, ended, removed. days_left: working days, 0 when not running.

    people: names in the audience's form, each with what it is about (post or stars). text: Markdown as written.
    """

    key: str
    path: str
    kind: str
    title: str
    text: str
    branch: Link
    township: Link
    posted: str
    ends: str
    workdays: int
    state: str
    days_left: int
    people: tuple[tuple[str, str], ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Public numbers of a branch, township or the county; all add up. Numbers by grade are in ``grades``, merged where small.

    members: active members. cards: action cards approved. posts/holders: posts offered, members holding one. commitments…: of approved
    cards; kept counts done. overdue: open after the due day. lit: lit stars; star_members: members with at least one; by_star: per star.
    inspected: quarters inspected of those due, in percent, -1 when none is due. excellent: decided and published.
    objections: received, upheld (wholly or partly), answered, answered in time.
    """

    branches: int = 0
    joint: int = 0
    members: int = 0
    cards: int = 0
    posts: int = 0
    holders: int = 0
    commitments: int = 0
    kept: int = 0
    partly: int = 0
    not_kept: int = 0
    excused: int = 0
    open: int = 0
    overdue: int = 0
    deeds: int = 0
    lit: int = 0
    star_members: int = 0
    by_star: tuple[int, int, int, int, int, int] = (0, 0, 0, 0, 0, 0)
    inspections_due: int = 0
    inspections_held: int = 0
    spot_checks: int = 0
    excellent: int = 0
    commended: int = 0
    objections: int = 0
    objections_upheld: int = 0
    objections_answered: int = 0
    objections_in_time: int = 0
    goal_cards: int = 0


# --- everyone: the web -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WebMember:
    """A member's page. name: full name with consent, otherwise a code name (named tells which).

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


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member on a list: who, where, which posts, how many promises are kept of how many, which stars are lit (names)."""

    key: str
    path: str
    name: str
    named: bool
    pinyin: str
    village: str
    office: str
    posts: tuple[str, ...]
    kept: int
    promised: int
    overdue: int
    lit: tuple[str, ...]
    next_due: str
    excellent: bool


@dataclass(frozen=True, slots=True)
class HolderView:
    """A post of a branch with those who hold it."""

    post: PostDuty
    capacity: int
    holders: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Something that happened lately: day, whose page, in words."""

    date: str
    who: Link
    text: str


@dataclass(frozen=True, slots=True)
class WebBranch:
    """A branch's page, the board itself. members: in order of pinyin, code names last, never by score.

    changes: newest first. due: open promises by due day. villages: more than one only for a joint branch.
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


@dataclass(frozen=True, slots=True)
class WebVillage:
    """The page of one village of a joint branch: its members only, with a way to the whole branch."""

    key: str
    path: str
    name: str
    branch: Link
    township: Link
    members: tuple[MemberLine, ...]


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch on a list: name, villages, secretary, counts. No order of merit anywhere."""

    key: str
    path: str
    name: str
    joint: bool
    villages: tuple[str, ...]
    secretary: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class WebTownship:
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


@dataclass(frozen=True, slots=True)
class TownshipLine:
    """A township on a list."""

    key: str
    path: str
    name: str
    secretary: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class PostTypeView:
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


@dataclass(frozen=True, slots=True)
class StarRuleView:
    """What a star stands for and how it is earned; criteria: (code, text), condition in one sentence; lit: how many in the county."""

    name: str
    code: str
    meaning: str
    criteria: tuple[tuple[str, str], ...]
    condition: str
    lit: int


@dataclass(frozen=True, slots=True)
class RulesView:
    """The rules of the year from the very settings, for the how-it-works page, with one worked score.

    weights, bands, ballot_points …: (label, text) pairs. worked: lines of an example computed by the same code as real scores.
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
    worked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WebCounty:
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


@dataclass(frozen=True, slots=True)
class PageView:
    """A page or county notice written in Markdown. kind: page or notice; date: day of a notice, empty for a page."""

    key: str
    path: str
    title: str
    kind: str
    date: str
    markdown: str


# --- people of the village: the noticeboard, paper only ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BoardCard:
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


@dataclass(frozen=True, slots=True)
class BoardBranch:
    """Everything printed for a branch's board: cards in board order, goal card, posts with holders' names, star board, notices.

    star_board: (name, six booleans lit). post_list: (post, holders' names).
    """

    key: str
    name: str
    township: str
    villages: tuple[str, ...]
    secretary: str
    cards: tuple[BoardCard, ...]
    goal_card: GoalCardView | None
    post_list: tuple[tuple[PostDuty, tuple[str, ...]], ...]
    star_board: tuple[tuple[str, tuple[bool, bool, bool, bool, bool, bool]], ...]
    notices: tuple[NoticeView, ...]
    roll: tuple[tuple[str, int], ...]
    contact: tuple[tuple[str, str], ...]
    url: str
    short_code: str


@dataclass(frozen=True, slots=True)
class BoardTownship:
    """What hangs in the township hall: the responsibility card."""

    key: str
    name: str
    committee: str
    card: ResponsibilityCardView
    contact: tuple[tuple[str, str], ...]
    url: str
    short_code: str


# --- branch committee, township, county: the binder --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BinderTally:
    """One ballot row: option words with counts in the order of the ballot, blank, unknown, counted, mean as text."""

    session: str
    kind: str
    design: str
    counts: tuple[tuple[str, int], ...]
    blank: int
    unknown: int
    counted: int
    mean: str
    shown: bool


@dataclass(frozen=True, slots=True)
class BinderMember:
    """One member in the decision pack. explanation: plain sentences that account for every number, cap and condition.

    status: how the member takes part this year. suggested and decided are kept apart; decided is empty before the meeting.
    stars: (name, state word, lines). commendation: (eligible word, reasons).
    """

    key: str
    name: str
    type: str
    status: str
    status_reason: str
    tallies: tuple[BinderTally, ...]
    mass: str
    member: str
    organisation: str
    total: str
    band: str
    caps: tuple[str, ...]
    suggested: str
    decided: str
    halfyear: tuple[str, str]
    explanation: tuple[str, ...]
    stars: tuple[tuple[str, str, tuple[str, ...]], ...]
    commendation: str
    commendation_reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BinderSession:
    """A ballot session with its check sums: (label, number) pairs and whether turnout sufficed."""

    key: str
    kind: str
    design: str
    date: str
    place: str
    numbers: tuple[tuple[str, int], ...]
    ok: bool
    note: str


@dataclass(frozen=True, slots=True)
class BinderBranch:
    """The decision pack of a branch: roll, sessions, suggestions with explanations, quota, vote form. todo: what is due next."""

    key: str
    name: str
    township: str
    year: int
    as_of: str
    secretary: str
    roll: tuple[BinderMember, ...]
    sessions: tuple[BinderSession, ...]
    quota: tuple[str, ...]
    should_attend: int
    todo: tuple[tuple[str, str], ...] = field(default=())
