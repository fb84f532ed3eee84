"""Numbers and days in sentences that are read aloud: exact where they end, else rounded and called so.

In: fractions, decimals, days. Out: text. Not here: any sentence.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from threecards.assess import score

LONGEST = 9_999  # a larger denominator says nothing to anybody


def number(value: Fraction | Decimal | int) -> str:
    """Write a number: as it is when it ends within four decimals, else 约 with two decimals."""
    exact = Fraction(value)
    if 10_000 % exact.denominator == 0:
        text = f"{Decimal(exact.numerator) / exact.denominator:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"约{score.round_total(exact)}"


def in_points(value: Fraction | Decimal | int) -> str:
    """Write points. Example: 92.8分, 约91.89分."""
    return f"{number(value)}分"


def before_rounding(value: Fraction) -> str:
    """Write points so that their rounding to two decimals can be followed: as they are, else with four decimals or more, until these round
    as the points do. The exact fraction stands beside them where somebody can read it.

    Example: 74.995分, 约90.1426分（准确值133411/1480）.
    """
    if 10_000 % value.denominator == 0:
        return in_points(value)
    places = 4
    while score.round_total(Fraction(shown := _cut(value, places))) != score.round_total(value):
        places += 1
    exact = f"（准确值{value.numerator}/{value.denominator}）" if value.denominator <= LONGEST else ""
    return f"约{shown}分{exact}"


def day(on: date, year: int) -> str:
    """Write a day; its year is left out when it is ``year``. Example: 12月2日, 2027年1月5日."""
    return f"{'' if on.year == year else f'{on.year}年'}{on.month}月{on.day}日"


def _cut(value: Fraction, places: int) -> str:
    """Round half up to some places."""
    scale = 10**places
    whole, rest = divmod((value * scale + Fraction(1, 2)).__floor__(), scale)
    return f"{whole}.{rest:0{places}d}"


def percent(share: Fraction) -> str:
    """Write a share as 30%, or as 1/3 when it does not end."""
    return f"{number(share * 100)}%" if 10_000 % (share * 100).denominator == 0 else str(share)
