"""What follows from a result: commendation advice, the admonition talk, the tables for townships. Domain rules C1-C6.

In: a member's records, assessment, stars. Out: advice and duties. Not here: any automatic effect; amounts of money;
C8 (procedures of the Party about membership are outside of this tool).
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from threecards.assess.desk import Desk
from threecards.assess.results import (
    Assessment,
    BranchResult,
    CommendationAdvice,
    StarResult,
    StarStatus,
    TalkDuty,
)
from threecards.records.county import BranchFolder
from threecards.records.model import Member
from threecards.records.words import Grade, Star

UNDECIDED = CommendationAdvice(False, reasons=("等次尚未决定",))
REVIEW_MONTHS = (3, 6)  # after a talk
_TO_COME = frozenset({StarStatus.CONFIRMED, StarStatus.IN_NOTICE, StarStatus.WAITING})


def advise(
    desk: Desk, member: Member, assessment: Assessment, stars: Sequence[StarResult], *, frozen: bool
) -> CommendationAdvice:
    """Tell whether a member may be commended: the decided grade and at least ``min_stars`` lit stars (C1).

    A lit star whose removal is under way does not count. While a star or the result is under objection, or a
    confirmed star is not yet lit, the commendation waits instead of being refused (example S9). Especially
    outstanding (C2): enough stars and a total as the scheme says, or a recommendation with reasons by the township
    on a commendation of the year.
    """
    rule = desk.scheme.commendation
    decision, decided = assessment.decision, assessment.decided
    grade = decided or (decision.grade if decision and decision.outdated else None)
    if grade is None:
        return UNDECIDED
    if grade is not rule.grade:
        return CommendationAdvice(False, reasons=(f"等次为{grade}，不是{rule.grade}",))
    lit = coming = 0
    for star in stars:
        if star.status is StarStatus.LIT and not star.removal:
            lit += 1
        elif star.status is StarStatus.LIT or star.status in _TO_COME:
            coming += 1
    reasons = [f"等次为{grade.value}", f"已点亮{lit}颗星，要求{rule.min_stars}颗"]
    if frozen:
        reasons.append("有受理的异议尚未答复，待答复后再定")
    if decided is None:
        reasons.append("分数更正后须重新决定等次")
    if lit >= rule.min_stars and not frozen and decided is not None:
        outstanding = _is_outstanding(desk, member, assessment, lit)
        if outstanding:
            reasons.append("特别突出，可报县委表彰")
        return CommendationAdvice(True, False, outstanding, tuple(reasons))
    waiting = lit + coming >= rule.min_stars
    if lit < rule.min_stars and waiting:
        reasons.append(f"另有{coming}颗星在公示、核查或等待公示")
    return CommendationAdvice(False, waiting, False, tuple(reasons))


def _is_outstanding(desk: Desk, member: Member, assessment: Assessment, lit: int) -> bool:
    """True for rule C2."""
    rule = desk.scheme.commendation
    by_number = assessment.rounded is not None and assessment.rounded >= rule.outstanding_total
    if lit >= rule.outstanding_stars and by_number:
        return True
    return any(c.year == desk.year and c.outstanding and c.recommendation for c in member.commendations)


def add_months(day: date, months: int) -> date:
    """Move a day by whole months; the 31st becomes the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def talk_duty(desk: Desk, member: Member, assessment: Assessment) -> TalkDuty | None:
    """Compute the admonition talk of a member decided basic or unqualified (C3), None for everybody else.

    Due ``talk_days`` calendar days after the decision; follow-ups 3 and 6 months after the talk.
    """
    decision = assessment.decision
    if decision is None or assessment.decided not in (Grade.BASIC, Grade.UNQUALIFIED):
        return None
    due = decision.date + timedelta(days=desk.scheme.deadlines.talk_days)
    talks = [a for a in member.admonitions if a.year == desk.year and decision.date <= a.date <= desk.as_of]
    if not talks:
        return TalkDuty(due, overdue=desk.as_of > due)
    talk = min(talks, key=lambda a: a.date)
    closed = talk.closed if talk.closed and talk.closed <= desk.as_of else None
    reviews_due = tuple(add_months(talk.date, months) for months in REVIEW_MONTHS)
    reviews = tuple(sorted(r for r in talk.reviews if r <= desk.as_of))
    missed = any(desk.as_of > day and len(reviews) <= at for at, day in enumerate(reviews_due))
    return TalkDuty(due, talk.date, reviews_due, reviews, closed, missed and closed is None)


def excellent_on(desk: Desk, key: str, assessment: Assessment) -> date | None:
    """Find the first day on which the grade excellent may be public: the day after its notice has ended (EVT-007).

    The notice must be posted on or after the day of the decision and hang for its whole period.
    """
    if assessment.decided is not Grade.EXCELLENT or assessment.decision is None:
        return None
    days = [
        posted.end + timedelta(days=1)
        for posted in desk.excellent_notices.get(key, ())
        if posted.end and desk.as_of > posted.end and posted.notice.posted >= assessment.decision.date
        and (posted.notice.removed is None or posted.notice.removed >= posted.end)
    ]  # fmt: skip
    return min(days, default=None)


class ResultRow(Struct, frozen=True):
    """One line of the table for cadre assessment, village pay and awards (C4-C6), level C; no amounts."""

    key: str
    name: str
    offices: tuple[str, ...]
    grade: Grade | None
    stars: tuple[Star, ...]
    commendations: tuple[str, ...]


def result_table(folder: BranchFolder, result: BranchResult) -> tuple[ResultRow, ...]:
    """List the decided grades of a branch with stars and honours, in key order; the undecided are left out."""
    rows = []
    for key, found in result.members.items():
        if found.assessment.decided is None or found.frozen:
            continue
        member = folder.members[key]
        offices = tuple(
            str(term.office)
            for term in folder.branch.officers
            if term.member == key and term.since <= result.as_of and (term.until is None or term.until >= result.as_of)
        )
        honours = tuple(
            c.title
            for c in member.commendations
            if c.year == result.year and not (c.revoked and c.revoked <= result.as_of)
        )
        rows.append(ResultRow(key, member.name, offices, found.assessment.decided, found.lit, honours))
    return tuple(rows)
