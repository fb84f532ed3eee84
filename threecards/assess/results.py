"""Results of an assessment year, as values: what a branch's records say about its members on a given day.

Out: frozen values with exact fractions; every number is internal (level C) unless its docstring says "public".
What is made for every member is a named tuple, the rest are structs; either costs a quarter of a frozen dataclass.
Not here: any computation, and no sentence for people; ``explain`` writes those from the same records when a
decision pack is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct

from threecards.records.standing import State
from threecards.records.words import CommitmentStatus, Grade, MemberType, Star


class AssessStatus(StrEnum):
    """Whether a member is assessed this year (domain rule 5.2); shown to nobody outside the branch."""

    GRADED = "评定等次"
    PARTICIPATES = "参加不定等次"
    EXEMPT = "免评"
    HOST = "流入地测评"
    DEFERRED = "暂缓"
    NOT_ASSESSED = "不参评"


class StatusReason(StrEnum):
    """Why a member has his status; NONE for an ordinary member."""

    NONE = ""
    PROBATIONARY = "预备党员不定等次"
    EXEMPTED = "支部大会决定免评"
    HOST = "采用流入地党组织测评"
    INVESTIGATION = "正在接受审查调查"
    HOST_MISSING = "流入地测评数据未到"
    REPEAT_BALLOT = "测评无效须重新组织"
    NO_ORGANISATION = "组织考评不能计算，须直接评分并写明理由"
    NO_HALFYEAR = "缺半年评比结果"
    NEW = "截止日后转入"
    ELSEWHERE = "截止日不在本支部"
    SUSPENDED = "停止党籍"
    LEFT = "已不在党"
    DECEASED = "去世"


class ComponentState(StrEnum):
    """Whether a component has a number: PENDING means that its sitting has not taken place yet."""

    COMPUTED = "已得出"
    PENDING = "尚未进行"
    NOT_COMPUTABLE = "不能计算"


class Component(NamedTuple):
    """One component of the total, in points 0-100, exact.

    value: None unless ``state`` is COMPUTED; a missing component is never a zero. reason: why there is no value, or
    where it comes from when that is not the ordinary way. session: key of the ballot session. counted, favourable:
    ballots behind it (0 elsewhere).
    """

    state: ComponentState
    value: Fraction | None = None
    reason: str = ""
    session: str = ""
    counted: int = 0
    favourable: int = 0


PENDING = Component(ComponentState.PENDING)


class Cap(Struct, frozen=True):
    """A limit of the suggested grade (domain rule 5.8, V1-V9). ``limit`` is the best grade it still allows."""

    code: str
    limit: Grade
    text: str


class ScoreRun(Struct, frozen=True):
    """One computation of the year's score; a recount makes a new one and the old one stays (domain rule 5.11).

    on: day from which it held; the first run of a year holds from the first ballot session.
    """

    on: date
    mass: Component
    member: Component
    total: Fraction | None
    rounded: Decimal | None
    suggested: Grade | None


class DecisionState(StrEnum):
    """What a vote of the branch meeting is worth (domain rule 5.10)."""

    EFFECTIVE = "有效"
    NO_QUORUM = "到会不过半，决定无效"
    NOT_PASSED = "赞成不过应到半数，未通过"
    NEEDS_REASON = "与建议不同而未写理由"
    NEEDS_TOWNSHIP = "与建议相差两档，待乡镇确认"
    NO_RESULT = "没有测评结果，也未写明原因"
    NOT_GRADED = "本年度不定等次"
    DEFERRED = "暂缓期间不作决定"


class Decision(NamedTuple):
    """The newest vote on one member's grade.

    steps: distance from the suggestion the meeting had before it, None where there was none.
    outdated: a later recount changed the suggestion away from the decided grade, so the meeting has to decide again.
    """

    meeting: str
    date: date
    grade: Grade
    state: DecisionState
    steps: int | None
    outdated: bool = False


class Assessment(NamedTuple):
    """One member's year: components, total, suggestion, decision.

    fulfilment, inspection, life: the parts F, I, L of the computed organisational component; PENDING where it was
    given directly. rounded: the total with two decimals, half up; grades compare this number. band: grade by the
    number alone. suggested: band after all caps. candidate: excellent before the quota. rank: place among the
    candidates, 0 for others. runs: every computation, oldest first, once ballots were recounted; empty before.
    """

    status: AssessStatus
    reason: StatusReason
    mass: Component = PENDING
    member: Component = PENDING
    organisation: Component = PENDING
    fulfilment: Component = PENDING
    inspection: Component = PENDING
    life: Component = PENDING
    halfyear: Component = PENDING
    total: Fraction | None = None
    rounded: Decimal | None = None
    band: Grade | None = None
    caps: tuple[Cap, ...] = ()
    suggested: Grade | None = None
    candidate: bool = False
    rank: int = 0
    decision: Decision | None = None
    runs: tuple[ScoreRun, ...] = ()

    @property
    def decided(self) -> Grade | None:
        """The grade of the year: None until an effective decision, and again while a recount asks for a new one."""
        made = self.decision
        return made.grade if made and made.state is DecisionState.EFFECTIVE and not made.outdated else None


class StarStatus(StrEnum):
    """States of a star (domain rule 6.3). Only LIT counts and only LIT is public."""

    NONE = "未争创"
    DECLARED = "已申报"
    ON_TRACK = "进展正常"
    AT_RISK = "进展偏慢"
    PROPOSED = "拟提名"
    CONFIRMED = "大会已确认"
    IN_NOTICE = "公示中"
    LIT = "已点亮"
    WAITING = "异议核查中"
    NOT_MET = "未达标"
    WITHDRAWN = "本人放弃"
    REMOVED = "已摘星"
    EXPIRED = "已到期"


class StarResult(NamedTuple):
    """One star of one member.

    lit_on: first day it shines, public. removal: a blocker is confirmed, the procedure of removal still runs.
    """

    star: Star
    status: StarStatus
    lit_on: date | None = None
    declared: bool = False
    removal: bool = False


class CommitmentResult(NamedTuple):
    """How one commitment stands.

    status, on, value, in_time, public_points: public, from the public history alone. in_time: None while it is not
    done. points, public_points: 0-100, None when left out of the mean. verified: somebody else confirmed the state
    it counts with.
    """

    n: int
    status: CommitmentStatus
    on: date | None
    value: Decimal | None
    in_time: bool | None
    weight: Decimal
    points: Fraction | None
    public_points: Fraction | None
    verified: bool


class CommendationAdvice(NamedTuple):
    """Whether the conditions of a commendation are met (domain rules C1, C2); the branch proposes.

    waiting: not refused, but not yet: a star or the result is under objection, or a star's notice still runs.
    reasons: Chinese.
    """

    eligible: bool
    waiting: bool = False
    outstanding: bool = False
    reasons: tuple[str, ...] = ()


class TalkDuty(Struct, frozen=True):
    """The admonition talk after one of the two lower grades (domain rule C3), level C.

    due: last day for the talk. held: its day. reviews_due: follow-ups 3 and 6 months after the talk. overdue: the
    talk or a follow-up has not been held in time.
    """

    due: date
    held: date | None = None
    reviews_due: tuple[date, ...] = ()
    reviews_held: tuple[date, ...] = ()
    closed: date | None = None
    overdue: bool = False


class MemberResult(NamedTuple):
    """Everything computed about one member.

    state, type, floating: standing in this branch on the day of the build; type None when not active here.
    public_fulfilment: the fulfilment score F from public statuses alone, public; None while no item counts.
    frozen: an accepted objection that may change the result is open, so nothing of it is published and a
    commendation waits. excellent_on: first day the grade excellent may be public: the notice about it has ended.
    """

    key: str
    state: State
    type: MemberType | None
    floating: bool
    assessment: Assessment
    stars: tuple[StarResult, ...]
    commitments: tuple[CommitmentResult, ...] = ()
    public_fulfilment: Fraction | None = None
    commendation: CommendationAdvice = CommendationAdvice(False)
    talk: TalkDuty | None = None
    frozen: bool = False
    excellent_on: date | None = None

    @property
    def lit(self) -> tuple[Star, ...]:
        """The stars that shine, in the order of the six."""
        return tuple(s.star for s in self.stars if s.status is StarStatus.LIT)


class Quota(Struct, frozen=True):
    """Places for excellent (domain rule 5.9).

    ranking: candidates, best first; working data of the meeting, never published.
    tied: candidates equal at the last place; none of them gets it, the meeting chooses.
    """

    base: int = 0
    places: int = 0
    ranking: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The candidates who have a place for certain, best first."""
        return tuple(key for key in self.ranking[: self.places] if key not in self.tied)

    @property
    def exceeded(self) -> bool:
        """True when more members qualify than there are places."""
        return len(self.ranking) > self.places


class GoalState(Struct, frozen=True):
    """One goal: share reached (0-1) at the end of quarters 1-4, None for quarters that have not begun."""

    n: int
    quarters: tuple[Fraction | None, ...]
    weight: Decimal

    @property
    def attainment(self) -> Fraction | None:
        """Share reached so far, None before the first quarter."""
        return next((q for q in reversed(self.quarters) if q is not None), None)


class GoalResult(Struct, frozen=True):
    """The goal card: weighted share of the goals reached (0-1) per quarter and now; public.

    It is reported apart and never mixed with the secretary's own score.
    """

    goals: tuple[GoalState, ...] = ()
    quarters: tuple[Fraction | None, ...] = (None, None, None, None)
    attainment: Fraction | None = None


class Figures(Struct, frozen=True):
    """Process figures of a branch for its secretary's own report; branches are not ranked.

    active: members on the day of the build. cards: action cards of the year. items, items_closed: their
    commitments, and those that need no more work. cards_closed: cards with all items closed. kept: commitments
    done. rated: cards rated per quarter 1-4. spot_checks: held. Objections: received, accepted, upheld (wholly or
    partly), answered, in_time (answered within the clock), open.
    """

    active: int = 0
    cards: int = 0
    items: int = 0
    items_closed: int = 0
    cards_closed: int = 0
    kept: int = 0
    rated: tuple[int, int, int, int] = (0, 0, 0, 0)
    spot_checks: int = 0
    objections: int = 0
    objections_accepted: int = 0
    objections_upheld: int = 0
    objections_answered: int = 0
    objections_in_time: int = 0
    objections_open: int = 0


class BranchResult(Struct, frozen=True):
    """One branch on one day. members: by key, in key order."""

    key: str
    year: int
    as_of: date
    assessed_on: date
    quota: Quota
    members: Mapping[str, MemberResult]
    goals: GoalResult | None = None
    figures: Figures = Figures()


class Explanation(Struct, frozen=True):
    """Why one member's result is what it is, in Chinese sentences for the secretary to read aloud; level C.

    topics: counts, points, each multiplication, band, caps, quota, decision, in order by topic (``explain`` names them). stars: criteria one by
    one, per star. allocations: what happens when records that could count for more than one star are given to one or the other (the branch
    chooses).
    """

    topics: tuple[tuple[str, tuple[str, ...]], ...]
    stars: Mapping[Star, tuple[str, ...]]
    allocations: tuple[str, ...] = ()
