"""Parts of views that every audience may see: links, promises, stars, deeds, goals, notices, counts."""

from __future__ import annotations

from msgspec import Struct


class Link(Struct, frozen=True):
    """A page with its name."""

    name: str
    path: str


class SiteView(Struct, frozen=True):
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


class StepView(Struct, frozen=True):
    """One dated step in the story of a commitment: status word and code, amount so far, who confirmed it (a role), why excused."""

    date: str
    status: str
    status_code: str
    value: str
    verifier: str
    reason: str


class CommitmentView(Struct, frozen=True):
    """One promise as the public reads it.

    baseline, target, value: amounts as text without unit, empty when there is none. percent: reached share of the way to the target,
    0-100, -1 when there is no number to compare. status/status_code: planned, in_progress, done, partly, not_done, excused, withdrawn.
    late: done after its due day. overdue: still open after its due day. steps: oldest first. reason: public reason of an excuse.
    start: where the baseline stands on the way to a larger target, percent 1-99, -1 when it has no place there. left: what an open
    promise still lacks of its target, as text without unit, empty when nothing or unknown. closed: day of the step that closed it.
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
    start: int = -1
    left: str = ""
    closed: str = ""

    @property
    def counts(self) -> bool:
        """True unless it was withdrawn: such a promise stays on its member's page and is in no number of promises."""
        return self.status_code != "withdrawn"


class PostDuty(Struct, frozen=True):
    """A post somebody holds: name, duties, since when shown in public. path: page of the post type, empty for a local post."""

    key: str
    name: str
    category: str
    duties: tuple[str, ...]
    since: str
    path: str
    frequency: str = ""


class DeedView(Struct, frozen=True):
    """One reviewed deed: when, what, for which commitment (0: none) or post (empty: none), how many households, who confirmed it."""

    date: str
    text: str
    commitment: int
    post: str
    households: int
    verifier: str


class StarView(Struct, frozen=True):
    """One of the six stars. lit: awarded after decision and notice. meaning: what it stands for. why: the criteria met, in words."""

    name: str
    code: str
    lit: bool
    lit_on: str
    meaning: str
    why: tuple[str, ...] = ()
    declared: bool = False


class HonourView(Struct, frozen=True):
    """A commendation: year, level word, title, day, document number."""

    year: int
    level: str
    title: str
    date: str
    document: str


class PastView(Struct, frozen=True):
    """An earlier year as it may be shown: grade only where it was excellent (or under ``results: all``), stars, commendation."""

    year: int
    grade: str
    stars: tuple[str, ...]
    commendation: str


class GoalProgressView(Struct, frozen=True):
    """State of a goal at the end of a quarter (1-4)."""

    quarter: int
    value: str
    remark: str


class GoalView(Struct, frozen=True):
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


class GoalAreaView(Struct, frozen=True):
    """One of the four goal areas with its goals, possibly none."""

    name: str
    code: str
    goals: tuple[GoalView, ...]


class GoalCardView(Struct, frozen=True):
    """The goal card of a branch secretary. attainment: weighted, text with two decimals, empty when not computable. praise: public comments."""

    year: int
    holder: str
    signed: str
    approved: str
    areas: tuple[GoalAreaView, ...]
    attainment: str
    praise: tuple[tuple[str, str], ...]


class DutyItemView(Struct, frozen=True):
    """One item of a responsibility card. states: (quarter, state word, code, remark)."""

    text: str
    target: str
    unit: str
    due: str
    measure: str
    states: tuple[tuple[int, str, str, str], ...]


class DutyAreaView(Struct, frozen=True):
    """One of the four areas of a responsibility card."""

    name: str
    code: str
    items: tuple[DutyItemView, ...]


class LogView(Struct, frozen=True):
    """One reviewed entry of the log: kind plan, supervision, assessment or leader comment."""

    date: str
    kind: str
    kind_code: str
    place: str
    branch: str
    done: str
    result: str


class ResponsibilityCardView(Struct, frozen=True):
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


class OfficerView(Struct, frozen=True):
    """Somebody who holds an office: office word, name, since, acting."""

    office: str
    name: str
    since: str
    acting: bool


class NoticeView(Struct, frozen=True):
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


class Counts(Struct, frozen=True):
    """Public numbers of a branch, township or the county; all add up. Numbers by grade are in ``grades``, merged where small.

    members: active members. cards: action cards approved. posts/holders: posts offered, members holding one. commitments…: of approved
    cards, but for those withdrawn, which are counted apart; kept counts done. overdue: open after the due day. lit: lit stars;
    star_members: members with at least one; by_star: per star.
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
    withdrawn: int = 0
