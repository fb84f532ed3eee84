"""Days, quarters and half-years as the rules count them. In: dates. Out: dates and spans. Not here: working days
(``calendar``)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from threecards.records.standing import Span


def add_months(day: date, months: int) -> date:
    """Give the same day some months later; in a shorter month its last day (31 January + 1 -> 28 or 29 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def quarter(year: int, number: int) -> Span:
    """First and last day of a quarter, 1 to 4."""
    return date(year, 3 * number - 2, 1), add_months(date(year, 3 * number - 2, 1), 3) - timedelta(days=1)


def half(year: int, number: int) -> Span:
    """First and last day of a half-year, 1 or 2."""
    return quarter(year, 2 * number - 1)[0], quarter(year, 2 * number)[1]


def year_span(year: int) -> Span:
    """First and last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def age_on_new_year(born: str, year: int) -> int:
    """Age in full years on 1 January of a year, from year and month of birth (``1979-04``); a month counts as
    completed."""
    return ((year - int(born[:4])) * 12 + 1 - int(born[5:])) // 12


def covers(first: date, last: date | None, span: Span) -> bool:
    """True when a period, open at the end or not, holds a whole span."""
    return first <= span[0] and (last is None or last >= span[1])


def listed(numbers: list[int]) -> str:
    """Write numbers as a Chinese list: ``1、3``."""
    return "、".join(map(str, numbers))
