"""Result values: what they say about themselves."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from threecards.assess.results import (
    Assessment,
    AssessStatus,
    Decision,
    DecisionState,
    GoalState,
    MemberResult,
    Quota,
    StarResult,
    StarStatus,
    StatusReason,
)  # fmt: skip
from threecards.records.standing import State
from threecards.records.words import Grade, MemberType, Star

DAY = date(2026, 12, 8)


@pytest.mark.parametrize("state", list(DecisionState))
@pytest.mark.parametrize("outdated", [False, True])
def test_only_an_effective_decision_that_still_fits_decides(state: DecisionState, outdated: bool) -> None:
    made = Decision("meeting-1", DAY, Grade.EXCELLENT, state, 0, outdated)
    found = Assessment(AssessStatus.GRADED, StatusReason.NONE, decision=made)
    expected = Grade.EXCELLENT if state is DecisionState.EFFECTIVE and not outdated else None
    assert found.decided is expected
    assert Assessment(AssessStatus.GRADED, StatusReason.NONE).decided is None


@pytest.mark.parametrize("status", list(StarStatus))
def test_only_lit_stars_count(status: StarStatus) -> None:
    assessment = Assessment(AssessStatus.GRADED, StatusReason.NONE)
    stars = (StarResult(Star.LAW, status), StarResult(Star.MORALITY, StarStatus.NONE))
    found = MemberResult("m000001", State.FULL, MemberType.NO_OFFICE, False, assessment, stars)
    assert found.lit == ((Star.LAW,) if status is StarStatus.LIT else ())


def test_quota() -> None:
    found = Quota(9, 3, ("a", "b", "c", "d"), ("c", "d"))
    assert found.exceeded
    assert found.chosen == ("a", "b")
    assert not Quota(9, 3, ("a", "b", "c")).exceeded
    assert Quota(9, 3, ("a", "b", "c")).chosen == ("a", "b", "c")


def test_a_goal_shows_the_newest_quarter() -> None:
    quarters = (Fraction(1, 4), Fraction(1, 2), None, None)
    assert GoalState(1, quarters, Decimal(1)).attainment == Fraction(1, 2)


def test_words_of_states_are_chinese_and_different() -> None:
    for words in (AssessStatus, StarStatus, DecisionState, StatusReason):
        values = [word.value for word in words]
        assert len(set(values)) == len(values)
        assert not any(c.isascii() and c.isalpha() for c in json.dumps(values, ensure_ascii=False))
