"""One branch on one day: the result of everybody in it, and what the branch has to settle.

In: a branch folder and the context. Out: ``BranchResult`` and findings. Not here: the steps themselves (``work``).
"""

from __future__ import annotations

from collections.abc import Iterator

from threecards.assess import score
from threecards.assess.criteria import undecided_deeds
from threecards.assess.desk import Desk
from threecards.assess.figures import figures_of
from threecards.assess.goals import goal_result
from threecards.assess.results import BranchResult, DecisionState, GoalResult, MemberResult, StarStatus
from threecards.assess.work import SCORED, Work, work_on
from threecards.problems import Finding, finding
from threecards.records.county import BranchFolder, Context
from threecards.records.words import Office, VerifierRole


def assess_branch(
    folder: BranchFolder, context: Context, year: int | None = None
) -> tuple[BranchResult, list[Finding]]:  # fmt: skip
    """Assess a branch as of ``context.as_of``, the current year unless another is named.

    Returns the result, every member of the folder in it, and findings: CAL-001 where a calendar is missing, ASM-…
    for what a branch has to settle. Raises KeyError for a year without a scheme.
    """
    work = work_on(folder, context, year)
    desk = work.desk
    members = {key: work.member(key) for key in folder.members}
    card = next((c for c in folder.branch.goal_cards if c.year == desk.year), None)
    goals: GoalResult | None = goal_result(card, desk.as_of) if card else None
    figures, late = figures_of(desk, members)
    result = BranchResult(
        folder.key, desk.year, desk.as_of, desk.assessed_on, work.now[1], members, goals, figures
    )  # fmt: skip
    return result, [*work.findings, *late, *_findings(work, result)]


def _findings(work: Work, result: BranchResult) -> Iterator[Finding]:
    """Say what the branch has to settle; values of internal fields are never named."""
    desk, folder = work.desk, work.desk.folder
    book = folder.book_path(desk.year)
    meetings = {meeting.key: at for at, meeting in enumerate(desk.book.decisions)}
    few = [key for key, m in result.members.items() if _has_few_inspections(desk, m)]
    if few and desk.as_of > desk.cutoff:
        least = desk.scheme.organisation.min_inspections
        yield finding("ASM-002", book, ("inspections",), least=least, members="、".join(few[:10]))
    if result.quota.exceeded and desk.as_of > desk.cutoff:
        yield finding("ASM-003", book, ("ballots",))
    without: dict[int, list[str]] = {}
    for key, found in result.members.items():
        decision = found.assessment.decision
        if decision and decision.meeting in meetings:
            place = ("decisions", meetings[decision.meeting], "grades", key)
            if decision.outdated:
                yield finding("ASM-004", book, place, member=key)
            elif code := _DECISION_CODES.get(decision.state):
                yield finding(code, book, place, member=key)
            if decision.state is DecisionState.NEEDS_REASON:
                without.setdefault(meetings[decision.meeting], []).append(key)
        for star in found.stars:
            if star.status is StarStatus.NOT_MET and key in desk.confirmed:
                for meeting, stars in desk.confirmed[key]:
                    if star.star in stars:
                        place = ("decisions", meetings[meeting.key], "stars", key)
                        yield finding("ASM-008", book, place, member=key, star=star.star)
                        break
        for at, options in undecided_deeds(desk, key, work.plan, found.assessment.status):
            yield finding("ASM-001", folder.member_path(key), ("deeds", at), stars="、".join(options))
        if _is_judged_by_own_committee(desk, key):
            yield finding("ASM-009", folder.member_path(key), ("organisation", "assessor"), member=key)
    for at, keys in without.items():  # an error is told to everyone: it does not say whose decision it is, ASM-011 does
        yield finding("ASM-005", book, ("decisions", at), count=len(keys))


_DECISION_CODES = {
    DecisionState.NEEDS_REASON: "ASM-011",
    DecisionState.NEEDS_TOWNSHIP: "ASM-006",
    DecisionState.NOT_GRADED: "ASM-007",
    DecisionState.NO_RESULT: "ASM-010",
}


def _has_few_inspections(desk: Desk, found: MemberResult) -> bool:
    """True for a member who is graded by computing and was inspected too rarely."""
    assessment = found.assessment
    if assessment.status not in SCORED or assessment.organisation.reason:
        return False
    return assessment.inspection.counted < desk.scheme.organisation.min_inspections


def _is_judged_by_own_committee(desk: Desk, key: str) -> bool:
    """True when a branch secretary's component was given by the committee he heads."""
    given = score.direct_score(desk.folder.members[key], desk)
    if given is None or given.value is None or given.assessor is VerifierRole.TOWNSHIP:
        return False
    return any(
        t.office is Office.BRANCH_SECRETARY
        and t.since <= desk.assessed_on
        and (t.until is None or t.until >= desk.assessed_on)
        for t in desk.terms.get(key, ())
    )
