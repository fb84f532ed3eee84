"""Working days: the notice clock and the deadlines of objections."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assess_factory import WORKDAYS
from threecards.records.calendar import Calendar, MissingCalendarError, calendar_of, has_ended, objection_clock
from threecards.records.model import Deadlines, Objection, Workdays

CALENDAR = calendar_of({year: Workdays.model_validate(tree) for year, tree in WORKDAYS.items()})


@pytest.mark.parametrize(
    ("posted", "ends"),
    [
        ("2026-01-16", "2026-01-23"),
        ("2026-02-10", "2026-02-24"),  # Saturday 14 February works, 15-23 are holidays
        ("2026-02-12", "2026-02-26"),
        ("2025-12-30", "2026-01-07"),  # Sunday 4 January works
    ],
)
def test_notice_of_five_working_days(posted: str, ends: str) -> None:
    end = CALENDAR.end(date.fromisoformat(posted), 5)
    assert end == date.fromisoformat(ends)
    assert not has_ended(end, end)  # it runs to the close of its last day
    assert has_ended(end, end + timedelta(days=1))


def test_working_days_of_the_table() -> None:
    days = [date(2026, 2, 11), date(2026, 2, 12), date(2026, 2, 13), date(2026, 2, 14), date(2026, 2, 24)]
    counted = [d for d in (date(2026, 2, 11) + timedelta(days=n) for n in range(14)) if CALENDAR.is_workday(d)]
    assert counted == days
    assert CALENDAR.workdays_between(date(2026, 2, 10), date(2026, 2, 24)) == 5
    assert CALENDAR.workdays_between(date(2026, 2, 24), date(2026, 2, 10)) == 0


def test_a_year_without_calendar_is_refused() -> None:
    only_2026 = calendar_of({2026: Workdays.model_validate(WORKDAYS[2026])})
    with pytest.raises(MissingCalendarError) as missing:
        only_2026.end(date(2026, 12, 30), 5)
    assert missing.value.year == 2027
    assert only_2026.end(date(2025, 12, 31), 1) == date(2026, 1, 4)  # the day of posting is not judged
    with pytest.raises(MissingCalendarError):
        only_2026.is_workday(date(2025, 6, 2))


def test_a_period_has_at_least_one_day() -> None:
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.end(date(2026, 3, 2), 0)


@given(st.integers(0, 300), st.integers(1, 40))
def test_the_end_is_the_nth_working_day(offset: int, days: int) -> None:
    start = date(2026, 1, 1) + timedelta(days=offset)
    end = CALENDAR.end(start, days)
    assert CALENDAR.is_workday(end)
    assert CALENDAR.workdays_between(start, end) == days
    assert CALENDAR.end(start, days + 1) > end


def objection(**changes: object) -> Objection:
    tree = {"key": "o1", "received": "2026-12-10", "channel": "当面", "kind": "数字有误", **changes}
    return Objection.model_validate(tree)


def test_clock_of_an_objection_counts_from_receipt() -> None:
    clock = objection_clock(objection(), Deadlines(), CALENDAR)
    assert (clock.accept_by, clock.answer_by) == (date(2026, 12, 15), date(2026, 12, 24))


def test_an_extension_in_time_adds_the_period_once() -> None:
    in_time = objection_clock(objection(extended="2026-12-24"), Deadlines(), CALENDAR)
    assert in_time.answer_by == CALENDAR.end(date(2026, 12, 24), 10)
    too_late = objection_clock(objection(extended="2026-12-25"), Deadlines(), CALENDAR)
    assert too_late.answer_by == date(2026, 12, 24)


def test_an_appeal_has_fifteen_days() -> None:
    clock = objection_clock(objection(appeal_of="o0"), Deadlines(), CALENDAR)
    assert clock.answer_by == CALENDAR.end(date(2026, 12, 10), 15)


def test_calendars_compare_by_their_days() -> None:
    once = Calendar(frozenset({2026}), frozenset(), frozenset())
    once.end(date(2026, 3, 2), 3)  # what it remembers does not count
    assert once == Calendar(frozenset({2026}), frozenset(), frozenset())
