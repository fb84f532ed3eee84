"""Numbers in sentences: exact where they end, else rounded with the exact fraction beside them.

In: fractions and decimals. Out: text. Not here: any sentence.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from threecards.assess import score


def number(value: Fraction | Decimal | int) -> str:
    """Write a number: as it is when it ends within four decimals, else 约 with two decimals and the exact fraction."""
    exact = Fraction(value)
    if 10_000 % exact.denominator == 0:
        text = f"{Decimal(exact.numerator) / exact.denominator:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"约{score.round_total(exact)}（{exact.numerator}/{exact.denominator}）"


def in_points(value: Fraction | Decimal | int) -> str:
    """Write points. Example: 92.8分, 约91.89分（3400/37）."""
    text = number(value)
    return f"{text}分" if not text.endswith("）") else text.replace("（", "分（", 1)


def percent(share: Fraction) -> str:
    """Write a share as 30%, or as 1/3 when it does not end."""
    return f"{number(share * 100)}%" if 10_000 % (share * 100).denominator == 0 else str(share)
