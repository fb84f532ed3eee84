"""Ballots: counting, designs, trimming, turnout."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assess_factory import four, session, settings, three
from threecards.assess.ballots import (
    FROM_HOST,
    component,
    count,
    host_component,
    row_fault,
    session_fault,
    trimmed,
)
from threecards.assess.points import Rules
from threecards.assess.results import PENDING, ComponentState
from threecards.records.model import BallotSession, HostBallot, Tally
from threecards.records.words import BallotDesign, BallotKind

RULES = Rules(settings().scheme)
FOUR, THREE, NUMERIC = BallotDesign.FOUR, BallotDesign.THREE, BallotDesign.NUMERIC


def tally(**counts: Any) -> Tally:
    return Tally.model_validate(counts)


@pytest.mark.parametrize(
    ("row", "design", "points", "counted", "favourable"),
    [
        (four(20, 14, 3, 0), FOUR, "3400/37", 37, 34),  # E1, S6
        (four(12, 10, 2, 0, blank=1), FOUR, "2190/24", 24, 22),
        (three(18, 9, 3, unknown=4), THREE, "89", 30, 27),  # E2
        (four(10, 14, 0, 0), FOUR, "91.25", 24, 24),  # E4
        (four(0, 0, 9, 6), FOUR, "62", 15, 0),  # E12
        (four(14, 17, 4, 0), FOUR, "3125/35", 35, 31),  # E14
        ({"scores": ["60", "88", "90", "90", "92", "93", "95", "96", "100"]}, NUMERIC, "92", 9, 8),  # E16
        ({"scores": ["60", "90", "90", "90", "90", "100"]}, NUMERIC, "520/6", 6, 5),  # six are not trimmed
        ({"scores": ["72.1234"]}, NUMERIC, "72.1234", 1, 0),
    ],
)
def test_count(row: dict[str, Any], design: BallotDesign, points: str, counted: int, favourable: int) -> None:
    found = count(tally(**row), design, RULES)
    assert found.points == Fraction(points)
    assert (found.counted, found.favourable) == (counted, favourable)


def test_trimming_drops_one_of_equal_extremes() -> None:
    assert trimmed([1, 1, 1, 5, 9, 9, 9], 7) == [1, 1, 5, 9, 9]
    assert trimmed([1, 2, 3], 7) == [1, 2, 3]


counts = st.tuples(*[st.integers(0, 60)] * 4)


@given(counts)
def test_points_stay_between_the_options(row: tuple[int, int, int, int]) -> None:
    if not sum(row):
        return
    assert 50 <= count(tally(**four(*row)), FOUR, RULES).points <= 100


@given(counts, st.integers(0, 2))
def test_a_better_ballot_never_lowers(row: tuple[int, int, int, int], at: int) -> None:
    if not row[at + 1]:
        return
    better = list(row)
    better[at], better[at + 1] = better[at] + 1, better[at + 1] - 1
    before, after = count(tally(**four(*row)), FOUR, RULES), count(tally(**four(*better)), FOUR, RULES)
    assert after.points > before.points
    assert after.favourable >= before.favourable


@given(st.lists(st.integers(0, 100), min_size=1, max_size=12), st.integers(0, 11), st.integers(0, 100))
def test_a_better_number_never_lowers(scores: list[int], at: int, more: int) -> None:
    raised = list(scores)
    raised[at % len(raised)] = max(raised[at % len(raised)], more)
    before = count(tally(scores=[str(s) for s in scores]), NUMERIC, RULES).points
    after = count(tally(scores=[str(s) for s in raised]), NUMERIC, RULES).points
    assert 0 <= before <= after <= 100


def sitting(kind: str = "党员互评", **changes: Any) -> BallotSession:
    return BallotSession.model_validate(session(kind, {}, 24, **changes))


@pytest.mark.parametrize(
    ("changes", "eligible", "sound"),
    [
        ({"present": 16}, 24, True),  # exactly two thirds
        ({"present": 15}, 24, False),
        ({"issued": 24, "returned": 16}, 24, True),
        ({"issued": 24, "returned": 15}, 24, False),
        ({"issued": 0, "returned": 0}, 24, False),
    ],
)
def test_turnout(changes: dict[str, Any], eligible: int, sound: bool) -> None:
    assert (session_fault(sitting(**changes), RULES, eligible) == "") is sound


def test_villagers_have_no_quorum_of_presence() -> None:
    assert session_fault(sitting("群众测评", present=10), RULES, 300) == ""


@pytest.mark.parametrize(
    ("kind", "counted", "sheets", "sound"),
    [
        (BallotKind.MASS, 10, 20, True),  # exactly ten, exactly half
        (BallotKind.MASS, 9, 9, False),
        (BallotKind.MASS, 10, 21, False),
        (BallotKind.MEMBER, 5, 10, True),
        (BallotKind.MEMBER, 4, 4, False),
        (BallotKind.MEMBER, 5, 11, False),
    ],
)
def test_enough_ballots_for_one_member(kind: BallotKind, counted: int, sheets: int, sound: bool) -> None:
    assert (row_fault(kind, counted, sheets, RULES) == "") is sound


def test_nothing_counted_is_never_a_zero_even_where_no_minimum_is_set() -> None:
    none = Rules(settings(quorum={"min_counted_mass": "0", "min_counted_share": "0"}).scheme)
    row = (sitting("群众测评"), tally(blank="24"))
    found = component(BallotKind.MASS, row, {}, none, held=True)
    assert (found.state, found.value) == (ComponentState.NOT_COMPUTABLE, None)


def test_component_states() -> None:
    assert component(BallotKind.MASS, None, {}, RULES, held=False) is PENDING
    assert component(BallotKind.MASS, None, {}, RULES, held=True).state is ComponentState.NOT_COMPUTABLE
    row = (sitting(), tally(**four(20, 4, 0, 0)))
    found = component(BallotKind.MEMBER, row, {}, RULES, held=True)
    assert (found.state, found.session, found.counted) == (ComponentState.COMPUTED, "member-1", 24)
    faulty = component(BallotKind.MEMBER, row, {"member-1": "到会不足"}, RULES, held=True)
    assert (faulty.state, faulty.reason) == (ComponentState.NOT_COMPUTABLE, "到会不足")


def test_host_ballots_of_example_e10() -> None:
    ballot = HostBallot.model_validate({"date": "2026-11-20", "design": "三档", "tally": three(6, 5, 0)})
    found = host_component(BallotKind.MEMBER, ballot, RULES)
    assert (found.value, found.reason) == (Fraction(1000, 11), FROM_HOST)
    few = HostBallot.model_validate({"date": "2026-11-20", "design": "三档", "tally": three(9, 0, 0)})
    assert host_component(BallotKind.MASS, few, RULES).value is None
    blank = HostBallot.model_validate({"date": "2026-11-20", "design": "三档", "tally": three(10, 0, 0, blank=11)})
    assert host_component(BallotKind.MASS, blank, RULES).value is None  # not half of the sheets
