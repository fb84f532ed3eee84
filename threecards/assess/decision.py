"""The decision of the branch meeting on a grade: whether a vote holds, and whether it still fits the score.

In: the votes on one member, the suggestion each meeting had before it, the suggestion of today. Out: a ``Decision``.
Not here: how the suggestion comes about; that the ballots were held at all (EVT-002).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from threecards.assess.desk import is_valid_meeting
from threecards.assess.grade import STEP
from threecards.assess.results import AssessStatus, Decision, DecisionState, StatusReason
from threecards.assess.roll import Status
from threecards.records.model import DecisionMeeting, Verdict
from threecards.records.words import Grade

_NO_GRADE = (AssessStatus.PARTICIPATES, AssessStatus.EXEMPT, AssessStatus.NOT_ASSESSED)


def is_passed(verdict: Verdict, meeting: DecisionMeeting) -> bool:
    """True when the ayes exceed half of those who should attend. Example E20: 13 of 27 is not enough, 14 is."""
    return 2 * verdict.ayes > meeting.should_attend


def judge(
    meeting: DecisionMeeting, verdict: Verdict, status: Status, suggested: Grade | None, as_of: date
) -> tuple[DecisionState, int | None]:  # fmt: skip
    """Judge one vote: its state, and its distance in steps from the suggestion the meeting had (None without one).

    One step off needs a written reason, two or more also the township's confirmation. Without a suggestion the
    meeting must have recorded why it decided without ballots. An investigation defers every decision.
    """
    if status[0] in _NO_GRADE:
        return DecisionState.NOT_GRADED, None
    if status[1] is StatusReason.INVESTIGATION:
        return DecisionState.DEFERRED, None
    steps = None if suggested is None else abs(STEP[verdict.grade] - STEP[suggested])
    if not is_valid_meeting(meeting):
        return DecisionState.NO_QUORUM, steps
    if not is_passed(verdict, meeting):
        return DecisionState.NOT_PASSED, steps
    if steps is None:
        return (DecisionState.EFFECTIVE if meeting.no_ballot_reason else DecisionState.NO_RESULT), None
    if steps and not verdict.reason:
        return DecisionState.NEEDS_REASON, steps
    if steps > 1 and not (verdict.township_confirmed and verdict.township_confirmed <= as_of):
        return DecisionState.NEEDS_TOWNSHIP, steps
    return DecisionState.EFFECTIVE, steps


def decide(
    votes: Sequence[tuple[DecisionMeeting, Verdict]],
    status: Status,
    suggested_then: Callable[[DecisionMeeting], Grade | None],
    suggested_now: Grade | None,
    as_of: date,
) -> Decision | None:
    """Find what holds: the newest effective vote, else the newest vote with the reason why it does not hold.

    outdated: the suggestion has changed since that meeting and the decided grade is not the one suggested now
    (example E14).
    """
    newest: Decision | None = None
    for meeting, verdict in reversed(votes):
        suggested = suggested_then(meeting)
        state, steps = judge(meeting, verdict, status, suggested, as_of)
        effective = state is DecisionState.EFFECTIVE
        outdated = effective and suggested is not suggested_now and verdict.grade is not suggested_now
        made = Decision(meeting.key, meeting.date, verdict.grade, state, steps, outdated)
        if effective:
            return made
        newest = newest or made
    return newest
