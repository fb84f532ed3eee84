"""The clock of notices and objections: working days by the State Council's notice, counted as the Civil Code counts.

In: calendars by year from content/workdays, days. Out: last days of periods. Not here: what a period means, and no
"today".

The day something is posted or received is not counted; the next working day is day 1; the period ends at the close
of day n (Civil Code Art. 201-203). A day in a year without a calendar cannot be judged: ``MissingCalendarError``,
finding CAL-001.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from threecards.records.model import Deadlines, Objection, Workdays

_ONE_DAY = timedelta(days=1)


class MissingCalendarError(LookupError):
    """A period touches a year whose calendar is not there; whoever asked turns it into finding CAL-001."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no calendar of working days for {year}")
        self.year = year


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days of the years that have a calendar."""

    years: frozenset[int]
    holidays: frozenset[date]
    workdays: frozenset[date]
    _ends: dict[tuple[date, int], date] = field(default_factory=dict, compare=False, repr=False)

    def is_workday(self, day: date) -> bool:
        """Judge one day: make-up days work, holidays do not, else Monday to Friday. Raises MissingCalendarError."""
        if day.year not in self.years:
            raise MissingCalendarError(day.year)
        if day in self.workdays:
            return True
        return day not in self.holidays and day.weekday() < 5

    def end(self, start: date, days: int) -> date:
        """Find the last of ``days`` (>= 1) working days after ``start``, which is not counted itself.

        Example 2026: posted Tuesday 10 February, 5 days -> Tuesday 24 February (Saturday 14 works, 15-23 are
        holidays). Raises MissingCalendarError, ValueError for days < 1.
        """
        known = self._ends.get((start, days))
        if known is not None:
            return known
        if days < 1:
            raise ValueError("a period has at least one working day")
        day, left = start, days
        while left:
            day += _ONE_DAY
            left -= self.is_workday(day)
        self._ends[start, days] = day
        return day

    def workdays_between(self, start: date, until: date) -> int:
        """Count the working days after ``start`` up to and including ``until``; 0 when ``until`` is not later."""
        count, day = 0, start
        while day < until:
            day += _ONE_DAY
            count += self.is_workday(day)
        return count


def calendar_of(workdays: Mapping[int, Workdays]) -> Calendar:
    """Build the calendar from the files of all years."""
    return Calendar(
        frozenset(workdays),
        frozenset(day for year in workdays.values() for day in year.holidays),
        frozenset(day for year in workdays.values() for day in year.workdays),
    )


def has_ended(end: date, as_of: date) -> bool:
    """True when a period is over on a day: it runs to the close of its last day, so the day after is the first one."""
    return as_of > end


@dataclass(frozen=True, slots=True)
class ObjectionClock:
    """Last days for accepting (or refusing) and for answering an objection."""

    accept_by: date
    answer_by: date


def objection_clock(objection: Objection, deadlines: Deadlines, calendar: Calendar) -> ObjectionClock:
    """Compute the two deadlines of an objection, both counted from the day it was received (domain rules 5.11, 9.5).

    An appeal to the township has its own, longer answer period. One extension, put on record before the first
    deadline was over, adds the same number of working days once more. Raises MissingCalendarError.
    """
    answer_days = deadlines.appeal_workdays if objection.appeal_of else deadlines.answer_workdays
    answer_by = calendar.end(objection.received, answer_days)
    if objection.extended and objection.extended <= answer_by:
        answer_by = calendar.end(answer_by, answer_days)
    return ObjectionClock(calendar.end(objection.received, deadlines.accept_workdays), answer_by)
