"""Process figures of a branch: cards closed, inspections, spot checks, objections answered in time.

In: a desk and the results of its members. Out: ``Figures`` and findings about missing calendars. Not here: a
comparison of branches.
"""

from __future__ import annotations

from collections.abc import Mapping

from threecards.assess.desk import Desk
from threecards.assess.objections import is_accepted, is_open
from threecards.assess.results import Figures, MemberResult
from threecards.problems import Finding, finding
from threecards.records.calendar import MissingCalendarError, objection_clock
from threecards.records.words import CommitmentStatus, Outcome

_FINAL = frozenset(
    {
        CommitmentStatus.DONE,
        CommitmentStatus.PARTLY,
        CommitmentStatus.NOT_DONE,
        CommitmentStatus.EXCUSED,
        CommitmentStatus.WITHDRAWN,
    }
)


def figures_of(desk: Desk, members: Mapping[str, MemberResult]) -> tuple[Figures, list[Finding]]:
    """Count what a branch has done in the year, up to the day of the build."""
    active = cards = items = closed = cards_closed = kept = 0
    for found in members.values():
        if not found.state.is_active:
            continue
        active += 1
        if not found.commitments:
            continue
        done = sum(c.status in _FINAL for c in found.commitments)
        cards += 1
        items += len(found.commitments)
        closed += done
        cards_closed += done == len(found.commitments)
        kept += sum(c.status is CommitmentStatus.DONE for c in found.commitments)
    rated: list[set[str]] = [set(), set(), set(), set()]
    for inspection in desk.book.inspections:
        if inspection.date <= desk.as_of:
            rated[inspection.quarter - 1].update(inspection.ratings)
    objections, findings = _objections(desk)
    return (
        Figures(
            active=active,
            cards=cards,
            items=items,
            items_closed=closed,
            cards_closed=cards_closed,
            kept=kept,
            rated=(len(rated[0]), len(rated[1]), len(rated[2]), len(rated[3])),
            spot_checks=sum(check.date <= desk.as_of for check in desk.book.spot_checks),
            **objections,
        ),
        findings,
    )


def _objections(desk: Desk) -> tuple[dict[str, int], list[Finding]]:
    """Count the objections of the year book; in time means answered by the last day of its clock."""
    received = accepted = upheld = answered = in_time = waiting = 0
    findings = []
    for at, objection in enumerate(desk.book.objections):
        if objection.received > desk.as_of:
            continue
        received += 1
        accepted += is_accepted(objection, desk.as_of)
        waiting += is_open(objection, desk.as_of)
        answer = objection.answer
        if answer is None or answer.date > desk.as_of:
            continue
        answered += 1
        upheld += answer.outcome is not Outcome.NOT_UPHELD
        try:
            in_time += answer.date <= objection_clock(objection, desk.scheme.deadlines, desk.calendar).answer_by
        except MissingCalendarError as missing:
            place = ("objections", at, "received")
            findings.append(finding("CAL-001", desk.folder.book_path(desk.year), place, year=missing.year))
    counts = {
        "objections": received,
        "objections_accepted": accepted,
        "objections_upheld": upheld,
        "objections_answered": answered,
        "objections_in_time": in_time,
        "objections_open": waiting,
    }
    return counts, findings
