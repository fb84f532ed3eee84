"""The vote of the branch meeting: quorum, majority, difference from the suggestion, several votes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.assess_factory import decision, key, verdict
from threecards.assess.decision import decide, is_passed, judge
from threecards.assess.desk import is_valid_meeting
from threecards.assess.results import AssessStatus, DecisionState, StatusReason
from threecards.records.model import DecisionMeeting, Verdict
from threecards.records.words import Grade

A = key(1)
GRADED = (AssessStatus.GRADED, StatusReason.NONE)
AS_OF = date(2026, 12, 24)


def vote(
    grade: str = "合格", ayes: int = 20, meeting: dict[str, Any] | None = None, **changes: Any
) -> tuple[DecisionMeeting, Verdict]:  # fmt: skip
    made = DecisionMeeting.model_validate(decision({A: verdict(grade, ayes, **changes)}, **(meeting or {})))
    return made, made.grades[A]


@pytest.mark.parametrize(
    ("should", "present", "valid"), [(27, 14, True), (27, 13, False), (26, 13, False), (0, 0, False)]
)
def test_more_than_half_must_be_present(should: int, present: int, valid: bool) -> None:
    assert is_valid_meeting(vote(meeting={"should_attend": should, "present": present})[0]) is valid


@pytest.mark.parametrize(("ayes", "passed"), [(13, False), (14, True)])
def test_e20_ayes_exceed_half_of_those_who_should_attend(ayes: int, passed: bool) -> None:
    meeting, made = vote(ayes=ayes, meeting={"present": 20})
    assert is_passed(made, meeting) is passed


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ((AssessStatus.PARTICIPATES, StatusReason.PROBATIONARY), DecisionState.NOT_GRADED),
        ((AssessStatus.EXEMPT, StatusReason.EXEMPTED), DecisionState.NOT_GRADED),
        ((AssessStatus.NOT_ASSESSED, StatusReason.NEW), DecisionState.NOT_GRADED),
        ((AssessStatus.DEFERRED, StatusReason.INVESTIGATION), DecisionState.DEFERRED),
        ((AssessStatus.HOST, StatusReason.HOST), DecisionState.EFFECTIVE),
        (GRADED, DecisionState.EFFECTIVE),
    ],
)
def test_who_can_be_decided_on(status: Any, state: DecisionState) -> None:
    meeting, made = vote()
    assert judge(meeting, made, status, Grade.QUALIFIED, AS_OF)[0] is state


def test_a_decision_without_a_result_needs_a_recorded_reason() -> None:
    deferred = (AssessStatus.DEFERRED, StatusReason.REPEAT_BALLOT)
    meeting, made = vote()
    assert judge(meeting, made, deferred, None, AS_OF) == (DecisionState.NO_RESULT, None)
    meeting, made = vote(meeting={"no_ballot_reason": "遇灾未能组织测评"})
    assert judge(meeting, made, deferred, None, AS_OF) == (DecisionState.EFFECTIVE, None)


def test_three_steps_are_more_than_two() -> None:
    meeting, made = vote("不合格", reason="有意见")
    assert judge(meeting, made, GRADED, Grade.EXCELLENT, AS_OF) == (DecisionState.NEEDS_TOWNSHIP, 3)


def test_the_newest_effective_vote_holds() -> None:
    first = vote("合格")
    failed = vote("优秀", 5, {"key": "meeting-2", "date": "2026-12-15"}, reason="群众反映好")
    again = vote("优秀", 20, {"key": "meeting-3", "date": "2026-12-20"}, reason="群众反映好")

    def made(*votes: tuple[DecisionMeeting, Verdict]) -> tuple[str, DecisionState]:
        found = decide(votes, GRADED, lambda _: Grade.QUALIFIED, Grade.QUALIFIED, AS_OF)
        assert found is not None
        return found.meeting, found.state

    assert made(first, failed) == ("meeting-1", DecisionState.EFFECTIVE)
    assert made(first, failed, again) == ("meeting-3", DecisionState.EFFECTIVE)
    assert made(failed) == ("meeting-2", DecisionState.NOT_PASSED)
    assert decide((), GRADED, lambda _: None, None, AS_OF) is None


@pytest.mark.parametrize(
    ("then", "now", "outdated"),
    [
        (Grade.QUALIFIED, Grade.QUALIFIED, False),
        (Grade.QUALIFIED, Grade.BASIC, True),
        (Grade.BASIC, Grade.QUALIFIED, False),  # the correction came to what the meeting had decided
        (Grade.QUALIFIED, None, True),  # the repeated ballots cannot be counted
    ],
)
def test_outdated(then: Grade, now: Grade | None, outdated: bool) -> None:
    found = decide([vote("合格", reason="有意见")], GRADED, lambda _: then, now, AS_OF)
    assert found is not None
    assert found.outdated is outdated
