"""Points as whole numbers: the scheme of a year laid out so that adding up needs no fractions.

In: a scheme. Out: integers scaled by SCALE, and fractions where a mean is taken. Not here: any rule about what is
counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache

from threecards.records.model import Scheme
from threecards.records.words import BallotKind, Rating

SCALE = 10_000
"""Points are whole numbers of 1/10000: the models allow four decimals, so nothing is lost and no fraction is needed
to add.
"""

MILLI = 1_000
"""Amounts (hours) are whole numbers of 1/1000."""


def scaled(points: Decimal) -> int:
    """Turn points into whole numbers of 1/10000, exactly."""
    return int(points * SCALE)


@lru_cache(maxsize=8192)
def ratio(number: int, divisor: int) -> Fraction:
    """Make a fraction; the same few shares and means come up again and again, and reducing them is what costs."""
    return Fraction(number, divisor)


@dataclass(frozen=True)
class Rules:
    """The scheme of a year with its points as whole numbers (SCALE)."""

    scheme: Scheme

    @cached_property
    def four(self) -> tuple[int, int, int, int]:
        """Points of 优秀, 合格, 基本合格, 不合格."""
        p = self.scheme.ballot_points.four
        return scaled(p.excellent), scaled(p.qualified), scaled(p.basic), scaled(p.unqualified)

    @cached_property
    def three(self) -> tuple[int, int, int]:
        """Points of 满意, 基本满意, 不满意."""
        p = self.scheme.ballot_points.three
        return scaled(p.satisfied), scaled(p.basically_satisfied), scaled(p.dissatisfied)

    @cached_property
    def enough(self) -> Mapping[BallotKind, tuple[int, int, int]]:
        """Fewest counted ballots of a member, and the least share of the valid sheets as number and divisor."""
        quorum = self.scheme.quorum
        number, divisor = quorum.min_counted_share.as_integer_ratio()
        return {
            BallotKind.MASS: (max(quorum.min_counted_mass, 1), number, divisor),
            BallotKind.MEMBER: (max(quorum.min_counted_member, 1), number, divisor),
        }

    @cached_property
    def kept(self) -> tuple[Fraction, Fraction, Fraction]:
        """Value of a commitment done in time, done late, not done."""
        p = self.scheme.commitment_points
        return Fraction(p.in_time), Fraction(p.late), Fraction(p.not_done)

    @cached_property
    def ratings(self) -> Mapping[Rating, int]:
        """Points of an inspection or a half-year."""
        p = self.scheme.rating_points
        return {
            Rating.GOOD: scaled(p.good),
            Rating.FAIRLY_GOOD: scaled(p.fairly_good),
            Rating.FAIR: scaled(p.fair),
            Rating.POOR: scaled(p.poor),
        }
