"""The goal card: what share of its goals a branch has reached, per quarter and for the year.

In: a goal card and a day. Out: ``GoalResult``, exact shares 0-1. Not here: the secretary's own score; it is never
mixed with this.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from threecards.assess.points import scaled
from threecards.assess.promises import mean
from threecards.assess.results import GoalResult, GoalState
from threecards.records.model import Goal, GoalCard

_QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))
_ONE = Fraction(1)
_ZERO = Fraction(0)


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter (1-4)."""
    month, day = _QUARTER_ENDS[quarter - 1]
    return date(year, month - 2, 1), date(year, month, day)


def reached(goal: Goal, quarter: int, until: date) -> Fraction:
    """Tell the share of one goal reached at the end of a quarter, or on an earlier day ``until``.

    With a number: newest value / target, at most 1; a target of 0 is reached while the value is 0. Without a
    number: 1 from the day ``reached``, else 0. Example: 9 of 12 -> 3/4.
    """
    if goal.target is None:
        return _ONE if goal.reached and goal.reached <= until else _ZERO
    known = [p for p in goal.progress if p.quarter <= quarter and p.value is not None]
    newest = max(known, key=lambda p: p.quarter, default=None)
    if newest is None or newest.value is None:
        return _ZERO
    if not goal.target:
        return _ZERO if newest.value else _ONE
    return min(_ONE, Fraction(newest.value) / Fraction(goal.target))


def goal_result(card: GoalCard, as_of: date) -> GoalResult:
    """Compute a goal card: each goal and the weighted mean, for every quarter that has begun.

    Where a weight is missing, or all are zero, each goal weighs the same.
    """
    given = [g.weight for g in card.goals if g.weight is not None]
    weights = given if len(given) == len(card.goals) and any(given) else [Decimal(1)] * len(card.goals)
    states = []
    for at, goal in enumerate(card.goals):
        shares = []
        for quarter in (1, 2, 3, 4):
            first, last = quarter_days(card.year, quarter)
            shares.append(reached(goal, quarter, min(last, as_of)) if first <= as_of else None)
        states.append(GoalState(goal.n, tuple(shares), weights[at]))
    quarters = tuple(mean([(scaled(s.weight), s.quarters[q]) for s in states]) for q in range(4))
    attainment = next((q for q in reversed(quarters) if q is not None), None)
    return GoalResult(tuple(states), quarters, attainment)
