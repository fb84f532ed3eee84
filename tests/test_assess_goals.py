"""The goal card: attainment per quarter and for the year."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.assess_factory import FROZEN, context, folder
from threecards.assess import assess_branch
from threecards.assess.goals import goal_result, quarter_days, reached
from threecards.records.model import Goal, GoalCard


def goal(n: int = 1, **changes: Any) -> dict[str, Any]:
    return {"n": n, "area": "村级党组织建设", "text": "开好支部大会", **changes}


def share(quarter: int, until: str, **changes: Any) -> Fraction:
    return reached(Goal.model_validate(goal(**changes)), quarter, date.fromisoformat(until))


PROGRESS = [{"quarter": 3, "value": "9"}, {"quarter": 1, "value": "3"}, {"quarter": 4, "remark": "待核"}]


def test_a_goal_with_a_number() -> None:
    assert share(1, "2026-03-31", target="12", progress=PROGRESS) == Fraction(1, 4)
    assert share(2, "2026-06-30", target="12", progress=PROGRESS) == Fraction(1, 4)  # nothing new was written
    assert share(4, "2026-12-31", target="12", progress=PROGRESS) == Fraction(3, 4)
    assert share(3, "2026-09-30", target="6", progress=PROGRESS) == 1
    assert share(1, "2026-03-31", target="6") == 0


def test_a_goal_of_nothing() -> None:
    assert share(1, "2026-03-31", target="0", progress=[{"quarter": 1, "value": "0"}]) == 1
    assert share(1, "2026-03-31", target="0", progress=[{"quarter": 1, "value": "1"}]) == 0
    assert share(1, "2026-03-31", target="0") == 0  # nobody has looked


def test_a_goal_without_a_number() -> None:
    assert share(2, "2026-06-30", done_when="阵地建成", reached="2026-06-30") == 1
    assert share(2, "2026-06-29", done_when="阵地建成", reached="2026-06-30") == 0
    assert share(2, "2026-06-30", done_when="阵地建成") == 0


def test_quarters() -> None:
    assert [quarter_days(2026, q) for q in (1, 4)] == [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 10, 1), date(2026, 12, 31)),
    ]


def card(*goals: dict[str, Any]) -> GoalCard:
    return GoalCard.model_validate({"year": 2026, "goals": goals})


def test_weighted_attainment_of_the_quarters_that_have_begun() -> None:
    found = card(
        goal(1, target="12", progress=PROGRESS, weight="60"),
        goal(2, done_when="阵地建成", reached="2026-05-02", weight="40"),
    )
    result = goal_result(found, date(2026, 9, 1))
    assert result.quarters == (Fraction(15, 100), Fraction(55, 100), Fraction(85, 100), None)
    assert result.attainment == Fraction(85, 100)
    assert result.goals[0].quarters == (Fraction(1, 4), Fraction(1, 4), Fraction(3, 4), None)
    assert result.goals[1].attainment == 1


def test_missing_weights_count_alike() -> None:
    found = card(goal(1, target="12", progress=PROGRESS, weight="90"), goal(2, reached="2026-01-05"))
    assert goal_result(found, FROZEN).attainment == Fraction(7, 8)


def test_before_the_year_and_without_goals() -> None:
    assert goal_result(card(goal()), date(2025, 12, 31)).attainment is None
    assert goal_result(card(), FROZEN).attainment is None


def test_the_branch_result_has_the_card_of_the_year() -> None:
    cards = [{"year": 2025, "goals": [goal()]}, {"year": 2026, "goals": [goal(target="12", progress=PROGRESS)]}]
    result, _ = assess_branch(folder({}, goal_cards=cards), context())
    assert result.goals is not None
    assert result.goals.attainment == Fraction(3, 4)
    assert assess_branch(folder({}), context())[0].goals is None
